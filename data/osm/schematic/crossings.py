"""Junctions where surface roads cross: OSM joins ways by shared nodes only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from schematic.curves import to_vertices
from schematic.projection import Vertex, distance_m
from schematic.roads import Road

SNAP_M = 12
"""A crossing this close to a vertex becomes that vertex: no junctions closer than a road is wide."""

PASSES = 3
"""Snapping bends a road by at most 12 m, which may make a new crossing: looked for again, at most so often."""

Inserted = dict[tuple[int, int], list[Vertex]]
"""New vertices by the road's number and the number of its segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """All straight pieces of the surface roads: whose they are, and (n, 2, 2) ends."""

    owners: list[tuple[int, int]]
    ends: NDArray[np.int64]


def join_crossings(roads: Sequence[Road]) -> list[Road]:
    """Return the roads with a shared vertex wherever two of them cross; raised roads as they are."""
    joined = list(roads)
    for _ in range(PASSES):
        inserted = _crossings(_segments(joined))
        if not inserted:
            break
        joined = [_with_inserted(road, number, inserted) for number, road in enumerate(joined)]
    return joined


def _segments(roads: Sequence[Road]) -> Segments:
    surface = [(number, road) for number, road in enumerate(roads) if not road.is_raised]
    owners = [(number, piece) for number, road in surface for piece in range(len(road.vertices) - 1)]
    ends = [pair for _, road in surface for pair in pairwise(road.vertices)]
    return Segments(owners=owners, ends=np.array(ends, dtype=np.int64).reshape(-1, 2, 2))


def _crossings(segments: Segments) -> Inserted:
    inserted: Inserted = defaultdict(list)
    for one, other, crossing in _meetings(segments.ends):
        vertex = snapped(crossing, _ends_of(segments, one) + _ends_of(segments, other))
        for number in (one, other):
            if vertex not in _ends_of(segments, number):
                inserted[segments.owners[number]].append(vertex)
    return inserted


def _meetings(ends: NDArray[np.int64]) -> Iterator[tuple[int, int, Vertex]]:
    """Yield the numbers of two segments that meet in one point which is no common end, and the point."""
    lines = shapely.linestrings(ends)
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    is_new = (one < other) & ~_share_an_end(ends[one], ends[other])
    one, other = one[is_new], other[is_new]
    points = shapely.intersection(lines[one], lines[other])
    is_point = shapely.get_type_id(points) == shapely.GeometryType.POINT
    one, other, points = one[is_point], other[is_point], points[is_point]
    order = np.lexsort((other, one))
    vertices = to_vertices(shapely.get_coordinates(points[order]))
    yield from zip(one[order].tolist(), other[order].tolist(), vertices, strict=True)


def _share_an_end(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Compare both ends of (n, 2, 2) segments crosswise."""
    return (one[:, :, None, :] == other[:, None, :, :]).all(axis=-1).any(axis=(1, 2))


def _ends_of(segments: Segments, number: int) -> list[Vertex]:
    return [(int(x), int(y)) for x, y in segments.ends[number]]


def snapped(crossing: Vertex, ends: Iterable[Vertex]) -> Vertex:
    """Return the nearest of the ends if it is close enough to be the crossing, else the crossing."""
    nearest = min(ends, key=lambda end: (distance_m(crossing, end), end))
    return nearest if distance_m(crossing, nearest) < SNAP_M else crossing


def _with_inserted(road: Road, number: int, inserted: Inserted) -> Road:
    """Return the road with its new vertices, in driving order."""
    vertices = [road.vertices[0]]
    for piece, (start, end) in enumerate(pairwise(road.vertices)):
        new = sorted(set(inserted.get((number, piece), ())), key=lambda at: (distance_m(start, at), at))
        vertices.extend([*new, end])
    return road.along(vertices)
