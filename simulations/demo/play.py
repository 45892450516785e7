"""The demo as a whole: callers, dispatcher and crews at work, then the reckoning."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from dispatch.domain.incident import URGENCY_RU, Urgency
from dispatch.domain.region import Region
from simulations.demand import HOUR_S, DrawnCall, draw_day
from simulations.demo.board import Board
from simulations.demo.callers import Callers, in_order
from simulations.demo.cards import CallerMix, CardWriter
from simulations.demo.client import Client, ServiceGone
from simulations.demo.desk import Desk
from simulations.demo.durations import Durations
from simulations.demo.fleet import Fleet
from simulations.demo.pace import Pace
from simulations.demo.report import Report, grouped
from simulations.demo.stories import Story, assigned_twice, read_story
from simulations.demo.vehicle import Buttons, Road
from simulations.patients import demo_people

DRAIN_S = 2 * HOUR_S
"""Simulated seconds that crews get after the last call to finish what is open."""

LOOK_S = 0.5
CHECKS_AT_ONCE = 4
MISSING = 404

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What to play. `minutes` are real minutes of calls; with neither `minutes` nor `calls`, a whole day."""

    url: str
    tokens: Mapping[str, str]
    speed: float = 60.0
    seed: int = 47
    minutes: float | None = None
    calls: int | None = None
    start_hour: int = 8
    confirm: bool = True


async def play(region: Region, demo: Demo, show: Show) -> Report:
    """Play until the calls are served or Ctrl-C; then ask the service for every acknowledged call.

    Raises `ServiceGone` when the service cannot be reached at the start.
    """
    client = Client(demo.url, demo.tokens)
    try:
        stage = Stage(region, demo, client)
        await stage.play(show)
        return await stage.reckon(show)
    finally:
        await client.close()


class Stage:
    """Everybody who plays."""

    def __init__(self, region: Region, demo: Demo, client: Client) -> None:
        calls, cards, crews, desk = np.random.default_rng(demo.seed).spawn(4)
        self._region, self._demo, self._client = region, demo, client
        self._calls = programme(region, demo, calls)
        self._stop = asyncio.Event()
        self._pace = Pace(demo.speed)
        self._crews = crews
        self._buttons = Buttons()
        self._board = Board(client, on_crew=lambda _: None)
        self._desk = Desk(client, self._board, self._pace, desk, Durations())
        writer = CardWriter(region, demo_people(), cards, CallerMix(), year=datetime.now(UTC).year)  # noqa: TID251 (the ages of real birth dates)
        self._callers = Callers(client, self._pace, writer)
        self._fleet: Fleet | None = None

    async def play(self, show: Show) -> None:
        """Play until all is served, its time is over, or a person stops it."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        try:
            async with asyncio.TaskGroup() as actors:
                self._fleet = self._man(actors)
                work = [actors.create_task(self._act(show))]
                await work[0]
                raise _Curtain
        except* _Curtain:
            pass
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C ends the reckoning too
                loop.remove_signal_handler(number)
