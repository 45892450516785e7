"""Roads on a plane, all segments in a grid of cells.

The plane is the Mercator projection, which keeps angles: near a point all directions are stretched alike, so the
nearest road on the plane is the nearest road on the ground, and a bearing on the plane is one on the ground.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import Whole, kernel
from routing.network.model import DEGREES, Floats, Ints, Longs, Network
from routing.types import EARTH_RADIUS_M

CELL_M = 250.0
"""A compromise of cells to look at in the country and segments to look at in town; assumed."""
MOST_CELLS = 4_000_000
"""The cells of larger maps are larger."""


class Grid(NamedTuple):
    """Segments by cell: those of the cell in row `r` and column `c` start at ``first[r * columns + c]``.

    A segment is named by its first point.
    """

    x: Floats
    y: Floats
    piece: Ints
    """by point"""
    passed: Floats
    """by point, the share of its piece that lies before it"""
    first: Ints
    segments: Ints
    west: float
    south: float
    cell: float
    columns: int
    rows: int


def mercator(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Project degrees onto the unit sphere's Mercator plane."""
    return np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))


def metres(lat: NDArray[np.floating]) -> Floats:
    """Metres on the ground of one unit of the plane, at latitudes in degrees."""
    return np.asarray(EARTH_RADIUS_M * np.maximum(np.cos(np.radians(lat)), 0.01))


def laid_out(network: Network) -> Grid:
    """Sort the segments of a network into cells."""
    pieces = network.pieces
    x, y = mercator(pieces.lon * DEGREES, pieces.lat * DEGREES)
    piece = np.repeat(np.arange(len(pieces.way), dtype=np.int32), np.diff(pieces.first))
    west, south, width, height = x.min(), y.min(), np.ptp(x), np.ptp(y)
    cell = CELL_M * np.cosh((y.min() + y.max()) / 2) / EARTH_RADIUS_M
    cell = max(cell, (width * height / MOST_CELLS) ** 0.5)
    columns, rows = int(width / cell) + 1, int(height / cell) + 1
    segment = np.flatnonzero(piece[:-1] == piece[1:]).astype(np.int32)
    box = np.column_stack([*spans(x, segment, west, cell), *spans(y, segment, south, cell)])
    first, segments = sorted_into_cells(segment, box, columns, columns * rows)
    return Grid(
        x=x,
        y=y,
        piece=piece,
        passed=_passed(x, y, pieces.first),
        first=first,
        segments=segments,
        west=float(west),
        south=float(south),
        cell=float(cell),
        columns=columns,
        rows=rows,
    )


def spans(along: Floats, segment: Ints, begin: float, cell: float) -> tuple[Ints, Ints]:
    """Find the first and the last row or column that each segment touches."""
    cells = np.floor((along - begin) / cell).astype(np.int32)
    a, b = cells[segment], cells[segment + 1]
    return np.minimum(a, b), np.maximum(a, b)


def _passed(x: Floats, y: Floats, first: Longs) -> Floats:
    """Share of its piece before each point."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    begins, whole = run[first[:-1]], run[first[1:] - 1] - run[first[:-1]]
    sizes = np.diff(first)
    share = (run - np.repeat(begins, sizes)) / np.repeat(np.where(whole > 0, whole, 1.0), sizes)
    return np.asarray(np.clip(share, 0.0, 1.0))


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
