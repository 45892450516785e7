"""The service itself: health, readiness, who am I, the map, tiles, pages and login."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dispatch.api.login import LOGIN_PAGE
from dispatch.api.moments import iso
from dispatch.api.problems import Problem
from dispatch.api.security import COOKIE, AnyUser, Auditor, Parts
from dispatch.api.views import map_view
from dispatch.application.access import Role
from dispatch.bootstrap.edge import ApiParts

STATIC = Path(__file__).resolve().parents[1] / "console" / "static"
PAGES = {
    "console": "console.html",
    "tablet": "tablet.html",
    "planner": "planner.html",
    "transport": "transport.html",
}
HOMES = {Role.CREW: "/tablet", Role.PLANNER: "/planner"}
"""Where a role works; everybody else works at the console."""

router = APIRouter()


@router.get("/health", tags=["service"], summary="Жива ли служба")
def health() -> dict[str, str]:
    """Answer that the process is alive; needs no token."""
    return {"status": "ok"}


@router.get("/ready", tags=["service"], summary="Что готово, что ухудшено")
def ready(request: Request, _: AnyUser) -> dict[str, Any]:
    """Say whether calls get decisions now, and name every degraded part."""
    found = request.app.state.degraded.found
    worker = not any(f["part"] == "worker" for f in found)
    _, situation = request.app.state.live.state()
    return {"ready": worker and bool(situation.crews), "parts": found, "crews": len(situation.crews)}


@router.get("/api/me", tags=["service"], summary="Кто я")
def me(user: AnyUser) -> dict[str, Any]:
    """Return the user of the token."""
    return {"user": user.name, "role": user.role.value, "crew": user.crew}


@router.get("/api/map", tags=["service"], summary="Какая карта загружена")
def loaded_map(request: Request, parts: Parts, _: AnyUser) -> dict[str, Any]:
    """Return the map's label, date, licence, bounds and what of it is synthetic."""
    return map_view(parts.oracle.info, parts.oracle.learnt, tiles=request.app.state.tiles.ready())


@router.get("/tiles/{z}/{x}/{y}.mvt", tags=["service"], summary="Векторный тайл")
def tile(request: Request, z: int, x: int, y: int, _: AnyUser) -> Response:
    """Return a gzipped Mapbox Vector Tile; 204 where there is nothing."""
    data = request.app.state.tiles.get(z, x, y)
    if not data:
        return Response(status_code=204)
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    headers = {"Content-Encoding": "gzip", "ETag": etag, "Cache-Control": "private, max-age=3600"}
    return Response(data, media_type="application/vnd.mapbox-vector-tile", headers=headers)


@router.get("/api/audit", tags=["service"], summary="Кто смотрел карты пациентов")
def audit(parts: Parts, _: Auditor, limit: Annotated[int, Query(ge=1, le=1_000)] = 100) -> dict[str, Any]:
    """Return the last accesses to patients' records, and whether the chain of the whole trail is unbroken."""
    broken_at = parts.audit.verify()
    rows = [{**row, "at": iso(float(str(row["at"])))} for row in parts.audit.newest(limit)]
    return {"chain_broken_at": broken_at, "accesses": rows}


@router.get("/", include_in_schema=False)
def home(user: AnyUser) -> Response:
    """Send everybody to their page."""
    return RedirectResponse(HOMES.get(user.role, "/console"), 303)


@router.get("/console", include_in_schema=False)
def console(request: Request, parts: Parts, token: str | None = None) -> Response:
    """Return the dispatcher's page."""
    return _page(request, parts, "console", token)


@router.get("/tablet", include_in_schema=False)
def tablet(request: Request, parts: Parts, token: str | None = None) -> Response:
    """Return the crew's page."""
    return _page(request, parts, "tablet", token)


@router.get("/planner", include_in_schema=False)
def planner(request: Request, parts: Parts, token: str | None = None) -> Response:
    """Return the planner's page."""
    return _page(request, parts, "planner", token)


@router.get("/transport", include_in_schema=False)
def transport(request: Request, parts: Parts, token: str | None = None) -> Response:
    """Return the page of planned transport."""
    return _page(request, parts, "transport", token)


@router.post("/login", include_in_schema=False)
def login(parts: Parts, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Keep a token in a cookie that no script can read."""
    user = parts.tokens.user(token.strip(), now=parts.clock.now())
    if user is None:
        return HTMLResponse(LOGIN_PAGE, 401)
    return _with_cookie(RedirectResponse(HOMES.get(user.role, "/console"), 303), token.strip())


def _page(request: Request, parts: ApiParts, name: str, token: str | None) -> Response:
    if token is not None:  # a pairing link: keep the token, and take it out of the address and the history
        if parts.tokens.user(token, now=parts.clock.now()) is None:
            return HTMLResponse(LOGIN_PAGE, 401)
        return _with_cookie(RedirectResponse(f"/{name}", 303), token)
    kept = request.cookies.get(COOKIE)
    if kept is None or parts.tokens.user(kept, now=parts.clock.now()) is None:
        return HTMLResponse(LOGIN_PAGE, 401)
    path = STATIC / PAGES[name]
    if not path.is_file():
        raise Problem(404, f"страница {name} не собрана: выполните make setup", code="page-missing")
    # Clocks show the region's time, wherever the screen stands: the page knows it before its first question.
    zone = f'<html data-utc-offset-s="{parts.region.utc_offset_s:.0f}" '
    text = path.read_text(encoding="utf-8").replace("<html ", zone, 1)
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


def _with_cookie(response: Response, token: str) -> Response:
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
    return response
