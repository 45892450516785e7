"""All that may influence a decision, and the one function that changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, assert_never

from dispatch.domain.assignment import STATUS_AFTER, Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import (
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    Mode,
    ModeSet,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
    RegionAdopted,
    WeightsChanged,
)
from dispatch.domain.places import Hospital
from dispatch.domain.recommendation import Recommendation
from routing.types import WeightsSpec

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The present, frozen at `now` (POSIX seconds). Closed incidents live in the record, not here."""

    now: float = 0.0
    mode: Mode = Mode.PROPOSE
    region: str = ""
    region_digest: str = ""
    utc_offset_s: float = 0.0
    crews: Mapping[CrewId, Crew] = field(default_factory=dict)
    hospitals: Mapping[HospitalId, Hospital] = field(default_factory=dict)
    incidents: Mapping[IncidentId, Incident] = field(default_factory=dict)
    assignments: Mapping[AssignmentId, Assignment] = field(default_factory=dict)
    recommendations: Mapping[IncidentId, Recommendation] = field(default_factory=dict)
    weights: WeightsSpec = field(default_factory=WeightsSpec)

    def waiting(self) -> list[Incident]:
        """Incidents without a crew, most urgent first, then oldest, then by id."""
        found = [i for i in self.incidents.values() if i.status is IncidentStatus.WAITING]
        return sorted(found, key=lambda i: (i.urgency, i.received_at, i.id))

    def shift_remaining_s(self, crew: Crew) -> float | None:
        """Seconds until the crew's shift ends; None when it is not on shift."""
        return crew.shift.remaining_s(self.now, self.utc_offset_s)


def evolve(situation: Situation, event: Event) -> Situation:  # noqa: C901, PLR0911, PLR0912 (one case an event)
    """Fold one event into the situation. Pure; the only place where state changes."""
    moved = replace(situation, now=max(situation.now, event.at))
    match event:
        case RegionAdopted():
            return _adopt(moved, event)
        case PositionsSeen():
            return _see(moved, event)
        case IncidentReported():
            return replace(moved, incidents=_with(moved.incidents, event.incident.id, event.incident))
        case RecommendationMade(recommendation=made):
            return replace(moved, recommendations=_with(moved.recommendations, made.incident, made))
        case CrewAssigned():
            return _assign(moved, event)
        case DestinationChosen():
            return _direct(moved, event)
        case MilestoneReached():
            return _advance(moved, event)
        case IncidentCancelled():
            return _cancel(moved, event)
        case CrewServiceChanged():
            return _serve(moved, event)
        case FlagsNoted():
            return _flag(moved, event)
        case ModeSet(mode=mode):
            return replace(moved, mode=mode)
        case WeightsChanged(spec=spec):
            return replace(moved, weights=spec)
        case PolicyFellBack():
            return moved
        case _:
            assert_never(event)


def _with(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return {**mapping, key: value}


def _without(mapping: Mapping[K, V], key: K) -> Mapping[K, V]:
    return {k: v for k, v in mapping.items() if k != key}


def _adopt(situation: Situation, event: RegionAdopted) -> Situation:
    """Take the new roster; a crew that is at work keeps its state, also when the new roster lacks it."""
    crews = {crew.id: _keeping_work(crew, situation.crews.get(crew.id)) for crew in event.crews}
    at_work = {c.id: c for c in situation.crews.values() if c.assignment and c.id not in crews}
    return replace(
        situation,
        region=event.name,
        region_digest=event.digest,
        utc_offset_s=event.utc_offset_s,
        crews={**crews, **at_work},
        hospitals={hospital.id: hospital for hospital in event.hospitals},
    )


def _keeping_work(fresh: Crew, known: Crew | None) -> Crew:
    if known is None:
        return fresh
    return replace(
        fresh,
        status=known.status,
        status_at=known.status_at,
        position=known.position,
        assignment=known.assignment,
    )


def _see(situation: Situation, event: PositionsSeen) -> Situation:
    moved = {
        crew_id: replace(situation.crews[crew_id], position=position)
        for crew_id, position in event.positions.items()
        if crew_id in situation.crews
    }
    return replace(situation, crews={**situation.crews, **moved})


def _assign(situation: Situation, event: CrewAssigned) -> Situation:
    incident = replace(
        situation.incidents[event.incident],
        status=IncidentStatus.ASSIGNED,
        assignment=event.assignment,
    )
    assignment = Assignment(
        id=event.assignment,
        incident=event.incident,
        crew=event.crew,
        milestone=Milestone.NOTIFIED,
        times={Milestone.NOTIFIED: event.at},
        eta_s=event.eta_s,
    )
    crew = replace(
        situation.crews[event.crew],
        status=CrewStatus.DISPATCHED,
        status_at=event.at,
        assignment=event.assignment,
    )
    return replace(
        situation,
        incidents=_with(situation.incidents, incident.id, incident),
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=_with(situation.crews, crew.id, crew),
    )


def _direct(situation: Situation, event: DestinationChosen) -> Situation:
    assignment = replace(situation.assignments[event.assignment], destination=event.destination)
    return replace(situation, assignments=_with(situation.assignments, assignment.id, assignment))


def _advance(situation: Situation, event: MilestoneReached) -> Situation:
    if event.milestone is Milestone.AVAILABLE:
        return _close(situation, event.incident, event.crew, event.at)
    known = situation.assignments[event.assignment]
    times = _with(known.times, event.milestone, event.moment)
    assignment = replace(known, milestone=event.milestone, times=times)
    crew = replace(situation.crews[event.crew], status=STATUS_AFTER[event.milestone], status_at=event.at)
    return replace(
        situation,
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=_with(situation.crews, crew.id, crew),
    )


def _close(situation: Situation, incident: IncidentId, crew: CrewId | None, at: float) -> Situation:
    """Let the incident go to the record, and its crew to the next one."""
    freed = situation.crews
    if crew is not None:
        free = replace(freed[crew], status=CrewStatus.AVAILABLE, status_at=at, assignment=None)
        freed = _with(freed, crew, free)
    assignment = situation.incidents[incident].assignment
    assignments = situation.assignments
    return replace(
        situation,
        crews=freed,
        incidents=_without(situation.incidents, incident),
        recommendations=_without(situation.recommendations, incident),
        assignments=assignments if assignment is None else _without(assignments, assignment),
    )


def _cancel(situation: Situation, event: IncidentCancelled) -> Situation:
    return _close(situation, event.incident, event.crew, event.at)


def _serve(situation: Situation, event: CrewServiceChanged) -> Situation:
    status = CrewStatus.AVAILABLE if event.in_service else CrewStatus.OUT_OF_SERVICE
    crew = replace(situation.crews[event.crew], status=status, status_at=event.at)
    return replace(situation, crews=_with(situation.crews, crew.id, crew))


def _flag(situation: Situation, event: FlagsNoted) -> Situation:
    known = situation.incidents[event.incident]
    incident = replace(known, flags=known.flags | event.flags)
    return replace(situation, incidents=_with(situation.incidents, incident.id, incident))
