"""Whether a vehicle keeps to its route, and how far along it is."""

from dataclasses import dataclass

import numpy as np

from routing.network.model import Floats, Longs
from routing.types import METRES_PER_DEGREE, LatLon, Maneuver, Route, Whereabouts

KEEPS_M = 35.0
"""Nearer to its route than this a vehicle keeps to it: a wide road and the receiver's error; assumed."""
ACCURACIES = 2.0
"""Nor is it off the route while it may be on it by so many times the receiver's accuracy; assumed."""
KEEPS_DEG = 60.0
"""A course farther off the route's than this leads elsewhere; assumed."""
BACK_M = 50.0
"""A place seems to go back by so much, by the receiver's error; assumed."""
SOON_M = 2_000.0
"""A route that passes a place twice is at the pass that comes within so much; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The point of a route nearest to a vehicle."""

    travelled_m: float
    off_m: float
    keeps: bool


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A route on a plane around the vehicle, metres; `along_m` and `course_deg` are by segment, at its beginning."""

    x: Floats
    y: Floats
    along_m: Floats

    @property
    def course_deg(self) -> Floats:
        return np.degrees(np.arctan2(np.diff(self.x), np.diff(self.y))) % 360


def placed(route: Route, point: LatLon, seen: Whereabouts, travelled_m: float) -> Place:
    """Find a vehicle on its route, not far behind where it was; its course decides between two passes."""
    line = _line(route, point)
    dx, dy = np.diff(line.x), np.diff(line.y)
    squared = np.where(dx * dx + dy * dy > 0, dx * dx + dy * dy, 1.0)
    share = np.clip(-(line.x[:-1] * dx + line.y[:-1] * dy) / squared, 0, 1)
    off_m = np.hypot(line.x[:-1] + share * dx, line.y[:-1] + share * dy)
    at_m = line.along_m[:-1] + share * np.diff(line.along_m)
    agrees = _agrees(line, seen)
    allowed_m = max(KEEPS_M, ACCURACIES * (seen.accuracy_m or 0.0))
    ahead = at_m >= travelled_m - BACK_M
    soon = ahead & (at_m <= travelled_m + SOON_M)
    for wanted in (soon & agrees, ahead & agrees):
        near = np.flatnonzero(wanted & (off_m <= allowed_m))
        if len(near):
            return _place(at_m, off_m, near, keeps=True)
    return _place(at_m, off_m, np.flatnonzero(ahead), keeps=_at_an_end(route, line, at_m, off_m, allowed_m))


def _place(at_m: Floats, off_m: Floats, among: Longs, *, keeps: bool) -> Place:
    if not len(among):
        among = np.array([len(off_m) - 1])
    best = among[off_m[among].argmin()]
    return Place(travelled_m=float(at_m[best]), off_m=float(off_m[best]), keeps=keeps)


def _at_an_end(route: Route, line: _Line, at_m: Floats, off_m: Floats, allowed_m: float) -> bool:
    """Tell whether it is still on the yard it starts from, or already on that of the destination."""
    begin_m, end_m = float(np.hypot(line.x[0], line.y[0])), float(np.hypot(line.x[-1], line.y[-1]))
    best = int(off_m.argmin())
    starting = at_m[best] <= BACK_M and begin_m <= route.snap_start_m + allowed_m
    arriving = at_m[best] >= line.along_m[-1] - BACK_M and end_m <= route.snap_end_m + allowed_m
    return bool(starting or arriving)


def _line(route: Route, point: LatLon) -> _Line:
    lon, lat = route.geometry.lon, route.geometry.lat
    x = (lon - point.lon) * METRES_PER_DEGREE * np.cos(np.radians(point.lat))
    y = (lat - point.lat) * METRES_PER_DEGREE
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    whole = run[-1] if run[-1] > 0 else 1.0  # far from the vehicle the plane is not true: the route's own length is
    return _Line(x=x, y=y, along_m=run * route.distance_m / whole)


def _agrees(line: _Line, seen: Whereabouts) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    course = line.course_deg
    if seen.heading_deg is None:
        return np.ones(len(course), bool)
    return np.asarray(np.abs((course - seen.heading_deg + 180) % 360 - 180) <= KEEPS_DEG)


def remaining_s(route: Route, travelled_m: float) -> float:
    """Seconds left, by the times between the manoeuvres, or by the share of the way where there are none."""
    if not route.maneuvers:
        return route.duration_s * (1 - travelled_m / route.distance_m) if route.distance_m else 0.0
    at_m, at_s = _stages(route.maneuvers)
    return float(at_s[-1] - np.interp(travelled_m, at_m, at_s))


def next_maneuver(route: Route, travelled_m: float) -> int | None:
    """Index of the first manoeuvre that is still ahead, the arrival when there is no other; `None` without any."""
    if not route.maneuvers:
        return None
    at_m, _ = _stages(route.maneuvers)
    return min(int(np.searchsorted(at_m, travelled_m, "right")), len(route.maneuvers) - 1)


def _stages(told: tuple[Maneuver, ...]) -> tuple[Floats, Floats]:
    """Metres and seconds from the start at which each manoeuvre comes."""
    lengths, durations = ([getattr(each, name) for each in told[:-1]] for name in ("distance_m", "duration_s"))
    return np.concatenate([[0.0], np.cumsum(lengths)]), np.concatenate([[0.0], np.cumsum(durations)])
