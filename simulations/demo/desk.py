"""The dispatcher of propose mode: looks a few seconds at a recommendation, and confirms it. Never touches the mode."""

import asyncio
from dataclasses import dataclass, field

import numpy as np

from simulations.demo.board import Board
from simulations.demo.client import Client, ServiceGone
from simulations.demo.durations import Durations
from simulations.demo.pace import Pace

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

    async def work(self) -> None:
        """Confirm for ever."""
        async with asyncio.TaskGroup() as hands:
            while True:
                for incident in self._ripe():
                    self._busy.add(incident)
                    hands.create_task(self._confirm(incident))
                await asyncio.sleep(GLANCE_S)

    def _ripe(self) -> list[str]:
        if self.board.mode != "propose":
            return []
        now = self.pace.now()
        offered = [incident for incident, crew in self.board.waiting.items() if crew is not None]
        self._due = {i: self._due.get(i) or now + self.durations.confirming.draw(self.rng) for i in offered}
        return [incident for incident in offered if self._due[incident] <= now and incident not in self._busy]

    async def _confirm(self, incident: str) -> None:
        try:
            path, crew = f"/api/incidents/{incident}/confirm", self.board.waiting.get(incident)
            if crew is None:
                return
            answer = await self.client.ask("POST", path, who="dispatcher", body={"crew": crew}, patient=False)
            if answer.good:
                self.confirmed += 1
            else:
                self.stale += 1
        except ServiceGone:
            self._due.pop(incident, None)  # it stays on the board, and its turn comes again
        finally:
            self._busy.discard(incident)
