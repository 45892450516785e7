"""Closures and jams: what stands, what one would close, set, changed, lifted. And which weights are in force."""

import hashlib
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from dispatch.api.closure_body import ChangedClosureBody, ClosureBody, NewClosureBody, read_closure, unresolved, wrong
from dispatch.api.closure_views import closing_view, closure_view, closures_view, history_view
from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.problems import Problem
from dispatch.api.security import Parts, RoadAsker, RoadChanger, actor_of
from dispatch.application.access import User
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.road_messages import ClosureLifted, ClosureSet, LiftClosure, SetClosure
from dispatch.domain.roads import is_over
from routing.types import Closing, Closure, ClosureId, ClosureUnresolved

NEW = 0
"""The revision of a closure that does not stand yet."""

PREVIEWED = "предпросмотр"

router = APIRouter(prefix="/api/roads/closures", tags=["roads"])

Reason = Annotated[str, Query(max_length=1_000, description="почему снято")]
Revision = Annotated[int | None, Query(ge=1, description="какую версию видел тот, кто снимает")]


@router.get("", summary="Перекрытия и заторы")
def closures(request: Request, parts: Parts, _: RoadAsker) -> dict[str, Any]:
    """Return every closure that stands or has just ended, with its state, and the weights in force."""
    _, situation = request.app.state.live.state()
    return closures_view(parts.oracle, situation, parts.clock.now())


@router.post("/preview", summary="Что будет закрыто")
def preview(body: ClosureBody, parts: Parts, _: RoadAsker) -> dict[str, Any]:
    """Return the roads that the closure would close, with their length; nothing is changed."""
    return closing_view(_on_map(parts, read_closure(body, PREVIEWED)))


@router.post("", summary="Перекрыть дорогу или отметить затор", status_code=201)
async def create(
    request: Request, body: NewClosureBody, user: RoadChanger, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Set a closure; it is in force everywhere when the answer comes. 409 when its id is taken."""
    closure = read_closure(body, body.id or _named(user, idempotency_key))
    return await _set(request, user, SetClosure(closure=closure, revision=NEW), idempotency_key)


@router.put("/{closure_id}", summary="Изменить перекрытие")
async def change(
    request: Request,
    closure_id: str,
    body: ChangedClosureBody,
    user: RoadChanger,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Say a closure anew. 409 when somebody else has changed or lifted the revision that was seen."""
    wish = SetClosure(closure=read_closure(body, closure_id), revision=body.revision)
    return await _set(request, user, wish, idempotency_key)


@router.delete("/{closure_id}", summary="Снять перекрытие")
async def lift(
    request: Request,
    closure_id: str,
    user: RoadChanger,
    reason: Reason = "",
    revision: Revision = None,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Open the roads again, exactly as they were. 404 when the closure does not stand."""
    wish = LiftClosure(closure=ClosureId(closure_id), reason=reason, revision=revision)
    await done(request, user, wish, idempotency_key)
    return {"lifted": closure_id}


@router.get("/{closure_id}/history", summary="Кто что сказал о перекрытии")
def history(closure_id: str, parts: Parts, _: RoadAsker) -> list[dict[str, Any]]:
    """Return all that was said of a closure, oldest first, also of one that is lifted."""
    return [history_view(seq, event) for seq, event in _said(parts) if _about(event) == closure_id]


async def _set(request: Request, user: User, wish: SetClosure, key: str | None) -> dict[str, Any]:
    parts: ApiParts = request.app.state.parts
    if is_over(wish.closure, parts.clock.now()):
        raise wrong("ends_at", "это время уже прошло: укажите будущее или не указывайте")
    await run_in_threadpool(_on_map, parts, wish.closure)
    await done(request, user, wish, key)
    _, situation = request.app.state.live.state()
    stands = situation.roads.closures.get(wish.closure.id)
    if stands is None:
        raise Problem(409, f"перекрытие {wish.closure.id}: его уже сняли", code="stale-choice")
    return await run_in_threadpool(closure_view, parts.oracle, situation, stands, parts.clock.now())


def _on_map(parts: ApiParts, closure: Closure) -> Closing:
    """Find the closure on the map. Raises a 422 problem that names the field."""
    try:
        return parts.oracle.closed_by(closure)
    except ClosureUnresolved as problem:
        raise unresolved(problem) from None


def _named(user: User, key: str | None) -> str:
    """Return an id for a new closure: the same for a repeat under the same key."""
    if key is None:
        return uuid4().hex[:12]
    return hashlib.sha256(f"{actor_of(user)}:{key}".encode()).hexdigest()[:12]


def _said(parts: ApiParts) -> list[tuple[int, ClosureSet | ClosureLifted]]:
    kinds = {ClosureSet.__name__, ClosureLifted.__name__}
    found: list[tuple[int, ClosureSet | ClosureLifted]] = []
    after = 0
    while rows := parts.log.of_kinds(kinds, since=0.0, after=after):
        after = rows[-1].seq
        events = ((row.seq, row.event()) for row in rows)
        found += [(seq, event) for seq, event in events if isinstance(event, ClosureSet | ClosureLifted)]
    return found


def _about(event: ClosureSet | ClosureLifted) -> str:
    return event.closure.id if isinstance(event, ClosureSet) else event.closure
