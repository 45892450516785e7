"""`POST /api/calls`: a 112 card becomes an incident, acknowledged only after the commit. Nothing that comes is lost."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from dispatch.api.card import EXAMPLE_CARD, CallCard
from dispatch.api.commands import IdempotencyKey, new_command, wake
from dispatch.api.moments import iso
from dispatch.api.place import Placed, locate
from dispatch.api.problems import FieldError, Problem, field_errors, invalid
from dispatch.api.security import Decider, Parts, Reporter
from dispatch.api.views import point
from dispatch.application.intake import CardFacts, Warn, build_incident, find_complaint, perhaps_known
from dispatch.application.log import StoredCard
from dispatch.application.patient_context import PatientQuery, Sex
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import CallId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import ReportIncident
from dispatch.domain.situation import Situation

MAX_CARD_BYTES = 256 * 1024
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I, which are taken for each other on the radio."""

AHEAD_S = 300.0
OLD_S = 86_400.0

UNTAKEN = "карточка сохранена, но вызов не создан из-за ошибки службы: передайте его голосом и повторите карточку"

router = APIRouter()
log = structlog.get_logger("intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came over the wire, before anybody understood it."""

    raw: bytes
    source: str
    key: str | None
    at: float

    def stored(self, **more: Any) -> StoredCard:
        """Return the row that keeps it."""
        row = {"incident": None, "problem": None, "answer": None, **more}
        return StoredCard(
            id=uuid4().hex,
            received_at=self.at,
            source=self.source,
            idempotency_key=None if self.key is None or row["problem"] else f"{self.source}:{self.key}",
            raw=self.raw[:MAX_CARD_BYTES].decode("utf-8", "backslashreplace").replace("\0", "\\u0000"),
            **row,
        )


@router.post(
    "/api/calls",
    status_code=HTTPStatus.CREATED,
    tags=["calls"],
    summary="Принять карточку 112",
    responses={200: {"description": "этот ключ уже был: тот же вызов"}, 422: {"description": "ошибка в карточке"}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CallCard.model_json_schema(), "example": EXAMPLE_CARD}},
        }
    },
)
async def report_call(
    request: Request, parts: Parts, user: Reporter, idempotency_key: IdempotencyKey = None
) -> Response:
    """Take a call. 201 means that it is on disk; a repeat with the same Idempotency-Key answers 200 with the same."""
    raw = await _body(request)
    received = Received(raw=raw, source=user.name, key=idempotency_key, at=parts.clock.now())
    known = await run_in_threadpool(_known, parts, received)
    if known is not None:
        return known
    try:
        card = _read(received)
        placed = await run_in_threadpool(locate, parts, card)
        status, answer, query = await run_in_threadpool(_take, request, received, card, placed)
    except Problem as problem:
        raise await run_in_threadpool(_keep_problem, parts, received, problem) from None
    except DBAPIError:  # the record itself does not take anything: a second try would only make the sender wait
        raise
    except Exception as error:  # whatever breaks, the card is kept and its sender told to ring by voice
        log.exception("intake")
        untaken = Problem(500, UNTAKEN, code="internal")
        raise await run_in_threadpool(_keep_problem, parts, received, untaken) from error
    if query is not None and parts.contexts is not None:
        parts.contexts.request(query)
    return JSONResponse(answer, status)


@router.get("/api/cards/rejected", tags=["calls"], summary="Непринятые карточки")
def rejected(parts: Parts, _: Decider, limit: int = 50) -> list[dict[str, Any]]:
    """Return cards that were refused, newest first: their raw text is kept so that a person can take the call."""
    return [
        {"raw_id": card.id, "received_at": iso(card.received_at), "source": card.source, "problem": card.problem}
        | {"raw": card.raw}
        for card in parts.inbox.rejected(max(1, min(limit, 500)))
    ]


async def _body(request: Request) -> bytes:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_CARD_BYTES:
            break
    return raw


def _known(parts: ApiParts, received: Received) -> Response | None:
    if received.key is None:
        return None
    card = parts.inbox.card_by_key(f"{received.source}:{received.key}")
    return None if card is None else _repeat(card, received)


def _repeat(card: StoredCard, received: Received) -> Response:
    if card.raw != received.stored().raw:
        return Problem(
            409,
            f"под этим Idempotency-Key уже принят другой вызов ({card.incident}); для нового вызова нужен новый ключ",
            code="key-reused",
            extra={"incident": card.incident},
        ).response()
    return JSONResponse(json.loads(card.answer or "{}"), HTTPStatus.OK)


def _read(received: Received) -> CallCard:
    if len(received.raw) > MAX_CARD_BYTES:
        raise Problem(413, f"карточка длиннее {MAX_CARD_BYTES // 1024} КБ", code="too-large")
    if not received.raw.strip():
        raise invalid([FieldError(field="body", message="тело запроса пусто: нужна карточка 112 в JSON")])
    try:
        found = json.loads(received.raw, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except RecursionError:
        raise invalid([FieldError(field="body", message="слишком глубокая вложенность")]) from None
    except ValueError as error:
        raise invalid([FieldError(field="body", message=f"это не JSON в UTF-8: {error}")]) from None
    try:
        return CallCard.model_validate(found)
    except ValidationError as error:
        raise invalid(field_errors(error.errors())) from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"поле {twice} повторено: непонятно, какому верить")
    return dict(pairs)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} не число")


def _keep_problem(parts: ApiParts, received: Received, problem: Problem) -> Problem:
    """Keep the raw text of a card that cannot be taken, and tell the sender under which id."""
    kept = parts.inbox.keep_card(received.stored(problem=problem.detail), None)
    problem.extra = {**problem.extra, "raw_id": kept.id}
    return problem


def _take(
    request: Request, received: Received, card: CallCard, placed: Placed
) -> tuple[int, dict[str, Any], PatientQuery | None]:
    parts: ApiParts = request.app.state.parts
    received_at, doubts = _received_at(parts, received, card)
    _, situation = request.app.state.live.state()
    known = perhaps_known(situation, placed.at, received_at)
    warnings = (*placed.warnings, *doubts, *known, *_more(parts, card), *_uncarried(situation, card))
    incident = _incident(parts, card, placed, received_at, warnings)
    answer = _answer(incident, placed, warnings)
    command = new_command(
        ReportIncident(incident=incident),
        actor=received.source,
        priority=int(incident.urgency),
        received_at=received.at,
        key=None,
    )
    mine = received.stored(incident=incident.id, answer=json.dumps(answer, ensure_ascii=False))
    kept = parts.inbox.keep_card(mine, command)
    if kept.id != mine.id:  # the same key came twice at once, and the other request was first
        return HTTPStatus.OK, json.loads(kept.answer or "{}"), None
    wake(parts, command)
    return HTTPStatus.CREATED, answer, patient_query(incident.id, card)


def _incident(
    parts: ApiParts, card: CallCard, placed: Placed, received_at: float, warnings: tuple[Warn, ...]
) -> Incident:
    local = datetime.fromtimestamp(received_at + parts.region.utc_offset_s, UTC)
    name = "".join(secrets.choice(ALPHABET) for _ in range(7))
    facts = CardFacts(
        incident=IncidentId(f"{local:%y%m%d}-{name}"),
        call=CallId(uuid4().hex),
        received_at=received_at,
        complaint=card.medical.complaint or card.incident_type,
        emergency=card.emergency,
        injured=card.injured,
        age_years=_age(card, local),
        patient_ref=None,
        equipment=frozenset(card.medical.equipment),
    )
    return build_incident(parts.region, facts, placed.at, warnings)


def _age(card: CallCard, local: datetime) -> int | None:
    patient = card.medical.patient
    if patient.birth_date is None:
        return patient.age_years
    born = patient.birth_date
    return local.year - born.year - ((local.month, local.day) < (born.month, born.day))


def _received_at(parts: ApiParts, received: Received, card: CallCard) -> tuple[float, tuple[Warn, ...]]:
    """Count the promise from the moment of the call, unless the card's clock cannot be right."""
    if card.received_at is None:
        return received.at, ()
    said = card.received_at
    if said.tzinfo is None:
        said = said.replace(tzinfo=timezone(timedelta(seconds=parts.region.utc_offset_s)))
    at = said.timestamp()
    if received.at - OLD_S <= at <= received.at + AHEAD_S:
        return min(at, received.at), ()
    message = f"время {card.received_at.isoformat()} не может быть верным: взято время приёма карточки"
    return received.at, (Warn(field="received_at", message=message),)


def _more(parts: ApiParts, card: CallCard) -> tuple[Warn, ...]:
    found = [
        Warn(field=name, message="такого поля карточка не знает: сохранено, но не учтено")
        for name in card.unknown_fields()
    ]
    complaint = card.medical.complaint or card.incident_type
    if find_complaint(parts.region, complaint) is None:
        found.append(
            Warn(field="medical.complaint", message="повод не распознан: вызов принят как экстренный, уточните")
        )
    patient = card.medical.patient
    found += [
        Warn(field=f"medical.patient.{name}", message=text)
        for name, text in parts.check_identifiers(patient.snils, patient.enp)
    ]
    return tuple(found)


def _uncarried(situation: Situation, card: CallCard) -> tuple[Warn, ...]:
    """Warn of equipment that no crew has: the call is taken, and the nearest one sent all the same."""
    carried = frozenset[str]().union(*(crew.equipment for crew in situation.crews.values()))
    return tuple(
        Warn(field="medical.equipment", message=f"«{name}»: ни одна бригада региона этого не везёт, спросите соседей")
        for name in card.medical.equipment
        if name not in carried
    )


def _answer(incident: Incident, placed: Placed, warnings: tuple[Warn, ...]) -> dict[str, Any]:
    return {
        "incident": incident.id,
        "number": incident.id,
        "place": placed.label,
        "at": point(incident.at),
        "district": incident.district,
        "urgency": int(incident.urgency),
        "emergency": incident.urgency.is_emergency,
        "complaint": incident.complaint,
        "received_at": iso(incident.received_at),
        "warnings": [{"field": warning.field, "message": warning.message} for warning in warnings],
        "status_url": f"/api/incidents/{incident.id}",
    }


def patient_query(incident: IncidentId, card: CallCard) -> PatientQuery:
    """Build the question to the EMR."""
    patient = card.medical.patient
    return PatientQuery(
        incident=incident,
        snils=patient.snils,
        enp=patient.enp,
        family=patient.family,
        given=patient.given,
        patronymic=patient.patronymic,
        birth_date=patient.birth_date.isoformat() if patient.birth_date else None,
        age_years=patient.age_years,
        sex=Sex(patient.sex) if patient.sex else None,
    )
