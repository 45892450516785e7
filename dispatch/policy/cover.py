"""What the idle crews are worth where they stand: the expected wait of the next call, and what each crew adds to it.

The maximal expected covering model (Daskin 1983, doi 10.1287/trsc.17.1.48) asks how many calls are covered when each
crew is busy with a probability of its own. Here it asks the same of seconds: the nearest idle crew answers with the
probability that it is still free, else the next one. Hot: asked at every decision, so that it is compiled.
"""

from functools import lru_cache
from math import ceil, log

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.roster import RosterColumns
from dispatch.domain.situation import Situation
from dispatch.policy.reach import Reach

Floats = NDArray[np.float64]

NOBODY_S = 5_400.0
"""The wait when no crew is left: an hour and a half, as from a neighbour. Assumed."""

LEAST_BUSY, MOST_BUSY = 0.05, 0.9
"""Between these a share of busy crews is believed: no crew is always free, and none never."""

TAIL = 0.002
"""Crews that are asked with a smaller probability change nothing."""


class CoverParameters(Struct, frozen=True, kw_only=True):
    """`promise_s` is the drive that keeps the promise; a longer one counts `late_s` more, as late calls do. Assumed."""

    promise_s: float = 1_020.0
    late_s: float = 600.0
    spread_s: float = 120.0


class Posture(Struct, frozen=True, kw_only=True, eq=False):
    """The idle crews at their bases. `wait_s` is the expected wait of the next call.

    `loss_s` is by how much it grows when a base has one crew less (0 where none stands), `gain_s` by how much it falls
    when a base has one more; one row a base.
    """

    crews: NDArray[np.int64]
    wait_s: float
    loss_s: Floats
    gain_s: Floats


class Lie(Struct, frozen=True, kw_only=True, eq=False):
    """The bases as they lie around each point, nearest first, and the wait from each. Shapes (points, bases)."""

    order: NDArray[np.int32]
    wait_s: Floats


@lru_cache(maxsize=32)
def lie(reach: Reach, parameters: CoverParameters) -> Lie:
    """Order the bases around each point, once for each state of the roads."""
    wait_s = harm_s(reach.to_points_s, parameters).T.copy()
    order = np.argsort(wait_s, axis=1, kind="stable").astype(np.int32)
    return Lie(order=order, wait_s=np.take_along_axis(wait_s, order.astype(np.intp), axis=1))


def harm_s(drive_s: Floats, parameters: CoverParameters) -> Floats:
    """Return what a drive is worth in seconds of waiting: itself, and more when it breaks the promise."""
    beyond = (np.minimum(drive_s, NOBODY_S) - parameters.promise_s) / parameters.spread_s
    return np.minimum(drive_s, NOBODY_S) + parameters.late_s / (1.0 + np.exp(-beyond))


def standing(situation: Situation, reach: Reach) -> NDArray[np.int64]:
    """Count the idle crews by the base where they stand or are bound for."""
    roster = situation.roster
    free = roster.free_crews(situation.now, situation.utc_offset_s)
    rows = base_rows(situation, reach)[free.rows]
    return np.bincount(rows[rows >= 0], minlength=len(reach.bases))


def base_rows(situation: Situation, reach: Reach) -> NDArray[np.intp]:
    """Return the row of the base of each crew of the roster; -1 for a base that the ground does not have."""
    rows = base_rows_own(situation, reach)
    if not situation.standby:
        return rows
    rows = rows.copy()
    for crew, base in situation.standby.items():
        rows[situation.roster.columns.row[crew]] = reach.row.get(base, -1)
    return rows


def base_rows_own(situation: Situation, reach: Reach) -> NDArray[np.intp]:
    """Return the row of each crew's own base, wherever it stands now; -1 for a base that the ground does not have."""
    return _own_bases(situation.roster.columns, reach)


@lru_cache(maxsize=8)
def _own_bases(columns: RosterColumns, reach: Reach) -> NDArray[np.intp]:
    return np.array([reach.row.get(station, -1) for station in columns.stations], dtype=np.intp)


def on_shift_and_free(situation: Situation) -> tuple[int, int]:
    """Count the crews on shift, and those of them that are free."""
    roster = situation.roster
    on_shift = int((roster.columns.remaining_s(situation.now, situation.utc_offset_s) > 0).sum())
    return on_shift, len(roster.free_crews(situation.now, situation.utc_offset_s).rows)


def busy_share(situation: Situation) -> float:
    """Return the share of the crews on shift that are not free."""
    on_shift, free = on_shift_and_free(situation)
    return min(max(1.0 - free / on_shift if on_shift else LEAST_BUSY, LEAST_BUSY), MOST_BUSY)


def posture(situation: Situation, reach: Reach, parameters: CoverParameters) -> Posture:
    """Weigh the idle crews of the situation."""
    return posture_of(standing(situation, reach), busy_share(situation), hour(situation), reach, parameters)


def hour(situation: Situation) -> int:
    """Return the local hour of the day."""
    return int((situation.now + situation.utc_offset_s) // 3_600) % 24


def posture_of(
    crews: NDArray[np.int64], busy: float, at_hour: int, reach: Reach, parameters: CoverParameters
) -> Posture:
    """Weigh so many idle crews at each base, each of which is busy with the probability `busy`."""
    from dispatch.policy.cover_kernel import weigh_ground  # noqa: PLC0415 (the compiler: 60 MB that only cover needs)

    around = lie(reach, parameters)
    weight = reach.weight if reach.by_hour is None else reach.by_hour[at_hour]
    deep = max(1, ceil(log(TAIL) / log(busy)))
    wait_s, loss_s, gain_s = weigh_ground(
        crews, around.order, around.wait_s, weight, busy, deep, NOBODY_S + parameters.late_s
    )
    return Posture(crews=crews, wait_s=wait_s, loss_s=loss_s, gain_s=gain_s)
