"""The water of an extract: rivers and shores, read once and kept beside the compiled map."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from routing.network.extract import Extract, readable
from routing.network.model import DEGREES, Bytes, Floats, Ints, Longs
from routing.network.shelf import shelved
from routing.types import METRES_PER_DEGREE

FORMAT = 1
"""Raise it whenever what is read changes."""
RIVERS = {"river", "canal"}
"""Lines that no car crosses but on a bridge; brooks run in pipes."""
LEAST_M2 = 10_000.0
"""A smaller pond does not part a place from its road; assumed."""
WITHIN_M = 5.0
"""Shores are simplified to this; a third of the error of a position, assumed."""


@dataclass(frozen=True, kw_only=True)
class Water:
    """Lines by place: line `i` has the points from ``first[i]`` to ``first[i + 1]``, 1e-7 degrees."""

    first: Longs
    lon: Ints
    lat: Ints
    river: Bytes


PARTS = tuple(part.name for part in fields(Water))

NONE = Water(
    first=np.zeros(1, np.int64), lon=np.empty(0, np.int32), lat=np.empty(0, np.int32), river=np.empty(0, np.uint8)
)


def surveyed(map_path: Path, cache_dir: Path, checksum: str) -> Water:
    """Load the water of an extract from the cache, or read and keep it; none when the extract has gone meanwhile."""
    return shelved(
        cache_dir / f"water-{checksum[:16]}-v{FORMAT}.npz",
        lambda: water_of(map_path),
        arrays=lambda water: {part: getattr(water, part) for part in PARTS},
        value=lambda kept: Water(**{part: kept[part] for part in PARTS}),
        nothing=NONE,  # the nearest road is better than none
    )


def water_of(map_path: Path) -> Water:
    """Read the rivers and shores of an OSM file. Raises `MapUnreadable`."""
    import osmium  # noqa: PLC0415 needed only for an extract that was not read before

    extract = Extract(map_path)
    tagged = osmium.filter.KeyFilter("natural", "waterway")
    with readable(map_path):
        lines = {line.osm_id: line for line in _lines(extract, _is_river, _is_area, tagged)}
        parts = set(_members(extract, tagged)) - lines.keys()
        if parts:
            untagged = _lines(extract, _never, _always, *_only(parts))
            lines |= {line.osm_id: line for line in untagged if line.osm_id in parts}
    return _laid_end_to_end(lines.values())


def _only(parts: set[int]) -> list[Any]:
    """Return a filter for these ways; none when one is below 0, which osmium's filter takes for a huge number."""
    import osmium  # noqa: PLC0415 as above

    return [osmium.filter.IdFilter(parts)] if min(parts) >= 0 else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Points as (longitude, latitude), degrees."""

    osm_id: int
    points: Floats
    river: bool


Judge = Callable[[Mapping[str, str]], bool]


def _is_river(tags: Mapping[str, str]) -> bool:
    return tags.get("waterway") in RIVERS and tags.get("tunnel", "no") == "no"


def _is_area(tags: Mapping[str, str]) -> bool:
    return tags.get("natural") in {"water", "coastline"} or tags.get("waterway") == "riverbank"


def _never(_: Mapping[str, str]) -> bool:
    return False


def _always(_: Mapping[str, str]) -> bool:
    return True


def _members(extract: Extract, tagged: Any) -> Iterator[int]:
    """List the ways that bound the waters drawn as relations."""
    for thing in extract.relations(tagged):
        if _is_area(dict(thing.tags)):
            yield from (part.ref for part in thing.members if part.type == "w")


def _lines(extract: Extract, is_river: Judge, is_area: Judge, *filters: Any) -> Iterator[_Line]:
    for thing in extract.things(*filters):
        if not thing.is_way():
            continue
        tags = dict(thing.tags)
        if is_river(tags) or is_area(tags):
            found = np.array([(lon, lat) for _, lon, lat in extract.vertices(thing)], float).reshape(-1, 2) * DEGREES
            points = _simplified(found)
            if len(points) > 1 and not _is_pond(points):
                yield _Line(osm_id=thing.id, points=points, river=is_river(tags))


def _simplified(points: Floats) -> Floats:
    if len(points) < 3:
        return points
    wide = float(np.cos(np.radians(points[:, 1].mean())))
    plane = shapely.linestrings(points * (wide, 1.0))
    return np.asarray(shapely.get_coordinates(shapely.simplify(plane, WITHIN_M / METRES_PER_DEGREE))) / (wide, 1.0)


def _is_pond(points: Floats) -> bool:
    """Tell a closed shore around too little water to go round."""
    if len(points) < 4 or (points[0] != points[-1]).any():
        return False
    wide = float(np.cos(np.radians(points[:, 1].mean())))
    return bool(shapely.area(shapely.polygons(points * (wide, 1.0))) * METRES_PER_DEGREE**2 < LEAST_M2)


def _laid_end_to_end(lines: Collection[_Line]) -> Water:
    if not lines:
        return NONE
    points = np.rint(np.concatenate([line.points for line in lines]) / DEGREES).astype(np.int32)
    return Water(
        first=np.concatenate([[0], np.cumsum([len(line.points) for line in lines])]).astype(np.int64),
        lon=points[:, 0].copy(),
        lat=points[:, 1].copy(),
        river=np.array([line.river for line in lines], np.uint8),
    )
