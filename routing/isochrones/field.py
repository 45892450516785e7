"""How far the points of a grid lie from parts of the roads."""

from dataclasses import dataclass

import numpy as np

from routing.isochrones.ground import Ground
from routing.isochrones.portions import Portions
from routing.network.kernel import kernel
from routing.network.model import Floats, Longs, Singles

Grounds = tuple[Floats, Floats, Floats, Longs]
Parts = tuple[Longs, Floats, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A rectangle of the grid: its corner, counted in cells, and its size in grid points."""

    west: int
    south: int
    columns: int
    rows: int
    cell_m: float


def window(on: Ground, parts: Portions, aside_m: float, cell_m: float) -> Window:
    """Enclose the pieces that the parts belong to, and all that lies aside within so many metres, and a rim."""
    if not len(parts.piece):
        return Window(west=0, south=0, columns=2, rows=2, cell_m=cell_m)
    rim = int(aside_m / cell_m) + 3
    least = [int(np.floor(side[parts.piece].min() / cell_m)) - rim for side in on.box[:2]]
    most = [int(np.ceil(side[parts.piece].max() / cell_m)) + rim for side in on.box[2:]]
    return Window(
        west=least[0], south=least[1], columns=most[0] - least[0] + 1, rows=most[1] - least[1] + 1, cell_m=cell_m
    )


def _inside(on: Ground, parts: Portions, frame: Window) -> Portions:
    """Leave out what lies outside the window."""
    west, south, east, north = (side[parts.piece] for side in on.box)
    meets = (east >= frame.west * frame.cell_m) & (west <= (frame.west + frame.columns) * frame.cell_m)
    meets &= (north >= frame.south * frame.cell_m) & (south <= (frame.south + frame.rows) * frame.cell_m)
    return Portions(piece=parts.piece[meets], begin=parts.begin[meets], end=parts.end[meets])


def distances_m(on: Ground, parts: Portions, frame: Window, aside_m: float) -> Singles:
    """Metres from each grid point to the nearest part, exact up to `aside_m` and a cell, at most ``2 * aside_m``.

    The shape is (rows, columns).
    """
    squared = np.full((frame.rows, frame.columns), (2 * aside_m) ** 2, np.float32)
    seen = _inside(on, parts, frame)
    roads, chosen = (on.x, on.y, on.along, on.first), (seen.piece, seen.begin, seen.end)
    corner = (float(frame.west), float(frame.south), frame.cell_m)
    _stamp(roads, chosen, corner, aside_m + frame.cell_m, squared)
    return np.sqrt(squared, out=squared)


@kernel
def _stamp(roads: Grounds, parts: Parts, corner: tuple[float, float, float], margin_m: float, squared: Singles) -> None:
    """Bring every part's distances in: of each of its segments, what of it lies in the part."""
    xs, ys, along, first = roads
    pieces, begins, ends = parts
    for part in range(len(pieces)):
        for i in range(first[pieces[part]], first[pieces[part] + 1] - 1):
            begin, end = max(along[i], begins[part]), min(along[i + 1], ends[part])
            if begin < end:
                whole = along[i + 1] - along[i]
                a, b = (begin - along[i]) / whole, (end - along[i]) / whole
                east, north = xs[i + 1] - xs[i], ys[i + 1] - ys[i]
                line = (xs[i] + a * east, ys[i] + a * north, (b - a) * east, (b - a) * north)
                _stamp_line(line, corner, margin_m, squared)


@kernel
def _stamp_line(
    line: tuple[float, float, float, float],
    corner: tuple[float, float, float],
    margin_m: float,
    squared: Singles,
) -> None:
    """Bring one line's distances in, at all grid points of its box with the margin."""
    x, y, east, north = line
    west, south, cell = corner
    left = max(0, int(np.ceil((min(x, x + east) - margin_m) / cell - west)))
    right = min(squared.shape[1] - 1, int(np.floor((max(x, x + east) + margin_m) / cell - west)))
    low = max(0, int(np.ceil((min(y, y + north) - margin_m) / cell - south)))
    high = min(squared.shape[0] - 1, int(np.floor((max(y, y + north) + margin_m) / cell - south)))
    per_length2 = 1 / max(east * east + north * north, 1e-12)
    for row in range(low, high + 1):
        dy = (south + row) * cell - y
        for column in range(left, right + 1):
            dx = (west + column) * cell - x
            t = (dx * east + dy * north) * per_length2
            t = 0.0 if t < 0 else 1.0 if t > 1 else t
            off_x, off_y = dx - t * east, dy - t * north
            found = np.float32(off_x * off_x + off_y * off_y)
            squared[row, column] = min(squared[row, column], found)
