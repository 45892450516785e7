"""Fewer places for more calls: a year of a real record has more addresses than a table can have rows."""

from collections.abc import Mapping
from math import cos, floor, hypot, radians

from routing.types import EARTH_RADIUS_M, LatLon

FIRST_CELL_M = 25.0
LARGER = 1.25

METRES_PER_DEGREE = radians(EARTH_RADIUS_M)


def gathered(points: Mapping[str, LatLon], most: int) -> tuple[dict[str, LatLon], float]:
    """Return so many points at most that stand for all, and how far one may be from its stand-in, metres.

    Points of one cell of a grid share its first one; the cells grow until there are few enough. 0 metres: all are kept.
    """
    every = {(point.lat, point.lon): (name, point) for name, point in points.items()}
    kept, cell_m = list(every.values()), 0.0
    while len(kept) > most:
        cell_m = cell_m * LARGER or FIRST_CELL_M
        by_cell: dict[tuple[int, int], tuple[str, LatLon]] = {}
        for named in every.values():
            by_cell.setdefault(_cell(named[1], cell_m), named)
        kept = list(by_cell.values())
    return dict(kept), hypot(cell_m, cell_m)


def _cell(point: LatLon, cell_m: float) -> tuple[int, int]:
    """Name the cell: strips from west to east, each cut with its own southern edge's measure."""
    strip = floor(point.lat * METRES_PER_DEGREE / cell_m)
    south = strip * cell_m / METRES_PER_DEGREE
    return strip, floor(point.lon * METRES_PER_DEGREE * cos(radians(south)) / cell_m)
