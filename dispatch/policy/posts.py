"""Who keeps which post: idle crews by the base where they stand or are bound for, against what the hour asks. Pure."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.posts import wanted_now
from dispatch.domain.roster import RosterColumns
from dispatch.domain.situation import Situation
from dispatch.policy.reach import Reach


class Posts(NamedTuple):
    """What the hour asks of the bases, one row a base: crews wanted in all, and those of them at any price."""

    wanted: NDArray[np.int64]
    must: NDArray[np.int64]


def tied(crews: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the bases that none of their idle crews may leave, if `kept` of them are to stay."""
    return (kept > 0) & (crews <= kept)


def posts_of(situation: Situation, reach: Reach) -> Posts | None:
    """Return what the hour asks of the bases; None when it asks nothing."""
    asked = wanted_now(situation.posts.hours, situation.now, situation.utc_offset_s)
    rows = {reach.row[post]: need for post, need in asked.items() if post in reach.row}
    if not rows:
        return None
    wanted, must = np.zeros(len(reach.bases), dtype=np.int64), np.zeros(len(reach.bases), dtype=np.int64)
    for row, need in rows.items():
        wanted[row], must[row] = need.crews, need.must
    return Posts(wanted, must)


def idle_at(situation: Situation, posts: Collection[StationId]) -> Mapping[StationId, int]:
    """Count the idle crews on shift that stand at these posts, or are bound for them."""
    return {post: len(idle_crews(situation, post)) for post in posts}


def idle_crews(situation: Situation, post: StationId) -> list[CrewId]:
    """Return the idle crews on shift that stand at a post, or are bound for it."""
    elsewhere = situation.standby
    own = (crew for crew in _own_crews(situation.roster.columns).get(post, ()) if crew not in elsewhere)
    sent = (crew for crew, base in elsewhere.items() if base == post)
    return [crew for crew in (*own, *sent) if _is_idle(situation, crew)]


def _is_idle(situation: Situation, crew_id: CrewId) -> bool:
    crew = situation.crews[crew_id]
    return crew.status is CrewStatus.AVAILABLE and crew.shift.sendable_s(situation.now, situation.utc_offset_s) > 0


@lru_cache(maxsize=8)
def _own_crews(columns: RosterColumns) -> Mapping[StationId, tuple[CrewId, ...]]:
    """Return the crews of each base."""
    found: dict[StationId, tuple[CrewId, ...]] = {}
    for crew, station in zip(columns.ids.tolist(), columns.stations, strict=True):
        found[station] = (*found.get(station, ()), crew)
    return found
