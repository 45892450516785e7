"""Doezd of a group of calls, with the calls that nobody came to counted in.

A call that still waits when the world ends has waited at least until then, and is counted with that (censored) wait: a
world that answers fewer calls never looks better for it. A call that was given up before a crew came has no doezd; it
is left out of the seconds and counted as late in every share.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulations.results import MOMENTS, CallRows, Results

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waits:
    """One row a counted call: seconds from the call to the crew, or to the end of the world where `waiting`."""

    seconds: Floats
    waiting: Flags
    gave_up: Flags

    @classmethod
    def of(cls, results: Results, ends_at: float | None) -> "Waits":
        """Read the counted calls. The world ended at `ends_at`, POSIX seconds, or at the last moment known if later."""
        rows = results.calls
        end = max(_last_moment(rows), -np.inf if ends_at is None else ends_at)
        gave_up = rows.gave_up & np.isnan(rows.at_scene_at)
        waiting = np.isnan(rows.at_scene_at) & ~gave_up
        until = np.where(waiting, end, rows.at_scene_at)
        seconds = np.maximum(until - rows.received_at, 0.0)
        return cls(
            seconds=np.where(gave_up, np.inf, seconds)[rows.counted],
            waiting=waiting[rows.counted],
            gave_up=gave_up[rows.counted],
        )

    def late(self, limit_s: float | Floats) -> Flags:
        """Whether nobody came within the limit, seconds (one, or one a call)."""
        return np.asarray(self.seconds > limit_s)

    def __len__(self) -> int:
        """Return the number of counted calls."""
        return self.seconds.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Doezd:
    """Doezd of a group. Seconds are None where nobody could have been waited for; shares where there is no call at all.

    `se_s` is the standard error of the mean as if calls were independent; they queue together, so that only the spread
    between replications is an honest interval. `p90_s` and `median_s` interpolate linearly (Hyndman and Fan type 7).
    """

    calls: int
    mean_s: float | None
    se_s: float | None
    median_s: float | None
    p90_s: float | None
    within_norm_share: float | None


def doezd(waits: Waits, norm_s: float, rows: Flags | NDArray[np.intp] | None = None) -> Doezd:
    """Summarise the calls of `rows` (a mask or indices; None: all)."""
    known = waits.seconds if rows is None else waits.seconds[rows]
    reached = known[np.isfinite(known)]
    median, p90 = np.quantile(reached, (0.5, 0.9)) if reached.size else (None, None)
    return Doezd(
        calls=known.size,
        mean_s=float(reached.mean()) if reached.size else None,
        se_s=float(reached.std(ddof=1) / np.sqrt(reached.size)) if reached.size > 1 else None,
        median_s=None if median is None else float(median),
        p90_s=None if p90 is None else float(p90),
        within_norm_share=float(np.mean(known <= norm_s)) if known.size else None,
    )


def by_code(waits: Waits, norm_s: float, codes: NDArray[np.integer], count: int) -> tuple[Doezd, ...]:
    """Summarise for each code from 0 to `count`; `codes` has one row a counted call."""
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(count + 1))
    return tuple(doezd(waits, norm_s, order[begin:end]) for begin, end in pairwise(bounds))


def _last_moment(rows: CallRows) -> float:
    """The last moment that any column knows; calls without moments (none at all) end nothing."""
    known = [moments[~np.isnan(moments)] for moments in (getattr(rows, name) for name in MOMENTS)]
    return max((float(moments.max()) for moments in known if moments.size), default=0.0)
