"""Outermost layer: the token for static files, and the headers of every answer. Plain ASGI, so that streams stream."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch.api.problems import Problem
from dispatch.api.security import LOGIN_NEEDED, token_of

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
"""MapLibre draws with a worker and sets styles from its script; nothing else is looser than 'self'."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Shell:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, *, guarded: Sequence[str]) -> None:
        self._app = app
        self._guarded = tuple(guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if scope["path"].startswith(self._guarded) and not await _known(scope):
            await Problem(401, LOGIN_NEEDED, code="unauthenticated").response()(scope, receive, dressed)
            return
        await self._app(scope, receive, dressed)


async def _known(scope: Scope) -> bool:
    parts = scope["app"].state.parts
    token = token_of(Request(scope))
    return token is not None and await run_in_threadpool(_user, parts, token) is not None


def _user(parts: object, token: str) -> object:
    return parts.tokens.user(token, now=parts.clock.now())  # type: ignore[attr-defined]
