"""Kernels that look for the nearest piece of road, ring by ring of cells, and do not look over water."""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import Whole, kernel
from routing.network.model import Floats, Longs
from routing.snapping.grid import Grid
from routing.snapping.shores import Shores
from routing.types import EARTH_RADIUS_M

SLACK = 1.1
"""The plane's scale changes within reach: by 1 % in 30 km at the latitudes of the north."""
FORD_M = 30.0
"""A road so near to a point is its road: the points of bridges and of quays err by about so much; assumed."""
SANE_M = 300.0
"""So much farther a road on the same bank is preferred to one over the water; assumed."""
LOOK_M = 3_000.0
"""So far from every road, the bank no longer says which one is meant; assumed."""


@kernel
def nearest(
    grid: Grid, shores: Shores, lat: Floats, lon: Floats, usable: NDArray[np.bool_], reach_m: float
) -> tuple[Longs, Floats]:
    """Find the nearest usable piece to each point, and its foot there: share of the piece, latitude, longitude, metres.

    Of equally near pieces it is the first. The share is `nan` where there is none within reach.
    """
    found, foot = np.zeros(len(lat), np.int64), np.zeros((4, len(lat)))
    foot[0], foot[3] = np.nan, np.inf
    for i in range(len(lat)):
        x, y, metres = _on_the_plane(lat[i], lon[i])
        segment = _nearest_segment(grid, shores, x, y, usable, SLACK * reach_m / metres, False)
        if segment >= 0 and len(shores.segments):
            segment = _on_this_bank(grid, shores, x, y, usable, metres, segment)
        if segment >= 0:
            found[i] = grid.piece[segment]
            t = _foot(grid.x, grid.y, segment, x, y)
            foot_x = grid.x[segment] + t * (grid.x[segment + 1] - grid.x[segment])
            foot_y = grid.y[segment] + t * (grid.y[segment + 1] - grid.y[segment])
            foot[1, i], foot[2, i] = np.degrees(np.arctan(np.sinh(foot_y))), np.degrees(foot_x)
            foot[3, i] = _apart_m(lat[i], lon[i], foot[1, i], foot[2, i])
            if foot[3, i] <= reach_m:
                foot[0, i] = grid.passed[segment] + t * (grid.passed[segment + 1] - grid.passed[segment])
    return found, foot


@kernel
def _on_the_plane(lat: float, lon: float) -> tuple[float, float, float]:
    """Project a point as `mercator` does; the third number is what `metres` says."""
    phi = np.radians(lat)
    return np.radians(lon), np.arcsinh(np.tan(phi)), EARTH_RADIUS_M * max(np.cos(phi), 0.01)


@kernel
def _apart_m(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Metres along the great circle (haversine)."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    metres: float = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(min(1.0, half)))
    return metres


@kernel
def _on_this_bank(
    grid: Grid, shores: Shores, x: float, y: float, usable: NDArray[np.bool_], metres: float, segment: Whole
) -> Whole:
    """Choose a road of the same bank if the nearest one lies over water and that one is not much farther."""
    t = _foot(grid.x, grid.y, segment, x, y)
    east = grid.x[segment] + t * (grid.x[segment + 1] - grid.x[segment]) - x
    north = grid.y[segment] + t * (grid.y[segment + 1] - grid.y[segment]) - y
    away_m = np.hypot(east, north) * metres
    if away_m <= FORD_M or away_m > LOOK_M or not _over_water(shores, x, y, x + east, y + north):
        return segment
    other = _nearest_segment(grid, shores, x, y, usable, (away_m + SANE_M) / metres, True)
    return other if other >= 0 else segment


@kernel
def _nearest_segment(
    grid: Grid, shores: Shores, x: float, y: float, usable: NDArray[np.bool_], reach: float, dry: bool
) -> Whole:
    """Look ring by ring until no nearer segment can come; -1 when there is none within reach."""
    across, along = (x - grid.west) / grid.cell, (y - grid.south) / grid.cell
    column, row = int(np.floor(across)), int(np.floor(along))
    margin = min(across - column, column + 1 - across, along - row, row + 1 - along)
    best: Whole = -1
    best2 = reach * reach
    ring = max(0, -column, column - grid.columns + 1, -row, row - grid.rows + 1)
    last = max(column, grid.columns - column, row, grid.rows - row)
    while ring <= last and ((ring - 1 + margin) * grid.cell) ** 2 <= best2:
        for r in range(max(0, row - ring), min(grid.rows, row + ring + 1)):
            step = 1 if abs(r - row) == ring else 2 * ring
            for c in range(column - ring, column + ring + 1, max(1, step)):
                if 0 <= c < grid.columns:
                    best, best2 = _look(grid, shores, r * grid.columns + c, x, y, usable, best, best2, dry)
        ring += 1
    return best


@kernel
def _look(
    grid: Grid,
    shores: Shores,
    cell: Whole,
    x: float,
    y: float,
    usable: NDArray[np.bool_],
    best: Whole,
    best2: float,
    dry: bool,
) -> tuple[Whole, float]:
    """Look at the segments of one cell: the best so far and its squared distance."""
    for at in range(grid.first[cell], grid.first[cell + 1]):
        segment = grid.segments[at]
        if usable[grid.piece[segment]]:
            t = _foot(grid.x, grid.y, np.int64(segment), x, y)
            east = grid.x[segment] + t * (grid.x[segment + 1] - grid.x[segment]) - x
            north = grid.y[segment] + t * (grid.y[segment + 1] - grid.y[segment]) - y
            distance2 = east * east + north * north
            if distance2 < best2 or (distance2 == best2 and segment < best):
                if dry and _over_water(shores, x, y, x + east, y + north):
                    continue
                best, best2 = np.int64(segment), distance2
    return best, best2


@kernel
def _foot(xs: Floats, ys: Floats, segment: Whole, x: float, y: float) -> float:
    """Share of a segment before the point of it that is nearest."""
    east, north = xs[segment + 1] - xs[segment], ys[segment + 1] - ys[segment]
    squared = east * east + north * north
    if squared == 0:
        return 0.0
    share: float = ((x - xs[segment]) * east + (y - ys[segment]) * north) / squared
    return min(1.0, max(0.0, share))


@kernel
def _over_water(shores: Shores, x: float, y: float, to_x: float, to_y: float) -> bool:
    """Tell whether the straight way crosses a river's line, or a shore twice: once leads out of the water only."""
    west, east = _cell(min(x, to_x), shores.west, shores), _cell(max(x, to_x), shores.west, shores)
    south, north = _cell(min(y, to_y), shores.south, shores), _cell(max(y, to_y), shores.south, shores)
    crossed = 0
    for row in range(max(0, south), min(shores.rows - 1, north) + 1):
        for column in range(max(0, west), min(shores.columns - 1, east) + 1):
            cell = row * shores.columns + column
            for at in range(shores.first[cell], shores.first[cell + 1]):
                segment = shores.segments[at]
                t = _crossing(shores, segment, x, y, to_x, to_y)
                here = t >= 0 and _cell(x + t * (to_x - x), shores.west, shores) == column
                if here and _cell(y + t * (to_y - y), shores.south, shores) == row:
                    crossed += 2 if shores.river[segment] else 1
    return crossed >= 2


@kernel
def _cell(at: float, begin: float, shores: Shores) -> int:
    return int(np.floor((at - begin) / shores.cell))


@kernel
def _crossing(shores: Shores, segment: Whole, x: float, y: float, to_x: float, to_y: float) -> float:
    """Share of the straight way before it crosses a segment, -1 when it does not."""
    dx, dy = to_x - x, to_y - y
    along_x, along_y = shores.x[segment + 1] - shores.x[segment], shores.y[segment + 1] - shores.y[segment]
    across = dx * along_y - dy * along_x
    if across == 0:
        return -1.0
    off_x, off_y = shores.x[segment] - x, shores.y[segment] - y
    t, u = (off_x * along_y - off_y * along_x) / across, (off_x * dy - off_y * dx) / across
    return t if 0 <= t <= 1 and 0 <= u < 1 else -1.0
