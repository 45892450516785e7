"""The region's folder and the map that goes with it."""

from pathlib import Path

from dispatch.adapters.region_files import check_region, load_region
from dispatch.config import ROOT, Settings
from dispatch.domain.region import Region
from routing.mapfile import checksum_of, find_map
from routing.types import GazetteerEntry

TILES = 3
"""Raise it whenever what the tiles hold changes."""

__all__ = ["check_region", "chosen_map", "gazetteer", "institutions", "load_region", "tiles_file", "tiles_path"]


def chosen_map(settings: Settings) -> Path:
    """Return the map that will be loaded. Raises `MapUnreadable`."""
    return find_map(settings.map, ROOT)


def gazetteer(region: Region) -> list[GazetteerEntry]:
    """Return the region's settlements for the geocoder."""
    return [
        GazetteerEntry(name=place.name, at=place.at, district=place.district, population=place.population)
        for place in region.places
    ]


def institutions(region: Region) -> list[GazetteerEntry]:
    """Return the region's stations, hospitals and feldsher points for the geocoder."""
    stations = [GazetteerEntry(name=place.name, at=place.at, kind="station") for place in region.stations]
    hospitals = [GazetteerEntry(name=place.name, at=place.at, kind="hospital") for place in region.hospitals]
    faps = [GazetteerEntry(name=place.name, at=place.at, kind="fap") for place in region.faps]
    return [*stations, *hospitals, *faps]


def tiles_path(cache: Path, checksum: str) -> Path:
    """Return where the tiles of a map are kept."""
    return cache / f"{checksum[:16]}-t{TILES}.pmtiles"


def tiles_file(settings: Settings) -> Path:
    """Return where the tiles of the chosen map are kept. Raises `MapUnreadable`."""
    return tiles_path(settings.cache, checksum_of(chosen_map(settings)))
