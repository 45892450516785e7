"""Standby moves: a person sends an idle crew to wait elsewhere, or does not want the move that is offered."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.incidents import Because
from dispatch.api.problems import FieldError, invalid
from dispatch.api.security import Decider, Parts
from dispatch.api.streams import views_of
from dispatch.application.access import User
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.messages import CommandBody, DeclineStandby, OrderStandby

router = APIRouter(tags=["crews"])


class Move(BaseModel):
    """To which base, and why; the reason may stay empty where the move is the offered one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    to: Annotated[str, Field(min_length=1, max_length=100, examples=["standby-01"])]
    reason: Annotated[str, Field(max_length=1_000)] = ""


@router.post("/api/crews/{crew_id}/standby", summary="Послать свободную бригаду на точку дежурства")
async def order_standby(
    request: Request, crew_id: str, body: Move, parts: Parts, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Send an idle crew to stand by: as offered, or by one's own choice. It may be sent to a call on the way."""
    _known_base(parts, body.to)
    wish = OrderStandby(crew=CrewId(crew_id), to=StationId(body.to), reason=body.reason)
    return await _done(request, user, wish, crew_id, idempotency_key)


@router.post("/api/crews/{crew_id}/standby/decline", summary="Отклонить предложенный переезд")
async def decline_standby(
    request: Request, crew_id: str, body: Because, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Take the offered move back; it is not offered again for a while."""
    wish = DeclineStandby(crew=CrewId(crew_id), reason=body.reason)
    return await _done(request, user, wish, crew_id, idempotency_key)


def _known_base(parts: ApiParts, base: str) -> None:
    if base not in parts.region.bases:
        message = f"«{base}»: такой базы в регионе нет; точки и подстанции есть в /api/state"
        raise invalid([FieldError(field="to", message=message)])


async def _done(request: Request, user: User, wish: CommandBody, crew_id: str, key: str | None) -> dict[str, Any]:
    await done(request, user, wish, key)
    views = views_of(request)
    _, situation = views.live.state()
    found = situation.crews.get(CrewId(crew_id))
    return {"crew": views.crew(situation, found) if found else None}
