"""One incident's events, read once: what a closed incident was, when it is in the situation no longer."""

from collections.abc import Sequence
from typing import Any

from dispatch.api.moments import iso
from dispatch.api.views import reasons, times
from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    DestinationChosen,
    Event,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    RecommendationMade,
)
from dispatch.domain.recommendation import Destination, Recommendation
from dispatch.domain.scene_messages import HandedOver, PartWithdrawn
from dispatch.domain.situation import Situation

Json = dict[str, Any]


class Story:
    """What happened to one incident, in order."""

    def __init__(self, situation: Situation, events: Sequence[Event]) -> None:
        self._situation = situation
        self._events = events

    def incident(self) -> Incident:
        """Return the incident as it was reported."""
        return next(e.incident for e in self._events if isinstance(e, IncidentReported))

    def recommendation(self) -> Recommendation | None:
        """Return the last recommendation."""
        return next((e.recommendation for e in reversed(self._events) if isinstance(e, RecommendationMade)), None)

    def destination(self) -> Destination | None:
        """Return the hospital chosen last; None when the crew that it was chosen for has been taken off."""
        for e in reversed(self._events):
            if isinstance(e, AssignmentWithdrawn):
                return None
            if isinstance(e, DestinationChosen):
                return e.destination
        return None

    def crew(self) -> str | None:
        """Return the crew that has the incident, or had it last; None while it waits again."""
        for e in reversed(self._events):
            if isinstance(e, AssignmentWithdrawn):
                return None
            if isinstance(e, CrewAssigned | HandedOver):
                return e.crew
        return None

    def ending(self) -> str:
        """Return how it ended: cancelled or closed."""
        called_off = any(isinstance(e, IncidentCancelled | PartWithdrawn) for e in self._events)
        return "cancelled" if called_off else "closed"

    def milestones(self) -> Json:
        """Return the milestones of the crew that has it; one that was taken off leaves none behind."""
        found: Json = {}
        for e in self._events:
            match e:
                case CrewAssigned():
                    found = {Milestone.NOTIFIED.value: iso(e.at)}
                case AssignmentWithdrawn():
                    found = {}
                case MilestoneReached():
                    found[e.milestone.value] = iso(e.moment)
                case HandedOver() if Milestone.AT_SCENE.value not in found:
                    # A crew in the place of one that had not arrived begins its own way.
                    found = {name: at for name, at in found.items() if name == Milestone.NOTIFIED.value}
                case _:
                    pass
        return found

    def assignments(self) -> list[Json]:
        """Return who was sent, and who was taken off again and why."""
        return [self._assignment(e) for e in self._events if isinstance(e, CrewAssigned)]

    def doezd_s(self) -> float | None:
        """Seconds from the call to the crew at the patient; None until then."""
        there = [
            e.moment for e in self._events if isinstance(e, MilestoneReached) and e.milestone is Milestone.AT_PATIENT
        ]
        return round(there[0] - self.incident().received_at, 1) if there else None

    def _assignment(self, sent: CrewAssigned) -> Json:
        off = self._withdrawn(sent.assignment)
        return {
            "id": sent.assignment,
            "crew": sent.crew,
            "by": sent.by,
            "at": iso(sent.at),
            "eta_s": sent.eta_s,
            "eta_p90_s": sent.eta_p90_s,
            "recommended": sent.recommended,
            "override_reason": sent.override_reason,
            "milestones": self._own(sent) if off else self._open(sent) or self.milestones(),
            "withdrawn_at": iso(off.at) if off else None,
            "withdrawn_by": off.by if off else None,
            "withdrawn_reasons": reasons(off.reasons) if off else [],
        }

    def _withdrawn(self, assignment: AssignmentId) -> AssignmentWithdrawn | None:
        found = (e for e in self._events if isinstance(e, AssignmentWithdrawn) and e.assignment == assignment)
        return next(found, None)

    def _own(self, sent: CrewAssigned) -> Json:
        reached = (e for e in self._events if isinstance(e, MilestoneReached) and e.assignment == sent.assignment)
        return {Milestone.NOTIFIED.value: iso(sent.at), **{e.milestone.value: iso(e.moment) for e in reached}}

    def _open(self, sent: CrewAssigned) -> Json:
        return times(self._situation.assignments.get(sent.assignment))
