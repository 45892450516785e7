"""Roads from the places that no corridor passes to the network."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from schematic.chance import chance_for
from schematic.curves import winding
from schematic.places import Place
from schematic.projection import Vertex, distance_m
from schematic.roads import CLASSES, Road, tags_for
from schematic.terrain import Terrain

NEAR_ENOUGH_M = 250
"""A place this near to a road has it as a street."""

TARGETS_APART_M = 1_500
"""What is impassable to one vertex of a road is so to its neighbours: the next target is taken farther off."""

MOST_TARGETS = 40
TRIES = 6


def connect_places(places: Iterable[Place], roads: Sequence[Road], terrain: Terrain) -> list[Road]:
    """Return a road for each place off the network, shortest first, so that the later ones may join the earlier.

    A place from which every road would cross water or a river gets none.
    """
    network = np.array([vertex for road in roads if not road.is_raised for vertex in road.vertices])
    connectors: list[Road] = []
    for place in sorted(places, key=lambda place: (_gap_m(place.at, network), place.geoname_id)):
        connector = _connector(place, network, terrain)
        if connector is not None:
            connectors.append(connector)
            network = np.vstack([network, connector.vertices])
    return connectors


def highway_for(people: int) -> str:
    """Return the class of a road that leads to a place of this size and nowhere else."""
    if people > 8_000:
        return "secondary"
    return "tertiary" if people > 800 else "unclassified"


def dry_curve(start: Vertex, end: Vertex, highway: str, terrain: Terrain) -> tuple[Vertex, ...] | None:
    """Return a curve that needs no bridge, or `None` where none of those tried does without."""
    for number in range(TRIES):
        vertices = winding(start, end, CLASSES[highway], chance_for("dry", start, end, number))
        if not terrain.blocks(LineString(vertices)):
            return vertices
    return None


def _gap_m(vertex: Vertex, network: NDArray[np.int64]) -> float:
    return float(np.hypot(*(network - vertex).T).min())


def _connector(place: Place, network: NDArray[np.int64], terrain: Terrain) -> Road | None:
    if _gap_m(place.at, network) < NEAR_ENOUGH_M:
        return None
    highway = highway_for(place.population)
    curves = (dry_curve(place.at, target, highway, terrain) for target in _targets(place.at, network))
    vertices = next((curve for curve in curves if curve), None)
    return Road(vertices=vertices, tags=tags_for(highway)) if vertices else None


def _targets(vertex: Vertex, network: NDArray[np.int64]) -> Iterator[Vertex]:
    """Yield vertices of the network, nearest first."""
    taken: list[Vertex] = []
    for number in np.argsort(np.hypot(*(network - vertex).T), kind="stable"):
        if len(taken) == MOST_TARGETS:
            return
        target = (int(network[number, 0]), int(network[number, 1]))
        if all(distance_m(target, other) >= TARGETS_APART_M for other in taken):
            taken.append(target)
            yield target
