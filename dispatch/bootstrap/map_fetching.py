"""Maps from the servers that the settings name, into the folder where the loader looks first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dispatch.adapters.map_sources import nominatim, overpass
from dispatch.adapters.map_sources.download import Download, Received
from dispatch.adapters.map_sources.geofabrik import Region, like, md5_of, region_named, regions
from dispatch.adapters.map_sources.refusals import MapNotFetched
from dispatch.config import ROOT, Settings
from dispatch.domain.region import Box

LOCAL = ROOT / "data" / "osm" / "local"
"""What lies here the loader takes before any other map."""

__all__ = ["LOCAL", "Box", "Fetched", "MapNotFetched", "Received", "Region", "box_around", "boxed", "known", "region"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A map that is here now. `is_checked` tells whether its checksum was known and right."""

    path: Path
    is_checked: bool


def known(settings: Settings, word: str = "") -> Sequence[Region]:
    """List the regions that can be fetched by name. Raises `MapNotFetched`."""
    return like(regions(settings.extracts_url), word)


def region(settings: Settings, name: str, folder: Path, received: Received) -> Fetched:
    """Fetch a region by its name. Raises `MapNotFetched`."""
    chosen = region_named(regions(settings.extracts_url), name)
    md5 = md5_of(chosen.pbf_url)
    target = folder / chosen.file_name
    Download(url=chosen.pbf_url, target=target, md5=md5).run(received)
    return Fetched(path=target, is_checked=md5 is not None)


def box_around(settings: Settings, place: str) -> Box:
    """Find the box around a place. Raises `MapNotFetched`."""
    return nominatim.box_around(settings.places_url, place)


def boxed(settings: Settings, box: Box, folder: Path, received: Received) -> Fetched:
    """Fetch what lies in a box. Raises `MapNotFetched`."""
    target = folder / f"box_{box.west:g}_{box.south:g}_{box.east:g}_{box.north:g}.osm.pbf"
    overpass.fetch(settings.overpass_url, box, target, received)
    return Fetched(path=target, is_checked=False)
