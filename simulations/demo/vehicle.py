"""One crew: presses its buttons, drives where it must, drives home when it is free."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import numpy as np

from routing.types import LatLon, great_circle_m
from simulations.demo.client import Client, ServiceGone
from simulations.demo.driving import Track, track_of
from simulations.demo.pace import Pace
from simulations.durations import Duration, Durations, Stay

TREATED_THERE = ("accepted", "en-route", "at-scene", "at-patient", "available")
TAKEN = (*TREATED_THERE[:-1], "transporting", "at-hospital", "handed-over", "available")
ON_THE_WAY_TO_HOSPITAL = frozenset({"transporting", "at-hospital", "handed-over"})
AT_HOME_M = 200.0

UNEVEN = 0.1
"""Spread of the logarithm of a drive's pace: drivers and days differ by a tenth. Assumed."""

BREATH_S = 1.0
"""Real seconds before a crew tries a silent service again."""

Json = dict[str, Any]


@dataclass(slots=True)
class Buttons:
    """What all tablets have pressed."""

    pressed: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What all vehicles share. `stays` is what happens at the patient, by the complaint's name on the tablet.

    `driving` is the part of the map's speed that crews really drive.
    """

    client: Client
    pace: Pace
    durations: Durations
    buttons: Buttons
    stays: Mapping[str, Stay] = field(default_factory=dict)
    driving: float = 1.0


class Vehicle:
    """A crew and its vehicle. One task at a time: an order, or the way home."""

    def __init__(self, road: Road, crew: str, at: LatLon, home: LatLon, rng: np.random.Generator) -> None:
        self.crew = crew
        self.incident: str | None = None
        self._road = road
        self._home = home
        self._rng = rng
        self._at = at
        self._track: Track | None = None
        self._departed_s = 0.0
        self._told_at: LatLon | None = at
        self._task: asyncio.Task[None] | None = None
        self._finishing = False

    def see(self, incident: str | None, group: asyncio.TaskGroup) -> None:
        """Learn from the board which incident is the crew's; drop what it does now when that has changed."""
        if incident == self.incident:
            return
        self.incident = incident
        if incident is None and self._finishing:  # its own last button, after which it drives home by itself
            return
        self.stop()
        self._task = group.create_task(self._live(incident))

    def stop(self) -> None:
        """Drop what it does; it stays where it is."""
        if self._task is not None:
            self._task.cancel()

    def news(self) -> LatLon | None:
        """Return where it is, once for each place; None when it has not moved."""
        at = self._where()
        if at == self._told_at:
            return None
        self._told_at = at
        return at

    def _where(self) -> LatLon:
        return self._track.where(self._road.pace.now() - self._departed_s) if self._track else self._at

    async def _live(self, incident: str | None) -> None:
        self._finishing = False
        if incident is not None:
            await self._serve_through()
        await self._go_home()

    async def _serve_through(self) -> None:
        """Play the order to its end, from where it stands when the service has been away."""
        while True:
            try:
                return await self._serve()
            except ServiceGone:
                await asyncio.sleep(BREATH_S)

    async def _serve(self) -> None:
        who = await self._road.client.pair(self.crew)
        order = await self._order(who)
        legal = order["legal"]
        stay = self._stay(order)
        carried = self._rng.random() < stay.share_transported or order["milestone"] in ON_THE_WAY_TO_HOSPITAL
        for milestone in TAKEN if carried else TREATED_THERE:
            if milestone in legal:  # otherwise a person has pressed it already
                await self._before(milestone, order, who, carried=carried)
                legal = await self._press(milestone, who)

    async def _order(self, who: str) -> Json:
        answer = await self._road.client.ask("GET", f"/api/crews/{self.crew}/order", who=who)
        return dict(answer.body) if answer.good else {"legal": [], "milestone": None, "order": None}

    def _stay(self, order: Json) -> Stay:
        return self._road.stays.get((order["order"] or {}).get("complaint_ru", ""), self._road.durations.stay)

    async def _before(self, milestone: str, order: Json, who: str, *, carried: bool) -> None:
        takes = self._road.durations
        match milestone:
            case "at-scene":
                await self._drive(self._way(order))
            case "at-hospital":
                await self._drive(self._way(await self._order(who)))
            case "accepted":
                await self._spend(takes.accepting)
            case "en-route":
                await self._spend(takes.turnout)
            case "at-patient":
                await self._spend(takes.walking)
            case "transporting":
                await self._spend(self._stay(order).transported)
            case "handed-over":
                await self._spend(takes.handover)
            case _:
                await self._spend(takes.cleaning if carried else self._stay(order).treated)

    async def _spend(self, duration: Duration) -> None:
        await self._road.pace.sleep(float(duration.draw(self._rng, 1)[0]))

    async def _press(self, milestone: str, who: str) -> list[str]:
        self._finishing = milestone == "available"
        path, body = f"/api/crews/{self.crew}/status", {"milestone": milestone}
        answer = await self._road.client.ask("POST", path, who=who, body=body, key=uuid4().hex)
        self._road.buttons.pressed += 1
        if not answer.good:
            self._finishing = False
            self._road.buttons.refused += 1
        return list(answer.body.get("legal") or [])

    def _way(self, order: Json) -> Track:
        known = order["order"] or {}
        end = LatLon(**known["target_at"]) if known.get("target_at") else self._at
        return track_of(known.get("route"), self._at, end)

    async def _drive(self, way: Track) -> None:
        pace = self._road.driving * float(np.exp(self._rng.normal(0.0, UNEVEN)))
        track = replace(way, duration_s=way.duration_s / pace)
        self._track, self._departed_s = track, self._road.pace.now()
        try:
            await self._road.pace.sleep(track.duration_s)
        finally:
            self._at, self._track = self._where(), None

    async def _go_home(self) -> None:
        if great_circle_m(self._at, self._home) < AT_HOME_M:
            return
        ends = {"origin": _point(self._at), "destination": _point(self._home), "profile": "ordinary"}
        try:
            answer = await self._road.client.ask("POST", "/api/routing/route", who="integration", body=ends)
        except ServiceGone:
            return
        found = {"geometry": answer.body["geometry"], **answer.body["properties"]} if answer.good else None
        await self._drive(track_of(found, self._at, self._home))


def _point(at: LatLon) -> Json:
    return {"lat": at.lat, "lon": at.lon}
