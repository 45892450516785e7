"""Roads that wind: the straight line between two waypoints plus a few sines across it."""

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from schematic.projection import Vertex, distance_m
from schematic.roads import RoadClass

SHORTEST_HALF_WAVE_M = 2_500
LONGEST_HALF_WAVE_M = 16_000
MOST_WAVES = 12
SHORTEST_CURVE_M = 800
"""Below it two waypoints stand in one street: a straight line looks better."""


def winding(start: Vertex, end: Vertex, road_class: RoadClass, chance: np.random.Generator) -> tuple[Vertex, ...]:
    """Return vertices from `start` to `end`, on the average `length_factor` times the straight line long."""
    straight_m = distance_m(start, end)
    steps = int(straight_m / road_class.vertex_step_m)
    if straight_m < SHORTEST_CURVE_M or steps < 2:
        return start, end
    share = np.linspace(0, 1, steps + 1)[1:-1]
    slope = sqrt(2 * (road_class.length_factor - 1))
    aside_m = slope * straight_m * _sway(share, _waves(straight_m), chance)
    along = np.subtract(end, start) / straight_m
    left = np.array([-along[1], along[0]])
    inner = start + np.outer(share * straight_m, along) + np.outer(aside_m, left)
    return (start, *to_vertices(inner), end)


def to_vertices(xy: NDArray[np.float64]) -> list[Vertex]:
    """Round the rows of an (n, 2) array to whole metres."""
    return [(int(x), int(y)) for x, y in np.rint(xy)]


def _waves(straight_m: float) -> NDArray[np.int_]:
    """Return the numbers of half-waves that fit between the ends."""
    least = int(np.ceil(straight_m / LONGEST_HALF_WAVE_M))
    most = max(least, int(straight_m / SHORTEST_HALF_WAVE_M))
    return np.arange(least, most + 1)[:MOST_WAVES]


def _sway(share: NDArray[np.float64], waves: NDArray[np.int_], chance: np.random.Generator) -> NDArray[np.float64]:
    """Return the offset along the road, in lengths of the road, so that its slope has the root mean square 1."""
    weights = chance.normal(size=len(waves))
    weights *= sqrt(2) / np.linalg.norm(weights)
    return np.sin(pi * np.outer(share, waves)) @ (weights / (pi * waves))
