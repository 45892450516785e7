"""Incidents (вызовы), their urgency and need."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from msgspec import Struct

from dispatch.domain.capability import CrewCapability, HospitalCapability
from dispatch.domain.ids import AssignmentId, CallId, IncidentId
from dispatch.domain.parts import Part, Victims
from routing.types import LatLon


class Urgency(IntEnum):
    """1 is the most urgent. P1 and P2 are экстренная, P3 and P4 неотложная (Order 388н)."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4

    @property
    def is_emergency(self) -> bool:
        """Экстренная: a threat to life."""
        return self <= Urgency.P2


URGENCY_RU: Mapping[Urgency, str] = MappingProxyType(
    {
        Urgency.P1: "экстренная, угроза жизни",
        Urgency.P2: "экстренная",
        Urgency.P3: "неотложная",
        Urgency.P4: "неотложная, может подождать",
    }
)


class ClinicalFlag(StrEnum):
    """What of the patient's record may change a decision. No identity, no diagnosis text."""

    PREGNANT = "pregnant"
    CARDIOVASCULAR = "cardiovascular"
    ONCOLOGY = "oncology"
    CRITICAL_ALERT = "critical-alert"
    HIGH_RISK_PREGNANCY = "high-risk-pregnancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A row of the повод table: what the caller says, how urgent it is, and what it needs."""

    code: str
    name: str
    urgency: Urgency
    crew_need: frozenset[CrewCapability]
    hospital_need: frozenset[HospitalCapability]
    source: str
    equipment_need: frozenset[str] = frozenset()


class IncidentStatus(StrEnum):
    """Where the incident is in its life."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Incident(Struct, frozen=True, kw_only=True):
    """One emergency at one place; the unit of the queue.

    `received_at` is the moment of the call, POSIX seconds; every promise is counted from it. `patient_ref` is opaque:
    who it is, only the EMR adapter can say. `withdrawn` counts the crews that were taken off it again. `part` is
    None but for a further crew to the same place; `victims` None: one patient.
    """

    id: IncidentId
    calls: tuple[CallId, ...]
    received_at: float
    at: LatLon
    district: str
    complaint: str
    urgency: Urgency
    crew_need: frozenset[CrewCapability]
    hospital_need: frozenset[HospitalCapability]
    child: bool
    patient_ref: str | None
    flags: frozenset[ClinicalFlag] = frozenset()
    warnings: tuple[str, ...] = ()
    status: IncidentStatus = IncidentStatus.WAITING
    assignment: AssignmentId | None = None
    withdrawn: int = 0
    equipment_need: frozenset[str] = frozenset()
    victims: Victims | None = None
    part: Part | None = None

    @property
    def whole(self) -> IncidentId:
        """The incident that this is, or is a part of: its card, its place and its calls are kept under this id."""
        return self.id if self.part is None else self.part.of

    @property
    def part_of(self) -> IncidentId | None:
        """The incident that this is a part of; None for an incident that came by a call."""
        return None if self.part is None else self.part.of

    @property
    def patient_of(self) -> IncidentId | None:
        """The incident under which the record of this patient is kept; None when nobody knows who it is."""
        return self.id if self.part is None else self.part.patient_of

    @property
    def crew_must(self) -> frozenset[CrewCapability]:
        """What a crew must have to be of any use; empty but for parts that wait for specialists."""
        return frozenset() if self.part is None else self.part.must
