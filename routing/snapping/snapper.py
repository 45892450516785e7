"""The nearest drivable edge to points on the ground."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Floats, Longs, Network
from routing.snapping.grid import laid_out
from routing.snapping.moving import Lane, lanes
from routing.snapping.nearest import nearest
from routing.snapping.shores import shores
from routing.snapping.water import NONE, Water
from routing.types import EARTH_RADIUS_M, MAX_SNAP_M, LatLon, Snap, Whereabouts

ON_THE_ROAD_M = 50.0
"""A vehicle farther from the road stands in a yard or a field; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feet:
    """Where points meet the network, by point; see `Snap`. The offset is `nan` outside the map."""

    edge: Longs
    offset: Floats
    lat: Floats
    lon: Floats
    distance_m: Floats


class Snapper:
    """Finds the nearest drivable piece of road."""

    def __init__(self, network: Network, water: Water = NONE) -> None:
        self._network = network
        self._forward = network.edges.forward == 1
        self._grid = laid_out(network)
        self._shores = shores(water, self._grid)
        self._edge_by_piece = network.edge_by_piece

    def nearest(self, point: LatLon, usable: NDArray[np.bool_]) -> Snap | None:
        """Snap a point to the nearest of the `usable` pieces, `None` outside the map."""
        feet = self.feet([point], usable)
        if np.isnan(feet.offset[0]):
            return None
        return Snap(
            edge=int(feet.edge[0]),
            offset=float(feet.offset[0]),
            at=LatLon(lat=float(feet.lat[0]), lon=float(feet.lon[0])),
            distance_m=float(feet.distance_m[0]),
        )

    def moving(
        self, point: LatLon, usable: NDArray[np.bool_], edge_open: NDArray[np.bool_], seen: Whereabouts
    ) -> Snap | None:
        """Snap a vehicle to the likeliest of the open edges by its course and level, `None` outside the map."""
        nearest_snap = self.nearest(point, usable)
        if nearest_snap is None or (seen.heading_deg is None and seen.level is None):
            return nearest_snap
        lane = lanes(self._network, self._grid, edge_open, point, seen, nearest_snap.distance_m)
        return self._on(lane, seen) if len(lane.edge) else nearest_snap

    def _on(self, lane: Lane, seen: Whereabouts) -> Snap:
        """Put a vehicle on the likeliest edge; one that stands far from the road does not drive along it."""
        edge, offset, distance_m = int(lane.edge[0]), float(lane.offset[0]), float(lane.distance_m[0])
        on_the_road = distance_m <= ON_THE_ROAD_M + (seen.accuracy_m or 0.0)
        return Snap(
            edge=edge,
            offset=offset,
            at=self._place(edge, offset),
            distance_m=distance_m,
            moving=seen.heading_deg is not None and on_the_road,
        )

    def _place(self, edge: int, offset: float) -> LatLon:
        """Return the point on an edge."""
        piece = self._network.edges.piece[edge]
        points = slice(*self._network.pieces.first[piece : piece + 2])
        share = offset if self._forward[edge] else 1 - offset
        lat, lon = (
            float(np.interp(share, self._grid.passed[points], axis[points])) * DEGREES
            for axis in (self._network.pieces.lat, self._network.pieces.lon)
        )
        return LatLon(lat=lat, lon=lon)

    def feet(self, points: Sequence[LatLon], usable: NDArray[np.bool_]) -> Feet:
        """Snap points to the nearest of the `usable` pieces."""
        lat, lon = np.array([p.lat for p in points], float), np.array([p.lon for p in points], float)
        piece, (share, foot_lat, foot_lon, distance_m) = nearest(self._grid, self._shores, lat, lon, usable, MAX_SNAP_M)
        edge = self._edge_by_piece[piece]
        offset = np.where(self._forward[edge], share, 1 - share)
        return Feet(edge=edge, offset=offset, lat=foot_lat, lon=foot_lon, distance_m=distance_m)


def great_circles_m(
    lat: NDArray[np.floating], lon: NDArray[np.floating], to_lat: NDArray[np.floating], to_lon: NDArray[np.floating]
) -> Floats:
    """Metres along the great circle (haversine)."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = np.sin((to_phi - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1, half))))
