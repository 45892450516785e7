"""Which commitments may still be changed: crews that drive to a call and have not arrived."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.assignment import BEFORE_ARRIVAL, Assignment, Milestone
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.situation import Situation

STILL_DRESSING = 0.25
"""A crew that has not set off for longer than usual will take this part of the usual time more. Assumed."""


class RedecidingParameters(Struct, frozen=True, kw_only=True):
    """`most_changes` is how often the crew of one incident may be changed; 0: never. Assumed, a site's own to set."""

    most_changes: int = 2


def open_assignments(situation: Situation, parameters: RedecidingParameters) -> list[Assignment]:
    """Return the assignments that may be changed, in the order of the roster.

    Not those that a person has chosen against the proposal, nor those of an incident whose crew was changed too often.
    """
    if not parameters.most_changes:
        return []
    incidents, row = situation.incidents, situation.roster.columns.row
    found = [
        assignment
        for assignment in situation.assignments.values()
        if assignment.milestone in BEFORE_ARRIVAL
        and not assignment.frozen
        and incidents[assignment.incident].withdrawn < parameters.most_changes
    ]
    return sorted(found, key=lambda assignment: row[assignment.crew])


def drives_to(assignments: list[Assignment]) -> Mapping[CrewId, IncidentId]:
    """Return where each crew drives to."""
    return {assignment.crew: assignment.incident for assignment in assignments}


def ready_s(situation: Situation, crews: Sequence[CrewId], driving: Collection[CrewId]) -> NDArray[np.float64]:
    """Return the seconds until each crew's wheels turn: none for a crew that is already on its way to a call."""
    found = np.full(len(crews), situation.tempo.turnout_s)
    for column, crew in enumerate(crews):
        if crew in driving:
            found[column] = _ready_s(situation, situation.assignments[situation.crews[crew].assignment])  # type: ignore[index]  # it drives
    return found


def _ready_s(situation: Situation, assignment: Assignment) -> float:
    usual_s = situation.tempo.turnout_s
    if assignment.milestone is Milestone.EN_ROUTE:
        return 0.0
    since_s = situation.now - assignment.times[Milestone.NOTIFIED]
    return max(usual_s - since_s, usual_s * STILL_DRESSING)
