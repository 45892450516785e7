"""Assignments: this crew answers that incident, and how far it has come.

Milestones are named after NEMSIS 3.5 eTimes; the buttons of the tablet set them in order.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.recommendation import Destination


class Milestone(StrEnum):
    """A moment of an assignment. `NOTIFIED` is set by the service, the others by the crew."""

    NOTIFIED = "notified"
    ACKNOWLEDGED = "accepted"
    EN_ROUTE = "en-route"
    AT_SCENE = "at-scene"
    AT_PATIENT = "at-patient"
    LEFT_SCENE = "transporting"
    AT_DESTINATION = "at-hospital"
    CARE_TRANSFERRED = "handed-over"
    AVAILABLE = "available"


MILESTONE_RU: Mapping[Milestone, str] = MappingProxyType(
    {
        Milestone.NOTIFIED: "вызов передан",
        Milestone.ACKNOWLEDGED: "принял",
        Milestone.EN_ROUTE: "выехал",
        Milestone.AT_SCENE: "на месте",
        Milestone.AT_PATIENT: "у пациента",
        Milestone.LEFT_SCENE: "везём в стационар",
        Milestone.AT_DESTINATION: "в стационаре",
        Milestone.CARE_TRANSFERRED: "пациент передан",
        Milestone.AVAILABLE: "свободны",
    }
)

NEXT: Mapping[Milestone, tuple[Milestone, ...]] = MappingProxyType(
    {
        Milestone.NOTIFIED: (Milestone.ACKNOWLEDGED,),
        Milestone.ACKNOWLEDGED: (Milestone.EN_ROUTE,),
        Milestone.EN_ROUTE: (Milestone.AT_SCENE,),
        Milestone.AT_SCENE: (Milestone.AT_PATIENT, Milestone.AVAILABLE),
        Milestone.AT_PATIENT: (Milestone.LEFT_SCENE, Milestone.AVAILABLE),
        Milestone.LEFT_SCENE: (Milestone.AT_DESTINATION,),
        Milestone.AT_DESTINATION: (Milestone.CARE_TRANSFERRED,),
        Milestone.CARE_TRANSFERRED: (Milestone.AVAILABLE,),
        Milestone.AVAILABLE: (),
    }
)
"""The one table of legal transitions. From the scene a crew may become available without transport:
the patient was treated there, refused, or was not found (74 % are not taken to hospital)."""

STATUS_AFTER: Mapping[Milestone, CrewStatus] = MappingProxyType(
    {
        Milestone.NOTIFIED: CrewStatus.DISPATCHED,
        Milestone.ACKNOWLEDGED: CrewStatus.DISPATCHED,
        Milestone.EN_ROUTE: CrewStatus.EN_ROUTE,
        Milestone.AT_SCENE: CrewStatus.AT_SCENE,
        Milestone.AT_PATIENT: CrewStatus.AT_SCENE,
        Milestone.LEFT_SCENE: CrewStatus.TRANSPORTING,
        Milestone.AT_DESTINATION: CrewStatus.AT_HOSPITAL,
        Milestone.CARE_TRANSFERRED: CrewStatus.AT_HOSPITAL,
        Milestone.AVAILABLE: CrewStatus.AVAILABLE,
    }
)


BEFORE_ARRIVAL = frozenset({Milestone.NOTIFIED, Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE})
"""While a crew has come no further, another may still be sent in its place."""


class Assignment(Struct, frozen=True, kw_only=True):
    """One crew answers one incident. `times` are the POSIX seconds of each milestone reached.

    `eta_s` was promised at the assignment, and nine of ten such ways take at most `eta_p90_s`; None when that was not
    known. `frozen`: a person chose this crew against the
    proposal, and no policy takes it away.
    """

    id: AssignmentId
    incident: IncidentId
    crew: CrewId
    milestone: Milestone
    times: Mapping[Milestone, float]
    eta_s: float | None
    destination: Destination | None = None
    frozen: bool = False
    eta_p90_s: float | None = None
