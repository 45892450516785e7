"""What tests are made of: builders that name only what matters, a town of hand-written seconds, a fixed clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from dispatch.adapters.memory import MemoryRecord
from dispatch.application.ports import Record
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import CrewCapability, CrewKind, HospitalCapability
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.ids import CallId, CommandId, CrewId, HospitalId, IncidentId, StationId
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.messages import (
    AdoptRegion,
    Command,
    CommandBody,
    ConfirmRecommendation,
    Event,
    Mode,
    RegionAdopted,
    ReportIncident,
    ReportMilestone,
    Seen,
)
from dispatch.domain.places import Certainty, Hospital
from dispatch.domain.situation import Situation, evolve
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.types import Policy
from routing.types import LatLon, Profile, TimeSpread, TravelTimeMatrix

NOON = 1_795_348_800.0
"""22 November 2026, 12:00 UTC."""

ROUND_THE_CLOCK = Shift(start_s=0.0, end_s=0.0)
NOWHERE = LatLon(lat=60.0, lon=30.0)
VERSION = "table-1"

_numbers = count(1)


def a_crew(name: str = "2143", kind: CrewKind = CrewKind.FELDSHER, **more: Any) -> Crew:
    """Return a crew that is free, on shift round the clock, at its station."""
    known: dict[str, Any] = {
        "station": StationId("station"),
        "home": NOWHERE,
        "district": "Гатчинский район",
        "vehicle_class": "B",
        "shift": ROUND_THE_CLOCK,
        "source": "a test",
        "certainty": Certainty.ASSUMED,
    }
    return Crew(**{"id": CrewId(name), "kind": kind, **known, **more})


def an_incident(name: str = "call", urgency: int = 2, *, waits_s: float = 0.0, **more: Any) -> Incident:
    """Return a waiting incident, received `waits_s` before noon."""
    known: dict[str, Any] = {
        "calls": (CallId(f"{name}-112"),),
        "received_at": NOON - waits_s,
        "at": NOWHERE,
        "district": "Гатчинский район",
        "complaint": "chest-pain",
        "crew_need": frozenset[CrewCapability](),
        "hospital_need": frozenset[HospitalCapability](),
        "child": False,
        "patient_ref": None,
    }
    return Incident(**{"id": IncidentId(name), "urgency": Urgency(urgency), **known, **more})


def a_hospital(name: str = "crb", *capabilities: HospitalCapability, **more: Any) -> Hospital:
    """Return a hospital; without capabilities named it has a general ward."""
    known: dict[str, Any] = {
        "name": f"больница {name}",
        "district": "Гатчинский район",
        "at": NOWHERE,
        "capabilities": frozenset(capabilities or {HospitalCapability.GENERAL}),
        "source": "a test",
        "certainty": Certainty.ASSUMED,
    }
    return Hospital(**{"id": HospitalId(name), **known, **more})


def a_situation(
    *, crews: Iterable[Crew] = (), incidents: Iterable[Incident] = (), hospitals: Iterable[Hospital] = (), **more: Any
) -> Situation:
    """Return the situation at noon."""
    return Situation(
        **{
            "now": NOON,
            "crews": {crew.id: crew for crew in crews},
            "incidents": {incident.id: incident for incident in incidents},
            "hospitals": {hospital.id: hospital for hospital in hospitals},
            **more,
        }
    )


def a_command(body: CommandBody, *, at: float = NOON, actor: str = "ivanova", **more: Any) -> Command:
    """Return a command with an id of its own. `more` is what it saw: `policy`, `positions`, `weights_version`."""
    seen = Seen(**{"policy": "matching", "weights_version": VERSION, "positions": {}, **more})
    return Command(id=CommandId(f"command-{next(_numbers)}"), at=at, actor=actor, seen=seen, body=body)


def a_region(*, crews: Iterable[Crew] = (), hospitals: Iterable[Hospital] = (), digest: str = "1") -> AdoptRegion:
    """Return the wish to serve a region."""
    return AdoptRegion(
        name="Ленинградская область",
        digest=digest,
        utc_offset_s=10_800.0,
        crews=tuple(crews),
        hospitals=tuple(hospitals),
    )


def adopted(region: AdoptRegion, *, at: float = NOON) -> RegionAdopted:
    """Return the event that adopts a region."""
    return RegionAdopted(
        at=at,
        name=region.name,
        digest=region.digest,
        utc_offset_s=region.utc_offset_s,
        crews=region.crews,
        hospitals=region.hospitals,
    )


def fold(events: Iterable[Event], start: Situation | None = None) -> Situation:
    """Fold events into a situation."""
    situation = start or Situation()
    for event in events:
        situation = evolve(situation, event)
    return situation


@dataclass(slots=True)
class TableTimes:
    """Travel times that a person has written down: seconds by (origin id, destination id); no entry is no road."""

    seconds: Mapping[tuple[str, str], float]
    weights_version: str = VERSION
    asked: list[tuple[dict[str, LatLon], dict[str, LatLon]]] = field(default_factory=list)
    departures: list[float | None] = field(default_factory=list)
    spread: TimeSpread | None = None

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        """Return what the table says."""
        self.asked.append((dict(origins), dict(destinations)))
        self.departures.append(departs_at)
        rows = [[self.seconds.get((o, d), np.inf) for d in destinations] for o in origins]
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.array(rows, dtype=np.float64).reshape(len(origins), len(destinations)),
            profile=profile,
            weights_version=self.weights_version,
            spread=self.spread,
        )


def times_of(situation: Situation, seconds: Mapping[tuple[str, str], float]) -> TravelTimeMatrix:
    """Return the table as a policy is given it: all crews by all waiting incidents."""
    crews = {str(crew): NOWHERE for crew in situation.crews}
    return TableTimes(seconds).matrix(crews, {i.id: NOWHERE for i in situation.waiting()}, Profile.SIREN)


@dataclass(slots=True)
class FixedClock:
    """A clock that moves when it is told to."""

    at: float = NOON

    def now(self) -> float:
        """Return POSIX seconds."""
        return self.at


class Desk:
    """A dispatcher in a town of hand-written seconds; every wish is one line."""

    def __init__(
        self,
        *,
        crews: Iterable[Crew] = (),
        hospitals: Iterable[Hospital] = (),
        seconds: Mapping[tuple[str, str], float] | None = None,
        record: Record | None = None,
        policies: Iterable[Policy] = (),
    ) -> None:
        self.record: Any = record or MemoryRecord()
        self.times = TableTimes(seconds or {})
        known = {policy.name: policy for policy in (Nearest(), Matching(), *policies)}
        self.dispatcher = Dispatcher(
            record=self.record, travel_times=self.times, policies=known, fallback=known["nearest"]
        )
        self.now = NOON
        self.do(a_region(crews=crews, hospitals=hospitals))

    @property
    def situation(self) -> Situation:
        """The present."""
        found: Situation = self.record.situation()
        return found

    def do(self, body: CommandBody, **more: Any) -> tuple[Event, ...]:
        """Hand in a wish and return what happened."""
        return self.dispatcher.handle(a_command(body, at=self.now, **more)).events

    def call(self, incident: Incident, **more: Any) -> tuple[Event, ...]:
        """Report an incident."""
        return self.do(ReportIncident(incident=incident), **more)

    def confirm(self, incident: str, crew: str) -> tuple[Event, ...]:
        """Confirm a recommendation."""
        return self.do(ConfirmRecommendation(incident=IncidentId(incident), crew=CrewId(crew)))

    def press(self, crew: str, *buttons: Milestone, hospital: str | None = None) -> tuple[Event, ...]:
        """Press the tablet's buttons one after the other; return what the last one led to."""
        events: tuple[Event, ...] = ()
        for milestone in buttons:
            chosen = HospitalId(hospital) if hospital else None
            events = self.do(ReportMilestone(crew=CrewId(crew), milestone=milestone, hospital=chosen))
        return events


AUTOMATIC = Mode.AUTOMATIC

WHOLE_WAY = (
    Milestone.ACKNOWLEDGED,
    Milestone.EN_ROUTE,
    Milestone.AT_SCENE,
    Milestone.AT_PATIENT,
    Milestone.LEFT_SCENE,
    Milestone.AT_DESTINATION,
    Milestone.CARE_TRANSFERRED,
    Milestone.AVAILABLE,
)
"""All buttons of a call with transport, in order."""
