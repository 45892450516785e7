"""Planned transport: book, look, confirm, choose a crew, cancel; the crew's run and its buttons."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from dispatch.api.commands import IdempotencyKey, new_command, wake
from dispatch.api.doing import done
from dispatch.api.intake import Received
from dispatch.api.problems import Problem
from dispatch.api.security import (
    Decider,
    Driver,
    Moder,
    OrderReader,
    Parts,
    Staffer,
    TransportBooker,
    TransportReader,
    own_crew,
)
from dispatch.api.streams import views_of
from dispatch.api.transport_body import Booking, Chosen, Confirmed, Lending, Pressed, Use
from dispatch.api.transport_booking import Booked, book
from dispatch.api.transport_views import board, closed_view, crew_run_view, story_view, transport_view
from dispatch.application.access import User
from dispatch.application.log import StoredCard
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId, TransportId
from dispatch.domain.situation import Situation
from dispatch.domain.transport import Room
from dispatch.domain.transport_messages import (
    AssignTransport,
    CancelTransport,
    ConfirmTransports,
    ReportTransportStep,
    RequestTransport,
    SetTransportLending,
    SetTransportUse,
)

LEAST_URGENT = 9
"""Priority of a booking: behind every call and every button."""

MOST_BYTES = 64 * 1024
TAKEN = "под этим Idempotency-Key уже принят другой заказ; для нового нужен новый ключ"

router = APIRouter(tags=["transport"])


@router.post(
    "/api/transport",
    status_code=HTTPStatus.CREATED,
    summary="Заказать плановую перевозку",
    responses={200: {"description": "этот ключ уже был: тот же заказ"}},
)
async def request_transport(
    request: Request, body: Booking, parts: Parts, user: TransportBooker, idempotency_key: IdempotencyKey = None
) -> Response:
    """Book one way, there and back, or a series. 201 means that it is on disk; the plan follows by itself."""
    raw = await request.body()
    if len(raw) > MOST_BYTES:
        raise Problem(413, f"заказ длиннее {MOST_BYTES // 1024} КБ", code="too-large")
    received = Received(raw=raw, source=user.name, key=idempotency_key, at=parts.clock.now())
    status, answer = await run_in_threadpool(_take, parts, received, body)
    return JSONResponse(answer, status)


@router.get("/api/transport", summary="Плановые перевозки: заявки и рейсы бригад")
async def transports(request: Request, user: TransportReader) -> dict[str, Any]:
    """Return open requests, runs, and the crews that carry."""
    views = views_of(request)
    return await run_in_threadpool(board, views, views.live.state()[1], user)


@router.post("/api/transport/confirm", summary="Подтвердить план перевозок")
async def confirm(
    request: Request, body: Confirmed, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Promise the planned times: of these requests, or of all."""
    wish = ConfirmTransports(transports=tuple(map(TransportId, body.transports)))
    await done(request, user, wish, idempotency_key)
    return await transports(request, user)


@router.put("/api/transport/lending", summary="Можно ли посылать выделенные бригады при угрозе жизни")
async def lending(
    request: Request, body: Lending, user: Moder, idempotency_key: IdempotencyKey = None
) -> dict[str, bool]:
    """Set whether a crew set aside may answer a threat to life that nobody else can."""
    await done(request, user, SetTransportLending(lend=body.lend), idempotency_key)
    return {"lend": body.lend}


@router.get("/api/transport/{transport_id}", summary="Одна перевозка")
async def transport(request: Request, transport_id: str, user: TransportReader) -> dict[str, Any]:
    """Return a request with its reasons, the crews that lost, and its story; also one that is over."""
    return await run_in_threadpool(_whole, request, user, transport_id)


@router.delete("/api/transport/{transport_id}", summary="Отменить перевозку")
async def cancel(
    request: Request,
    transport_id: str,
    user: TransportBooker,
    reason: Annotated[str, Query(min_length=1, max_length=1_000, description="почему")],
    returns: Annotated[bool, Query(description="и путь обратно")] = True,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Cancel a way, and the way back with it, unless the patient is on board."""
    wish = CancelTransport(transport=TransportId(transport_id), reason=reason, returns=returns)
    await done(request, user, wish, idempotency_key)
    return await run_in_threadpool(_whole, request, user, transport_id)


@router.post("/api/transport/{transport_id}/assign", summary="Назначить бригаду вручную")
async def assign(
    request: Request,
    transport_id: str,
    body: Chosen,
    user: Decider,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Choose the crew; the next plan finds the time, and the crew may begin before it."""
    wish = AssignTransport(transport=TransportId(transport_id), crew=CrewId(body.crew), reason=body.reason)
    await done(request, user, wish, idempotency_key)
    return await run_in_threadpool(_whole, request, user, transport_id)


@router.post("/api/transport/{transport_id}/step", summary="Кнопка бригады о перевозке")
async def step(
    request: Request,
    transport_id: str,
    body: Pressed,
    user: Driver,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Take the next step of a transport. 409 names the legal button when this one is not."""
    own_crew(user, body.crew)
    wish = ReportTransportStep(
        crew=CrewId(body.crew),
        transport=TransportId(transport_id),
        step=body.step,
        pressed_at=body.pressed_at.timestamp() if body.pressed_at else None,
    )
    await done(request, user, wish, idempotency_key)
    return await _run_of(request, user, body.crew)


@router.get("/api/crews/{crew_id}/transport", summary="Рейс бригады: остановки и пациенты")
async def run(request: Request, crew_id: str, user: OrderReader) -> dict[str, Any]:
    """Return what the crew's tablet shows."""
    own_crew(user, crew_id)
    return await _run_of(request, user, crew_id)


@router.put("/api/crews/{crew_id}/transport", summary="Выделить бригаду для перевозок")
async def use(
    request: Request, crew_id: str, body: Use, user: Staffer, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Set a crew aside, let it carry between its calls, or give it back to the calls."""
    room = Room(**body.room.model_dump()) if body.room else None
    wish = SetTransportUse(crew=CrewId(crew_id), use=body.use, reason=body.reason, room=room)
    await done(request, user, wish, idempotency_key)
    return await _run_of(request, user, crew_id)


def _take(parts: ApiParts, received: Received, body: Booking) -> tuple[int, dict[str, Any]]:
    known = parts.inbox.card_by_key(f"{received.source}:{received.key}") if received.key else None
    if known is not None:
        return _repeat(known, received)
    booked = book(parts, body, received.at)
    answer = _answer(booked)
    command = new_command(
        RequestTransport(requests=booked.requests),
        actor=received.source,
        priority=LEAST_URGENT,
        received_at=received.at,
        key=None,
    )
    mine = received.stored(incident=booked.id, answer=json.dumps(answer, ensure_ascii=False))
    kept = parts.inbox.keep_card(mine, command)
    if kept.id != mine.id:  # the same key came twice at once, and the other request was first
        return _repeat(kept, received)
    wake(parts, command)
    return HTTPStatus.CREATED, answer


def _repeat(known: StoredCard, received: Received) -> tuple[int, dict[str, Any]]:
    if known.raw != received.stored().raw:
        raise Problem(409, TAKEN, code="key-reused", extra={"booking": known.incident})
    return HTTPStatus.OK, json.loads(known.answer or "{}")


def _answer(booked: Booked) -> dict[str, Any]:
    return {
        "booking": booked.id,
        "transports": [request.id for request in booked.requests],
        "ends": [booked.origin, booked.destination],
        "status_url": f"/api/transport/{booked.requests[0].id}",
    }


def _whole(request: Request, user: User, transport_id: str) -> dict[str, Any]:
    views = views_of(request)
    _, situation = views.live.state()
    events = [row.event() for row in views.parts.log.of_incident(transport_id)]
    known = situation.transport.requests.get(TransportId(transport_id))
    shown = transport_view(views, situation, known, user) if known else closed_view(views, situation, events, user)
    if shown is None:
        raise Problem(404, f"перевозка {transport_id}: такой нет", code="unknown-transport")
    return {**shown, "events": story_view(events)}


async def _run_of(request: Request, user: User, crew_id: str) -> dict[str, Any]:
    views = views_of(request)
    situation, crew = _crew(views.live.state()[1], crew_id)
    return await run_in_threadpool(crew_run_view, views, situation, crew, user)


def _crew(situation: Situation, crew_id: str) -> tuple[Situation, Crew]:
    crew = situation.crews.get(CrewId(crew_id))
    if crew is None:
        raise Problem(404, f"бригада {crew_id}: в расписании региона такой нет", code="unknown-crew")
    return situation, crew
