"""The ground that the policy is to cover: the scenario's own bases, and the places and hours of its calls."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.ground import HOURS, Ground
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls
from simulations.demand.source import Source

Floats = NDArray[np.float64]

MOST_POINTS = 400
"""More places are put together with their neighbours: a crew that reaches one reaches the others. Assumed."""

FIRST_CELL_DEG, LARGER = 0.01, 1.2
"""Cells of a degree of latitude that places are put together by, growing until there are few enough: a kilometre."""


def drawn_ground(source: Source) -> Ground:
    """Return where the calls of a demand come from, by the hour of the day."""
    points = source.points
    by_hour = np.zeros((HOURS, len(points)))
    for process in source.processes:
        rate, hours = source.rate(process), source.clock.hours.hour
        seen = np.bincount(hours, minlength=HOURS)
        # An hour that the scenario does not have is never asked about.
        mean = np.bincount(hours, weights=rate, minlength=HOURS) / np.maximum(seen, 1)
        by_hour += mean[:, None] * points.weights[process.origin][None, :]
    stands, of = _together(points.lat, points.lon, points.weight)
    sums = [np.bincount(of, weights=row, minlength=len(stands)).tolist() for row in (points.weight, *by_hour)]
    return Ground(
        bases=source.region.bases,
        points=tuple(points.at(row) for row in stands.tolist()),
        weight=tuple(sums[0]),
        by_hour=tuple(tuple(row) for row in sums[1:]),
    )


def given_ground(region: Region, days: Sequence[Calls]) -> Ground:
    """Return where given calls come from, all days together: a service knows its places, not the next call."""
    seen = Counter((lat, lon) for day in days for lat, lon in zip(day.lat.tolist(), day.lon.tolist(), strict=True))
    places = np.array(sorted(seen), dtype=np.float64).reshape(-1, 2)
    calls = np.array([seen[place] for place in sorted(seen)], dtype=np.float64)
    stands, of = _together(places[:, 0], places[:, 1], calls)
    return Ground(
        bases=region.bases if len(places) else {},
        points=tuple(LatLon(lat=lat, lon=lon) for lat, lon in places[stands].tolist()),
        weight=tuple(np.bincount(of, weights=calls, minlength=len(stands)).tolist()),
    )


def _together(lat: Floats, lon: Floats, weight: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows that stand for all, the heaviest of each cell, and for each row the place of its stand-in."""
    cell_deg = FIRST_CELL_DEG
    east = lon * np.cos(np.radians(lat.mean() if len(lat) else 0.0))
    heaviest = np.argsort(-weight, kind="stable")
    cells = np.stack([lat, east], axis=1)[heaviest]
    _, first, of = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    while len(first) > MOST_POINTS:
        _, first, of = np.unique(np.floor(cells / cell_deg), axis=0, return_index=True, return_inverse=True)
        cell_deg *= LARGER
    found = np.empty(len(lat), dtype=np.intp)
    found[heaviest] = of.reshape(-1)
    return heaviest[first], found
