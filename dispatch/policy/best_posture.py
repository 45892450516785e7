"""Where the idle crews should stand now: all of them placed at once, for a person to look at. Nobody is ordered there.

After a mass casualty or a storm the crews stand where their last calls have left them. What places are worth is our own
cover model's word: crews are put on the empty ground one by one, each where it shortens the expected wait of the next
call most, and what it gains is what that place is worth. Ways cost as they do for standby moves. The exact program
places the crews (`redeployment`). Since what a place is worth depends on who stands elsewhere, crews are then moved on
one by one, weighed exactly, as long as that saves more than it costs.
"""

from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from dispatch.policy.cover import CoverParameters, Posture, base_rows, busy_share, hour, posture_of
from dispatch.policy.eligibility import free_crews
from dispatch.policy.reach import Reach
from dispatch.policy.redeployment import redeploy
from dispatch.policy.relocation import RelocationParameters
from routing.types import LatLon, TravelTimeMatrix

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


AT_BASE_S = 60.0
"""A crew within a minute of its base stands there. Assumed."""

AT_BASE_S = 60.0
"""A crew within a minute of its base stands there."""

LEAST = 1e-6
"""A saving that is only the rounding of sums moves nobody. Seconds of waiting."""


class PlacedMove(Struct, frozen=True, kw_only=True):
    """A crew that should stand at another base, `drive_s` of ordinary driving away, and why.

    `from_base` None: it is not idle yet. `saves_s` is by how much the next call waits longer without this one move.
    """

    crew: CrewId
    from_base: int | None
    to_base: int
    drive_s: float
    saves_s: float
    reasons: tuple[Reason, ...]


class BestPosture(Struct, frozen=True, kw_only=True):
    """How the crews stand, and how they should. Rows of bases as in `Reach`.

    `gain_s` is what the moves save over all the `calls` expected while the posture lasts, less what they cost, in
    seconds of waiting.
    """

    now: Posture
    best: Posture
    moves: tuple[PlacedMove, ...]
    drive_s: float
    calls: float
    gain_s: float


class Movable(Struct, frozen=True, kw_only=True, eq=False):
    """Crews that may be placed: where each stands (-1: nowhere yet), its own base, seconds to each base, shift left."""

    ids: tuple[CrewId, ...]
    base: Rows
    own: Rows
    to_s: Floats
    remaining_s: Floats


class _Ground(Struct, frozen=True, eq=False):
    """What a posture is weighed on."""

    reach: Reach
    cover: CoverParameters
    busy: float
    at_hour: int

    def posture(self, crews: NDArray[np.int64]) -> Posture:
        return posture_of(crews, self.busy, self.at_hour, self.reach, self.cover)


def placeable_at(situation: Situation, *, with_soon_free: bool) -> dict[str, LatLon]:
    """Return where the crews are that may be placed: the free ones, and those handing over if asked for."""
    ids = [*free_crews(situation).ids, *(_handing_over(situation) if with_soon_free else ())]
    return {crew: situation.whereabouts(situation.crews[crew]) for crew in ids}


def _handing_over(situation: Situation) -> Iterable[CrewId]:
    for crew in situation.crews.values():
        if crew.status is CrewStatus.AT_HOSPITAL and situation.shift_remaining_s(crew) is not None:
            yield crew.id


def best_posture(
    situation: Situation,
    reach: Reach,
    to_bases: TravelTimeMatrix,
    parameters: RelocationParameters,
    cover: CoverParameters,
) -> BestPosture:
    """Place the crews that `to_bases` knows, the origins, on the bases of the ground, its destinations."""
    crews = _movable(situation, reach, to_bases)
    ground = _Ground(reach, cover, busy_share(situation), hour(situation))
    calls = situation.tempo.calls_per_s * parameters.horizon_s
    standing = _counted(crews.base, reach)
    costs = _costs(crews, reach, parameters)
    places = [[calls * worth for worth in worths] for worths in _worths(ground, standing, len(crews.ids))]
    found = redeploy(places, costs, optional=crews.base < 0)
    placed = np.array([-1 if base is None else base for base in found.to], dtype=np.intp)
    tried = [_improved(ground, costs, start, calls) for start in (placed, crews.base)]
    to, _ = max(tried, key=lambda each: each[1])
    return _told(ground, crews, costs, to, calls)


def _movable(situation: Situation, reach: Reach, to_bases: TravelTimeMatrix) -> Movable:
    """Take the crews whose bases and roads are known."""
    columns = situation.roster.columns
    ids = [CrewId(crew) for crew in to_bases.origins]
    rows = np.array([columns.row[crew] for crew in ids], dtype=np.intp)
    own = np.array([reach.row.get(columns.stations[row], -1) for row in rows.tolist()], dtype=np.intp)
    idle = np.array([situation.crews[crew].status is CrewStatus.AVAILABLE for crew in ids], dtype=np.bool_)
    at = base_rows(situation, reach)[rows]
    known = (own >= 0) & (at >= 0)
    remaining_s = columns.remaining_s(situation.now, situation.utc_offset_s)[rows]
    return Movable(
        ids=tuple(crew for crew, is_known in zip(ids, known.tolist(), strict=True) if is_known),
        base=np.where(idle, at, -1)[known],
        own=own[known],
        to_s=to_bases.seconds[known],
        remaining_s=remaining_s[known],
    )


def _counted(bases: Rows, reach: Reach) -> NDArray[np.int64]:
    return np.bincount(bases[bases >= 0], minlength=len(reach.bases)).astype(np.int64)


def _worths(ground: _Ground, standing: NDArray[np.int64], crews: int) -> list[list[float]]:
    """Return what the places of each base are worth, seconds of the next call's wait.

    There are places for everybody where the crews gain most, one more at every base, and as many as stand there now.
    """
    found: list[list[float]] = [[] for _ in standing]
    placed = np.zeros_like(standing)
    for _ in range(crews):
        gain_s = ground.posture(placed).gain_s
        best = int(gain_s.argmax())
        found[best].append(gain_s.item(best))
        placed[best] += 1
    for base, worths in enumerate(found):
        more = placed.copy()
        while len(worths) <= max(standing.item(base), placed.item(base)):
            worths.append(ground.posture(more).gain_s.item(base))
            more[base] += 1
    return [np.minimum.accumulate(worths).tolist() for worths in found]


def _costs(crews: Movable, reach: Reach, parameters: RelocationParameters) -> Floats:
    """Return what each way costs, as a standby move does; staying is free, and `inf` is too far, or back too late."""
    every = np.arange(len(crews.ids))
    idle = crews.base >= 0
    here_s = np.where(idle, crews.to_s[every, crews.base], 0.0)
    extra_s = np.maximum(crews.to_s - here_s[:, None], 0.0)
    disturbed = np.where(here_s > AT_BASE_S, parameters.rolling_s, parameters.move_s) * idle
    costs = disturbed[:, None] + parameters.distance * extra_s
    costs[every, crews.own] -= disturbed
    home_s = crews.to_s + reach.between_s[:, crews.own].T
    costs[crews.remaining_s[:, None] < home_s + 2 * parameters.early_s] = np.inf
    costs[crews.to_s > parameters.farthest_s] = np.inf
    costs[every[idle], crews.base[idle]] = 0.0
    return costs


def _improved(ground: _Ground, costs: Floats, to: Rows, calls: float) -> tuple[Rows, float]:
    """Move crews on one by one while that is worth it. Return where they stand then, and what that is worth."""
    worth = _worth(ground, costs, to, calls)
    while len(to):
        better = calls * _saved_s(ground, to) - (costs - _paid(costs, to)[:, None])
        crew, base = np.unravel_index(int(better.argmax()), better.shape)
        tried = to.copy()
        tried[crew] = base
        then = _worth(ground, costs, tried, calls)
        if then <= worth + LEAST:
            break
        to, worth = tried, then
    return to, worth


def _worth(ground: _Ground, costs: Floats, to: Rows, calls: float) -> float:
    return -calls * ground.posture(_counted(to, ground.reach)).wait_s - float(_paid(costs, to).sum())


def _paid(costs: Floats, to: Rows) -> Floats:
    """Return what each crew's way costs; nothing for one that is left unplaced."""
    return np.where(to < 0, 0.0, costs[np.arange(len(to)), to])


def _saved_s(ground: _Ground, to: Rows) -> Floats:
    """Return by how much the next call waits less when a crew stands at a base instead of its own, (crews, bases)."""
    crews = _counted(to, ground.reach)
    now = ground.posture(crews)
    found = np.tile(now.gain_s, (len(to), 1))
    for base in np.unique(to[to >= 0]).tolist():
        without = crews.copy()
        without[base] -= 1
        left = ground.posture(without)
        found[to == base] = now.wait_s - left.wait_s + left.gain_s
    return found


def _moved(crews: Movable, to: Rows) -> list[int]:
    found: list[int] = ((to != crews.base) & (to >= 0)).nonzero()[0].tolist()
    return found


def _without(ground: _Ground, crews: Movable, to: Rows, at: int) -> float:
    """Return by how much the next call waits longer when this one move is left out."""
    stays = to.copy()
    stays[at] = crews.base[at]
    before, after = (ground.posture(_counted(each, ground.reach)) for each in (stays, to))
    return before.wait_s - after.wait_s


def _told(ground: _Ground, crews: Movable, costs: Floats, to: Rows, calls: float) -> BestPosture:
    moved = _moved(crews, to)
    now, best = (ground.posture(_counted(each, ground.reach)) for each in (crews.base, to))
    moves = [_move(ground, crews, to, at) for at in moved]
    cost = sum(costs.item(at, to.item(at)) for at in moved)
    return BestPosture(
        now=now,
        best=best,
        moves=tuple(sorted(moves, key=lambda move: -move.saves_s)),
        drive_s=sum(move.drive_s for move in moves),
        calls=calls,
        gain_s=calls * (now.wait_s - best.wait_s) - cost,
    )


def _move(ground: _Ground, crews: Movable, to: Rows, at: int) -> PlacedMove:
    base, drive_s = crews.base.item(at), crews.to_s.item(at, to.item(at))
    saves_s = _without(ground, crews, to, at)
    name, minutes = ground.reach.bases[to.item(at)], round(drive_s / 60, 1)
    return PlacedMove(
        crew=crews.ids[at],
        from_base=None if base < 0 else base,
        to_base=to.item(at),
        drive_s=drive_s,
        saves_s=saves_s,
        reasons=(
            Reason(code="posture-saves", params={"base": name, "minutes": minutes, "seconds": round(saves_s, 1)}),
        ),
    )
