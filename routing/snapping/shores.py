"""The water's edge in the cells of the roads, for the kernel that does not look over it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Floats, Ints
from routing.snapping.grid import Grid, mercator, sorted_into_cells, spans
from routing.snapping.water import Water


class Shores(NamedTuple):
    """Segments of water's edge by cell, as in `Grid` and in its cells. Without water there are no segments."""

    x: Floats
    y: Floats
    river: NDArray[np.bool_]
    """by point: the line of a river, not a shore"""
    first: Ints
    segments: Ints
    west: float
    south: float
    cell: float
    columns: int
    rows: int


def shores(water: Water, roads: Grid) -> Shores:
    """Sort the water's edge into the cells of the roads; what lies beyond them is left out."""
    x, y = mercator(water.lon * DEGREES, water.lat * DEGREES)
    line = np.repeat(np.arange(len(water.river)), np.diff(water.first))
    segment = np.flatnonzero(line[:-1] == line[1:]).astype(np.int32)
    box = np.column_stack([*spans(x, segment, roads.west, roads.cell), *spans(y, segment, roads.south, roads.cell)])
    inside = (box[:, 1] >= 0) & (box[:, 0] < roads.columns) & (box[:, 3] >= 0) & (box[:, 2] < roads.rows)
    segment, box = segment[inside], box[inside]
    box = np.clip(box, 0, np.array([roads.columns, roads.columns, roads.rows, roads.rows]) - 1).astype(np.int32)
    cells = roads.columns * roads.rows
    first, segments = (
        sorted_into_cells(segment, box, roads.columns, cells)
        if len(segment)
        else (np.zeros(1, np.int32), np.empty(0, np.int32))
    )
    return Shores(
        x=x,
        y=y,
        river=water.river[line] == 1,
        first=first,
        segments=segments,
        west=roads.west,
        south=roads.south,
        cell=roads.cell,
        columns=roads.columns,
        rows=roads.rows,
    )
