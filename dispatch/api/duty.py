"""Duty: when crews pause, who works in which vehicle, and what an incident's vehicle must carry."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from msgspec import convert, to_builtins
from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.problems import FieldError, Problem
from dispatch.api.security import Decider, Driver, DutyRuler, Parts, Staffer, Watcher, own_crew
from dispatch.api.streams import views_of
from dispatch.application.access import User
from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import DAY_S, Crew, Shift
from dispatch.domain.duty import DutyRules, PauseKind
from dispatch.domain.ids import CrewId, IncidentId, StationId
from dispatch.domain.messages import CommandBody
from dispatch.domain.pauses import DeclineBreak, EndBreak, SetDutyRules, TakeBreak
from dispatch.domain.places import Certainty, Station
from dispatch.domain.staffing import AddCrew, ChangeCrew, CrewChange, NoteEquipment, RemoveCrew

MOST_PIECES = 20

Reason = Annotated[str, Field(min_length=1, max_length=1_000, examples=["усилена врачом"])]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Seconds = Annotated[float, Field(gt=0, le=DAY_S)]
Wait = Annotated[float, Field(ge=0, le=DAY_S)]
TimeOfDay = Annotated[float, Field(ge=0, lt=DAY_S)]
Share = Annotated[float, Field(ge=0, le=1)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])]
Equipment = Annotated[frozenset[Name], Field(max_length=MOST_PIECES, examples=[["bariatric-stretcher"]])]

router = APIRouter(tags=["duty"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Rules(_Body):
    """When crews pause, seconds; what is left out has its default, null switches a rule off."""

    meal_s: Seconds = DutyRules().meal_s
    meal_every_s: Annotated[float, Field(ge=3_600, le=DAY_S)] = DutyRules().meal_every_s
    no_meal_up_to_s: Wait = DutyRules().no_meal_up_to_s
    meal_from_share: Share = DutyRules().meal_from_share
    meal_until_share: Share = DutyRules().meal_until_share
    rest_s: Seconds = DutyRules().rest_s
    rest_after_s: Seconds | None = DutyRules().rest_after_s
    rest_after_night_s: Seconds | None = DutyRules().rest_after_night_s
    night_from_s: TimeOfDay = DutyRules().night_from_s
    night_until_s: TimeOfDay = DutyRules().night_until_s
    fuel_s: Seconds = DutyRules().fuel_s
    fuel_after_s: Seconds | None = DutyRules().fuel_after_s
    interrupted_by: Annotated[int, Field(ge=1, le=4)] | None = 1
    interrupt_gain_s: Wait = DutyRules().interrupt_gain_s
    stand_in_s: Wait = DutyRules().stand_in_s
    offer_again_s: Wait = DutyRules().offer_again_s

    @model_validator(mode="after")
    def _window(self) -> "Rules":
        if self.meal_from_share >= self.meal_until_share:
            raise ValueError("meal_from_share: нужно меньше meal_until_share")
        return self


class RulesBody(_Body):
    """The rules; null: nobody is reminded of pauses."""

    rules: Rules | None


class Break(_Body):
    """Which pause the crew begins."""

    kind: PauseKind = PauseKind.MEAL


class Why(_Body):
    """Why."""

    reason: Reason


class Hours(_Body):
    """A daily shift by the region's clock; equal times are 24 hours."""

    start: Clock
    end: Clock
    takeover_min: Annotated[float, Field(ge=0, lt=60)] = 0.0

    @model_validator(mode="after")
    def _longer_than_the_takeover(self) -> "Hours":
        length_s = (_clock_s(self.end) - _clock_s(self.start)) % DAY_S or DAY_S
        if length_s <= self.takeover_min * 60:
            raise ValueError("takeover_min: приём машины длиннее смены")
        return self


class Change(_Body):
    """What is other about the crew from now on; what is left out stays."""

    kind: Name | None = None
    vehicle_class: Literal["A", "B", "C"] | None = None
    equipment: Equipment | None = None
    strengthened_by: frozenset[CrewCapability] | None = None
    shift: Hours | None = None
    reason: Reason


class NewCrew(_Body):
    """A crew that the region's files do not have."""

    id: Annotated[str, Field(min_length=1, max_length=60, examples=["резерв-1"])]
    kind: Name = "feldsher"
    station: Name
    vehicle_class: Literal["A", "B", "C"] = "B"
    equipment: Equipment = frozenset()
    shift: Hours
    reason: Reason


class Needed(_Body):
    """Equipment that the incident needs; an empty list: none."""

    equipment: Equipment


@router.get("/api/duty/rules", summary="Правила перерывов")
def rules(request: Request, _: Watcher) -> dict[str, Any]:
    """Return the rules in force; null when no pauses are planned."""
    _, situation = request.app.state.live.state()
    return {"rules": to_builtins(situation.duty.rules)}


@router.put("/api/duty/rules", summary="Изменить правила перерывов")
async def set_rules(
    request: Request, body: RulesBody, user: DutyRuler, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Set when crews pause."""
    wanted = None if body.rules is None else convert(body.rules.model_dump(), DutyRules)
    await done(request, user, SetDutyRules(rules=wanted), idempotency_key)
    return {"rules": to_builtins(wanted)}


@router.post("/api/crews/{crew_id}/break", summary="Начать перерыв")
async def begin_break(
    request: Request, crew_id: str, body: Break, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Begin a pause of a free crew: as offered, or by its own wish."""
    own_crew(user, crew_id)
    return await _of_crew(request, user, TakeBreak(crew=CrewId(crew_id), kind=body.kind), crew_id, idempotency_key)


@router.post("/api/crews/{crew_id}/break/end", summary="Закончить перерыв раньше")
async def end_break(
    request: Request, crew_id: str, body: Why, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Break a pause off: it does not count as had."""
    own_crew(user, crew_id)
    return await _of_crew(request, user, EndBreak(crew=CrewId(crew_id), reason=body.reason), crew_id, idempotency_key)


@router.post("/api/crews/{crew_id}/break/decline", summary="Отклонить предложенный перерыв")
async def decline_break(
    request: Request, crew_id: str, body: Why, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Decline the pause that is offered; it is offered again later."""
    own_crew(user, crew_id)
    wish = DeclineBreak(crew=CrewId(crew_id), reason=body.reason)
    return await _of_crew(request, user, wish, crew_id, idempotency_key)


@router.patch("/api/crews/{crew_id}", summary="Изменить состав, машину, оборудование или часы бригады")
async def change_crew(
    request: Request, crew_id: str, body: Change, user: Staffer, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Change a crew during the day; on a call it can only be strengthened."""
    change = CrewChange(
        kind=body.kind,
        vehicle_class=body.vehicle_class,
        equipment=body.equipment,
        strengthened_by=body.strengthened_by,
        shift=None if body.shift is None else _shift(body.shift),
    )
    wish = ChangeCrew(crew=CrewId(crew_id), change=change, reason=body.reason)
    return await _of_crew(request, user, wish, crew_id, idempotency_key)


@router.post("/api/crews", status_code=201, summary="Добавить временную бригаду")
async def add_crew(
    request: Request, body: NewCrew, parts: Parts, user: Staffer, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Bring a crew on the line that the region's files do not have."""
    station = parts.region.station(StationId(body.station))
    if station is None:
        known = ", ".join(sorted(row.id for row in parts.region.stations))
        field = FieldError(field="station", message=f"«{body.station}»: такой подстанции нет; есть: {known}")
        raise Problem(422, f"station: {field.message}", errors=(field,))
    wish = AddCrew(crew=_crew(body, station), reason=body.reason)
    return await _of_crew(request, user, wish, body.id, idempotency_key)


@router.post("/api/crews/{crew_id}/remove", summary="Снять бригаду с расписания")
async def remove_crew(
    request: Request, crew_id: str, body: Why, user: Staffer, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Take an idle crew off the roster."""
    await done(request, user, RemoveCrew(crew=CrewId(crew_id), reason=body.reason), idempotency_key)
    return {"removed": crew_id}


@router.put("/api/incidents/{incident_id}/equipment", summary="Отметить нужное оборудование")
async def note_equipment(
    request: Request, incident_id: str, body: Needed, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Say what equipment the incident needs; the recommendation follows."""
    await done(
        request, user, NoteEquipment(incident=IncidentId(incident_id), equipment=body.equipment), idempotency_key
    )
    return {"incident": incident_id, "equipment_need": sorted(body.equipment)}


async def _of_crew(request: Request, user: User, wish: CommandBody, crew_id: str, key: str | None) -> dict[str, Any]:
    await done(request, user, wish, key)
    _, situation = request.app.state.live.state()
    found = situation.crews.get(CrewId(crew_id))
    return {"crew": views_of(request).crew(situation, found) if found else None}


def _shift(hours: Hours) -> Shift:
    return Shift(start_s=_clock_s(hours.start), end_s=_clock_s(hours.end), takeover_s=hours.takeover_min * 60.0)


def _clock_s(text: str) -> float:
    hour, minute = text.split(":")
    return int(hour) * 3_600.0 + int(minute) * 60.0


def _crew(body: NewCrew, station: Station) -> Crew:
    return Crew(
        id=CrewId(body.id),
        kind=body.kind,
        station=station.id,
        home=station.at,
        district=station.district,
        vehicle_class=body.vehicle_class,
        shift=_shift(body.shift),
        equipment=body.equipment,
        source=body.reason,
        certainty=Certainty.FACT,
    )
