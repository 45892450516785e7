"""Points on roads between the places, so that a vehicle on its way can be said to be near one of them.

The ways back are driven once: from every place to the base next to it, from every hospital to its nearest bases. Where
they go on for longer than `EVERY_S` without a known point, points are put on them; those on the busiest roads are kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.types import LatLon, NoRoad, PointOutsideMap, Profile, Route, great_circle_m

if TYPE_CHECKING:
    from routing.oracle import RoadOracle

EVERY_S = 120.0
"""A vehicle is then a minute at most from a known point of its way, half a minute in the mean."""
NEAREST_BASES = 5
"""Ways back that are looked at from each hospital; the other bases are reached over much the same roads."""
PLACE_BASES = 2
"""And from each other place."""
HOSPITAL_WEIGHT = 10.0
"""What a way back from a hospital counts beside one from another place: a quarter of the calls end at a few dozen."""
STEP_M = 50.0
CELL_DEG = 0.001
"""A way passes a point when it crosses its cell: 110 m north to south, 55 m west to east at 60° N."""

Floats = NDArray[np.float64]
Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A way back in even steps: where it is, the cell and heading there, and how many seconds from its start."""

    lat: Floats
    lon: Floats
    cells: list[Cell]
    step_s: float


def placed(
    oracle: "RoadOracle", places: Sequence[LatLon], hospitals: Sequence[LatLon], bases: Sequence[LatLon], most: int
) -> list[LatLon]:
    """Put points on the ways back, `most` of them at most."""
    seen: set[Cell] = set()
    found: dict[Cell, LatLon] = {}
    passing: dict[Cell, float] = defaultdict(float)
    for weight, line in _ways_back(oracle, places, hospitals, bases):
        for cell in set(line.cells):
            passing[cell] += weight
        found |= _filled(line, seen)
    return [found[cell] for cell in sorted(found, key=lambda cell: -passing[cell])[:most]]


def _ways_back(
    oracle: "RoadOracle", places: Sequence[LatLon], hospitals: Sequence[LatLon], bases: Sequence[LatLon]
) -> Iterator[tuple[float, _Line]]:
    for origins, how_many, weight in ((hospitals, NEAREST_BASES, HOSPITAL_WEIGHT), (places, PLACE_BASES, 1.0)):
        seconds = oracle.matrix(origins, bases, Profile.ORDINARY)
        for origin, row in zip(origins, np.argsort(seconds, axis=1)[:, :how_many].tolist(), strict=True):
            lines = (_driven(oracle, origin, bases[base]) for base in row)
            yield from ((weight, line) for line in lines if line is not None)


def _driven(oracle: "RoadOracle", origin: LatLon, base: LatLon) -> _Line | None:
    try:
        route = oracle.route(origin, base, Profile.ORDINARY, maneuvers=False)
    except (NoRoad, PointOutsideMap):
        return None
    return _stepped(route) if route.duration_s > EVERY_S else None


def _stepped(route: Route) -> _Line:
    """Walk the way in even steps; time passes evenly over it, which is exact enough for choosing points."""
    metres = np.cumsum([0.0, *(great_circle_m(a, b) for a, b in pairwise(route.geometry))])
    steps = np.linspace(0.0, metres[-1], max(2, ceil(metres[-1] / STEP_M)))
    lat = np.interp(steps, metres, [point.lat for point in route.geometry])
    lon = np.interp(steps, metres, [point.lon for point in route.geometry])
    return _Line(lat=lat, lon=lon, cells=_cells(lat, lon), step_s=route.duration_s / (len(steps) - 1))


def _cells(lat: Floats, lon: Floats) -> list[Cell]:
    """Name cell and quarter of the heading: the carriageways of one road are different roads."""
    north, east = np.gradient(lat), np.gradient(lon) * np.cos(np.radians(lat))
    heading = np.floor(np.arctan2(east, north) / (np.pi / 2) + 0.5).astype(int) % 4
    across, up = np.floor(lon / CELL_DEG).astype(int), np.floor(lat / CELL_DEG).astype(int)
    return list(zip(across.tolist(), up.tolist(), heading.tolist(), strict=True))


def _filled(line: _Line, seen: set[Cell]) -> dict[Cell, LatLon]:
    """Return points for the stretches that pass none, by cell, and remember their cells."""
    found = {}
    passed = [step for step, cell in enumerate(line.cells) if cell in seen]
    for begin, end in pairwise([0, *passed, len(line.cells) - 1]):
        parts = ceil((end - begin) * line.step_s / EVERY_S)
        for part in range(1, parts):
            step = begin + (end - begin) * part // parts
            seen.add(line.cells[step])
            found[line.cells[step]] = LatLon(lat=float(line.lat[step]), lon=float(line.lon[step]))
    return found
