"""Commands come in, events go out; nothing else crosses the door of the dispatcher.

A command says what somebody wants; an event says what has happened. Events are never changed or taken back.
Structs, not dataclasses: a simulated year makes eleven million of them, in 0.1 µs each instead of 0.8 µs.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.duty import DutyRules
from dispatch.domain.ground import Ground
from dispatch.domain.hospital_messages import (
    AirMeetingDecided,
    AirMeetingOffered,
    AirReported,
    DecideAirMeeting,
    HospitalReported,
    ReportAir,
    ReportHospital,
)
from dispatch.domain.ids import AssignmentId, CommandId, CrewId, HospitalId, IncidentId, StationId
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.pauses import PauseCommand, PauseEvent
from dispatch.domain.places import Hospital
from dispatch.domain.posts import PostHours, PostsCounted
from dispatch.domain.recommendation import Destination, Reason, Recommendation
from dispatch.domain.road_messages import RoadCommand, RoadEvent
from dispatch.domain.scene_messages import SceneCommand, SceneEvent
from dispatch.domain.staffing import StaffingCommand, StaffingEvent
from dispatch.domain.standby import StandbyMove
from dispatch.domain.transport_messages import TransportCommand, TransportEvent
from routing.types import LatLon


class Mode(StrEnum):
    """Who has the last word: a person (propose), or the policy (automatic)."""

    PROPOSE = "propose"
    AUTOMATIC = "automatic"


# --- commands ---


class AdoptRegion(Struct, frozen=True, kw_only=True):
    """Serve this region from now on. A repeat with the same digest changes nothing.

    `duty` are the region's own rules of pauses; None: it has none.
    """

    name: str
    digest: str
    utc_offset_s: float
    crews: tuple[Crew, ...]
    hospitals: tuple[Hospital, ...]
    ground: Ground = field(default_factory=Ground)
    posts: tuple[PostHours, ...] = ()
    duty: DutyRules | None = None


class ReportIncident(Struct, frozen=True, kw_only=True):
    """A call opens an incident."""

    incident: Incident


class ConfirmRecommendation(Struct, frozen=True, kw_only=True):
    """A person agrees with the recommendation that shows `crew`."""

    incident: IncidentId
    crew: CrewId


class OverrideRecommendation(Struct, frozen=True, kw_only=True):
    """A person sends another crew, and says why.

    `divert`: the crew may be taken off a call that it has not reached, and the incident's own crew be turned back.
    """

    incident: IncidentId
    crew: CrewId
    reason: str
    divert: bool = False


class CancelIncident(Struct, frozen=True, kw_only=True):
    """The call needs nobody: false, withdrawn, or answered by others."""

    incident: IncidentId
    reason: str


class ReportMilestone(Struct, frozen=True, kw_only=True):
    """A button of the crew's tablet.

    `hospital` may accompany «везём», when the crew goes elsewhere than offered. `incident` and `pressed_at` (POSIX
    seconds) come with a press that may have waited in a dead zone: it counts for that incident and that moment only.
    """

    crew: CrewId
    milestone: Milestone
    hospital: HospitalId | None = None
    incident: IncidentId | None = None
    pressed_at: float | None = None


class SetCrewService(Struct, frozen=True, kw_only=True):
    """A free crew leaves the line (breakdown, refuelling, meal) or comes back to it."""

    crew: CrewId
    in_service: bool
    reason: str


class NoteFlags(Struct, frozen=True, kw_only=True):
    """The patient's record says something that may change a decision."""

    incident: IncidentId
    flags: frozenset[ClinicalFlag]


class SetMode(Struct, frozen=True, kw_only=True):
    """A senior person changes who has the last word."""

    mode: Mode


class OrderStandby(Struct, frozen=True, kw_only=True):
    """A person sends an idle crew to stand by at a base: as offered, or by a choice of their own."""

    crew: CrewId
    to: StationId
    reason: str = ""


class DeclineStandby(Struct, frozen=True, kw_only=True):
    """A person does not want the standby move that is offered."""

    crew: CrewId
    reason: str


class Tick(Struct, frozen=True, kw_only=True):
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
    | RoadCommand
    | OrderStandby
    | DeclineStandby
    | PauseCommand
    | StaffingCommand
    | ReportHospital
    | ReportAir
    | DecideAirMeeting
    | Tick
    | TransportCommand
    | SceneCommand
)


class Seen(Struct, frozen=True, kw_only=True):
    """What the decision can see besides the log, stamped into the command so that it can be replayed.

    `positions` holds the crews whose position changed since the last command; `policy` is the policy in force, and
    `decider` the fingerprint of the code that decided.
    """

    policy: str
    weights_version: str
    positions: Mapping[CrewId, LatLon]
    decider: str = ""


class Command(Struct, frozen=True, kw_only=True):
    """A wish, its author, and the moment (POSIX seconds) at which it is handled."""

    id: CommandId
    at: float
    actor: str
    seen: Seen
    body: CommandBody


# --- events ---


class RegionAdopted(Struct, frozen=True, kw_only=True):
    """The region served, with its crews and hospitals."""

    at: float
    name: str
    digest: str
    utc_offset_s: float
    crews: tuple[Crew, ...]
    hospitals: tuple[Hospital, ...]
    ground: Ground = field(default_factory=Ground)
    posts: tuple[PostHours, ...] = ()
    duty: DutyRules | None = None


class PositionsSeen(Struct, frozen=True, kw_only=True):
    """Where the crews were when the decision was made (only those that had moved)."""

    at: float
    positions: Mapping[CrewId, LatLon]


class IncidentReported(Struct, frozen=True, kw_only=True):
    """An incident stands in the queue."""

    at: float
    incident: Incident


class RecommendationMade(Struct, frozen=True, kw_only=True):
    """The policy offers a crew, or says why it cannot."""

    at: float
    recommendation: Recommendation


class CrewAssigned(Struct, frozen=True, kw_only=True):
    """A crew is sent. `override_reason` is None when the recommendation was followed."""

    at: float
    assignment: AssignmentId
    incident: IncidentId
    crew: CrewId
    eta_s: float | None
    by: str
    override_reason: str | None
    recommended: CrewId | None
    eta_p90_s: float | None = None


class AssignmentWithdrawn(Struct, frozen=True, kw_only=True):
    """A crew that has not arrived is taken off its incident, which waits again. The reasons say what for."""

    at: float
    assignment: AssignmentId
    incident: IncidentId
    crew: CrewId
    by: str
    reasons: tuple[Reason, ...]


class StandbyOffered(Struct, frozen=True, kw_only=True):
    """A crew would do better elsewhere; a person decides."""

    at: float
    move: StandbyMove


class StandbyOrdered(Struct, frozen=True, kw_only=True):
    """An idle crew goes to stand by at another base, or back to its own. It may be sent to a call on the way."""

    at: float
    move: StandbyMove
    by: str


class StandbyDeclined(Struct, frozen=True, kw_only=True):
    """An offered move is not wanted."""

    at: float
    crew: CrewId
    by: str
    reason: str


class DestinationChosen(Struct, frozen=True, kw_only=True):
    """A hospital for the patient, with its reasons. `by` is the policy, or the crew that chose otherwise."""

    at: float
    incident: IncidentId
    assignment: AssignmentId
    destination: Destination
    by: str


class MilestoneReached(Struct, frozen=True, kw_only=True):
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


class IncidentCancelled(Struct, frozen=True, kw_only=True):
    """The incident needs nobody; its crew, if any, is free again."""

    at: float
    incident: IncidentId
    crew: CrewId | None
    by: str
    reason: str


class CrewServiceChanged(Struct, frozen=True, kw_only=True):
    """A crew has left the line or come back to it."""

    at: float
    crew: CrewId
    in_service: bool
    by: str
    reason: str


class FlagsNoted(Struct, frozen=True, kw_only=True):
    """The patient's record added clinical flags to the incident."""

    at: float
    incident: IncidentId
    flags: frozenset[ClinicalFlag]


class ModeSet(Struct, frozen=True, kw_only=True):
    """Who has the last word from now on."""

    at: float
    mode: Mode
    by: str


class PolicyFellBack(Struct, frozen=True, kw_only=True):
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
    | RoadEvent
    | PolicyFellBack
    | AssignmentWithdrawn
    | StandbyOffered
    | StandbyOrdered
    | StandbyDeclined
    | PostsCounted
    | PauseEvent
    | StaffingEvent
    | HospitalReported
    | AirReported
    | AirMeetingOffered
    | AirMeetingDecided
    | TransportEvent
    | SceneEvent
)
