"""Standby moves (move-up): few, each worth its way, and explained.

The gain of a move is that of DMEXCLP relocation (Jagtenberg, Bhulai, van der Mei 2015, doi 10.1016/j.orhc.2015.01.001),
with the expected wait of the next call in place of the share covered: what the next call gains by a crew more at one
base and loses by a crew less at another, times the calls to come while the posture lasts. A move is made when that is
more than what the way costs. A crew that has just become free drives somewhere anyway, so that it is moved for less.

Where the service has said how many crews a post is to have (`dispatch.domain.posts`), that comes first: a crew that
keeps a post is not moved away from it, and a post that is short gets the crew that is missed least.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.crew import DAY_S, CrewStatus
from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.asking import free_crews_at
from dispatch.policy.cover import (
    CoverParameters,
    Posture,
    base_rows,
    base_rows_own,
    busy_share,
    hour,
    posture,
    posture_of,
)
from dispatch.policy.posts import Posts, posts_of, tied
from dispatch.policy.reach import Reach
from routing.types import LatLon, TravelTimeMatrix

Floats = NDArray[np.float64]

AT_BASE_DEG = 0.004
"""A crew stands at its base when it is nearer than this, about 400 m: a satellite fix and a car park. Assumed."""


class RelocationParameters(Struct, frozen=True, kw_only=True):
    """When a crew is moved. All are assumed, and a site's own to set; `horizon_s` 0: never.

    `horizon_s` is how long a posture lasts before calls change it. `move_s` is what disturbing a crew at its base must
    be worth, in seconds of waiting saved over all calls to come; `rolling_s` the same for one that is on its way.
    `distance` is what a second of driving costs in them. No way is longer than `farthest_s`; `apart_s` lie between two
    moves. Between the local hours `night` crews at their base are left to sleep, unless a post must have one. A crew is
    home `early_s` before its shift ends; one whose move was declined is left alone for `declined_s`. To fill a post
    that should have a crew is worth `post_s` of waiting.
    """

    horizon_s: float = 2_400.0
    move_s: float = 1_000.0
    rolling_s: float = 30.0
    distance: float = 0.02
    farthest_s: float = 1_800.0
    apart_s: float = 60.0
    night: tuple[int, int] = (23, 6)
    early_s: float = 900.0
    declined_s: float = 1_800.0
    post_s: float = 4_000.0


class _Movers(NamedTuple):
    """Crews that may be moved: where they stand and belong (rows of the bases), and seconds to each base."""

    ids: tuple[CrewId, ...]
    base: NDArray[np.intp]
    own: NDArray[np.intp]
    to_s: Floats
    remaining_s: Floats
    rolling: NDArray[np.bool_]

    def way_s(self, to: NDArray[np.intp]) -> Floats:
        """Seconds from each crew to a base of its own."""
        return self.to_s[np.arange(len(self.ids)), to]


def is_time(situation: Situation, reach: Reach, parameters: RelocationParameters) -> bool:
    """Whether to think of moves: they are made at all, and the last was not just now, or somebody must go home."""
    if not parameters.horizon_s:
        return False
    rested = situation.now - situation.moved_at >= parameters.apart_s
    return rested or bool(_home_in_time(situation, reach, parameters))


def is_near(crew: LatLon, base: LatLon) -> bool:
    """Whether a crew stands at a base."""
    return abs(crew.lat - base.lat) + abs(crew.lon - base.lon) <= AT_BASE_DEG


def rolling(situation: Situation, reach: Reach) -> Mapping[str, LatLon]:
    """Return where the free crews are that are not at the base they are bound for."""
    rows, bases, bound = situation.roster.columns.row, base_rows(situation, reach).tolist(), reach.at
    found = {}
    for crew, at in free_crews_at(situation).items():
        base = bases[rows[CrewId(crew)]]
        if base >= 0 and not is_near(at, bound[base]):
            found[crew] = at
    return found


def standby_moves(
    situation: Situation,
    reach: Reach,
    from_road: TravelTimeMatrix,
    parameters: RelocationParameters,
    cover: CoverParameters,
) -> tuple[StandbyMove, ...]:
    """Return the crews that must be home for the end of their shift; else the one move that is worth its way.

    `from_road` has the crews that are rolling as origins and the bases as destinations.
    """
    home = _home_in_time(situation, reach, parameters)
    if home or situation.now - situation.moved_at < parameters.apart_s:
        return home
    movers = _movers(situation, reach, from_road, parameters)
    if not movers.ids:
        return ()
    best = _best(situation, reach, movers, parameters, cover)
    return () if best is None else (best,)


def _movers(
    situation: Situation, reach: Reach, from_road: TravelTimeMatrix, parameters: RelocationParameters
) -> _Movers:
    """Take the rolling crews, and of those that stand at a base one each, and whoever is not at its own.

    Not those whose move was just declined, or who are on their way to a planned transport. Of
    crews at one base the one with most of its shift left.
    """
    roster, bases, fetching = situation.roster, base_rows(situation, reach), situation.transport.fetching()
    free = roster.free_crews(situation.now, situation.utc_offset_s)
    own = base_rows_own(situation, reach)
    on_road = {crew: row for row, crew in enumerate(from_road.origins)}
    chosen: dict[tuple[int, int], int] = {}
    picked: list[int] = []
    for at, (crew, row) in enumerate(zip(free.ids, free.rows.tolist(), strict=True)):
        if bases[row] < 0 or own[row] < 0 or crew in fetching or not _may_move(situation, crew, parameters):
            continue
        if crew in on_road:
            picked.append(at)
            continue
        key = int(bases[row]), int(own[row])
        known = chosen.get(key)
        if known is None or free.remaining_s[at] > free.remaining_s[known]:
            chosen[key] = at
    picked += chosen.values()
    rows = free.rows[picked]
    ids = tuple(free.ids[at] for at in picked)
    is_rolling = np.array([crew in on_road for crew in ids], dtype=np.bool_)
    to_s = reach.between_s[bases[rows]] if len(rows) else np.empty((0, len(reach.bases)))
    if is_rolling.any():
        to_s[is_rolling] = from_road.seconds[[on_road[crew] for crew in ids if crew in on_road]]
    return _Movers(ids, bases[rows], own[rows], to_s, free.remaining_s[picked], is_rolling)


def _may_move(situation: Situation, crew: CrewId, parameters: RelocationParameters) -> bool:
    declined_at = situation.declined.get(crew)
    return declined_at is None or situation.now - declined_at >= parameters.declined_s


def _home_in_time(situation: Situation, reach: Reach, parameters: RelocationParameters) -> tuple[StandbyMove, ...]:
    """Send home who stands elsewhere and has to hand over the vehicle soon."""
    found = []
    fetching = situation.transport.fetching()
    for crew_id, base in situation.standby.items():
        crew = situation.crews[crew_id]
        if (
            crew_id in fetching
            or crew.status is not CrewStatus.AVAILABLE
            or base not in reach.row
            or crew.station not in reach.row
        ):
            continue
        home_s = reach.between_s.item(reach.row[base], reach.row[crew.station])
        left_s = situation.shift_remaining_s(crew)
        if left_s is not None and left_s < home_s + parameters.early_s:
            reason = Reason(code="standby-shift-ends", params={"minutes": float(round(left_s / 60))})
            found.append(StandbyMove(crew=crew_id, to=crew.station, eta_s=home_s, reasons=(reason,)))
    return tuple(found)


def _best(
    situation: Situation, reach: Reach, movers: _Movers, parameters: RelocationParameters, cover: CoverParameters
) -> StandbyMove | None:
    """Return the move that fills a post, else the one that saves most beyond its cost; None when none does."""
    now = posture(situation, reach, cover)
    calls = situation.tempo.calls_per_s * parameters.horizon_s
    worth = calls * (now.gain_s[None, :] - now.loss_s[movers.base][:, None])
    worth[~_possible(movers, reach, parameters)] = -np.inf
    costs = _costs(movers, parameters, asleep=_is_night(situation, parameters))
    posts = posts_of(situation, reach)
    if posts is not None:
        filled = _filling(
            posts, movers, now, worth - _costs(movers, parameters, asleep=False), worth - costs, parameters
        )
        if filled is not None:
            return _to_post(situation, movers, filled, reach, now, posts)
        worth[tied(now.crews, posts.wanted)[movers.base]] = -np.inf
    at, to = _greatest(worth - costs)
    if not (worth - costs)[at, to] > 0:
        return None
    saved_s = _saved_s(situation, reach, now, (int(movers.base[at]), to), cover)
    return _move(movers, at, to, reach, now, saved_s) if calls * saved_s > costs[at, to] else None


def _possible(movers: _Movers, reach: Reach, parameters: RelocationParameters) -> NDArray[np.bool_]:
    """Say which crew may be moved where: not where it is, not too far, and in time to be home for its shift's end."""
    spare_s = movers.remaining_s[:, None] - 2 * parameters.early_s - reach.between_s[:, movers.own].T
    possible = (movers.to_s <= spare_s) & (movers.to_s <= parameters.farthest_s)
    possible[np.arange(len(movers.ids)), movers.base] = False
    return possible


def _filling(
    posts: Posts, movers: _Movers, now: Posture, awake: Floats, rested: Floats, parameters: RelocationParameters
) -> tuple[int, int] | None:
    """Return who goes to a post that is short: one that must be filled at any price, then one whose price is right.

    `awake` is what each move is worth when nobody's sleep counts, `rested` when it does.
    """
    hard = now.crews < posts.must
    for worth, to, kept, price_s in (
        (awake, hard, posts.must, np.inf),
        (rested, (now.crews < posts.wanted) & ~hard, posts.wanted, parameters.post_s),
    ):
        free = ~tied(now.crews, kept)[movers.base]
        allowed = np.where(free[:, None] & to[None, :], worth, -np.inf)
        best = _greatest(allowed)
        if np.isfinite(allowed[best]) and allowed[best] + price_s > 0:
            return best
    return None


def _greatest(worth: Floats) -> tuple[int, int]:
    at, to = np.unravel_index(int(worth.argmax()), worth.shape)
    return int(at), int(to)


def _is_night(situation: Situation, parameters: RelocationParameters) -> bool:
    first, last = parameters.night
    at = hour(situation)
    return (at >= first or at < last) if first > last else first <= at < last


def _costs(movers: _Movers, parameters: RelocationParameters, *, asleep: bool) -> Floats:
    """Return what each move costs, in seconds of waiting. A way home is free of the disturbance."""
    disturbed = np.where(movers.rolling, parameters.rolling_s, np.inf if asleep else parameters.move_s)
    extra_s = np.maximum(movers.to_s - movers.way_s(movers.base)[:, None], 0.0)
    costs = disturbed[:, None] + parameters.distance * extra_s
    home = np.arange(len(movers.ids)), movers.own
    costs[home] = parameters.distance * extra_s[home]
    return costs


def _saved_s(situation: Situation, reach: Reach, now: Posture, move: tuple[int, int], cover: CoverParameters) -> float:
    """Return by how much the move shortens the expected wait of the next call, exactly."""
    crews = now.crews.copy()
    crews[move[0]] -= 1
    crews[move[1]] += 1
    return now.wait_s - posture_of(crews, busy_share(situation), hour(situation), reach, cover).wait_s


def _move(movers: _Movers, at: int, to: int, reach: Reach, now: Posture, saved_s: float) -> StandbyMove:
    base, left = int(movers.base[at]), now.crews[movers.base[at]] - 1
    return StandbyMove(
        crew=movers.ids[at],
        to=reach.bases[to],
        eta_s=movers.to_s.item(at, to),
        rolling=bool(movers.rolling[at]),
        reasons=(
            Reason(code="standby-saves", params={"base": reach.bases[to], "seconds": round(saved_s, 1)}),
            Reason(code="standby-finds", params={"base": reach.bases[to], "crews": float(now.crews[to])}),
            Reason(code="standby-leaves", params={"base": reach.bases[base], "crews": float(left)}),
        ),
    )


def _to_post(
    situation: Situation, movers: _Movers, move: tuple[int, int], reach: Reach, now: Posture, posts: Posts
) -> StandbyMove:
    at, to = move
    post, base = reach.bases[to], int(movers.base[at])
    known = situation.posts.short.get(post)
    clock_s = ((situation.now if known is None else known.since) + situation.utc_offset_s) % DAY_S
    asked: dict[str, str | float] = {
        "base": post,
        "crews": float(now.crews[to]),
        "wanted": float(posts.wanted[to]),
        "since": f"{int(clock_s // 3_600):02d}:{int(clock_s % 3_600 // 60):02d}",
    }
    left: dict[str, str | float] = {"base": reach.bases[base], "crews": float(now.crews[base] - 1)}
    return StandbyMove(
        crew=movers.ids[at],
        to=post,
        eta_s=movers.to_s.item(at, to),
        rolling=bool(movers.rolling[at]),
        for_post=True,
        reasons=(Reason(code="post-short", params=asked), Reason(code="standby-leaves", params=left)),
    )
