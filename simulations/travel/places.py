"""A finite set of known points, found fast by the very object or by its coordinates."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from math import asin

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from routing.types import EARTH_RADIUS_M, LatLon
from simulations.travel.types import PlaceUnknown

Rows = NDArray[np.intp]

MAX_STRANGERS = 4_096
"""How many equal points made elsewhere are remembered by identity before they are forgotten together."""


class Places:
    """Points by row; equal points share one. Looked up by identity first: hashing a `LatLon` takes ten times longer.

    `within_m`: a point that is no place is taken for the nearest one, if that is not farther.
    """

    def __init__(self, points: Iterable[LatLon], within_m: float = 0.0) -> None:
        by_value = {(point.lat, point.lon): point for point in points}
        self.points = tuple(by_value.values())
        self._within_m = within_m
        self._by_value = {key: row for row, key in enumerate(by_value)}
        self._by_identity = {id(point): row for row, point in enumerate(self.points)}
        self._strangers: list[LatLon] = []

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.points)

    def row(self, point: LatLon) -> int:
        """Return the row of a point. Raises `PlaceUnknown`."""
        row = self._by_identity.get(id(point))
        return self._recognised(point) if row is None else row

    def rows(self, points: Collection[LatLon]) -> Rows:
        """Return the rows of points. Raises `PlaceUnknown`."""
        try:
            return np.fromiter(map(self._by_identity.__getitem__, map(id, points)), np.intp, len(points))
        except KeyError:
            return np.array([self.row(point) for point in points], np.intp)

    def _recognised(self, point: LatLon) -> int:
        row = self._by_value.get((point.lat, point.lon))
        if row is None:
            row = self._by_value[point.lat, point.lon] = self._nearest(point)
        if len(self._strangers) >= MAX_STRANGERS:
            self._forget_strangers()
        self._strangers.append(point)  # kept alive: its identity must not pass to another object
        self._by_identity[id(point)] = row
        return row

    def _nearest(self, point: LatLon) -> int:
        """Find the place that stands for the point. Raises `PlaceUnknown`."""
        if self._within_m > 0:
            chord, row = self._tree.query(_on_unit_sphere([point])[0])
            if 2 * EARTH_RADIUS_M * asin(min(1.0, chord / 2)) <= self._within_m:
                return int(row)
        raise PlaceUnknown(
            f"({point.lat}, {point.lon}) is none of the {len(self)} places whose travel times are known: "
            "calls, crews and hospitals must stand at places that were given when the times were made"
        )

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(_on_unit_sphere(self.points))

    def _forget_strangers(self) -> None:
        for point in self._strangers:
            self._by_identity.pop(id(point), None)
        self._strangers.clear()


def _on_unit_sphere(points: Sequence[LatLon]) -> NDArray[np.float64]:
    lat = np.radians([point.lat for point in points])
    lon = np.radians([point.lon for point in points])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
