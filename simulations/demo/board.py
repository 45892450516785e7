"""What the demo knows of the service: the state, kept fresh by the live stream."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from routing.types import LatLon
from simulations.demo.client import Client, ServiceGone

BREATH_S = 0.5
"""Real seconds before a broken stream is opened again."""

Json = dict[str, Any]


@dataclass(slots=True)
class Board:
    """Open incidents and crews. `waiting` maps an incident to the crew recommended, None when there is none."""

    client: Client
    mode: str = ""
    cursor: int = 0
    waiting: dict[str, str | None] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    at_patient: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    stations: dict[str, LatLon] = field(default_factory=dict)
    crews: dict[str, Json] = field(default_factory=dict)
    reloads: int = 0
    _on_crew: Callable[[Json], None] | None = None

    async def load(self, *, patient: bool = True) -> None:
        """Load the whole state. Raises `ServiceGone`, at once unless `patient`."""
        answer = await self.client.ask("GET", "/api/state", who="dispatcher", patient=patient)
        if not answer.good:
            raise ServiceGone(f"{self.client.url}: {answer.body.get('title')} {answer.body.get('detail')}")
        state: Json = answer.body
        self.cursor, self.mode = state["cursor"], state["mode"]
        self.stations.update((row["id"], LatLon(**row["at"])) for row in state["stations"])
        self.waiting, self.open = {}, set()
        for incident in state["incidents"]:
            self._see(incident["id"], incident)
        for crew in state["crews"]:
            self._see_crew(crew)

    def watch(self, on_crew: Callable[[Json], None]) -> None:
        """Tell of every crew now, and of each one that changes from now on."""
        self._on_crew = on_crew
        for crew in self.crews.values():
            on_crew(crew)

    async def follow(self) -> None:
        """Follow the stream for ever; load again what it could not tell."""
        while True:
            try:
                async for told in self.client.follow(self.cursor, who="dispatcher"):
                    if told.name == "change":
                        self.change(told.data)
                    elif told.name == "resync":
                        self.reloads += 1
                        await self.load()
            except (httpx.TransportError, ServiceGone):
                pass
            await asyncio.sleep(BREATH_S)

    def change(self, data: Json) -> None:
        """Take one change."""
        self.cursor, self.mode = data["seq"], data["mode"]
        if data["incident"]:
            self._see(data["incident"], data.get("incident_view"))
        if data.get("crew_view"):
            self._see_crew(data["crew_view"])

    def _see_crew(self, crew: Json) -> None:
        self.crews[crew["id"]] = crew
        if self._on_crew is not None:
            self._on_crew(crew)

    def _see(self, incident: str, view: Json | None) -> None:
        self.opened.add(incident)
        self.waiting.pop(incident, None)
        if view is None:
            self.open.discard(incident)
            return
        self.open.add(incident)
        if view["status"] == "waiting":
            made = view["recommendation"]
            self.waiting[incident] = made["crew"] if made else None
        else:
            self.assigned.add(incident)
        if "at-patient" in view["milestones"]:
            self.at_patient.add(incident)
