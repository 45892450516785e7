"""Which known place stands for a vehicle on its way, second by second. Pure.

A place at `reached_s` from the start whose visit would lengthen the trip by `detour_s` misplaces the vehicle by
|reached_s - after_s| + detour_s seconds at most; the place that misplaces it least stands for it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from routing.types import LatLon

Seconds = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Places along one trip; place `i` stands for the vehicle from `begins_s[i]` on. The first begins at 0.

    `whole_s` is how long the trip takes; `inf`: no road, and the vehicle stays at the first.
    """

    whole_s: float
    begins_s: "array[float]"
    places: tuple[LatLon, ...]

    def at(self, after_s: float) -> LatLon:
        """Return the place that stands for the vehicle after so many seconds."""
        return self.places[bisect_right(self.begins_s, max(after_s, 0.0)) - 1]

    def until(self, after_s: float) -> float:
        """Return up to which second that place stands for the vehicle."""
        following = bisect_right(self.begins_s, max(after_s, 0.0))
        return self.begins_s[following] if following < len(self.begins_s) else self.whole_s


def trip(to: Seconds, points: Sequence[LatLon], origin: int, destination: int) -> Trip:
    """Lay the known places along a trip. `to` is seconds by (destination, origin)."""
    whole_s = float(to[destination, origin])
    if not isfinite(whole_s):
        return Trip(whole_s=whole_s, begins_s=array("d", [0.0]), places=(points[origin],))
    nearer = np.flatnonzero(to[destination] < whole_s)  # all on the way are, and they are few: no whole column is read
    reached_s = to[nearer, origin].astype(np.float64)
    detour_s = np.maximum(reached_s + to[destination, nearer] - whole_s, 0.0)
    worth = detour_s < reached_s  # else the origin stands for the vehicle at least as well
    rows = np.concatenate([[origin], nearer[worth]])
    reached_s, detour_s = np.concatenate([[0.0], reached_s[worth]]), np.concatenate([[0.0], detour_s[worth]])
    kept = _best_somewhere(reached_s, detour_s)
    begins_s = _takes_over(reached_s[kept], detour_s[kept])
    return Trip(
        whole_s=whole_s,
        begins_s=array("d", begins_s.tobytes()),
        places=tuple(points[row] for row in rows[kept].tolist()),
    )


def _best_somewhere(reached_s: Floats, detour_s: Floats) -> NDArray[np.intp]:
    """Return the places, in order of time, that no other place beats at every moment."""
    order = np.lexsort((detour_s, reached_s))
    reached_s, detour_s = reached_s[order], detour_s[order]
    before = np.minimum.accumulate(np.concatenate([[np.inf], detour_s - reached_s]))[:-1]
    after = np.minimum.accumulate(np.concatenate([[np.inf], (detour_s + reached_s)[::-1]]))[:-1][::-1]
    return order[(detour_s - reached_s < before) & (detour_s + reached_s <= after)]


def _takes_over(reached_s: Floats, detour_s: Floats) -> Floats:
    """Return the moments at which each place becomes a better stand-in than the one before."""
    half_way = (reached_s[:-1] + reached_s[1:] + detour_s[1:] - detour_s[:-1]) / 2
    return np.concatenate([[0.0], half_way])
