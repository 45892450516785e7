"""A call handed over from one crew to another: what changes hands, so that it never is without a crew."""

from collections.abc import Mapping

from msgspec.structs import replace

from dispatch.domain.assignment import BEFORE_ARRIVAL, STATUS_AFTER, Assignment, Milestone
from dispatch.domain.ids import AssignmentId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.roster import Roster
from dispatch.domain.scene_messages import HandedOver

Incidents = dict[IncidentId, Incident]
Assignments = Mapping[AssignmentId, Assignment]


def changed_places(
    incidents: Incidents, assignments: Assignments, roster: Roster, event: HandedOver
) -> tuple[Incidents, Assignments, Roster]:
    """Let the two crews change places: the new one answers the incident, the relieved one the part.

    A crew that takes a patient over goes on with the milestones that were reached; one that takes over a crew still on
    its way begins its own.
    """
    incident, part = incidents[event.incident], incidents[event.part]
    if incident.assignment is None or part.assignment is None:
        raise LookupError(f"incident {incident.id} or its part {part.id} has no crew to change")
    old, new = assignments[incident.assignment], assignments[part.assignment]
    taken = replace(_with_patient(old, new) if old.milestone not in BEFORE_ARRIVAL else new, incident=incident.id)
    status = STATUS_AFTER[taken.milestone]
    return (
        {
            **incidents,
            incident.id: replace(incident, assignment=new.id),
            part.id: replace(part, assignment=old.id),
        },
        {**assignments, new.id: taken, old.id: replace(old, incident=part.id)},
        roster.with_crew(roster[event.crew].doing(status, since=event.at, assignment=new.id)),
    )


def _with_patient(old: Assignment, new: Assignment) -> Assignment:
    """Return the new crew's assignment as far as the old one had come: with the patient at least."""
    at_patient = old.times.get(Milestone.AT_PATIENT, new.times.get(Milestone.AT_PATIENT))
    times = old.times if at_patient is None else {**old.times, Milestone.AT_PATIENT: at_patient}
    milestone = Milestone.AT_PATIENT if old.milestone is Milestone.AT_SCENE else old.milestone
    promised = replace(new, eta_s=old.eta_s, eta_p90_s=old.eta_p90_s)
    return replace(promised, times=times, milestone=milestone, destination=old.destination)
