"""Planned transport (плановая перевозка): transfers between hospitals, dialysis, discharge; who needs what and when."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field

from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import CrewId, HospitalId, TransportId
from dispatch.domain.recommendation import Reason
from routing.types import LatLon


class TransportKind(StrEnum):
    """What the way is for."""

    TRANSFER = "transfer"
    DIALYSIS = "dialysis"
    DISCHARGE = "discharge"


TRANSPORT_KIND_RU: Mapping[TransportKind, str] = MappingProxyType(
    {
        TransportKind.TRANSFER: "перевод между стационарами",
        TransportKind.DIALYSIS: "на диализ или с диализа",
        TransportKind.DISCHARGE: "выписка домой",
    }
)


class Mobility(StrEnum):
    """How the patient travels."""

    SEATED = "seated"
    WHEELCHAIR = "wheelchair"
    STRETCHER = "stretcher"


MOBILITY_RU: Mapping[Mobility, str] = MappingProxyType(
    {Mobility.SEATED: "сидя", Mobility.WHEELCHAIR: "в кресле-коляске", Mobility.STRETCHER: "лёжа"}
)


class TransportUse(StrEnum):
    """What a crew does for planned transport: nothing, some between its calls, or nothing else."""

    NONE = "none"
    BETWEEN_CALLS = "between-calls"
    SET_ASIDE = "set-aside"


TRANSPORT_USE_RU: Mapping[TransportUse, str] = MappingProxyType(
    {
        TransportUse.NONE: "только вызовы",
        TransportUse.BETWEEN_CALLS: "перевозки между вызовами",
        TransportUse.SET_ASIDE: "выделена для перевозок",
    }
)


class TransportStep(StrEnum):
    """How far a request has come. From `BEGUN` on the crew's buttons set it."""

    REQUESTED = "requested"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    BEGUN = "begun"
    AT_PICKUP = "at-pickup"
    ON_BOARD = "on-board"
    DELIVERED = "delivered"


TRANSPORT_STEP_RU: Mapping[TransportStep, str] = MappingProxyType(
    {
        TransportStep.REQUESTED: "ждёт плана",
        TransportStep.PLANNED: "запланирована",
        TransportStep.CONFIRMED: "подтверждена",
        TransportStep.BEGUN: "едем за пациентом",
        TransportStep.AT_PICKUP: "на месте подачи",
        TransportStep.ON_BOARD: "пациент в машине",
        TransportStep.DELIVERED: "пациент доставлен",
    }
)

NEXT_STEP: Mapping[TransportStep, TransportStep] = MappingProxyType(
    {
        TransportStep.CONFIRMED: TransportStep.BEGUN,
        TransportStep.BEGUN: TransportStep.AT_PICKUP,
        TransportStep.AT_PICKUP: TransportStep.ON_BOARD,
        TransportStep.ON_BOARD: TransportStep.DELIVERED,
    }
)
"""The buttons of the crew, one after the other."""

UNDER_WAY = frozenset({TransportStep.BEGUN, TransportStep.AT_PICKUP})
"""The crew has left for the patient, who is not in the vehicle yet: an emergency may still take the crew."""


class Window(Struct, frozen=True, kw_only=True):
    """From when until when, POSIX seconds. Raises `ValueError` when it ends before it begins."""

    from_at: float
    until_at: float

    def __post_init__(self) -> None:
        if self.until_at < self.from_at:
            raise ValueError(f"window: until {self.until_at:.0f} is before from {self.from_at:.0f}")


class Room(Struct, frozen=True, kw_only=True):
    """What a vehicle carries besides its crew."""

    seats: int
    wheelchairs: int
    stretchers: int
    oxygen: bool


ROOM_BY_CLASS: Mapping[str, Room] = MappingProxyType(
    {
        "A": Room(seats=3, wheelchairs=1, stretchers=1, oxygen=False),
        "B": Room(seats=1, wheelchairs=1, stretchers=1, oxygen=True),
        "C": Room(seats=1, wheelchairs=0, stretchers=1, oxygen=True),
    }
)
"""By class of GOST 33665: A carries patients, B gives first aid, C intensive care. The numbers are assumed: a site sets
those of its own vehicles with the crew's use."""


class TransportRequest(Struct, frozen=True, kw_only=True):
    """One patient from one place to another. At least one of the windows is given; the other then follows.

    `pickup` is when the crew may come, `delivery` when the patient may arrive. `loading_s` and `unloading_s` are spent
    at the two places. `may_share`: others may be in the vehicle at the same time. `return_of` is the way there. Who
    the patient is, only the edge can say (`patient_ref`).
    """

    id: TransportId
    kind: TransportKind
    requested_at: float
    origin: LatLon
    destination: LatLon
    pickup: Window | None
    delivery: Window | None
    origin_hospital: HospitalId | None = None
    destination_hospital: HospitalId | None = None
    loading_s: float = 600.0
    unloading_s: float = 600.0
    mobility: Mobility = Mobility.SEATED
    escorts: int = 0
    oxygen: bool = False
    crew_need: frozenset[CrewCapability] = frozenset()
    may_share: bool = False
    patient_ref: str | None = None
    return_of: TransportId | None = None
    series: str | None = None

    def __post_init__(self) -> None:
        if self.pickup is None and self.delivery is None:
            raise ValueError("pickup, delivery: one of the two windows must be given")
        if self.loading_s < 0 or self.unloading_s < 0 or self.escorts < 0:
            raise ValueError("loading_s, unloading_s, escorts: must not be negative")

    @property
    def first_at(self) -> float:
        """The earliest moment that the request names: what it is sorted and planned by."""
        return min(window.from_at for window in (self.pickup, self.delivery) if window is not None)


class TransportOption(Struct, frozen=True, kw_only=True):
    """Another crew that was weighed. `added_s`: what it would cost more than the chosen one; None: it cannot."""

    crew: CrewId
    added_s: float | None
    reasons: tuple[Reason, ...]


class PlannedTransport(Struct, frozen=True, kw_only=True):
    """What the plan says of one request. `crew` is None when it is not served; `reasons` then say why."""

    transport: TransportId
    crew: CrewId | None
    pickup_at: float | None
    delivery_at: float | None
    reasons: tuple[Reason, ...]
    options: tuple[TransportOption, ...] = ()


class Stop(Struct, frozen=True, kw_only=True):
    """A stop of a crew, POSIX seconds. `slack_s`: how much later it may begin before any stop of the run is late."""

    transport: TransportId
    pickup: bool
    arrive_at: float
    begin_at: float
    leave_at: float
    slack_s: float


class CrewRun(Struct, frozen=True, kw_only=True):
    """The stops that a crew has before it, in order."""

    crew: CrewId
    stops: tuple[Stop, ...]


class TransportPlan(Struct, frozen=True, kw_only=True):
    """A planner's answer, made on the situation of `planned_at`.

    `cost_s` is its objective and `insertion_s` that of the plain insertion it is measured against, weighted seconds.
    """

    planned_at: float
    solver: str
    weights_version: str
    runs: tuple[CrewRun, ...]
    transports: tuple[PlannedTransport, ...]
    cost_s: float
    insertion_s: float


class Transport(Struct, frozen=True, kw_only=True):
    """An open request and what has become of it.

    `pinned`: a person has chosen the crew. `promised_at` is the pickup that people were told; it outlives the crew.
    """

    request: TransportRequest
    step: TransportStep = TransportStep.REQUESTED
    crew: CrewId | None = None
    pinned: bool = False
    pickup_at: float | None = None
    delivery_at: float | None = None
    promised_at: float | None = None
    times: Mapping[TransportStep, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    options: tuple[TransportOption, ...] = ()
