"""112: sends each card once, repeats it with the same key when it must or means to, and notes what was promised."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from simulations.demand import DAY_S, HOUR_S, DrawnCall
from simulations.demo.cards import Card, CardWriter
from simulations.demo.client import Answer, Client, ServiceGone
from simulations.demo.pace import Pace, heard

CREATED, REPEATED, MISUNDERSTOOD = 201, 200, 422


@dataclass(slots=True)
class Callers:
    """Feeds drawn calls. `acknowledged` holds the incidents that the service has promised to keep, in order."""

    client: Client
    pace: Pace
    writer: CardWriter
    sent: int = 0
    sent_twice: int = 0
    repeated: int = 0
    differing: int = 0
    asked_again: int = 0
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0
    acknowledged: dict[str, float] = field(default_factory=dict)
    _run: str = field(default_factory=lambda: uuid4().hex[:12])

    async def feed(self, calls: Sequence[tuple[float, DrawnCall]], stop: asyncio.Event) -> None:
        """Send each call at its simulated moment, until told to stop; then wait for the answers."""
        async with asyncio.TaskGroup() as lines:
            for moment_s, call in calls:
                if await heard(stop, max(0.0, moment_s - self.pace.now()) / self.pace.speed):
                    return
                self.sent += 1
                number = f"demo-{self._run}-{self.sent}"
                card = self.writer.write(call, number)
                lines.create_task(self._send(number, call, card, twice=self.writer.sent_twice()))

    async def _send(self, number: str, call: DrawnCall, card: Card, *, twice: bool) -> None:
        try:
            answer = await self._deliver(number, card, twice=twice)
            if answer.status == MISUNDERSTOOD and "location" not in card:  # the operator asks the caller again
                self.asked_again += 1
                answer = await self._deliver(f"{number}-again", self.writer.with_location(card, call), twice=False)
        except ServiceGone:
            self.unanswered += 1
            return
        if answer.good:
            self.acknowledged[answer.body["incident"]] = self.pace.now()
        else:
            self.refused.append(f"{number}: {answer.body.get('detail')} {answer.body.get('errors', '')}")

    async def _deliver(self, key: str, card: Card, *, twice: bool) -> Answer:
        if not twice:
            return self._note(await self._post(key, card))
        self.sent_twice += 1
        first, second = await asyncio.gather(self._post(key, card), self._post(key, card))
        self._note(second)
        if first.good and second.good and first.body["incident"] != second.body["incident"]:
            self.differing += 1
        return self._note(first)

    async def _post(self, key: str, card: dict[str, Any]) -> Answer:
        return await self.client.ask("POST", "/api/calls", who="integration", body=card, key=key)

    def _note(self, answer: Answer) -> Answer:
        self.repeated += answer.status == REPEATED
        return answer


def in_order(calls: Sequence[DrawnCall], start_hour: int) -> list[tuple[float, DrawnCall]]:
    """Return the calls with their moments counted from `start_hour`; those before it follow after midnight."""
    moments = [((call.at_s - start_hour * HOUR_S) % DAY_S, call) for call in calls]
    return sorted(moments, key=lambda row: row[0])
