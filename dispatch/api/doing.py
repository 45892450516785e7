"""A wish of a person, done: kept, handled by the worker, and seen by this process."""

import asyncio

from starlette.requests import Request

from dispatch.api.commands import submit
from dispatch.api.live import Live
from dispatch.api.security import actor_of
from dispatch.application.access import User
from dispatch.domain.messages import CommandBody

CATCH_UP_S = 1.0


async def done(request: Request, user: User, wish: CommandBody, key: str | None) -> None:
    """Submit the wish and wait until this process shows what it has led to. Raises as `submit` does."""
    result = await submit(request.app.state.parts, wish, actor=actor_of(user), key=key)
    await _caught_up(request.app.state.live, result.last_seq)


async def _caught_up(live: Live, seq: int | None) -> None:
    """Wait a second at most."""
    waited = 0.0
    while seq is not None and live.state()[0] < seq and waited < CATCH_UP_S:
        await asyncio.sleep(0.005)
        waited += 0.005
