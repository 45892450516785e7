"""Roads near a fix: all segments of the map in a grid of cells, searched for a whole track at once.

Only the cells that hold a road are kept, so that the memory is linear in the map.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import kernel
from routing.network.model import DEGREES, Floats, Ints, Longs, Network
from routing.types import EARTH_RADIUS_M

METRES_PER_DEGREE = float(np.radians(1) * EARTH_RADIUS_M)
CELL_DEGREES = 0.002
"""About 220 m north and south: most searches look at nine cells."""


class Grid(NamedTuple):
    """Cells of `CELL_DEGREES` by `CELL_DEGREES * widen`; segments of cell `keys[i]` start at ``first[i]``."""

    keys: Longs
    first: Longs
    segment: Ints
    lon: Floats
    lat: Floats
    piece: Ints
    """by segment"""
    passed: Floats
    """by point, the share of its piece that lies before it"""
    widen: float
    columns: int


class Near(NamedTuple):
    """Pieces near fixes, nearest first; those of fix `i` start at ``first[i]``."""

    first: Longs
    piece: Ints
    share: Floats
    """of the piece, from its first point to the foot"""
    distance_m: Floats
    bearing: Floats
    """of the segment at the foot, degrees, as the piece is drawn"""


def grid(network: Network) -> Grid:
    """Sort the segments of a network into cells."""
    pieces = network.pieces
    lon, lat = np.asarray(pieces.lon * DEGREES, float), np.asarray(pieces.lat * DEGREES, float)
    piece = np.repeat(np.arange(len(pieces.way), dtype=np.int32), np.diff(pieces.first))
    widen = 1 / max(0.05, float(np.cos(np.radians(lat.mean()))))
    columns = int(360 / (CELL_DEGREES * widen)) + 2
    last = np.isin(np.arange(len(lon)), pieces.first[1:] - 1)
    cells, segments = _cells(lon, lat, last, widen, columns)
    order = np.argsort(cells, kind="stable")
    keys, first = np.unique(cells[order], return_index=True)
    return Grid(
        keys=keys,
        first=np.append(first, len(cells)).astype(np.int64),
        segment=segments[order].astype(np.int32),
        lon=lon,
        lat=lat,
        piece=piece,
        passed=_passed(lon, lat, pieces.first),
        widen=widen,
        columns=columns,
    )


def _passed(lon: Floats, lat: Floats, first: Longs) -> Floats:
    """Share of its piece before each point."""
    middle = np.cos(np.radians(lat[:-1] + lat[1:]) / 2)
    steps = np.hypot(np.diff(lon) * middle, np.diff(lat))
    run = np.concatenate([[0.0], np.cumsum(steps)])
    begins, whole = run[first[:-1]], run[first[1:] - 1] - run[first[:-1]]
    sizes = np.diff(first)
    return np.asarray((run - np.repeat(begins, sizes)) / np.repeat(np.maximum(whole, 1e-12), sizes))


@kernel
def _cells(lon: Floats, lat: Floats, last: NDArray[np.bool_], widen: float, columns: int) -> tuple[Longs, Longs]:
    """List the cells that each segment touches, row by row."""
    cells, segments = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    wide = CELL_DEGREES * widen
    for i in range(len(lon) - 1):
        if last[i]:
            continue
        south, north = min(lat[i], lat[i + 1]), max(lat[i], lat[i + 1])
        rise, run = lat[i + 1] - lat[i], lon[i + 1] - lon[i]
        for row in range(int((south + 90) / CELL_DEGREES), int((north + 90) / CELL_DEGREES) + 1):
            begin, end = lon[i], lon[i + 1]
            if rise != 0:  # the part of the segment within this row of cells
                at_floor = (row * CELL_DEGREES - 90 - lat[i]) / rise
                at_ceiling = ((row + 1) * CELL_DEGREES - 90 - lat[i]) / rise
                begin = lon[i] + run * min(1.0, max(0.0, at_floor))
                end = lon[i] + run * min(1.0, max(0.0, at_ceiling))
            west, east = min(begin, end), max(begin, end)
            for column in range(int((west + 180) / wide), int((east + 180) / wide) + 1):
                cells.append(np.int64(row) * columns + column)
                segments.append(np.int64(i))
    return np.array(cells), np.array(segments)


@kernel
def near(roads: Grid, lon: Floats, lat: Floats, reach_m: Floats, most: int) -> Near:
    """Find up to `most` pieces within reach of each fix."""
    size = len(lon)
    first = np.zeros(size + 1, np.int64)
    found = Near(
        first, np.empty(size * most, np.int32), np.empty(size * most), np.empty(size * most), np.empty(size * most)
    )
    for i in range(size):
        first[i + 1] = _around(roads, lon[i], lat[i], reach_m[i], most, found, first[i])
        _sort(found, first[i], first[i + 1])
    last = first[size]
    return Near(first, found.piece[:last], found.share[:last], found.distance_m[:last], found.bearing[:last])


@kernel
def _around(roads: Grid, lon: float, lat: float, reach_m: float, most: int, found: Near, begin: int) -> int:  # noqa: PLR0913, PLR0917 a kernel has no object to hold them
    """Look through the cells around one fix; its rows of `found` start at `begin`, what is returned ends them."""
    wide = CELL_DEGREES * roads.widen
    high, side = reach_m / METRES_PER_DEGREE, reach_m / METRES_PER_DEGREE / np.cos(np.radians(lat))
    end = begin
    for row in range(int((lat - high + 90) / CELL_DEGREES), int((lat + high + 90) / CELL_DEGREES) + 1):
        west = np.int64(row) * roads.columns + int((lon - side + 180) / wide)
        east = np.int64(row) * roads.columns + int((lon + side + 180) / wide)
        slot = np.searchsorted(roads.keys, west)
        while slot < len(roads.keys) and roads.keys[slot] <= east:
            for at in range(roads.first[slot], roads.first[slot + 1]):
                end = _look(roads, roads.segment[at], (lon, lat, reach_m), most, found, (begin, end))
            slot += 1
    return end


@kernel
def _look(
    roads: Grid, segment: int, fix: tuple[float, float, float], most: int, found: Near, rows: tuple[int, int]
) -> int:
    """Note the piece of a segment if it is within reach and nearer than what is known of it."""
    lon, lat, reach_m = fix
    begin, end = rows
    east_m = METRES_PER_DEGREE * np.cos(np.radians(lat))
    x, y = (roads.lon[segment] - lon) * east_m, (roads.lat[segment] - lat) * METRES_PER_DEGREE
    dx = (roads.lon[segment + 1] - roads.lon[segment]) * east_m
    dy = (roads.lat[segment + 1] - roads.lat[segment]) * METRES_PER_DEGREE
    squared = dx * dx + dy * dy
    along = 0.0 if squared == 0 else min(1.0, max(0.0, -(x * dx + y * dy) / squared))
    away_m = np.hypot(x + along * dx, y + along * dy)
    row = _row_for(roads.piece[segment], found, begin, end, most)
    if away_m > reach_m or (row < end and found.distance_m[row] <= away_m):
        return end
    before, after = roads.passed[segment], roads.passed[segment + 1]
    found.piece[row], found.distance_m[row] = roads.piece[segment], away_m
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
