"""Commands come in, events go out; nothing else crosses the door of the dispatcher.

A command says what somebody wants; an event says what has happened. Events are never changed or taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.ids import AssignmentId, CommandId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.places import Hospital
from dispatch.domain.recommendation import Destination, Recommendation
from routing.types import LatLon, WeightsSpec


class Mode(StrEnum):
    """Who has the last word: a person (propose), or the policy (automatic)."""

    PROPOSE = "propose"
    AUTOMATIC = "automatic"


# --- commands ---


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptRegion:
    """Serve this region from now on. A repeat with the same digest changes nothing."""

    name: str
    digest: str
    utc_offset_s: float
    crews: tuple[Crew, ...]
    hospitals: tuple[Hospital, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIncident:
    """A call opens an incident."""

    incident: Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRecommendation:
    """A person agrees with the recommendation that shows `crew`."""

    incident: IncidentId
    crew: CrewId


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRecommendation:
    """A person sends another crew, and says why."""

    incident: IncidentId
    crew: CrewId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelIncident:
    """The call needs nobody: false, withdrawn, or answered by others."""

    incident: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMilestone:
    """A button of the crew's tablet.

    `hospital` may accompany «везём», when the crew goes elsewhere than offered. `incident` and `pressed_at` (POSIX
    seconds) come with a press that may have waited in a dead zone: it counts for that incident and that moment only.
    """

    crew: CrewId
    milestone: Milestone
    hospital: HospitalId | None = None
    incident: IncidentId | None = None
    pressed_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCrewService:
    """A free crew leaves the line (breakdown, refuelling, meal) or comes back to it."""

    crew: CrewId
    in_service: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFlags:
    """The patient's record says something that may change a decision."""

    incident: IncidentId
    flags: frozenset[ClinicalFlag]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMode:
    """A senior person changes who has the last word."""

    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWeights:
    """Roads are slower, faster or closed from now on."""

    spec: WeightsSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed: shifts begin and end, crews come nearer. Decide again."""


CommandBody = (
    AdoptRegion
    | ReportIncident
    | ConfirmRecommendation
    | OverrideRecommendation
    | CancelIncident
    | ReportMilestone
    | SetCrewService
    | NoteFlags
    | SetMode
    | ChangeWeights
    | Tick
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the decision can see besides the log, stamped into the command so that it can be replayed.

    `positions` holds the crews whose position changed since the last command; `policy` is the policy in force, and
    `decider` the fingerprint of the code that decided.
    """

    policy: str
    weights_version: str
    positions: Mapping[CrewId, LatLon]
    decider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A wish, its author, and the moment (POSIX seconds) at which it is handled."""

    id: CommandId
    at: float
    actor: str
    seen: Seen
    body: CommandBody


# --- events ---


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionAdopted:
    """The region served, with its crews and hospitals."""

    at: float
    name: str
    digest: str
    utc_offset_s: float
    crews: tuple[Crew, ...]
    hospitals: tuple[Hospital, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsSeen:
    """Where the crews were when the decision was made (only those that had moved)."""

    at: float
    positions: Mapping[CrewId, LatLon]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReported:
    """An incident stands in the queue."""

    at: float
    incident: Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationMade:
    """The policy offers a crew, or says why it cannot."""

    at: float
    recommendation: Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewAssigned:
    """A crew is sent. `override_reason` is None when the recommendation was followed."""

    at: float
    assignment: AssignmentId
    incident: IncidentId
    crew: CrewId
    eta_s: float | None
    by: str
    override_reason: str | None
    recommended: CrewId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationChosen:
    """A hospital for the patient, with its reasons. `by` is the policy, or the crew that chose otherwise."""

    at: float
    incident: IncidentId
    assignment: AssignmentId
    destination: Destination
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached:
    """The crew has come one step further, at `reached_at` (POSIX seconds; None: at the event's own time)."""

    at: float
    incident: IncidentId
    crew: CrewId
    assignment: AssignmentId
    milestone: Milestone
    reached_at: float | None = None

    @property
    def moment(self) -> float:
        """When the step was taken."""
        return self.at if self.reached_at is None else self.reached_at


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCancelled:
    """The incident needs nobody; its crew, if any, is free again."""

    at: float
    incident: IncidentId
    crew: CrewId | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewServiceChanged:
    """A crew has left the line or come back to it."""

    at: float
    crew: CrewId
    in_service: bool
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsNoted:
    """The patient's record added clinical flags to the incident."""

    at: float
    incident: IncidentId
    flags: frozenset[ClinicalFlag]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSet:
    """Who has the last word from now on."""

    at: float
    mode: Mode
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsChanged:
    """The road weights that hold from now on."""

    at: float
    spec: WeightsSpec
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFellBack:
    """The policy failed, and a simpler one decided in its place."""

    at: float
    policy: str
    fallback: str
    error: str


Event = (
    RegionAdopted
    | PositionsSeen
    | IncidentReported
    | RecommendationMade
    | CrewAssigned
    | DestinationChosen
    | MilestoneReached
    | IncidentCancelled
    | CrewServiceChanged
    | FlagsNoted
    | ModeSet
    | WeightsChanged
    | PolicyFellBack
)
