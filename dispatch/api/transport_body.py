"""The wire of planned transport: what a booking and the other wishes look like."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dispatch.domain.capability import CrewCapability
from dispatch.domain.transport import Mobility, TransportKind, TransportStep, TransportUse

MOST_ESCORTS = 5
LONGEST_MIN = 240
MOST_AT_ONCE = 500
LONGEST_TEXT = 1_000

Why = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class End(_Body):
    """Where a way begins or ends: a hospital of the region, a point, or an address."""

    hospital: Annotated[str | None, Field(max_length=200, examples=["gatchinskaya-kmb"])] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    address: Annotated[str | None, Field(max_length=LONGEST_TEXT, description="адрес одной строкой")] = None
    note: Annotated[str | None, Field(max_length=LONGEST_TEXT, description="подъезд, отделение, палата")] = None


class Between(_Body):
    """A window. Without a zone the times are the region's."""

    since: Annotated[datetime, Field(alias="from")]
    until: datetime


class Weekly(_Body):
    """The same again on these days of the week (1 Monday … 7 Sunday) until a date, the first time not counted."""

    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    until: date


class Patient(_Body):
    """Who travels: shown to the crew, never part of a decision."""

    name: Annotated[str | None, Field(max_length=200)] = None
    phone: Annotated[str | None, Field(max_length=50)] = None


class Booking(_Body):
    """One way, there and back (`back`), or a series (`weekly`)."""

    kind: TransportKind
    origin: Annotated[End, Field(alias="from")]
    destination: Annotated[End, Field(alias="to")]
    pickup: Annotated[Between | None, Field(description="когда можно подать машину")] = None
    delivery: Annotated[Between | None, Field(description="когда нужно быть на месте")] = None
    back: Annotated[Between | None, Field(description="окно подачи для пути обратно в тот же день")] = None
    weekly: Weekly | None = None
    mobility: Mobility = Mobility.SEATED
    escorts: Annotated[int, Field(ge=0, le=MOST_ESCORTS)] = 0
    oxygen: bool = False
    crew_need: Annotated[list[CrewCapability], Field(max_length=6)] = []
    may_share: Annotated[bool, Field(description="можно везти вместе с другими")] = False
    loading_min: Annotated[float, Field(ge=0, le=LONGEST_MIN)] = 10
    unloading_min: Annotated[float, Field(ge=0, le=LONGEST_MIN)] = 10
    patient: Patient = Patient()
    note: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None


class Confirmed(_Body):
    """Which planned transports are confirmed; empty: all."""

    transports: Annotated[list[str], Field(max_length=MOST_AT_ONCE)] = []


class Chosen(_Body):
    """The crew that a person has chosen, and why."""

    crew: str
    reason: Why


class Pressed(_Body):
    """A button of the crew's tablet."""

    crew: str
    step: TransportStep
    pressed_at: Annotated[datetime | None, Field(description="когда нажато, если не сейчас")] = None


class RoomBody(_Body):
    """What the vehicle carries."""

    seats: Annotated[int, Field(ge=0, le=20)]
    wheelchairs: Annotated[int, Field(ge=0, le=5)]
    stretchers: Annotated[int, Field(ge=0, le=5)]
    oxygen: bool


class Use(_Body):
    """What a crew does for planned transport. Without `room` its vehicle carries what its class usually does."""

    use: TransportUse
    reason: Why
    room: RoomBody | None = None


class Lending(_Body):
    """Whether crews set aside may answer a threat to life that nobody else can."""

    lend: bool
