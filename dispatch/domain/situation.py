"""All that may influence a decision, and the one function that changes it."""

from collections.abc import Mapping
from itertools import islice
from typing import TypeVar, assert_never

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from dispatch.domain.assignment import STATUS_AFTER, Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.hospitals import Hospitals
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId, natural
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
from dispatch.domain.roster import Roster
from routing.types import LatLon, WeightsSpec

K = TypeVar("K")
V = TypeVar("V")


class Situation(Struct, frozen=True, kw_only=True):
    """The present, frozen at `now` (POSIX seconds). Closed incidents live in the record, not here.

    Each incident either waits or has the one assignment that answers it, and there is no other assignment.
    `positions` has the last position of each crew that a decision saw. Whatever mappings of crews and hospitals it is
    made with, `crews` is a `Roster` and `hospitals` are `Hospitals`.
    """

    now: float = 0.0
    mode: Mode = Mode.PROPOSE
    region: str = ""
    region_digest: str = ""
    utc_offset_s: float = 0.0
    crews: Mapping[CrewId, Crew] = field(default_factory=Roster)
    hospitals: Mapping[HospitalId, Hospital] = field(default_factory=Hospitals)
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    assignments: Mapping[AssignmentId, Assignment] = field(default_factory=dict)
    recommendations: Mapping[IncidentId, Recommendation] = field(default_factory=dict)
    weights: WeightsSpec = field(default_factory=WeightsSpec)
    positions: Mapping[CrewId, LatLon] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.crews.__class__ is not Roster:
            force_setattr(self, "crews", Roster(self.crews))
        if self.hospitals.__class__ is not Hospitals:
            force_setattr(self, "hospitals", Hospitals(self.hospitals))

    @property
    def roster(self) -> Roster:
        """The crews, with their columns."""
        return self.crews  # type: ignore[return-value]  # see __post_init__

    @property
    def destinations(self) -> Hospitals:
        """The hospitals, with what is asked of all of them."""
        return self.hospitals  # type: ignore[return-value]  # see __post_init__

    @property
    def waiting_count(self) -> int:
        """How many incidents have no crew."""
        return len(self.incidents) - len(self.assignments)

    def waiting(self) -> list[Incident]:
        """Incidents without a crew, most urgent first, then oldest, then by id."""
        # From the newest back, until all are found: mostly the only one that waits is the one just reported.
        newest = (i for i in reversed(self.incidents.values()) if i.status is IncidentStatus.WAITING)
        found = islice(newest, self.waiting_count)
        return sorted(found, key=lambda i: (i.urgency, i.received_at, natural(i.id)))

    def whereabouts(self, crew: Crew) -> LatLon:
        """The last position seen, or the station."""
        return self.positions.get(crew.id, crew.home)

    def shift_remaining_s(self, crew: Crew) -> float | None:
        """Seconds until the crew's shift ends; None when it is not on shift."""
        return crew.shift.remaining_s(self.now, self.utc_offset_s)


def evolve(situation: Situation, event: Event) -> Situation:  # noqa: C901, PLR0911, PLR0912 (one case an event)
    """Fold one event into the situation. Pure; the only place where state changes."""
    now = max(situation.now, event.at)
    match event:
        case MilestoneReached():
            return _advance(situation, event, now)
        case IncidentReported(incident=incident):
            return replace(situation, now=now, incidents=_with(situation.incidents, incident.id, incident))
        case RecommendationMade(recommendation=made):
            return replace(situation, now=now, recommendations=_with(situation.recommendations, made.incident, made))
        case CrewAssigned():
            return _assign(situation, event, now)
        case DestinationChosen():
            return _direct(situation, event, now)
        case PositionsSeen():
            return _see(situation, event, now)
        case RegionAdopted():
            return _adopt(situation, event, now)
        case IncidentCancelled():
            return _close(situation, event, now)
        case CrewServiceChanged():
            return _serve(situation, event, now)
        case FlagsNoted():
            return _flag(situation, event, now)
        case ModeSet(mode=mode):
            return replace(situation, now=now, mode=mode)
        case WeightsChanged(spec=spec):
            return replace(situation, now=now, weights=spec)
        case PolicyFellBack():
            return replace(situation, now=now)
        case _:
            assert_never(event)


def _with(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return {**mapping, key: value}


def _without(mapping: Mapping[K, V], key: K) -> Mapping[K, V]:
    kept = dict(mapping)
    kept.pop(key, None)
    return kept


def _adopt(situation: Situation, event: RegionAdopted, now: float) -> Situation:
    """Take the new roster; a crew that is at work keeps its state, also when the new roster lacks it."""
    crews = {crew.id: _keeping_work(crew, situation.crews.get(crew.id)) for crew in event.crews}
    at_work = {c.id: c for c in situation.crews.values() if c.assignment and c.id not in crews}
    roster = Roster({**crews, **at_work})
    return replace(
        situation,
        now=now,
        region=event.name,
        region_digest=event.digest,
        utc_offset_s=event.utc_offset_s,
        crews=roster,
        hospitals=Hospitals({hospital.id: hospital for hospital in event.hospitals}),
        positions={crew: position for crew, position in situation.positions.items() if crew in roster},
    )


def _keeping_work(fresh: Crew, known: Crew | None) -> Crew:
    if known is None:
        return fresh
    return fresh.doing(known.status, since=known.status_at, assignment=known.assignment)


def _see(situation: Situation, event: PositionsSeen, now: float) -> Situation:
    seen = {crew: position for crew, position in event.positions.items() if crew in situation.crews}
    return replace(situation, now=now, positions={**situation.positions, **seen})


def _assign(situation: Situation, event: CrewAssigned, now: float) -> Situation:
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
    crew = situation.crews[event.crew].doing(CrewStatus.DISPATCHED, since=event.at, assignment=event.assignment)
    return replace(
        situation,
        now=now,
        incidents=_with(situation.incidents, incident.id, incident),
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=situation.roster.with_crew(crew),
    )


def _direct(situation: Situation, event: DestinationChosen, now: float) -> Situation:
    assignment = replace(situation.assignments[event.assignment], destination=event.destination)
    return replace(situation, now=now, assignments=_with(situation.assignments, assignment.id, assignment))


def _advance(situation: Situation, event: MilestoneReached, now: float) -> Situation:
    if event.milestone is Milestone.AVAILABLE:
        return _close(situation, event, now)
    known = situation.assignments[event.assignment]
    times = _with(known.times, event.milestone, event.moment)
    assignment = replace(known, milestone=event.milestone, times=times)
    status = STATUS_AFTER[event.milestone]
    crew = situation.crews[event.crew].doing(status, since=event.at, assignment=event.assignment)
    return replace(
        situation,
        now=now,
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=situation.roster.with_crew(crew),
    )


def _close(situation: Situation, event: MilestoneReached | IncidentCancelled, now: float) -> Situation:
    """Let the incident go to the record, and its crew to the next one."""
    roster = situation.roster
    if event.crew is not None:
        freed = roster[event.crew].doing(CrewStatus.AVAILABLE, since=event.at, assignment=None)
        roster = roster.with_crew(freed)
    assignment = situation.incidents[event.incident].assignment
    assignments = situation.assignments
    return replace(
        situation,
        now=now,
        crews=roster,
        incidents=_without(situation.incidents, event.incident),
        recommendations=_without(situation.recommendations, event.incident),
        assignments=assignments if assignment is None else _without(assignments, assignment),
    )


def _serve(situation: Situation, event: CrewServiceChanged, now: float) -> Situation:
    status = CrewStatus.AVAILABLE if event.in_service else CrewStatus.OUT_OF_SERVICE
    known = situation.crews[event.crew]
    crew = known.doing(status, since=event.at, assignment=known.assignment)
    return replace(situation, now=now, crews=situation.roster.with_crew(crew))


def _flag(situation: Situation, event: FlagsNoted, now: float) -> Situation:
    known = situation.incidents[event.incident]
    incident = replace(known, flags=known.flags | event.flags)
    return replace(situation, now=now, incidents=_with(situation.incidents, incident.id, incident))
