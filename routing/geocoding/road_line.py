"""One numbered road as a line with kilometres: metres along it from one of its ends, tied to its kilometre posts.

Kilometre 0 is where the posts say. A road without posts is measured from the end nearest to the region's centre, which
is how radial roads are numbered; such a kilometre is a guess and never sure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from routing.geocoding.road_length import measured, metres
from routing.network.model import DEGREES, Floats, Network
from routing.types import LatLon

POST_ASIDE_M = 300.0
"""A post farther from its road than this stands on another carriageway or is misplaced; assumed."""
BEYOND_KM = 5.0
"""So far beyond the last post kilometres are counted on; assumed."""
FORK_M, SAME_M = 3_000.0, 150.0
"""Points of one kilometre so far apart are two branches; points so near along the road are of one kilometre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points of a road: where, how many metres along; and the posts that are in order along it, by metre."""

    vertex: NDArray[np.intp]
    """which points of the network's pieces they are, ascending"""
    xy_m: Floats
    lon: Floats
    lat: Floats
    along_m: Floats
    post_m: Floats
    post_km: Floats

    def at_kilometre(self, kilometre: float) -> tuple[LatLon, float] | None:
        """Return the point of a kilometre, and the kilometres to the nearest post; `None` beyond the road."""
        goal_m = self._along(kilometre)
        if not self.along_m.min() - 1_000 <= goal_m <= self.along_m.max() + 1_000:
            return None
        best = int(np.argmin(np.abs(self.along_m - goal_m)))
        beyond = np.abs(self.post_km - kilometre).min() if len(self.post_km) else np.inf
        return LatLon(lat=float(self.lat[best]), lon=float(self.lon[best])), float(beyond)

    def forks_at(self, kilometre: float) -> bool:
        """Tell whether points far apart are of one kilometre, as on branches of one number."""
        same = np.abs(self.along_m - self._along(kilometre)) <= SAME_M
        return bool(same.any()) and float(np.ptp(self.xy_m[same], axis=0).max()) > FORK_M

    def kilometre_at(self, point: LatLon) -> float | None:
        """Return the kilometre of a point beside the road; `None` where no post is near enough to tell."""
        where = metres(np.array([point.lon]), np.array([point.lat]))
        nearest = int(np.argmin(((self.xy_m - where) ** 2).sum(axis=1)))
        kilometre = float(self.kilometres()[nearest])
        known = len(self.post_km) > 1 and self.post_km.min() - BEYOND_KM <= kilometre <= self.post_km.max() + BEYOND_KM
        return kilometre if known and kilometre >= 0 else None

    def kilometres(self) -> Floats:
        """Return the kilometre of each point."""
        if not len(self.post_km):
            return self.along_m / 1_000
        inside_m = np.clip(self.along_m, self.post_m[0], self.post_m[-1])
        beyond_m = self.along_m - inside_m
        return np.asarray(np.interp(inside_m, self.post_m, self.post_km) + beyond_m / 1_000)

    def _along(self, kilometre: float) -> float:
        if not len(self.post_km):
            return kilometre * 1_000
        inside = float(np.interp(kilometre, self.post_km, self.post_m))
        return inside + (kilometre - float(np.clip(kilometre, self.post_km[0], self.post_km[-1]))) * 1_000


def line(network: Network, ways: NDArray[np.intp], posts: NDArray[np.intp], centre: LatLon) -> Line | None:
    """Measure a road along its ways, `None` when nothing of it can be driven."""
    pieces = np.flatnonzero(np.isin(network.pieces.way, ways))
    if not len(pieces):
        return None
    along, vertices = measured(network, pieces, centre)
    reached = np.isfinite(along)
    along, vertices = along[reached], vertices[reached]
    lon = (network.pieces.lon[vertices] * DEGREES).astype(np.float64)
    lat = (network.pieces.lat[vertices] * DEGREES).astype(np.float64)
    xy_m = metres(lon, lat)
    post_m, post_km = _posts(network, posts, xy_m, along)
    if len(post_km) > 1 and post_km[0] > post_km[-1]:
        # kilometres run the other way: measure from the other end
        length_m = float(along.max())
        along, post_m, post_km = length_m - along, (length_m - post_m)[::-1], post_km[::-1]
    return Line(vertex=vertices, xy_m=xy_m, lon=lon, lat=lat, along_m=along, post_m=post_m, post_km=post_km)


def _posts(network: Network, posts: NDArray[np.intp], xy_m: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Posts on the road whose kilometres rise, or fall, along it: the longest such row; metres along it, kilometres."""
    stands = metres(network.milestones.lon[posts] * DEGREES, network.milestones.lat[posts] * DEGREES)
    aside_m, nearest = (np.asarray(found) for found in KDTree(xy_m).query(stands))
    close = np.flatnonzero(aside_m <= POST_ASIDE_M)
    along_m, kilometres = along[nearest[close]], network.milestones.kilometre[posts[close]].astype(float)
    order = np.lexsort((kilometres, along_m))
    rising = _longest_rising(kilometres[order].tolist())
    falling = _longest_rising((-kilometres[order]).tolist())
    chosen = order[rising if len(rising) >= len(falling) else falling]
    return along_m[chosen], kilometres[chosen]


def _longest_rising(values: list[float]) -> list[int]:
    """Indices of the longest row of values each greater than the one before."""
    length, before = [1] * len(values), [-1] * len(values)
    for i, value in enumerate(values):
        for j in range(i):
            if values[j] < value and length[j] >= length[i]:
                length[i], before[i] = length[j] + 1, j
    row, at_index = [], max(range(len(values)), key=length.__getitem__, default=-1)
    while at_index >= 0:
        row.append(at_index)
        at_index = before[at_index]
    return row[::-1]
