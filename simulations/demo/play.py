"""The demo as a whole: callers, dispatcher and crews at work, then the reckoning."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from dispatch.domain.incident import URGENCY_RU, Urgency
from dispatch.domain.region import Region
from simulations.demand import DAY_S, EVEN, HOUR_S, DrawnCall, Profile, draw_day
from simulations.demo.board import Board
from simulations.demo.callers import Callers, in_order
from simulations.demo.cards import CallerMix, CardWriter
from simulations.demo.client import Client, ServiceGone
from simulations.demo.desk import Desk
from simulations.demo.fleet import Fleet
from simulations.demo.pace import Pace, heard
from simulations.demo.report import Report, grouped
from simulations.demo.stories import Story, assigned_twice, read_story
from simulations.demo.vehicle import Buttons, Road
from simulations.durations import Durations, Stay
from simulations.patients import demo_people

DRAIN_S = 2 * HOUR_S
"""Simulated seconds that crews get after the last call to finish what is open."""

LOOK_S = 0.5
CHECKS_AT_ONCE = 4
SIGNALS = (signal.SIGINT, signal.SIGTERM)

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What to play. `minutes` are real minutes of calls; with neither `minutes` nor `calls`, a whole day.

    `driving` is the part of the map's speed that crews really drive: what their tracks then can teach.
    `profile` and `durations` are the region's own figures; without them calls come evenly and nothing takes time.
    """

    url: str
    tokens: Mapping[str, str]
    speed: float = 60.0
    driving: float = 1.0
    seed: int = 47
    minutes: float | None = None
    calls: int | None = None
    start_hour: int = 8
    confirm: bool = True
    profile: Profile = EVEN
    durations: Durations = field(default_factory=Durations)


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
        durations, pace = demo.durations, Pace(demo.speed)
        year = datetime.now(UTC).year  # noqa: TID251 (who of the synthetic people is a child today)
        writer = CardWriter(region, demo_people(), cards, CallerMix(), year=year)
        self._region, self._demo, self._client, self._pace = region, demo, client, pace
        self._stop = asyncio.Event()
        self._programme = programme(region, demo, calls)
        self._callers = Callers(client, pace, writer)
        self._board = Board(client)
        self._desk = Desk(client, self._board, pace, desk, durations)
        road = Road(
            client=client,
            pace=pace,
            durations=durations,
            buttons=Buttons(),
            stays=_stays(region, durations),
            driving=demo.driving,
        )
        self._fleet = Fleet(road, crews, self._board.stations)

    async def play(self, show: Show) -> None:
        """Play until all is served, its time is over, or a person stops it."""
        await self._board.load(patient=False)
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._stop.set)
        try:
            async with asyncio.TaskGroup() as actors:
                self._fleet.begin(actors)
                self._board.watch(self._fleet.see)
                background = [self._board.follow(), self._fleet.report(), self._tell(show)]
                background += [self._desk.work()] if self._demo.confirm else []
                tasks = [actors.create_task(work) for work in background]
                await self._serve_all()
                self._fleet.end()
                for task in tasks:
                    task.cancel()
        finally:
            for number in SIGNALS:  # a second Ctrl-C ends the reckoning too
                loop.remove_signal_handler(number)

    async def _serve_all(self) -> None:
        await self._callers.feed(self._programme, self._stop)
        until_s = self._pace.now() + DRAIN_S
        while self._unserved() and self._pace.now() < until_s and not await heard(self._stop, LOOK_S):
            pass

    def _unserved(self) -> int:
        board = self._board
        return sum(name in board.open or name not in board.opened for name in self._callers.acknowledged)

    async def _tell(self, show: Show) -> None:
        while True:
            show(self._line())
            await asyncio.sleep(LOOK_S)

    def _line(self) -> str:
        hours, minutes = divmod(int(self._pace.now() / 60 + 60 * self._demo.start_hour), 60)
        return (
            f"{hours % 24:02d}:{minutes:02d} ×{self._demo.speed:g}  вызовов {self._callers.sent}, принято "
            f"{len(self._callers.acknowledged)}, ждут {len(self._board.waiting)}, у пациента побывали "
            f"{len(self._board.at_patient)}, открыто {len(self._board.open)}, бригад занято {self._fleet.busy()}, "
            f"отказов кнопкам {self._fleet.road.buttons.refused}, повторов {self._client.repeats}"
        )

    async def reckon(self, show: Show) -> Report:
        """Ask the service for every incident that it has acknowledged or shown."""
        names = list(self._callers.acknowledged | dict.fromkeys(self._board.opened, 0.0))
        stories: dict[str, Story] = {}
        turns = asyncio.Semaphore(CHECKS_AT_ONCE)

        async def check(name: str) -> None:
            async with turns:
                story = await self._story(name)
            if story is not None:
                stories[name] = story
                show(f"проверяю каждый вызов / checking every call: {len(stories)} / {len(names)}")

        async with asyncio.TaskGroup() as checks:
            for name in names:
                checks.create_task(check(name))
        return self._report(stories)

    async def _story(self, name: str) -> Story | None:
        try:
            answer = await self._client.ask("GET", f"/api/incidents/{name}", who="dispatcher")
        except ServiceGone:
            return None
        return read_story(answer.body) if answer.good else None

    def _report(self, stories: Mapping[str, Story]) -> Report:
        promised = self._callers.acknowledged
        mine = [stories[name] for name in promised if name in stories]
        lost, twice = [name for name in promised if name not in stories], assigned_twice(stories.values())
        norm_min, speed = self._region.norms.emergency_arrival_s / 60, self._demo.speed
        return Report(
            speed=speed,
            simulated_h=round(self._pace.now() / HOUR_S, 2),
            norm_min=norm_min,
            counts=self._counts(mine) | {"lost": len(lost), "assigned_twice": len(twice)},
            lost=lost,
            assigned_twice=twice,
            refused_cards=self._callers.refused,
            by_district=grouped(mine, lambda story: story.district, speed, norm_min),
            by_urgency=grouped(mine, _urgency, speed, norm_min),
        )

    def _counts(self, mine: Sequence[Story]) -> dict[str, int]:
        callers, buttons = self._callers, self._fleet.road.buttons
        return {
            "sent": callers.sent,
            "sent_twice": callers.sent_twice,
            "acknowledged": len(callers.acknowledged),
            "repeated": callers.repeated,
            "differing": callers.differing,
            "asked_again": callers.asked_again,
            "refused": len(callers.refused),
            "unanswered": callers.unanswered,
            "network_repeats": self._client.repeats,
            "stream_reloads": self._board.reloads,
            "confirmed": self._desk.confirmed,
            "stale": self._desk.stale,
            "assigned": sum(bool(story.held) for story in mine),
            "at_patient": sum(story.doezd_s is not None for story in mine),
            "closed": sum(story.ended for story in mine),
            "buttons": buttons.pressed,
            "refused_buttons": buttons.refused,
            "positions_unheard": self._fleet.unheard,
        }


def programme(region: Region, demo: Demo, rng: np.random.Generator) -> list[tuple[float, DrawnCall]]:
    """Return the calls to play with their simulated moments: a whole day, or as many as asked for."""
    horizon_s = DAY_S if demo.minutes is None else demo.minutes * 60 * demo.speed
    found: list[tuple[float, DrawnCall]] = []
    begin_s = 0.0
    while begin_s < horizon_s or (demo.calls is not None and len(found) < demo.calls):
        found += [
            (begin_s + at_s, call) for at_s, call in in_order(draw_day(region, rng, demo.profile), demo.start_hour)
        ]
        begin_s += DAY_S
    if demo.calls is not None:
        return found[: demo.calls]
    return [row for row in found if row[0] < horizon_s]


def _stays(region: Region, durations: Durations) -> dict[str, Stay]:
    names = {row.code: row.name for row in region.complaints}
    return {names[row.complaint]: durations.stay_for(row.complaint, row.group) for row in region.call_shares}


def _urgency(story: Story) -> str:
    return f"{story.urgency} {URGENCY_RU[Urgency(story.urgency)]}"
