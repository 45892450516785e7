"""What a command is stamped with, so that its decision can be replayed."""

from collections.abc import Mapping

from dispatch.application.directing import bound_for
from dispatch.application.ports import Fix
from dispatch.application.resting import is_a_moment_for_pauses
from dispatch.domain.assignment import BEFORE_ARRIVAL, Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.hospital_messages import ReportHospital
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CancelIncident, CommandBody, ReportIncident, ReportMilestone, SetCrewService
from dispatch.domain.scene_messages import AskForCrew, CancelScene, HandOver, UpdateVictims
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import candidates
from routing.types import LatLon, great_circle_m

MOVED_M = 50.0
"""A move smaller than this changes no decision (4 s of driving) and is not written down."""

DECIDED_ANEW = (ReportIncident, ReportHospital, UpdateVictims, AskForCrew, HandOver)
"""Wishes that put something into the queue, or send a crew elsewhere, also when nobody waits yet."""


def positions_to_stamp(situation: Situation, body: CommandBody, fixes: Mapping[str, Fix]) -> Mapping[CrewId, LatLon]:
    """Return positions of crews that have moved, if the command may lead to a decision.

    Of those that are free or become so, and of those on their way to a call, who may still be sent elsewhere.
    """
    freed = _freed(situation, body)
    pauses = situation.duty.rules is not None and is_a_moment_for_pauses(body)
    if not isinstance(body, DECIDED_ANEW) and not situation.waiting_count and not pauses and not freed:
        return {}
    moved = {}
    met = (*freed, *_on_their_way(situation), *_bound_for(situation, body), *_working_there(situation, body))
    for crew in (*candidates(situation), *met):
        fix = fixes.get(crew.id)
        if fix is None:
            continue
        at = LatLon(lat=fix.lat, lon=fix.lon)
        if great_circle_m(at, situation.whereabouts(crew)) >= MOVED_M:
            moved[crew.id] = at
    return moved


def _on_their_way(situation: Situation) -> tuple[Crew, ...]:
    """Return the crews that drive to a call: a nearer one may take over, or a more urgent call may."""
    jobs = situation.assignments.values()
    return tuple(situation.crews[job.crew] for job in jobs if job.milestone in BEFORE_ARRIVAL)


def _bound_for(situation: Situation, body: CommandBody) -> tuple[Crew, ...]:
    """Return the crews that the word of a hospital may turn round: the way to another begins where they are."""
    if not isinstance(body, ReportHospital):
        return ()
    return tuple(situation.crews[job.crew] for job in bound_for(situation, body.hospital))


def _working_there(situation: Situation, body: CommandBody) -> tuple[Crew, ...]:
    """Return the crew that others are called to, or that is called off: it is where it works, or on its way."""
    if not isinstance(body, AskForCrew | HandOver | CancelScene):
        return ()
    known = situation.incidents.get(body.incident)
    whole = known.whole if known else body.incident
    parts = (incident for incident in situation.incidents.values() if incident.whole == whole)
    jobs = [situation.assignments[part.assignment] for part in parts if part.assignment]
    return tuple(situation.crews[job.crew] for job in jobs)


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
