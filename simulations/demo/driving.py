"""A vehicle on its way: where it is after so many seconds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.types import LatLon, great_circle_m

CROSS_COUNTRY_MPS = 40 / 3.6
"""Speed along the straight line when the service has no road to offer. Assumed; such orders are rare."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """A line with a time of driving. `reached` is the part of its length behind each vertex, from 0 to 1."""

    lats: NDArray[np.float64]
    lons: NDArray[np.float64]
    reached: NDArray[np.float64]
    duration_s: float

    def where(self, after_s: float) -> LatLon:
        """Return the point after so many seconds at an even speed."""
        part = 1.0 if self.duration_s <= 0 else min(1.0, max(0.0, after_s / self.duration_s))
        lat, lon = np.interp(part, self.reached, self.lats), np.interp(part, self.reached, self.lons)
        return LatLon(lat=float(lat), lon=float(lon))


def along(coordinates: Sequence[Sequence[float]], duration_s: float) -> Track:
    """Return the track of a GeoJSON line (longitude first)."""
    lons, lats = np.array(coordinates, dtype=float)[:, :2].T
    steps = np.hypot(np.diff(lats), np.diff(lons) * np.cos(np.radians(lats.mean())))
    covered = np.concatenate(([0.0], np.cumsum(steps)))
    reached = covered / covered[-1] if covered[-1] > 0 else np.linspace(0.0, 1.0, len(covered))
    return Track(lats=lats, lons=lons, reached=reached, duration_s=duration_s)


def straight(begin: LatLon, end: LatLon) -> Track:
    """Return a track across country."""
    line = [[begin.lon, begin.lat], [end.lon, end.lat]]
    return along(line, great_circle_m(begin, end) / CROSS_COUNTRY_MPS)


def track_of(route: dict[str, Any] | None, begin: LatLon, end: LatLon) -> Track:
    """Return the track of a route as the API gives it; across country without one."""
    if route is None or len(route["geometry"]["coordinates"]) < 2:
        return straight(begin, end)
    return along(route["geometry"]["coordinates"], float(route["duration_s"]))
