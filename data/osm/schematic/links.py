"""Roads between neighbours that the network so far joins by a long way round."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from schematic.connectors import dry_curve
from schematic.crossings import join_crossings
from schematic.drivable import DrivableGraph, drivable_graph
from schematic.places import Place
from schematic.projection import distance_m
from schematic.roads import Road, tags_for
from schematic.terrain import Terrain

LEAST_PEOPLE = 500
SHORTEST_M = 2_500
LONGEST_M = 38_000
LONG_WAY_ROUND = 1.6
"""Times the straight line: twice the usual detour of a European road network, about 1.3."""


def add_links(places: Sequence[Place], roads: Sequence[Road], terrain: Terrain) -> list[Road]:
    """Return the roads with the links that neighbours lack, shortest first, each seeing those before it."""
    towns = [place for place in places if place.is_inside and place.population >= LEAST_PEOPLE]
    linked = list(roads)
    graph = drivable_graph(linked)
    for one, other in _pairs(towns):
        link = _link(one, other, graph, terrain)
        if link is not None:
            linked = join_crossings([*linked, link])
            graph = drivable_graph(linked)
    return linked


def _pairs(towns: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield neighbours outside the streets of the city, nearest first."""
    city = [town for town in towns if town.is_metropolis]
    neighbours = relative_neighbours(np.array([town.at for town in towns]))
    pairs = [(towns[a], towns[b]) for a, b in neighbours]
    for one, other in sorted(pairs, key=lambda pair: distance_m(pair[0].at, pair[1].at)):
        in_city = any(core.covers(one.at) and core.covers(other.at) for core in city)
        if SHORTEST_M < distance_m(one.at, other.at) < LONGEST_M and not in_city:
            yield one, other


def relative_neighbours(xy: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the pairs that have no third point nearer to both than they are to each other (Toussaint 1980)."""
    metres = np.linalg.norm(xy[:, None, :] - xy[None, :, :], axis=-1)
    return [
        (a, b)
        for a, b in combinations(range(len(xy)), 2)
        if not (np.maximum(metres[a], metres[b]) < metres[a, b]).any()
    ]


def _link(one: Place, other: Place, graph: DrivableGraph, terrain: Terrain) -> Road | None:
    start, end = graph.nearest(one.at), graph.nearest(other.at)
    enough_m = LONG_WAY_ROUND * distance_m(one.at, other.at)
    if graph.distance_m(start, end, limit_m=enough_m) < enough_m:
        return None
    highway = "secondary" if min(one.population, other.population) > 8_000 else "tertiary"
    vertices = dry_curve(start, end, highway, terrain)
    return Road(vertices=vertices, tags=tags_for(highway)) if vertices else None
