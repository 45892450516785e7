"""The planner's edge: the simulated runs that are going on, and the reports of those that have ended. Read only."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from msgspec.structs import asdict

from dispatch.api.moments import iso
from dispatch.api.problems import Problem
from dispatch.api.security import Parts, RunWatcher

REPORT_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""A report is a file that somebody has put there: it may show itself, and neither run a script nor ask for anything."""

LONGEST_TEXT = 1_000
"""Of a text that a run gives: an error may hold a whole trace, and there may be two hundred runs."""

router = APIRouter(prefix="/api/runs", tags=["planners"])


@router.get("", summary="Имитационные прогоны")
def runs(parts: Parts, _: RunWatcher) -> dict[str, Any]:
    """Return what every run last said of itself, newest first; what could not be read is named."""
    found, hidden = parts.runs.runs()
    shown = [
        {
            "run": seen.run,
            "heard_at": iso(seen.heard_at),
            "has_report": seen.has_report,
            **{name: _short(value) for name, value in asdict(seen.status).items()},
            "started_at": iso(seen.status.started_at),
        }
        for seen in found
        if seen.status
    ]
    unreadable = [{"run": seen.run, "why": seen.unread} for seen in found if seen.unread]
    return {"now": iso(parts.clock.now()), "runs": shown, "unreadable": unreadable, "hidden": hidden}


@router.get("/{run}/report", summary="Отчёт прогона", response_class=HTMLResponse)
def report(run: str, parts: Parts, _: RunWatcher) -> Response:
    """Return the report of a run as it was written."""
    path = parts.runs.report(run)
    if path is None:
        raise Problem(404, f"у прогона «{run}» отчёта нет", code="no-report")
    headers = {"Content-Security-Policy": REPORT_CSP, "Cache-Control": "no-store"}
    return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)


def _short(value: object) -> object:
    return value[:LONGEST_TEXT] if isinstance(value, str) else value
