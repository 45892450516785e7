"""The service's public API over the wire: a repeat is safe, so trouble on the way is repeated, within bounds."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

PAUSES_S = (0.2, 0.4, 0.8, 1.6, 3.0, 4.0, 5.0, 5.0)
"""Real waits between tries: twenty seconds, longer than the supervisor needs to restart any part."""

TIMEOUT_S = 15.0
SILENCE_S = 12.0
"""A stream that says nothing for four heartbeats is dead."""


class ServiceGone(Exception):
    """The service does not answer, after all tries. The message names the address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said. `body` is its JSON."""

    status: int
    body: Any

    @property
    def good(self) -> bool:
        """Whether the wish was granted."""
        return self.status < 400


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the live stream."""

    name: str
    data: Any


class Client:
    """Asks as the holder of a role's token, or of a crew's. `transport` None: the network."""

    def __init__(self, url: str, tokens: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url = url
        self.repeats = 0
        self._tokens = dict(tokens)
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=16)
        self._http = httpx.AsyncClient(
            base_url=url, timeout=TIMEOUT_S, limits=limits, trust_env=False, transport=transport
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def ask(
        self, method: str, path: str, *, who: str, body: object = None, key: str | None = None, patient: bool = True
    ) -> Answer:
        """Return the answer of the service, good or not. Raises `ServiceGone`.

        `patient` False: only one try.
        """
        headers = self._headers(who) | ({"Idempotency-Key": key} if key else {})
        for pause_s in (*(PAUSES_S if patient else ()), None):
            trouble: object
            try:
                answer = await self._http.request(method, path, json=body, headers=headers)
                if answer.status_code < 500:
                    return Answer(answer.status_code, answer.json())
                trouble = answer.status_code
            except (httpx.TransportError, ValueError) as error:
                trouble = type(error).__name__
            if pause_s is not None:
                self.repeats += 1
                await asyncio.sleep(pause_s)
        raise ServiceGone(f"{self.url}{path}: {trouble}")

    async def pair(self, crew: str) -> str:
        """Pair the tablet of a crew once; returns who asks for it from then on."""
        who = f"crew {crew}"
        if who not in self._tokens:
            answer = await self.ask("POST", f"/api/crews/{crew}/token", who="dispatcher")
            self._tokens[who] = answer.body["token"]
        return who

    async def follow(self, since: int, *, who: str) -> AsyncIterator[Told]:
        """Yield what the live stream says, until it breaks. Raises `httpx.TransportError`."""
        timeout = httpx.Timeout(TIMEOUT_S, read=SILENCE_S)
        asked = self._http.stream(
            "GET", "/api/events", params={"since": since}, headers=self._headers(who), timeout=timeout
        )
        async with asked as answer:
            name, data = "", ""
            async for line in answer.aiter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    data = value
                elif not line and name:
                    yield Told(name, json.loads(data))
                    name = ""

    def _headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]}"}
