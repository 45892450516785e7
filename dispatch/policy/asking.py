"""The roads that a decision needs."""

from collections.abc import Sequence

from dispatch.domain.assignment import Assignment
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import free_crews
from dispatch.policy.soon_free import SoonFree
from dispatch.policy.types import Question
from routing.types import LatLon


def free_crews_at(situation: Situation) -> dict[str, LatLon]:
    """Return where the free crews are, in the order of the roster."""
    free = free_crews(situation)
    homes = situation.roster.columns.homes[free.rows].tolist()
    return dict(zip(free.ids, map(situation.positions.get, free.ids, homes), strict=True))


def asked_of(situation: Situation, driving: Sequence[Assignment], soon: Sequence[SoonFree] = ()) -> Question | None:
    """Ask for the roads from the free crews, and those that drive to a call, to all that waits or is driven to.

    `soon` are crews that will be free soon. None when there is no such incident.
    """
    waiting = situation.waiting() if situation.waiting_count else []
    if not waiting and not driving:
        return None
    crews = free_crews_at(situation)
    for assignment in driving:
        crews[assignment.crew] = situation.whereabouts(situation.crews[assignment.crew])
    incidents = [*waiting, *(situation.incidents[assignment.incident] for assignment in driving)]
    return Question(crews, {incident.id: incident.at for incident in incidents}, {each.crew: each.at for each in soon})
