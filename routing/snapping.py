"""From points to roads: the nearest drivable edge, in bulk.

Works in the Mercator projection, which keeps angles: near a point all directions are stretched alike, so the
nearest road on the plane is the nearest road on the ground.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES, Network
from routing.types import EARTH_RADIUS_M, LatLon, Snap, great_circle_m

MAX_SNAP_M = 30_000.0
"""Farther than this from every road, a point is outside the map. Callers warn much earlier, by `Snap.distance_m`."""
_FIRST_RING_M = 500.0


def mercator(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> NDArray[np.float64]:
    """Rows of (x, y) on the unit sphere's Mercator plane from degrees."""
    return np.column_stack([np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))])


def from_mercator(x: float, y: float) -> LatLon:
    """Invert `mercator`."""
    return LatLon(lat=float(np.degrees(np.arctan(np.sinh(y)))), lon=float(np.degrees(x)))


class Snapper:
    """Finds the nearest drivable piece of road."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lines = _lines(network)
        self._tree = shapely.STRtree(self._lines)
        self._edge_of = np.zeros(len(network.pieces.way), np.int64)
        edges = np.arange(network.edge_count)[::-1]
        self._edge_of[network.edges.piece[edges]] = edges  # the forward edge where there is one

    def nearest(self, points: Sequence[LatLon], usable: NDArray[np.bool_]) -> list[Snap | None]:
        """Snap each point to the nearest of the `usable` pieces, `None` for a point outside the map."""
        if not points:
            return []
        plane = mercator(np.array([p.lon for p in points]), np.array([p.lat for p in points]))
        dots = np.asarray(shapely.points(plane))
        chosen = np.array(self._tree.nearest(dots))
        for i in np.flatnonzero(~usable[chosen]).tolist():
            chosen[i] = self._nearest_usable(dots[i], points[i], usable)
        open_to_us = usable[chosen]
        snaps = self._snaps(points, dots, chosen)
        return [snap if is_open else None for snap, is_open in zip(snaps, open_to_us, strict=True)]

    def _nearest_usable(self, dot: shapely.Point, point: LatLon, usable: NDArray[np.bool_]) -> int:
        """Look in growing rings, past what is closed, 0 when there is none."""
        ring_m = _FIRST_RING_M
        while ring_m < 4 * MAX_SNAP_M:
            near = self._tree.query(dot, predicate="dwithin", distance=ring_m / _metres_per_unit(point))
            near = near[usable[near]]
            if len(near):
                return int(near[shapely.distance(self._lines[near], dot).argmin()])
            ring_m *= 4
        return 0

    def _snaps(
        self, points: Sequence[LatLon], dots: NDArray[np.object_], chosen: NDArray[np.intp]
    ) -> list[Snap | None]:
        lines = self._lines[chosen]
        offsets = shapely.line_locate_point(lines, dots, normalized=True)
        feet = shapely.get_coordinates(shapely.line_interpolate_point(lines, offsets, normalized=True))
        edges = self._edge_of[chosen]
        forward = self._network.edges.forward[edges] == 1
        shares = np.where(forward, offsets, 1 - offsets)
        rows = zip(points, edges.tolist(), shares.tolist(), feet.tolist(), strict=True)
        return [_snap(point, edge, share, from_mercator(*foot)) for point, edge, share, foot in rows]


def _snap(point: LatLon, edge: int, share: float, foot: LatLon) -> Snap | None:
    distance_m = great_circle_m(point, foot)
    if distance_m > MAX_SNAP_M:
        return None
    return Snap(edge=edge, offset=share, at=foot, distance_m=distance_m)


def _metres_per_unit(point: LatLon) -> float:
    return float(EARTH_RADIUS_M * np.cos(np.radians(point.lat)))


def _lines(network: Network) -> NDArray[np.object_]:
    pieces = network.pieces
    owner = np.repeat(np.arange(len(pieces.way)), np.diff(pieces.first))
    plane = mercator(pieces.lon * DEGREES, pieces.lat * DEGREES)
    return np.asarray(shapely.linestrings(plane, indices=owner))
