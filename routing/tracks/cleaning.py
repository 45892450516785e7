"""Which fixes can be used, and in which order: every other one is named with its reason."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import kernel
from routing.network.model import Floats, Longs
from routing.tracks.fixes import Track
from routing.tracks.matched import Why
from routing.tracks.parameters import MatchParameters
from routing.types import METRES_PER_DEGREE

MARGIN_DEG = 0.05
"""So far outside the outermost road a fix may lie and still be of this map; assumed, some 5 km."""
LATEST_AT = 1e11
"""The year 5138: what is beyond counts in milliseconds, which are there since 1973."""
STANDING_MPS = 1.0
"""What leaves the circle of error more slowly than on foot has stood; assumed."""
THIN_SIGMAS = 2.0
"""Newson & Krumm, section 4.1: a fix within two sigma of the one before tells nothing of the road."""

Flags = NDArray[np.bool_]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Order:
    """Usable fixes of a track in the order of time; a part is what one setting of the clock has timed."""

    fix: Longs
    part: Longs


def unusable(track: Track, bounds: Bounds, chosen: MatchParameters) -> dict[Why, Flags]:
    """Tell which fixes cannot be used, by reason; the first reason that holds counts."""
    number = np.isfinite(track.at) & np.isfinite(track.lat) & np.isfinite(track.lon)
    on_earth = (np.abs(track.lat) <= 90) & (np.abs(track.lon) <= 180)
    inside = _inside(track.lat, track.lon, bounds)
    found = {
        Why.NOT_A_NUMBER: ~number,
        Why.NOT_A_TIME: ~((track.at >= 0) & (track.at < LATEST_AT)),
        Why.EXCHANGED: ~inside & _inside(track.lon, track.lat, bounds),
        Why.NOT_ON_EARTH: ~on_earth,
        Why.OUTSIDE_MAP: ~inside,
        Why.INACCURATE: track.accuracy_m > chosen.useless_accuracy_m,
    }
    seen = np.zeros(len(track), bool)
    for why, flags in found.items():
        found[why] = flags & ~seen
        seen |= flags
    return found


def _inside(lat: Floats, lon: Floats, bounds: Bounds) -> Flags:
    west, south, east, north = bounds
    level = (lat >= south - MARGIN_DEG) & (lat <= north + MARGIN_DEG)
    return np.asarray(level & (lon >= west - MARGIN_DEG) & (lon <= east + MARGIN_DEG))


def in_order(at: Floats, usable: Flags, late_s: float) -> tuple[Order, Longs]:
    """Sort late deliveries into their places, part where the clock was set back, and name repeated instants."""
    fix = np.flatnonzero(usable)
    part = _parts(at[fix], late_s)
    order = np.lexsort((at[fix], part))  # stable: of one instant the first to arrive stays
    fix, part = fix[order], part[order]
    again = np.zeros(len(fix), bool)
    again[1:] = (np.diff(at[fix]) == 0) & (np.diff(part) == 0)
    return Order(fix=fix[~again], part=part[~again]), fix[again]


@kernel
def _parts(at: Floats, late_s: float) -> Longs:
    """Count how often the clock was set back before each fix."""
    part = np.zeros(len(at), np.int64)
    newest = -np.inf
    for i in range(len(at)):
        back = at[i] < newest - late_s
        part[i] = part[i - 1] + back if i else 0
        newest = at[i] if back else max(newest, at[i])
    return part


@kernel
def moved(at: Floats, lat: Floats, lon: Floats, part: Longs, sigma_m: Floats) -> tuple[Longs, Floats]:
    """Choose the fixes at which the vehicle has moved on, and say until when it stayed at each."""
    kept, until = [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]
    last = -1
    for i in range(len(at)):
        if last >= 0 and part[i] == part[last]:
            east = (lon[i] - lon[last]) * np.cos(np.radians(lat[i]))
            if np.hypot(east, lat[i] - lat[last]) * METRES_PER_DEGREE < THIN_SIGMAS * sigma_m[last]:
                if at[i] - at[last] > THIN_SIGMAS * sigma_m[last] / STANDING_MPS:
                    until[-1] = at[i]
                continue
        kept.append(np.int64(i))
        until.append(at[i])
        last = i
    return np.array(kept), np.array(until)
