"""Crews: the order on the tablet, the status buttons, positions, pairing."""

import math
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from dispatch.api.commands import IdempotencyKey
from dispatch.api.context_view import full_card
from dispatch.api.doing import done
from dispatch.api.order import order_view
from dispatch.api.problems import Problem
from dispatch.api.scene_views import patient_incident
from dispatch.api.security import Driver, OrderReader, Pairer, Parts, Positioner, actor_of, own_crew
from dispatch.api.streams import views_of
from dispatch.application.acceptance import legal_milestones
from dispatch.application.access import Operation, Role, User, may
from dispatch.application.patient_context import Purpose
from dispatch.application.ports import BusUnavailable, Fix
from dispatch.application.tracks import TrackFix
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from dispatch.domain.messages import ReportMilestone, SetCrewService
from dispatch.domain.situation import Situation

SHIFT_TOKEN_S = 26 * 3_600.0
"""A tablet's token outlives the longest shift (24 h) and its hand-over, and no more."""

MAX_FIXES = 1_000
OLD_FIX_S = 600.0
AHEAD_S = 60.0

router = APIRouter(tags=["crews"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Status(_Body):
    """A button of the tablet."""

    milestone: Annotated[Milestone, Field(examples=["accepted"])]
    hospital: str | None = None
    incident: Annotated[str | None, Field(description="для какого вызова нажато")] = None
    pressed_at: Annotated[datetime | None, Field(description="когда нажато, если не сейчас")] = None


class Service(_Body):
    """Whether the crew is on the line, and why not."""

    in_service: bool
    reason: str = Field(min_length=1, max_length=1_000, examples=["поломка"])


class Position(BaseModel):
    """A fix of a vehicle. `at` is POSIX seconds; absent: now."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    crew: Annotated[str, Field(examples=["2143"])]
    lat: float = Field(ge=-90, le=90, examples=[59.5689])
    lon: float = Field(ge=-180, le=180, examples=[30.1228])
    at: float | None = None
    speed_mps: float | None = None
    bearing: float | None = None


@router.get("/api/crews/{crew_id}", summary="Бригада")
def crew(request: Request, crew_id: str, user: OrderReader) -> dict[str, Any]:
    """Return one crew."""
    own_crew(user, crew_id)
    situation, found = _find(request, crew_id)
    return views_of(request).crew(situation, found)


@router.get("/api/crews/{crew_id}/order", summary="Наряд бригады: вызов, путь, карта пациента")
async def order(request: Request, crew_id: str, parts: Parts, user: OrderReader) -> dict[str, Any]:
    """Return the order with the route from where the crew is, and the patient's context as far as it has landed."""
    own_crew(user, crew_id)
    situation, found = _find(request, crew_id)
    shown = await run_in_threadpool(order_view, views_of(request), situation, found)
    context = None
    if shown["order"] and parts.contexts is not None and may(user, Operation.SEE_CONTEXT):
        patient = patient_incident(situation, IncidentId(shown["order"]["incident"]))
        context = _context(request, user, patient) if patient else None
    return {**shown, "context": context}


@router.post("/api/crews/{crew_id}/status", summary="Кнопка бригады")
async def status(
    request: Request, crew_id: str, body: Status, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Take the next step. 409 names the legal buttons when this one is not."""
    own_crew(user, crew_id)
    hospital = HospitalId(body.hospital) if body.hospital else None
    wish = ReportMilestone(
        crew=CrewId(crew_id),
        milestone=body.milestone,
        hospital=hospital,
        incident=IncidentId(body.incident) if body.incident else None,
        pressed_at=body.pressed_at.timestamp() if body.pressed_at else None,
    )
    await done(request, user, wish, idempotency_key)
    situation, found = _find(request, crew_id)
    return {
        "milestone": body.milestone.value,
        "legal": [milestone.value for milestone in legal_milestones(situation, found)],
        "crew": views_of(request).crew(situation, found),
    }


@router.post("/api/crews/{crew_id}/service", summary="Снять с линии или вернуть")
async def service(
    request: Request, crew_id: str, body: Service, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Take a free crew off the line, or bring it back."""
    own_crew(user, crew_id)
    wish = SetCrewService(crew=CrewId(crew_id), in_service=body.in_service, reason=body.reason)
    await done(request, user, wish, idempotency_key)
    situation, found = _find(request, crew_id)
    return views_of(request).crew(situation, found)


@router.post("/api/crews/{crew_id}/token", summary="Выдать ключ планшету")
def token(request: Request, crew_id: str, parts: Parts, _: Pairer) -> dict[str, str]:
    """Pair a tablet at the start of the shift: a token for this crew alone."""
    _find(request, crew_id)
    user = User(name=f"tablet-{crew_id}", role=Role.CREW, crew=crew_id)
    text = parts.tokens.issue(user, expires_at=parts.clock.now() + SHIFT_TOKEN_S)
    return {"crew": crew_id, "token": text, "url": f"/tablet?token={text}"}


@router.post("/api/positions", status_code=202, summary="Положения машин")
def positions(request: Request, body: Position | list[Position], parts: Parts, user: Positioner) -> dict[str, Any]:
    """Take fixes at any rate; the newest of each crew counts."""
    fixes = body if isinstance(body, list) else [body]
    if len(fixes) > MAX_FIXES:
        raise Problem(413, f"за раз не больше {MAX_FIXES} положений", code="too-large")
    good, bad, seen = _sort_out(request, parts.clock.now(), user, fixes)
    request.app.state.live.see(good)
    parts.tracks.take(seen)
    try:
        parts.bus.keep_positions(good)
    except BusUnavailable as error:
        raise Problem(503, f"положения показаны, но решения их не увидят: {error}", code="redis-gone") from None
    return {"accepted": len(fixes) - len(bad), "rejected": bad}


def _sort_out(
    request: Request, now: float, user: User, fixes: list[Position]
) -> tuple[dict[str, Fix], list[dict[str, str]], list[TrackFix]]:
    """Return the newest fix of each crew, what is refused and why, and all that is not, for the tracks."""
    _, situation = request.app.state.live.state()
    known: dict[str, Fix] = request.app.state.live.fixes
    good: dict[str, Fix] = {}
    bad, seen = [], []
    for fix in fixes:
        at = now if fix.at is None else fix.at
        why = _why_not(situation, user, fix, at - now)
        newest = good.get(fix.crew) or known.get(fix.crew)
        if why:
            bad.append({"crew": fix.crew, "message": why})
            continue
        seen.append(_track_fix(fix, at))
        if newest is None or newest.at <= at:
            good[fix.crew] = Fix(lat=fix.lat, lon=fix.lon, at=at)
    return good, bad, seen


def _track_fix(fix: Position, at: float) -> TrackFix:
    return TrackFix(crew=fix.crew, at=at, lat=fix.lat, lon=fix.lon, speed_mps=fix.speed_mps, bearing_deg=fix.bearing)


def _why_not(situation: Situation, user: User, fix: Position, age_s: float) -> str | None:
    if CrewId(fix.crew) not in situation.crews:
        return "такой бригады в регионе нет"
    if user.role is Role.CREW and user.crew != fix.crew:
        return f"планшет бригады {user.crew} не может сообщать о другой"
    if not math.isfinite(age_s) or not -OLD_FIX_S <= age_s <= AHEAD_S:
        return "время положения не может быть верным: старше 10 минут или из будущего"
    return None


def _find(request: Request, crew_id: str) -> tuple[Situation, Crew]:
    _, situation = request.app.state.live.state()
    found = situation.crews.get(CrewId(crew_id))
    if found is None:
        raise Problem(404, f"бригада {crew_id}: в расписании региона такой нет", code="unknown-crew")
    return situation, found


def _context(request: Request, user: User, incident: str) -> dict[str, Any] | None:
    contexts = request.app.state.parts.contexts
    context = contexts.get(incident)
    if context is None:
        return None
    contexts.viewed(incident, who=actor_of(user), role=user.role.value, purpose=Purpose.EMERGENCY_TREAT)
    return full_card(context)
