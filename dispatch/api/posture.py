"""Where the crews stand, and where they should: for those who answer for the whole region. Nothing is ordered by it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from msgspec import structs

from dispatch.api.moments import iso
from dispatch.api.post_views import posts_view
from dispatch.api.problems import Problem
from dispatch.api.security import CoverReader, Parts
from dispatch.api.views import reasons
from dispatch.application.posture import PostureDesk
from dispatch.domain.crew import Crew
from dispatch.domain.places import Station
from dispatch.domain.situation import Situation
from dispatch.policy.best_posture import BestPosture, PlacedMove
from dispatch.policy.reach import Reach
from dispatch.policy.relocation import RelocationParameters

Json = dict[str, Any]
USUAL = RelocationParameters()
HORIZON_MINUTES, FARTHEST_MINUTES = round(USUAL.horizon_s / 60), round(USUAL.farthest_s / 60)
LONGEST_MINUTES = 1_440
NO_GROUND = (
    "расстановку не с чем сравнить: неизвестно, откуда бывают вызовы, или дороги не отвечают; "
    "проверьте places.csv и demand.toml региона и что говорит «doezd doctor»"
)

router = APIRouter(tags=["planners"])

Minutes = Annotated[int, Query(ge=1, le=LONGEST_MINUTES)]


@router.get("/api/planners/posture", summary="Где сейчас должны стоять свободные бригады")
def posture(
    request: Request,
    parts: Parts,
    _: CoverReader,
    horizon_minutes: Minutes = HORIZON_MINUTES,
    farthest_minutes: Minutes = FARTHEST_MINUTES,
    with_soon_free: Annotated[bool, Query(description="и бригады, которые передают пациентов в стационарах")] = False,
) -> Json:
    """Return what stands where, how long the next call is to wait, and who had better drive where.

    `horizon_minutes` is how long the crews are to stand so, `farthest_minutes` the longest way anybody is sent.
    """
    desk: PostureDesk = request.app.state.posture
    seq, known = request.app.state.live.state()
    situation = structs.replace(known, now=max(known.now, parts.clock.now()))
    asked = RelocationParameters(horizon_s=horizon_minutes * 60.0, farthest_s=farthest_minutes * 60.0)
    found = desk.proposal(situation, asked, with_soon_free=with_soon_free)
    if found is None:
        raise Problem(409, NO_GROUND, code="no-ground")
    stations = {str(station.id): station for station in parts.region.stations}
    return {
        "seq": seq,
        "at": iso(situation.now),
        **shown(situation, *found, stations),
        "posts": posts_view(parts.region, situation, situation.now),
    }


def shown(situation: Situation, reach: Reach, found: BestPosture, stations: dict[str, Station]) -> Json:
    """Write a posture with the names of its bases. Seconds throughout; a late arrival counts as more of them."""
    names = [stations[base].name if base in stations else str(base) for base in reach.bases]
    return {
        "expected_wait_s": round(found.now.wait_s, 1),
        "expected_wait_after_s": round(found.best.wait_s, 1),
        "expected_calls": round(found.calls, 1),
        "gain_s": round(found.gain_s, 1),
        "drive_s": round(found.drive_s, 1),
        "weights_version": reach.weights_version,
        "bases": [_base(situation, reach, found, names, row) for row in range(len(names))],
        "moves": [_move(situation.crews[move.crew], move, reach, names) for move in found.moves],
    }


def _base(situation: Situation, reach: Reach, found: BestPosture, names: list[str], row: int) -> Json:
    at = situation.ground.bases[reach.bases[row]]
    return {
        "id": reach.bases[row],
        "name": names[row],
        "at": {"lat": at.lat, "lon": at.lon},
        "crews": found.now.crews.item(row),
        "crews_after": found.best.crews.item(row),
        "one_less_costs_s": round(found.now.loss_s.item(row), 1),
        "one_more_saves_s": round(found.now.gain_s.item(row), 1),
    }


def _move(crew: Crew, move: PlacedMove, reach: Reach, names: list[str]) -> Json:
    left = move.from_base
    return {
        "crew": crew.id,
        "kind": crew.kind,
        "from": None if left is None else reach.bases[left],
        "from_name": None if left is None else names[left],
        "when_free": left is None,
        "to": reach.bases[move.to_base],
        "to_name": names[move.to_base],
        "drive_s": round(move.drive_s, 1),
        "saves_s": round(move.saves_s, 1),
        "reasons": reasons(move.reasons),
    }
