"""Taking crews off what they have not reached yet: for a diversion, or because another crew will be there sooner."""

from collections.abc import Iterator, Sequence

from dispatch.domain.assignment import BEFORE_ARRIVAL, Assignment
from dispatch.domain.crew import Crew
from dispatch.domain.ids import AssignmentId, CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import AssignmentWithdrawn, CrewAssigned
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation


def next_assignment(incident: Incident, *, withdrawing: bool) -> AssignmentId:
    """Name the next crew's assignment; `withdrawing`: when the incident's present crew is taken off first."""
    return AssignmentId(f"{incident.id}-{incident.withdrawn + withdrawing + 1}")


def withdrawable(situation: Situation, crew: Crew) -> Assignment | None:
    """Return the assignment that a crew can be taken off, not having arrived; None: it must stay, or is free."""
    assignment = situation.assignments.get(crew.assignment) if crew.assignment else None
    return assignment if assignment is not None and assignment.milestone in BEFORE_ARRIVAL else None


def taken_off(situation: Situation, incident: Incident, crew_id: CrewId, by: str) -> Iterator[AssignmentWithdrawn]:
    """Yield what must be undone before the crew can be sent to the incident: its present one, and whoever drives there.

    Both must be withdrawable, which the caller has seen to.
    """
    crew = situation.crews[crew_id]
    if crew.assignment is not None:
        left = situation.assignments[crew.assignment]
        yield _withdrawn(situation, left, by, Reason(code="diverted-to", params={"incident": incident.id}))
    if incident.assignment is not None:
        before = situation.assignments[incident.assignment]
        yield _withdrawn(situation, before, by, Reason(code="replaced-by", params={"crew": crew_id}))


def sent(situation: Situation, assigned: CrewAssigned, by: str) -> Sequence[AssignmentWithdrawn | CrewAssigned]:
    """Put an assignment behind what it undoes."""
    incident = situation.incidents[assigned.incident]
    return (*taken_off(situation, incident, assigned.crew, by), assigned)


def _withdrawn(situation: Situation, assignment: Assignment, by: str, reason: Reason) -> AssignmentWithdrawn:
    return AssignmentWithdrawn(
        at=situation.now,
        assignment=assignment.id,
        incident=assignment.incident,
        crew=assignment.crew,
        by=by,
        reasons=(reason,),
    )
