"""The board and its live stream (SSE). A client loads the state and goes on from its cursor."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from dispatch.api.hospital_views import said_view
from dispatch.api.live import Change, Live, Subscriber
from dispatch.api.moments import iso
from dispatch.api.post_views import posts_told
from dispatch.api.problems import Problem
from dispatch.api.scene_views import patient_incident, works_beside
from dispatch.api.security import AnyUser, Watcher
from dispatch.api.transport_views import carried_view, concerns
from dispatch.api.views import Views
from dispatch.application.access import Operation, Role, User, may
from dispatch.application.log import StoredEvent
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import StandbyOffered, StandbyOrdered
from dispatch.domain.posts import PostsCounted
from dispatch.domain.road_messages import WeightsChanged
from dispatch.domain.situation import Situation
from dispatch.domain.transport_messages import TransportEvent

HEARTBEAT_S = 3.0

router = APIRouter(tags=["board"])


@dataclass(frozen=True, slots=True)
class Named:
    """A message without an id: positions, a changed context, the steps of degrading."""

    name: str
    data: Any
    incident: str | None = None


@router.get("/api/state", summary="Вся обстановка")
def state(request: Request, user: Watcher) -> dict[str, Any]:
    """Return crews, open incidents, hospitals, mode, map, and the cursor from which `/api/events` goes on."""
    return {**views_of(request).state(user), "degraded": request.app.state.degraded.found}


@router.get("/api/events", summary="Живой поток (SSE)", response_class=EventSourceResponse)
async def events(
    request: Request,
    user: AnyUser,
    since: Annotated[int | None, Query(ge=0, description="номер последнего известного события")] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Stream changes with the event's number as id; positions, contexts and degrading without."""
    if not (may(user, Operation.SEE_STATE) or user.role is Role.CREW):
        raise Problem(403, f"роль {user.role} не видит потока", code="forbidden")
    live: Live = request.app.state.live
    start = int(last_event_id) if last_event_id and last_event_id.isdigit() else since
    return EventSourceResponse(_stream(request, user, live.state()[0] if start is None else start), ping=3600)


def views_of(request: Request) -> Views:
    """Return the view builder of this process."""
    views: Views = request.app.state.views
    return views


async def _stream(request: Request, user: User, since: int) -> AsyncIterator[ServerSentEvent]:
    live: Live = request.app.state.live
    subscriber, missed = live.subscribe(since)
    try:
        if missed is None:
            yield _sse("resync", {})
        for change in missed or ():
            if (told := _tell(views_of(request), user, change)) is not None:
                yield told
        while not subscriber.overrun and not request.app.state.closing.is_set():
            message = await _next(subscriber)
            told = _heartbeat(request) if message is None else _tell(views_of(request), user, message)
            if told is not None:
                yield told
        if subscriber.overrun:
            yield _sse("resync", {})
    finally:
        live.unsubscribe(subscriber)


async def _next(subscriber: Subscriber) -> object | None:
    try:
        return await asyncio.wait_for(subscriber.queue.get(), HEARTBEAT_S)
    except TimeoutError:
        return None


def _heartbeat(request: Request) -> ServerSentEvent:
    return _sse("heartbeat", {"now": iso(request.app.state.parts.clock.now())})


def _tell(views: Views, user: User, message: object) -> ServerSentEvent | None:
    """Write a message for this reader; None when it is not the reader's."""
    match message:
        case Change():
            return _change(views, user, message)
        case Named():
            data = _own_part(views, user, message)
            return None if data is None else _sse(message.name, data)
        case _:
            return None


def _own_part(views: Views, user: User, message: Named) -> object | None:
    """Return what of a message this reader may have."""
    match message.name, user.role:
        case "break-glass", role:
            return message.data if role in (Role.SUPERVISOR, Role.SENIOR) else None
        case "positions", Role.CREW:
            return {crew: fix for crew, fix in message.data.items() if crew == user.crew} or None
        case "context", Role.CREW:
            return message.data if _is_own(views, user, message.incident) else None
        case _:
            whole: object = message.data
            return whole


def _change(views: Views, user: User, change: Change) -> ServerSentEvent | None:
    row = change.row
    of_transport = isinstance(change.event, TransportEvent)
    incident = IncidentId(row.incident) if row.incident and not of_transport else None
    crew = _crew_of(change, incident)
    if user.role is Role.CREW and crew != user.crew and not concerns(change.event, user.crew):
        told = _drives_by(change, user) or (
            incident is not None and works_beside(change.before, change.after, incident, user.crew)
        )
        return _sse("change", {"seq": row.seq, "at": iso(row.at), "type": row.kind}, row) if told else None
    data = {
        "seq": row.seq,
        "at": iso(row.at),
        "type": row.kind,
        "incident": incident,
        "crew": crew,
        **_views(views, user, change.after, incident, crew),
        **said_view(change.event, change.after),
        **carried_view(views, user, change.event, change.after),
        **posts_told(views.parts.region, change.event, change.after),
        **_offers_gone(views, change),
    }
    return _sse("change", data, row)


def _drives_by(change: Change, user: User) -> bool:
    """Whether the crew works on a call while the roads change: its tablet asks for its way anew."""
    crew = change.after.crews.get(CrewId(user.crew or ""))
    return isinstance(change.event, WeightsChanged) and crew is not None and crew.assignment is not None


def _views(
    views: Views, user: User, situation: Situation, incident: IncidentId | None, crew: CrewId | None
) -> Mapping[str, Any]:
    found: dict[str, Any] = {"mode": situation.mode.value}
    if incident is not None:
        still = situation.incidents.get(incident)
        full = may(user, Operation.SEE_CARD) or user.role is Role.CREW
        found["incident_view"] = views.incident(situation, still, full=full) if still else None
    if crew is not None and crew in situation.crews:
        found["crew_view"] = views.crew(situation, situation.crews[crew])
    return found


def _offers_gone(views: Views, change: Change) -> Mapping[str, Any]:
    """Return the crews whose offered move is over by an event that is not about them; nothing mostly."""
    if not isinstance(change.event, StandbyOffered | PostsCounted):
        return {}
    gone = (crew for crew in change.before.moves if crew not in change.after.moves and crew in change.after.crews)
    return {"crew_views": [views.crew(change.after, change.after.crews[crew]) for crew in gone]}


def _crew_of(change: Change, incident: IncidentId | None) -> CrewId | None:
    """Return the crew that the event concerns: the one it names, or the one on its incident."""
    if isinstance(change.event, StandbyOffered | StandbyOrdered):
        return change.event.move.crew
    if change.row.crew:
        return CrewId(change.row.crew)
    for situation in (change.after, change.before):
        known = situation.incidents.get(incident) if incident else None
        if known and known.assignment:
            return situation.assignments[known.assignment].crew
    return None


def _is_own(views: Views, user: User, incident: str | None) -> bool:
    """Whether the tablet's crew works with the patient of this incident: on the incident, or on a part of it."""
    _, situation = views.live.state()
    crew = situation.crews.get(CrewId(user.crew or ""))
    job = situation.assignments.get(crew.assignment) if crew and crew.assignment else None
    return job is not None and incident is not None and patient_incident(situation, job.incident) == incident


def _sse(name: str, data: object, row: StoredEvent | None = None) -> ServerSentEvent:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(text, event=name, id=None if row is None else str(row.seq))
