"""The part of the service that the demo meets, in memory: calls by key, one crew's buttons, a scripted stream."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulations.demo.client import Client

BEGIN, SCENE, HOSPITAL = {"lat": 60.0, "lon": 30.0}, {"lat": 60.01, "lon": 30.0}, {"lat": 60.02, "lon": 30.0}
NEXT = {
    "notified": ["accepted"],
    "accepted": ["en-route"],
    "en-route": ["at-scene"],
    "at-scene": ["at-patient", "available"],
    "at-patient": ["transporting", "available"],
    "transporting": ["at-hospital"],
    "at-hospital": ["handed-over"],
    "handed-over": ["available"],
    "available": [],
}


@dataclass
class FakeService:
    """Answers as the API does. `troubles` come first, whoever asks: a status, or None for a broken line."""

    milestone: str = "notified"
    troubles: list[int | None] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    pressed: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    address_is_known: bool = True

    def client(self) -> Client:
        tokens = {"dispatcher": "d", "integration": "i"}
        return Client("http://fake", tokens, httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked[request.url.path] += 1
        if self.troubles:
            trouble = self.troubles.pop(0)
            if trouble is None:
                raise httpx.ConnectError("the line is broken")
            return httpx.Response(trouble, json={})
        return self._granted(request, json.loads(request.content or b"{}"))

    def _granted(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:  # noqa: PLR0911 (one a path)
        match request.url.path.split("/")[2:]:
            case ["calls"]:
                return self._call(request.headers["Idempotency-Key"], body)
            case ["crews", _, "token"]:
                return httpx.Response(200, json={"token": "t"})
            case ["crews", _, "order"]:
                return httpx.Response(200, json=self._order())
            case ["crews", _, "status"]:
                return self._press(body["milestone"])
            case ["incidents", incident, "confirm"]:
                self.confirmed.append(f"{incident} {body['crew']}")
                return httpx.Response(200, json={})
            case ["routing", "route"]:
                return httpx.Response(422, json={})
        return httpx.Response(404, json={"detail": "no such thing"})

    def _call(self, key: str, body: dict[str, Any]) -> httpx.Response:
        if "location" not in body and not self.address_is_known:
            return httpx.Response(422, json={"detail": "unknown address"})
        status = 200 if key in self.known else 201
        incident = self.known.setdefault(key, f"incident-{len(self.known)}")
        return httpx.Response(status, json={"incident": incident})

    def _press(self, milestone: str) -> httpx.Response:
        if milestone not in NEXT[self.milestone]:
            return httpx.Response(409, json={"legal": NEXT[self.milestone]})
        self.milestone = milestone
        self.pressed.append(milestone)
        return httpx.Response(200, json={"legal": NEXT[milestone]})

    def _order(self) -> dict[str, Any]:
        hospital = self.milestone in ("at-patient", "transporting")
        begin, end = (SCENE, HOSPITAL) if hospital else (BEGIN, SCENE)
        line = [[begin["lon"], begin["lat"]], [end["lon"], end["lat"]]]
        route = {"geometry": {"type": "LineString", "coordinates": line}, "duration_s": 100}
        order = {"target_at": end, "route": route}
        return {"legal": NEXT[self.milestone], "milestone": self.milestone, "order": order}
