"""The hand-written roads: curved between their waypoints, motorways as two carriageways."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from shapely import LineString

from schematic.chance import chance_for
from schematic.curves import to_vertices, winding
from schematic.inputs import Corridor
from schematic.projection import Vertex
from schematic.roads import CLASSES, Road, tags_for
from schematic.terrain import Terrain

TRIES = 12
"""Curves drawn for a leg, of which the driest is taken."""

NEEDLESS_BRIDGE_M = 400
"""Metres of water that one more crossing of a river than needed is worth."""

HALF_MEDIAN_M = 12
"""From the middle of a motorway to the middle of a carriageway."""


def lay_corridors(corridors: Sequence[Corridor], terrain: Terrain) -> list[Road]:
    """Return surface roads, motorways and the links between them."""
    motorways = [corridor for corridor in corridors if corridor.highway == "motorway"]
    surface = [corridor for corridor in corridors if corridor.highway != "motorway"]
    carriageways = [road for corridor in motorways for road in _motorway(corridor, terrain)]
    return [*carriageways, *_surface_roads(surface, terrain)]


def _legs(corridor: Corridor, terrain: Terrain) -> Iterator[tuple[Vertex, ...]]:
    for start, end in pairwise(corridor.waypoints):
        yield driest_curve(start, end, corridor, terrain)


def driest_curve(start: Vertex, end: Vertex, corridor: Corridor, terrain: Terrain) -> tuple[Vertex, ...]:
    """Return the curve that lies least in water; the same one from either end."""
    if start > end:
        return driest_curve(end, start, corridor, terrain)[::-1]
    look = CLASSES[corridor.highway]
    curves = (winding(start, end, look, chance_for("corridor", start, end, number)) for number in range(TRIES))
    return min(curves, key=lambda vertices: _wetness_m(LineString(vertices), terrain, int(corridor.has_bridges)))


def _wetness_m(line: LineString, terrain: Terrain, bridges: int) -> float:
    return terrain.wet_m(line) + NEEDLESS_BRIDGE_M * max(0, terrain.river_crossings(line) - bridges)


def _surface_roads(corridors: Iterable[Corridor], terrain: Terrain) -> Iterator[Road]:
    """Return one road a leg; a leg that two corridors share is laid for the first of them."""
    laid: set[frozenset[Vertex]] = set()
    for corridor in corridors:
        tags = tags_for(corridor.highway, name=corridor.name, ref=corridor.ref)
        for leg in _legs(corridor, terrain):
            ends = frozenset((leg[0], leg[-1]))
            if ends not in laid:
                laid.add(ends)
                yield Road(vertices=leg, tags=tags)


def _motorway(corridor: Corridor, terrain: Terrain) -> Iterator[Road]:
    """Return both carriageways, and links to the surface at the waypoints: the only ways on and off."""
    legs = list(_legs(corridor, terrain))
    middle = [legs[0][0], *(vertex for leg in legs for vertex in leg[1:])]
    right, left = beside(middle, HALF_MEDIAN_M), beside(middle, -HALF_MEDIAN_M)
    tags = tags_for("motorway", name=corridor.name, ref=corridor.ref, oneway="yes")
    yield Road(vertices=tuple(right), tags=tags, is_raised=True)
    yield Road(vertices=tuple(left[::-1]), tags=tags, is_raised=True)
    exits = np.cumsum([0, *(len(leg) - 1 for leg in legs)])
    is_ring = middle[0] == middle[-1]
    for number in exits[:-1] if is_ring else exits:
        for carriageway in (right, left):
            yield _link(middle[number], carriageway[number])


def _link(surface: Vertex, carriageway: Vertex) -> Road:
    """Return a way on and off in one; `oneway=no` since OSM takes a link for one-way where nothing is said."""
    tags = tags_for("motorway_link", oneway="no")
    return Road(vertices=(surface, carriageway), tags=tags, is_raised=True)


def beside(middle: Sequence[Vertex], offset_m: float) -> list[Vertex]:
    """Return a line parallel to `middle`, vertex by vertex, `offset_m` to the right of it."""
    xy = np.array(middle, dtype=np.float64)
    if middle[0] == middle[-1]:
        before, after = np.vstack([xy[-2], xy[:-1]]), np.vstack([xy[1:], xy[1]])
    else:
        before, after = np.vstack([xy[0], xy[:-1]]), np.vstack([xy[1:], xy[-1]])
    ahead = after - before
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    return to_vertices(xy + offset_m * np.column_stack([ahead[:, 1], -ahead[:, 0]]))
