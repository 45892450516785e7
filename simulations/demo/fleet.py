"""All crews of the region, and the one message a second that says where they are."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from routing.types import LatLon
from simulations.demo.client import ServiceGone
from simulations.demo.vehicle import Road, Vehicle

EVERY_S = 1.0
"""Real seconds between two reports of positions, for the whole fleet at once."""

Json = dict[str, Any]


@dataclass(slots=True)
class Fleet:
    """Vehicles by crew. `stations` belongs to the board. `unheard` counts fixes that the service did not take."""

    road: Road
    rng: np.random.Generator
    stations: Mapping[str, LatLon]
    vehicles: dict[str, Vehicle] = field(default_factory=dict)
    unheard: int = 0
    _actors: asyncio.TaskGroup | None = None

    def begin(self, actors: asyncio.TaskGroup) -> None:
        """Let the crews act in this group from now on."""
        self._actors = actors

    def end(self) -> None:
        """Let every crew stop where it is."""
        self._actors = None
        for vehicle in self.vehicles.values():
            vehicle.stop()

    def see(self, crew: Json) -> None:
        """Take a crew as the service shows it."""
        if self._actors is None:
            return
        vehicle = self.vehicles.get(crew["id"])
        if vehicle is None:
            at = LatLon(**crew["at"])
            home = self.stations.get(crew["station"], at)
            vehicle = Vehicle(self.road, crew["id"], at, home, self.rng.spawn(1)[0])
            self.vehicles[crew["id"]] = vehicle
        vehicle.see(crew["incident"], self._actors)

    def busy(self) -> int:
        """Crews that have an incident."""
        return sum(vehicle.incident is not None for vehicle in self.vehicles.values())

    async def report(self) -> None:
        """Report positions for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            moved = [(crew, vehicle.news()) for crew, vehicle in self.vehicles.items()]
            fixes = [{"crew": crew, "lat": at.lat, "lon": at.lon} for crew, at in moved if at is not None]
            if fixes:
                await self._post(fixes)

    async def _post(self, fixes: list[Json]) -> None:
        try:
            answer = await self.road.client.ask("POST", "/api/positions", who="integration", body=fixes, patient=False)
            self.unheard += len(answer.body["rejected"]) if answer.good else len(fixes)
        except ServiceGone:  # the next second brings newer ones
            self.unheard += len(fixes)
