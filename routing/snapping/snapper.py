"""The nearest drivable edge to points on the ground.

Works in the Mercator projection, which keeps angles: near a point all directions are stretched alike, so the
nearest road on the plane is the nearest road on the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Floats, Ints, Longs, Network
from routing.snapping.grid import Grid, nearest, sorted_into_cells
from routing.types import EARTH_RADIUS_M, MAX_SNAP_M, LatLon, Snap

CELL_M = 250.0
"""A compromise of cells to look at in the country and segments to look at in town; assumed."""
MOST_CELLS = 4_000_000
"""The cells of larger maps are larger."""
SLACK = 1.1
"""The plane's scale changes within reach: by 1 % in 30 km at the latitudes of the north."""


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

    def __init__(self, network: Network) -> None:
        self._forward = network.edges.forward == 1
        self._grid = _grid(network)
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

    def feet(self, points: Sequence[LatLon], usable: NDArray[np.bool_]) -> Feet:
        """Snap points to the nearest of the `usable` pieces."""
        lat, lon = np.array([p.lat for p in points], float), np.array([p.lon for p in points], float)
        x, y = mercator(lon, lat)
        reach = SLACK * MAX_SNAP_M / (EARTH_RADIUS_M * np.maximum(np.cos(np.radians(lat)), 0.01))
        piece, share, foot_x, foot_y = nearest(self._grid, x, y, usable, reach)
        foot_lat, foot_lon = np.degrees(np.arctan(np.sinh(foot_y))), np.degrees(foot_x)
        distance_m = _great_circle_m(lat, lon, foot_lat, foot_lon)
        share[distance_m > MAX_SNAP_M] = np.nan
        edge = self._edge_by_piece[piece]
        offset = np.where(self._forward[edge], share, 1 - share)
        return Feet(edge=edge, offset=offset, lat=foot_lat, lon=foot_lon, distance_m=distance_m)


def mercator(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Project degrees onto the unit sphere's Mercator plane."""
    return np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))


def _great_circle_m(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Metres along the great circle (haversine)."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = np.sin((to_phi - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1, half))))


def _grid(network: Network) -> Grid:
    pieces = network.pieces
    x, y = mercator(pieces.lon * DEGREES, pieces.lat * DEGREES)
    piece = np.repeat(np.arange(len(pieces.way), dtype=np.int32), np.diff(pieces.first))
    west, south, width, height = x.min(), y.min(), np.ptp(x), np.ptp(y)
    cell = CELL_M * np.cosh((y.min() + y.max()) / 2) / EARTH_RADIUS_M
    cell = max(cell, (width * height / MOST_CELLS) ** 0.5)
    columns, rows = int(width / cell) + 1, int(height / cell) + 1
    segment = np.flatnonzero(piece[:-1] == piece[1:]).astype(np.int32)
    box = np.column_stack([*_span(x, segment, west, cell), *_span(y, segment, south, cell)])
    first, segments = sorted_into_cells(segment, box, columns, columns * rows)
    return Grid(
        x=x,
        y=y,
        begins=np.asarray(pieces.first),
        piece=piece,
        first=first,
        segments=segments,
        west=float(west),
        south=float(south),
        cell=float(cell),
        columns=columns,
        rows=rows,
    )


def _span(along: Floats, segment: Ints, begin: float, cell: float) -> tuple[Ints, Ints]:
    """Find the first and the last row or column that each segment touches."""
    cells = (along - begin) / cell
    a, b = cells[segment].astype(np.int32), cells[segment + 1].astype(np.int32)
    return np.minimum(a, b), np.maximum(a, b)
