"""The record told as trips: who was sent where, what was promised, and when the crew was there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    CrewAssigned,
    CrewServiceChanged,
    Event,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    RecommendationMade,
    RegionAdopted,
)
from dispatch.domain.pauses import BreakBegun
from dispatch.domain.recommendation import Option, Recommendation

KINDS = tuple(
    kind.__name__
    for kind in (
        RegionAdopted,
        IncidentReported,
        RecommendationMade,
        CrewAssigned,
        MilestoneReached,
        IncidentCancelled,
        CrewServiceChanged,
        BreakBegun,
    )
)
"""The events that a hindsight needs; all others may be left out."""


@dataclass(slots=True, kw_only=True)
class Trip:
    """One crew sent to one incident. POSIX seconds; `arrived_at` None: it has not been there.

    `options` are those of the proposal that stood when the crew was sent; an `automatic` order is the policy's own.
    """

    incident: Incident
    crew: CrewId
    sent_at: float
    promised_s: float | None
    by: str
    automatic: bool
    override_reason: str | None
    recommended: CrewId | None
    options: tuple[Option, ...]
    arrived_at: float | None = None

    @property
    def took_s(self) -> float | None:
        """Seconds from the order to the scene; None: the crew has not been there."""
        return None if self.arrived_at is None else self.arrived_at - self.sent_at

    @property
    def answers(self) -> bool:
        """Whether a person answered a proposal with it."""
        return self.recommended is not None and not self.automatic

    @property
    def disagrees(self) -> bool:
        """Whether a person sent another crew than the one proposed."""
        return self.override_reason is not None and self.recommended not in {None, self.crew}

    def option(self, crew: CrewId) -> Option | None:
        """Return what the proposal said of a crew; None when it did not show it."""
        return next((option for option in self.options if option.crew == crew), None)


@dataclass(slots=True)
class Record:
    """All trips in the order of the orders, and when crews left the line; `utc_offset_s` is the region's."""

    trips: list[Trip] = field(default_factory=list)
    by_crew: dict[CrewId, list[Trip]] = field(default_factory=lambda: defaultdict(list))
    left_line: dict[CrewId, list[float]] = field(default_factory=lambda: defaultdict(list))
    utc_offset_s: float = 0.0

    def next_trip(self, crew: CrewId, after: float, within_s: float) -> Trip | None:
        """Return the next trip of a crew, if it was sent within so many seconds."""
        return next((t for t in self.by_crew.get(crew, ()) if after <= t.sent_at <= after + within_s), None)

    def left_between(self, crew: CrewId, begin: float, end: float) -> bool:
        """Whether the crew left the line between two moments."""
        return any(begin <= at <= end for at in self.left_line.get(crew, ()))


def told(events: Iterable[Event]) -> Record:
    """Read the events in their order. What began before the first of them is not known."""
    teller = _Teller()
    for event in events:
        teller.hear(event)
    return teller.record


def hour_of(at: float, utc_offset_s: float) -> int:
    """Return the local hour of the day."""
    return int((at + utc_offset_s) // 3_600) % 24


@dataclass(slots=True)
class _Teller:
    """Follows the log, with what is open at the moment."""

    record: Record = field(default_factory=Record)
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    offered: dict[IncidentId, Recommendation] = field(default_factory=dict)
    running: dict[AssignmentId, Trip] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        match event:
            case RegionAdopted(utc_offset_s=offset_s):
                self.record.utc_offset_s = offset_s
            case IncidentReported(incident=incident):
                self.incidents[incident.id] = incident
            case RecommendationMade(recommendation=made):
                self.offered[made.incident] = made
            case CrewAssigned():
                self.send(event)
            case MilestoneReached():
                self.advance(event)
            case IncidentCancelled(incident=incident_id):
                self.forget(incident_id)
            case CrewServiceChanged(in_service=False, crew=crew) | BreakBegun(crew=crew):
                self.record.left_line[crew].append(event.at)
            case _:
                pass

    def send(self, event: CrewAssigned) -> None:
        if event.incident not in self.incidents:
            return
        made = self.offered.get(event.incident)
        trip = Trip(
            incident=self.incidents[event.incident],
            crew=event.crew,
            sent_at=event.at,
            promised_s=event.eta_s,
            by=event.by,
            automatic=made is not None and event.by == made.policy,
            override_reason=event.override_reason,
            recommended=event.recommended,
            options=made.options if made else (),
        )
        self.running[event.assignment] = trip
        self.record.trips.append(trip)
        self.record.by_crew[event.crew].append(trip)

    def advance(self, event: MilestoneReached) -> None:
        trip = self.running.get(event.assignment)
        if event.milestone is Milestone.AT_SCENE and trip is not None:
            trip.arrived_at = event.moment
        if event.milestone is Milestone.AVAILABLE:
            self.running.pop(event.assignment, None)
            self.forget(event.incident)

    def forget(self, incident: IncidentId) -> None:
        self.incidents.pop(incident, None)
        self.offered.pop(incident, None)
