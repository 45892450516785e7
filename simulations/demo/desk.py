"""The dispatcher of propose mode: looks a few seconds at a recommendation, and confirms it. Never touches the mode."""

import asyncio
from dataclasses import dataclass, field

import numpy as np

from simulations.demo.board import Board
from simulations.demo.client import Client, ServiceGone
from simulations.demo.pace import Pace
from simulations.durations import Durations

GLANCE_S = 0.1
"""Real seconds between two looks at the board."""


@dataclass(slots=True)
class Desk:
    """Confirms what waits. `stale` counts recommendations that had changed under the hand."""

    client: Client
    board: Board
    pace: Pace
    rng: np.random.Generator
    durations: Durations
    confirmed: int = 0
    stale: int = 0
    _due: dict[str, float] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)
    """Incidents in hand, and those confirmed, of which the stream has not told yet."""

    async def work(self) -> None:
        """Confirm for ever."""
        async with asyncio.TaskGroup() as hands:
            while True:
                for incident, crew in self._ripe():
                    self._busy.add(incident)
                    hands.create_task(self._confirm(incident, crew))
                await asyncio.sleep(GLANCE_S)

    def _ripe(self) -> list[tuple[str, str]]:
        if self.board.mode != "propose":
            return []
        now = self.pace.now()
        offered = [(incident, crew) for incident, crew in self.board.waiting.items() if crew is not None]
        self._due = {i: self._due.get(i) or now + self._glance_s() for i, _ in offered}
        return [
            (incident, crew) for incident, crew in offered if self._due[incident] <= now and incident not in self._busy
        ]

    def _glance_s(self) -> float:
        return float(self.durations.confirming.draw(self.rng, 1)[0])

    async def _confirm(self, incident: str, crew: str) -> None:
        try:
            path = f"/api/incidents/{incident}/confirm"
            answer = await self.client.ask("POST", path, who="dispatcher", body={"crew": crew}, patient=False)
            self.confirmed += answer.good
            self.stale += not answer.good
            if not answer.good:
                self._busy.discard(incident)  # looked at again as the board shows it then
        except ServiceGone:
            self._busy.discard(incident)
