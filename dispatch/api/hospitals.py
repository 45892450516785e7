"""Hospitals and the air ambulance: how they receive, who says so, and meetings that a person decides about."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.hospital_views import air_view, flight_view, hospitals_view, sites_view
from dispatch.api.problems import Problem
from dispatch.api.security import Decider, HospitalReporter, Parts, Reader, Watcher
from dispatch.api.streams import views_of
from dispatch.application.directing import flight_wish
from dispatch.bootstrap.air import air_rescue, landing_sites
from dispatch.bootstrap.roads import travel_times
from dispatch.domain.capability import HospitalCapability
from dispatch.domain.hospital_messages import DecideAirMeeting, ReportAir, ReportHospital
from dispatch.domain.ids import HospitalId, IncidentId
from dispatch.domain.situation import Situation
from routing.types import LatLon

MOST_BEDS, MOST_BAYS = 10_000, 1_000
LONGEST_DOOR_S = 86_400.0

Words = Annotated[str, Field(max_length=1_000)]

router = APIRouter(tags=["hospitals"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Word(_Body):
    """How a hospital receives. It replaces the last word as a whole; `valid_until` absent: until the next one."""

    open: bool = True
    diverted: Annotated[list[HospitalCapability], Field(description="профили, по которым не принимает")] = []
    beds: Annotated[
        dict[HospitalCapability, Annotated[int, Field(ge=0, le=MOST_BEDS)]],
        Field(description="свободных коек по профилям"),
    ] = {}
    bays: Annotated[int | None, Field(ge=1, le=MOST_BAYS, description="сколько пациентов принимают сразу")] = None
    door_to_care_s: Annotated[
        dict[HospitalCapability, Annotated[float, Field(ge=0, le=LONGEST_DOOR_S)]],
        Field(description="от двери до лечения по профилям, с"),
    ] = {}
    observed_at: Annotated[AwareDatetime | None, Field(description="на какой момент сведения; нет: сейчас")] = None
    valid_until: AwareDatetime | None = None
    reason: Words = ""


class Air(_Body):
    """Whether the air ambulance may be called, from where, in what weather, and until when that holds."""

    ready: bool
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    visibility_m: float = Field(ge=0, le=100_000)
    ceiling_m: float = Field(ge=0, le=20_000)
    wind_m_s: float = Field(ge=0, le=150)
    valid_until: AwareDatetime
    observed_at: AwareDatetime | None = None


class Meeting(_Body):
    """Which meeting, and whether it is agreed with."""

    site: Annotated[str, Field(min_length=1, max_length=200)]
    accepted: bool
    reason: Words = ""


@router.get("/api/hospitals", summary="Стационары и их приём")
def hospitals(request: Request, parts: Parts, _: Watcher) -> list[dict[str, Any]]:
    """Return every hospital with its last word, its learnt handover, and the crews at its door and on their way."""
    _, situation = request.app.state.live.state()
    return hospitals_view(situation, parts.clock.now())


@router.post("/api/hospitals/{hospital_id}/report", summary="Сведения стационара о приёме")
async def report(
    request: Request, hospital_id: str, body: Word, user: HospitalReporter, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Keep how a hospital receives. Crews that are bound for it and are not taken any more are turned round."""
    wish = ReportHospital(
        hospital=HospitalId(hospital_id),
        open=body.open,
        diverted=frozenset(body.diverted),
        beds=body.beds,
        bays=body.bays,
        door_to_care_s=body.door_to_care_s,
        observed_at=body.observed_at.timestamp() if body.observed_at else None,
        valid_until=body.valid_until.timestamp() if body.valid_until else None,
        reason=body.reason,
    )
    parts = request.app.state.parts
    await done(request, user, wish, idempotency_key)
    _, situation = request.app.state.live.state()
    return next(row for row in hospitals_view(situation, parts.clock.now()) if row["id"] == hospital_id)


@router.get("/api/air", summary="Готовность санавиации")
def air(request: Request, parts: Parts, _: Watcher) -> dict[str, Any]:
    """Return the last word of the air ambulance; `known` is false when there is none, or it has lapsed."""
    _, situation = request.app.state.live.state()
    return air_view(situation, parts.clock.now())


@router.get("/api/air/sites", summary="Посадочные площадки")
def air_sites(parts: Parts, _: Watcher) -> list[dict[str, Any]]:
    """Return the region's landing sites: where a helicopter may stand, and where it may meet a crew."""
    return sites_view(landing_sites(parts.settings.region))


@router.post("/api/air", summary="Сведения санавиации о готовности и погоде")
async def report_air(
    request: Request, body: Air, user: HospitalReporter, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Keep how ready the air ambulance is. Without it no meeting is ever offered."""
    wish = ReportAir(
        ready=body.ready,
        base=LatLon(lat=body.lat, lon=body.lon),
        visibility_m=body.visibility_m,
        ceiling_m=body.ceiling_m,
        wind_m_s=body.wind_m_s,
        valid_until=body.valid_until.timestamp(),
        observed_at=body.observed_at.timestamp() if body.observed_at else None,
    )
    parts = request.app.state.parts
    await done(request, user, wish, idempotency_key)
    return air(request, parts, user)


@router.get("/api/incidents/{incident_id}/air", summary="Можно ли вертолётом, и почему нет")
async def flight(
    request: Request,
    incident_id: str,
    parts: Parts,
    _: Reader,
    hospital: Annotated[str | None, Query(max_length=200, description="куда; нет: выбранный стационар")] = None,
) -> dict[str, Any]:
    """Plan the flight for an open incident on demand: its meeting and moments, or what stands against it."""
    _, situation = request.app.state.live.state()
    wish = flight_wish(situation, IncidentId(incident_id), _bound_for(situation, incident_id, hospital))
    if wish is None:
        raise Problem(
            409,
            "санавиация не сообщила о готовности и погоде: спросите её и внесите ответ (/api/air)",
            code="air-unknown",
        )
    flights = await run_in_threadpool(air_rescue, parts.settings.region, travel_times(parts.oracle))
    if flights is None:
        raise Problem(409, "в папке региона нет площадок (landing_sites.csv)", code="no-landing-sites")
    to = next(iter(wish.hospitals))
    return flight_view(situation, to, await run_in_threadpool(flights.plan, wish, to))


@router.post("/api/incidents/{incident_id}/air-meeting", summary="Решить о встрече с санавиацией")
async def meeting(
    request: Request, incident_id: str, body: Meeting, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Agree with the offered meeting, or decline it. 409 when another one is offered by now."""
    wish = DecideAirMeeting(
        incident=IncidentId(incident_id), site=body.site, accepted=body.accepted, reason=body.reason
    )
    await done(request, user, wish, idempotency_key)
    views = views_of(request)
    _, situation = request.app.state.live.state()
    still = situation.incidents.get(IncidentId(incident_id))
    return {"incident_view": views.incident(situation, still, full=True) if still else None}


def _bound_for(situation: Situation, incident_id: str, hospital: str | None) -> HospitalId:
    """Return the hospital to fly to. Raises a problem when there is no such hospital or incident, or none is chosen."""
    incident = situation.incidents.get(IncidentId(incident_id))
    if incident is None:
        raise Problem(404, f"вызов {incident_id}: среди открытых такого нет", code="unknown-incident")
    job = situation.assignments.get(incident.assignment) if incident.assignment else None
    chosen = hospital or (job.destination.hospital if job and job.destination else None)
    if chosen is None:
        raise Problem(422, "hospital: стационар ещё не выбран; укажите его", code="invalid")
    if HospitalId(chosen) not in situation.hospitals:
        raise Problem(404, f"hospital: стационара {chosen} нет в справочнике региона", code="unknown-hospital")
    return HospitalId(chosen)
