"""The application: routes, live state, headers. Started by `uvicorn --factory dispatch.api.app:create`."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles

from dispatch.api import (
    closures,
    crews,
    duty,
    hospitals,
    incidents,
    intake,
    isochrones,
    overrides,
    planners,
    posts,
    posture,
    problems,
    roads,
    scenes,
    service,
    standby,
    streams,
    transport,
)
from dispatch.api.context_feed import ContextFeed
from dispatch.api.degraded import Degraded
from dispatch.api.examples import with_examples
from dispatch.api.headers import Shell
from dispatch.api.live import Live
from dispatch.api.security import authenticated
from dispatch.api.tiles import Tiles
from dispatch.api.track_keeping import keep_tracks
from dispatch.api.views import Views
from dispatch.application.posture import PostureDesk
from dispatch.bootstrap.edge import build_api
from dispatch.bootstrap.roads import travel_times
from dispatch.config import Settings

CONSOLE = Path(__file__).resolve().parents[1] / "console"


def create(settings: Settings | None = None) -> FastAPI:
    """Build the application. Settings come from the environment unless given."""
    chosen = settings or Settings()
    level = logging.getLevelNamesMapping()[chosen.log_level.upper()]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
    app = FastAPI(
        title="Доезд",
        version="0.1.0",
        description="Диспетчеризация скорой помощи: вызов 112, бригада, путь по дорогам, карта пациента.",
        lifespan=_lifespan,
        openapi_url=None,
    )
    app.state.settings = chosen
    problems.install(app)
    for module in (
        service,
        intake,
        incidents,
        scenes,
        crews,
        standby,
        streams,
        roads,
        closures,
        hospitals,
        isochrones,
        planners,
        posture,
        posts,
        duty,
        overrides,
        transport,
    ):
        app.include_router(module.router)
    for name in ("static", "vendor"):
        app.mount(f"/{name}", StaticFiles(directory=CONSOLE / name, check_dir=False), name=name)
    app.add_api_route(
        "/openapi.json", lambda: _openapi(app), dependencies=[Depends(authenticated)], include_in_schema=False
    )
    app.add_middleware(Shell, guarded=("/static", "/vendor"))
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    return with_examples(document)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    feed = ContextFeed()
    parts = await asyncio.to_thread(build_api, settings)
    live = Live(parts)
    degraded = Degraded(parts, live)
    live.on_event = degraded.note
    app.state.parts, app.state.live, app.state.degraded = parts, live, degraded
    app.state.views = Views(parts, live)
    app.state.posture = PostureDesk(travel_times(parts.oracle))
    app.state.tiles = Tiles(settings.cache, parts.oracle.info.checksum)
    app.state.closing = asyncio.Event()
    await asyncio.to_thread(live.start)
    feed.start(parts, live)
    tasks = [
        asyncio.create_task(degraded.watch()),
        asyncio.create_task(feed.run()),
        asyncio.create_task(asyncio.to_thread(parts.oracle.warm)),
        asyncio.create_task(keep_tracks(parts)),
    ]
    yield
    app.state.closing.set()
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    if parts.contexts is not None:
        await parts.contexts.aclose()
    await asyncio.to_thread(live.stop)
