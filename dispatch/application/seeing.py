"""What a command is stamped with, so that its decision can be replayed."""

from collections.abc import Mapping

from dispatch.application.ports import Fix
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CancelIncident, CommandBody, ReportIncident, ReportMilestone, SetCrewService
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import candidates
from routing.types import LatLon, great_circle_m

MOVED_M = 50.0
"""A move smaller than this changes no decision (4 s of driving) and is not written down."""


def positions_to_stamp(situation: Situation, body: CommandBody, fixes: Mapping[str, Fix]) -> Mapping[CrewId, LatLon]:
    """Return positions of crews that have moved and are free, or become so, if the command may lead to a decision."""
    if not isinstance(body, ReportIncident) and not situation.waiting_count:
        return {}
    moved = {}
    for crew in (*candidates(situation), *_freed(situation, body)):
        fix = fixes.get(crew.id)
        if fix is None:
            continue
        at = LatLon(lat=fix.lat, lon=fix.lon)
        if great_circle_m(at, situation.whereabouts(crew)) >= MOVED_M:
            moved[crew.id] = at
    return moved


def _freed(situation: Situation, body: CommandBody) -> tuple[Crew, ...]:
    """Return the crew that the command sets free: it is not where it was when it was sent."""
    match body:
        case (
            ReportMilestone(crew=crew_id, milestone=Milestone.AVAILABLE) | SetCrewService(crew=crew_id, in_service=True)
        ):
            crew = situation.crews.get(crew_id)
        case CancelIncident(incident=incident_id):
            incident = situation.incidents.get(incident_id)
            sent = situation.assignments.get(incident.assignment) if incident and incident.assignment else None
            crew = situation.crews.get(sent.crew) if sent else None
        case _:
            crew = None
    return () if crew is None else (crew,)
