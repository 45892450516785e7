"""From a request to a command and back: keep it, wake the worker, wait for its verdict."""

import asyncio
from typing import Annotated, Any
from uuid import uuid4

import structlog
from fastapi import Header
from starlette.concurrency import run_in_threadpool

from dispatch.api.problems import Problem
from dispatch.application.log import CommandResult, CommandState, NewCommand
from dispatch.application.ports import BusUnavailable
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import CommandBody

WAIT_S = 5.0
FIRST_POLL_S = 0.004
LAST_POLL_S = 0.1

URGENT = 0
"""Priority of buttons and decisions of people: before every new call, because they free crews and cost nothing."""

KEY_REUSED = "под этим Idempotency-Key уже принята другая команда; для новой нужен новый ключ"

STATUS = {
    "unknown-incident": 404,
    "unknown-crew": 404,
    "unknown-hospital": 404,
    "unknown-transport": 404,
    "unknown-closure": 404,
}

IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="повтор с тем же ключом ничего не меняет"),
]

log = structlog.get_logger("commands")


def new_command(body: CommandBody, *, actor: str, priority: int, received_at: float, key: str | None) -> NewCommand:
    """Wrap a body for the inbox. The key is kept per author, so that two tablets cannot meet in one."""
    return NewCommand(
        id=CommandId(uuid4().hex),
        received_at=received_at,
        actor=actor,
        priority=priority,
        body=body,
        idempotency_key=None if key is None else f"{actor}:{key}",
    )


def wake(parts: ApiParts, command: NewCommand) -> None:
    """Put the command into the queue. When Redis is gone the worker finds it in the record."""
    try:
        parts.bus.push(command.id, priority=command.priority, received_at=command.received_at)
    except BusUnavailable as error:
        log.warning("redis-gone", command=command.id, error=str(error))


async def submit(parts: ApiParts, body: CommandBody, *, actor: str, key: str | None) -> CommandResult:
    """Keep a command, wait for its end. Raises a problem when it is refused, or the worker is silent."""
    command = new_command(body, actor=actor, priority=URGENT, received_at=parts.clock.now(), key=key)
    kept = await run_in_threadpool(parts.inbox.put, command)
    if kept == command.id:
        await run_in_threadpool(wake, parts, command)
    elif not await run_in_threadpool(parts.inbox.is_same, kept, body):
        raise Problem(409, KEY_REUSED, code="key-reused", extra={"command": kept})
    result = await _verdict(parts, kept)
    if result is None:
        raise Problem(
            503,
            "команда сохранена и будет выполнена, но решающий процесс пока молчит; повторите с тем же Idempotency-Key",
            code="pending",
            extra={"command": kept},
        )
    if result.refusal is not None:
        raise _refused(result.refusal)
    return result


async def _verdict(parts: ApiParts, command: CommandId) -> CommandResult | None:
    waited, pause = 0.0, FIRST_POLL_S
    while waited < WAIT_S:
        result = await run_in_threadpool(parts.inbox.result, command)
        if result is not None and result.state is not CommandState.PENDING:
            return result
        await asyncio.sleep(pause)
        waited += pause
        pause = min(pause * 1.5, LAST_POLL_S)
    return None


def _refused(refusal: Any) -> Problem:
    code = str(refusal["code"])
    extra = {} if refusal.get("legal") is None else {"legal": refusal["legal"]}
    return Problem(STATUS.get(code, 409), str(refusal["detail"]), code=code, extra=extra)
