"""Incidents: look, confirm, override, cancel; and the service's mode."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from dispatch.api.commands import IdempotencyKey, submit
from dispatch.api.doing import done
from dispatch.api.duplicates import perhaps_same
from dispatch.api.live import Live
from dispatch.api.moments import iso
from dispatch.api.problems import Problem
from dispatch.api.scene_views import shown_card
from dispatch.api.security import ContextReader, Decider, Moder, Parts, Reader, actor_of, own_crew
from dispatch.api.story import Story
from dispatch.api.streams import views_of
from dispatch.api.views import Views, answer_of, coarse, destination_view
from dispatch.application.access import Operation, Role, User, may
from dispatch.application.log import StoredEvent
from dispatch.application.patient_context import ConfirmationRefused, GivenIdentifiers
from dispatch.application.phrases import EVENTS_RU
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    CancelIncident,
    CommandBody,
    ConfirmRecommendation,
    Mode,
    OverrideRecommendation,
    SetMode,
)

Reason = Annotated[str, Field(min_length=1, max_length=1_000)]

router = APIRouter(tags=["incidents"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Confirm(_Body):
    """The crew that the person saw recommended."""

    crew: Annotated[str, Field(examples=["2143"])]


class Override(_Body):
    """Another crew, and why. Without `divert` only a free crew is sent, and nobody is turned back."""

    crew: Annotated[str, Field(examples=["2150"])]
    reason: Annotated[Reason, Field(examples=["экипаж знает адрес"])]
    divert: Annotated[bool, Field(description="снять бригаду с вызова, к которому она ещё едет")] = False


class Because(_Body):
    """Why."""

    reason: Annotated[Reason, Field(examples=["ложный вызов"])]


class Glass(_Body):
    """Why the restricted part is opened, without health data; and who is the witness."""

    reason: Annotated[Reason, Field(examples=["пациент без сознания, нужен весь анамнез"])]
    witness: Annotated[str, Field(max_length=200, examples=["фельдшер бригады"])] = ""


class ModeBody(_Body):
    """Who has the last word."""

    mode: Mode


class Candidate(_Body):
    """Which candidate, and what the crew read or heard at the patient."""

    candidate: str
    identifiers: dict[str, str] = Field(examples=[{"birth_date": "1950-05-09", "full_name": "Синтетическая Мария"}])


@router.get("/api/incidents/{incident_id}", summary="Вызов целиком")
def incident(request: Request, incident_id: str, parts: Parts, user: Reader) -> dict[str, Any]:
    """Return milestones, assignments, recommendation, destination, events; the card only to those who may see it."""
    rows = parts.log.of_incident(incident_id)
    if not rows:
        return _queued(parts, user, incident_id)
    return _whole(views_of(request), user, IncidentId(incident_id), rows)


@router.post("/api/incidents/{incident_id}/confirm", summary="Подтвердить рекомендацию")
async def confirm(
    request: Request, incident_id: str, body: Confirm, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Send the recommended crew. 409 when the recommendation has changed meanwhile."""
    wish = ConfirmRecommendation(incident=IncidentId(incident_id), crew=CrewId(body.crew))
    return await _decide(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/override", summary="Назначить другую бригаду")
async def override(
    request: Request, incident_id: str, body: Override, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Send another crew; the reason is kept. 409 for one that drives to another call, unless it is to be diverted."""
    wish = OverrideRecommendation(
        incident=IncidentId(incident_id), crew=CrewId(body.crew), reason=body.reason, divert=body.divert
    )
    return await _decide(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/cancel", summary="Отменить вызов")
async def cancel(
    request: Request, incident_id: str, body: Because, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Cancel; a crew that was on its way is free again."""
    wish = CancelIncident(incident=IncidentId(incident_id), reason=body.reason)
    return await _decide(request, user, wish, incident_id, idempotency_key)


@router.post("/api/mode", summary="Кто решает: человек или система")
async def mode(request: Request, body: ModeBody, user: Moder, idempotency_key: IdempotencyKey = None) -> dict[str, Any]:
    """Set propose or automatic."""
    parts = request.app.state.parts
    await submit(parts, SetMode(mode=body.mode), actor=actor_of(user), key=idempotency_key)
    return {"mode": body.mode.value}


@router.post("/api/incidents/{incident_id}/context/confirm", tags=["patient"], summary="Бригада подтверждает пациента")
async def confirm_patient(
    request: Request, incident_id: str, body: Candidate, parts: Parts, user: ContextReader
) -> dict[str, Any]:
    """Attach a candidate's record after two identifiers agree."""
    patient = _own(request, user, incident_id)
    if parts.contexts is None:
        raise Problem(409, "карта пациента отключена в настройках", code="emr-off")
    unknown = set(body.identifiers) - {"full_name", "birth_date", "snils", "enp"}
    if unknown:
        raise Problem(422, f"identifiers.{unknown.pop()}: допустимо full_name, birth_date, snils, enp")
    try:
        given = GivenIdentifiers(**body.identifiers)
        context = await parts.contexts.confirm(patient, body.candidate, given, actor_of(user), role=user.role.value)
    except ConfirmationRefused as refusal:
        raise Problem(409, str(refusal), code=refusal.code) from None
    return {"grade": context.grade.value}


@router.post("/api/incidents/{incident_id}/context/withdraw", tags=["patient"], summary="Не тот пациент")
async def withdraw_patient(
    request: Request, incident_id: str, body: Because, parts: Parts, user: ContextReader
) -> dict[str, Any]:
    """Withdraw the record everywhere."""
    patient = _own(request, user, incident_id)
    if parts.contexts is not None:
        await parts.contexts.withdraw(patient, actor_of(user), body.reason, role=user.role.value)
    return {"grade": "withdrawn"}


@router.post("/api/incidents/{incident_id}/context/break-glass", tags=["patient"], summary="Экстренный доступ")
async def break_glass(
    request: Request, incident_id: str, body: Glass, parts: Parts, user: ContextReader
) -> dict[str, Any]:
    """Open what is restricted: with a reason, written down, told to the supervisors at once."""
    patient = _own(request, user, incident_id)
    if parts.contexts is None:
        raise Problem(409, "карта пациента отключена в настройках", code="emr-off")
    try:
        context = await parts.contexts.break_glass(
            patient, who=actor_of(user), role=user.role.value, reason=body.reason, witness=body.witness
        )
    except ConfirmationRefused as refusal:
        raise Problem(409, str(refusal), code=refusal.code) from None
    return {"grade": context.grade.value, "unrestricted": context.unrestricted}


def _own(request: Request, user: User, incident_id: str) -> IncidentId:
    """Return under which incident the patient's record is kept. Raise unless it is open and, for a tablet, its own."""
    live: Live = request.app.state.live
    _, situation = live.state()
    known = situation.incidents.get(IncidentId(incident_id))
    if known is None:
        raise Problem(404, f"вызов {incident_id}: среди открытых такого нет", code="unknown-incident")
    if user.role is Role.CREW:
        own_crew(user, situation.assignments[known.assignment].crew if known.assignment else "")
    if known.patient_of is None:
        raise Problem(409, f"вызов {incident_id}: здесь другой пациент, карты на него нет", code="other-patient")
    return known.patient_of


async def _decide(request: Request, user: User, wish: CommandBody, incident_id: str, key: str | None) -> dict[str, Any]:
    parts = request.app.state.parts
    await done(request, user, wish, key)
    rows = await run_in_threadpool(parts.log.of_incident, incident_id)
    return {"incident_view": _whole(views_of(request), user, IncidentId(incident_id), rows)}


def _whole(views: Views, user: User, incident_id: IncidentId, rows: list[StoredEvent]) -> dict[str, Any]:
    """Build the view of an incident from its own events, so that a closed one looks like an open one."""
    _, situation = views.live.state()
    story = Story(situation, [row.event() for row in rows])
    full = may(user, Operation.SEE_CARD)
    reported = story.incident()
    still = situation.incidents.get(incident_id)
    base = views.incident(situation, still or reported, full=full)
    made = story.recommendation()
    return {
        **base,
        "status": still.status.value if still else story.ending(),
        "crew": story.crew(),
        "recommendation": views.recommendation(situation, made) if made else None,
        "assignments": story.assignments(),
        "milestones": story.milestones(),
        "destination": destination_view(situation, story.destination()),
        "doezd_s": story.doezd_s(),
        "events": [{"seq": row.seq, "at": iso(row.at), "type": row.kind, "text": EVENTS_RU[row.kind]} for row in rows],
        "perhaps_same": perhaps_same(views.parts.region, situation, still) if still and full else [],
        "card": _card(views, still or reported) if full else None,
    }


def _queued(parts: ApiParts, user: User, incident_id: str) -> dict[str, Any]:
    """Return what is known of a call that is kept and not yet handled."""
    answer = answer_of(parts.inbox.card_of(incident_id))
    if not answer:
        raise Problem(404, f"вызов {incident_id}: такого нет", code="unknown-incident")
    if not may(user, Operation.SEE_CARD):
        answer = {**answer, "place": answer["district"], "at": coarse(answer["at"])}
    return {**answer, "id": incident_id, "status": "queued", "recommendation": None, "assignments": [], "events": []}


def _card(views: Views, incident: Incident) -> Any:
    stored = views.parts.inbox.card_of(incident.whole)
    return shown_card(json.loads(stored.raw), incident) if stored else None
