"""Outlines and roads with fewer points.

Douglas, Peucker, Algorithms for the reduction of the number of points, doi:10.3138/FM57-6770-U75U-7727.
"""

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import kernel
from routing.network.model import Floats


@kernel
def kept(points: Floats, first: NDArray[np.int64], tolerance_m: float, closed: bool) -> NDArray[np.bool_]:
    """Tell which points of lines or of closed rings stay: all others lie within the tolerance of what is left.

    Line `r` has the points from ``first[r]`` to ``first[r + 1]``; of a ring the last one equals the first. A ring is
    opened at its first point and at the one farthest from it; those smaller than the tolerance vanish. Ends of lines
    stay.
    """
    stays = np.zeros(len(points), np.bool_)
    stack = np.empty((64 + len(points), 2), np.int64)
    for ring in range(len(first) - 1):
        begin, end = first[ring], first[ring + 1] - 1
        middle, away = _farthest(points, begin, end)
        if not closed or away > tolerance_m:
            stays[begin] = stays[end] = True
        if away <= tolerance_m:
            continue
        stays[middle] = True
        stack[0, 0], stack[0, 1], stack[1, 0], stack[1, 1] = begin, middle, middle, end
        used = 2
        while used:
            used -= 1
            a, b = stack[used, 0], stack[used, 1]
            split, off = _farthest(points, a, b)
            if off > tolerance_m:
                stays[split] = True
                stack[used, 0], stack[used, 1], stack[used + 1, 0], stack[used + 1, 1] = a, split, split, b
                used += 2
    return stays


@kernel
def _farthest(points: Floats, a: int, b: int) -> tuple[int, float]:
    """Find the point between two others that lies farthest from the line between them."""
    x, y = points[a, 0], points[a, 1]
    east, north = points[b, 0] - x, points[b, 1] - y
    length2 = east * east + north * north
    found, most2 = a, 0.0
    for i in range(a + 1, b):
        dx, dy = points[i, 0] - x, points[i, 1] - y
        if length2 > 0:
            t = min(1.0, max(0.0, (dx * east + dy * north) / length2))
            dx, dy = dx - t * east, dy - t * north
        if dx * dx + dy * dy > most2:
            found, most2 = i, dx * dx + dy * dy
    return found, np.sqrt(most2)
