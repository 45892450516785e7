"""What people and crews wish of planned transport, and what has happened to it."""

from msgspec import Struct

from dispatch.domain.ids import CrewId, IncidentId, TransportId
from dispatch.domain.transport import (
    CrewRun,
    PlannedTransport,
    Room,
    TransportPlan,
    TransportRequest,
    TransportStep,
    TransportUse,
)

# --- commands ---


class RequestTransport(Struct, frozen=True, kw_only=True):
    """Somebody books ways: one, there and back, or a series. A request that is known already changes nothing."""

    requests: tuple[TransportRequest, ...]


class CancelTransport(Struct, frozen=True, kw_only=True):
    """The way is not needed. With `returns` the way back that belongs to it goes too."""

    transport: TransportId
    reason: str
    returns: bool = True


class ConfirmTransports(Struct, frozen=True, kw_only=True):
    """A person agrees with the plan of these requests; empty: of all that are planned."""

    transports: tuple[TransportId, ...] = ()


class AssignTransport(Struct, frozen=True, kw_only=True):
    """A person chooses the crew; the planner finds the time."""

    transport: TransportId
    crew: CrewId
    reason: str


class AdoptTransportPlan(Struct, frozen=True, kw_only=True):
    """The planner hands in a plan. It is refused when what it was made on has changed meanwhile."""

    plan: TransportPlan


class ReportTransportStep(Struct, frozen=True, kw_only=True):
    """A button of the crew's tablet; `pressed_at` (POSIX seconds) when it has waited in a dead zone."""

    crew: CrewId
    transport: TransportId
    step: TransportStep
    pressed_at: float | None = None


class SetTransportUse(Struct, frozen=True, kw_only=True):
    """A crew is set aside for transport, does some between its calls, or none. `room` None: as its vehicle's class."""

    crew: CrewId
    use: TransportUse
    reason: str
    room: Room | None = None


class SetTransportLending(Struct, frozen=True, kw_only=True):
    """Whether a crew set aside may be sent to a threat to life when nobody else can be."""

    lend: bool


TransportCommand = (
    RequestTransport
    | CancelTransport
    | ConfirmTransports
    | AssignTransport
    | AdoptTransportPlan
    | ReportTransportStep
    | SetTransportUse
    | SetTransportLending
)

# --- events ---


class TransportRequested(Struct, frozen=True, kw_only=True):
    """A request is booked."""

    at: float
    transport: TransportId
    request: TransportRequest
    by: str


class TransportPlanned(Struct, frozen=True, kw_only=True):
    """What a new plan changes: runs of crews (empty: no more stops) and what is said of single requests."""

    at: float
    solver: str
    weights_version: str
    runs: tuple[CrewRun, ...]
    transports: tuple[PlannedTransport, ...]


class TransportConfirmed(Struct, frozen=True, kw_only=True):
    """People are told that the crew comes at `promised_at`."""

    at: float
    transport: TransportId
    crew: CrewId
    promised_at: float
    by: str


class TransportAssigned(Struct, frozen=True, kw_only=True):
    """A person has chosen the crew."""

    at: float
    transport: TransportId
    crew: CrewId
    by: str
    reason: str


class TransportStepReached(Struct, frozen=True, kw_only=True):
    """The crew has come one step further, at `reached_at`; `free`: no patient is left on board."""

    at: float
    transport: TransportId
    crew: CrewId
    step: TransportStep
    reached_at: float
    free: bool


class TransportReopened(Struct, frozen=True, kw_only=True):
    """The crew left before the patient was on board, to a call (`taken_for`) or off the line: another must come."""

    at: float
    transport: TransportId
    crew: CrewId
    taken_for: IncidentId | None = None


class TransportCancelled(Struct, frozen=True, kw_only=True):
    """The way is not needed any more."""

    at: float
    transport: TransportId
    crew: CrewId | None
    by: str
    reason: str


class TransportUseSet(Struct, frozen=True, kw_only=True):
    """What a crew does for transport from now on."""

    at: float
    crew: CrewId
    use: TransportUse
    room: Room | None
    by: str
    reason: str


class TransportLendingSet(Struct, frozen=True, kw_only=True):
    """Whether crews set aside may be lent to a threat to life."""

    at: float
    lend: bool
    by: str


class CrewLent(Struct, frozen=True, kw_only=True):
    """A crew that is set aside may answer this threat to life: nobody else can."""

    at: float
    crew: CrewId
    lent_to: IncidentId


class CrewSetAside(Struct, frozen=True, kw_only=True):
    """A free crew that is set aside is kept from calls (again)."""

    at: float
    crew: CrewId


TransportEvent = (
    TransportRequested
    | TransportPlanned
    | TransportConfirmed
    | TransportAssigned
    | TransportStepReached
    | TransportReopened
    | TransportCancelled
    | TransportUseSet
    | TransportLendingSet
    | CrewLent
    | CrewSetAside
)
