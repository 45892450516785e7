"""What people decided otherwise than proposed, and who was right in hindsight. Roles, not names."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from dispatch.api.problems import Problem
from dispatch.api.security import OverrideReader, Parts
from dispatch.application.hindsight import shown
from dispatch.bootstrap.hindsight import judge_log

USUAL_S = 7 * 86_400.0
LONGEST_S = 400 * 86_400.0

router = APIRouter(tags=["planners"])

Since = Annotated[
    datetime | None, Query(description="с какого момента; без него последние семь суток", examples=["2026-11-15"])
]


@router.get("/api/planners/overrides", summary="Где люди не согласились с рекомендацией, и кто оказался прав")
async def overrides(parts: Parts, _: OverrideReader, since: Since = None) -> dict[str, Any]:
    """Judge every override since a moment from the record alone, with what is not known said to be so."""
    now = parts.clock.now()
    begin = now - USUAL_S if since is None else (since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp()
    if not now - LONGEST_S <= begin <= now:
        raise Problem(422, "since: нужен момент не в будущем и не раньше чем 400 суток назад", code="bad-since")
    found = await run_in_threadpool(judge_log, parts.log, parts.tokens, since=begin)
    return shown(found)
