"""Kernels that find the nearest piece of road on a plane: all segments in a grid of cells, looked at in rings."""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import Whole, kernel
from routing.network.model import Floats, Ints, Longs


class Grid(NamedTuple):
    """Segments by cell: those of the cell in row `r` and column `c` start at ``first[r * columns + c]``.

    A segment is named by its first point; piece `p` has the points from ``begins[p]`` to ``begins[p + 1]``.
    """

    x: Floats
    y: Floats
    begins: Longs
    piece: Ints
    """by point"""
    first: Ints
    segments: Ints
    west: float
    south: float
    cell: float
    columns: int
    rows: int


@kernel
def sorted_into_cells(segment: Ints, box: Ints, columns: Whole, cells: Whole) -> tuple[Ints, Ints]:
    """List `Grid.first` and `Grid.segments`: a segment stands in each cell that its box touches.

    `box` holds the least and the greatest column and row by segment.
    """
    first = np.zeros(cells + 1, np.int32)
    for i in range(len(segment)):
        for row in range(box[i, 2], box[i, 3] + 1):
            for cell in range(row * columns + box[i, 0], row * columns + box[i, 1] + 1):
                first[cell + 1] += 1
    for cell in range(cells):
        first[cell + 1] += first[cell]
    listed, free = np.empty(first[cells], np.int32), first.copy()
    for i in range(len(segment)):
        for row in range(box[i, 2], box[i, 3] + 1):
            for cell in range(row * columns + box[i, 0], row * columns + box[i, 1] + 1):
                listed[free[cell]] = segment[i]
                free[cell] += 1
    return first, listed


@kernel
def nearest(
    grid: Grid, x: Floats, y: Floats, usable: NDArray[np.bool_], reach: Floats
) -> tuple[Longs, Floats, Floats, Floats]:
    """Find the nearest usable piece to each point: the share of it that lies before the foot, and the foot.

    Of equally near pieces it is the first. The share is `nan` where there is none within `reach`.
    """
    found = np.zeros(len(x), np.int64)
    share, foot_x, foot_y = np.full(len(x), np.nan), np.zeros(len(x)), np.zeros(len(x))
    for i in range(len(x)):
        segment = _nearest_segment(grid, x[i], y[i], usable, reach[i])
        if segment >= 0:
            found[i] = grid.piece[segment]
            t = _foot(grid.x, grid.y, segment, x[i], y[i])
            foot_x[i] = grid.x[segment] + t * (grid.x[segment + 1] - grid.x[segment])
            foot_y[i] = grid.y[segment] + t * (grid.y[segment + 1] - grid.y[segment])
            share[i] = _share(grid.x, grid.y, grid.begins[found[i]], grid.begins[found[i] + 1], segment, t)
    return found, share, foot_x, foot_y


@kernel
def _nearest_segment(grid: Grid, x: float, y: float, usable: NDArray[np.bool_], reach: float) -> Whole:
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
                    best, best2 = _look(grid, r * grid.columns + c, x, y, usable, best, best2)
        ring += 1
    return best


@kernel
def _look(
    grid: Grid, cell: Whole, x: float, y: float, usable: NDArray[np.bool_], best: Whole, best2: float
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
def _share(xs: Floats, ys: Floats, begin: Whole, end: Whole, segment: Whole, t: float) -> float:
    """Share of a piece before a place on one of its segments."""
    before, whole = 0.0, 0.0
    for i in range(begin, end - 1):
        length: float = np.hypot(xs[i + 1] - xs[i], ys[i + 1] - ys[i])
        whole += length
        if i < segment:
            before += length
        elif i == segment:
            before += t * length
    return before / whole if whole > 0 else 0.0
