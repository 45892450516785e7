"""Kernels that find all pieces of road within reach of a point, nearest first."""

from typing import NamedTuple

import numpy as np

from routing.network.kernel import kernel
from routing.network.model import Floats, Ints, Longs
from routing.snapping.grid import Grid, mercator, metres


class Near(NamedTuple):
    """Pieces near points, nearest first; those of point `i` start at ``first[i]``."""

    first: Longs
    piece: Ints
    share: Floats
    """of the piece, from its first point to the foot"""
    distance_m: Floats
    bearing: Floats
    """of the segment at the foot, degrees, as the piece is drawn"""


Point = tuple[float, float, float, float]
"""Where it is on the plane, the reach there, and the metres of one unit."""


def near(roads: Grid, lon: Floats, lat: Floats, reach_m: Floats, most: int) -> Near:
    """Find up to `most` pieces within reach of each point."""
    x, y = mercator(lon, lat)
    return _near(roads, x, y, metres(lat), reach_m, most)


@kernel
def _near(roads: Grid, x: Floats, y: Floats, metres: Floats, reach_m: Floats, most: int) -> Near:
    size = len(x)
    first = np.zeros(size + 1, np.int64)
    found = Near(
        first, np.empty(size * most, np.int32), np.empty(size * most), np.empty(size * most), np.empty(size * most)
    )
    for i in range(size):
        point = x[i], y[i], reach_m[i] / metres[i], metres[i]
        first[i + 1] = _around(roads, point, most, found, first[i])
        _sort(found, first[i], first[i + 1])
    last = first[size]
    return Near(first, found.piece[:last], found.share[:last], found.distance_m[:last], found.bearing[:last])


@kernel
def _around(roads: Grid, point: Point, most: int, found: Near, begin: int) -> int:
    """Look through the cells around one point; its rows of `found` start at `begin`, what is returned ends them."""
    x, y, reach, _ = point
    west = max(0, int(np.floor((x - reach - roads.west) / roads.cell)))
    east = min(roads.columns - 1, int(np.floor((x + reach - roads.west) / roads.cell)))
    south = max(0, int(np.floor((y - reach - roads.south) / roads.cell)))
    north = min(roads.rows - 1, int(np.floor((y + reach - roads.south) / roads.cell)))
    end = begin
    for row in range(south, north + 1):
        for cell in range(row * roads.columns + west, row * roads.columns + east + 1):
            for at in range(roads.first[cell], roads.first[cell + 1]):
                end = _look(roads, roads.segments[at], point, most, found, (begin, end))
    return end


@kernel
def _look(roads: Grid, segment: int, point: Point, most: int, found: Near, rows: tuple[int, int]) -> int:
    """Note the piece of a segment if it is within reach and nearer than what is known of it."""
    px, py, reach, metres = point
    begin, end = rows
    x, y = roads.x[segment] - px, roads.y[segment] - py
    dx, dy = roads.x[segment + 1] - roads.x[segment], roads.y[segment + 1] - roads.y[segment]
    squared = dx * dx + dy * dy
    along = 0.0 if squared == 0 else min(1.0, max(0.0, -(x * dx + y * dy) / squared))
    away = np.hypot(x + along * dx, y + along * dy)
    row = _row_for(roads.piece[segment], found, begin, end, most)
    if away > reach or (row < end and found.distance_m[row] <= away * metres):
        return end
    before, after = roads.passed[segment], roads.passed[segment + 1]
    found.piece[row], found.distance_m[row] = roads.piece[segment], away * metres
    found.share[row] = before + along * (after - before)
    found.bearing[row] = np.degrees(np.arctan2(dx, dy)) % 360
    return max(end, row + 1)


@kernel
def _row_for(piece: int, found: Near, begin: int, end: int, most: int) -> int:
    """Choose the row of a piece: its own, a new one, or that of the farthest when there is no room."""
    for row in range(begin, end):
        if found.piece[row] == piece:
            return row
    return end if end - begin < most else begin + int(np.argmax(found.distance_m[begin:end]))


@kernel
def _sort(found: Near, begin: int, end: int) -> None:
    """Put the nearest piece of a fix first."""
    order = begin + np.argsort(found.distance_m[begin:end])
    for column in (found.share, found.distance_m, found.bearing):
        column[begin:end] = column[order]
    found.piece[begin:end] = found.piece[order]
