"""Travel on the road map, by look-up: times between all known places lie in files that worlds share.

A world maps the files into memory and never loads the road graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

import numpy as np

from routing.types import LatLon, Profile, TravelTimeMatrix, WeightsSpec
from simulations.scenario.model import RoadChange
from simulations.travel.places import Places
from simulations.travel.store import RoadTables, condition
from simulations.travel.trips import Seconds, Trip, trip

MAX_TRIPS = 20_000
"""Trips that are remembered, about 1 KB each; a year of the region has some ten thousand different ones."""


@dataclass(slots=True, kw_only=True)
class _Table:
    """One set of road conditions for one profile: seconds by (destination, origin), and the trips looked at so far."""

    to: Seconds
    trips: dict[tuple[int, int], Trip] = field(default_factory=dict)


class RoadTableTravel:
    """Look-up of tabulated times. A factor on all speeds divides them; other conditions have tables of their own.

    A vehicle on its way stands at one of the known places: at the one that misplaces it least (see `trips`).
    """

    def __init__(self, tables: RoadTables) -> None:
        self._stored = tables
        self._places = Places(tables.points(), tables.within_m)
        self._opened: dict[str, dict[Profile, _Table]] = {}
        self._factor: Mapping[Profile, float] = {}
        self.weights_version = ""
        self.conditions(WeightsSpec(), ())

    def conditions(self, spec: WeightsSpec, closed: tuple[RoadChange, ...]) -> None:
        """Put tabulated conditions in force. Raises `NotTabulated`."""
        name = condition(spec, closed)
        self._tables = self._open(name)
        self._factor = {profile: spec.speed_factor.get(profile, 1.0) for profile in Profile}
        speeds = ",".join(f"{profile.value}×{factor!r}" for profile, factor in self._factor.items())
        self.weights_version = f"table-{self._stored.digest}-{name}:{speeds}"

    def _open(self, name: str) -> dict[Profile, _Table]:
        if name not in self._opened:
            self._opened[name] = {profile: _Table(to=self._stored.seconds(name, profile)) for profile in Profile}
        return self._opened[name]

    def matrix(
        self, origins: Mapping[str, LatLon], destinations: Mapping[str, LatLon], profile: Profile
    ) -> TravelTimeMatrix:
        """Return seconds from each origin to each destination. Raises `PlaceUnknown`."""
        rows = self._places.rows(destinations.values())[:, None]
        found = self._tables[profile].to[rows, self._places.rows(origins.values())]
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.divide(found.T, self._factor[profile], dtype=np.float64),
            profile=profile,
            weights_version=self.weights_version,
        )

    def duration_s(self, origin: LatLon, destination: LatLon, profile: Profile) -> float:
        """Seconds of driving; `inf` is no road. Raises `PlaceUnknown`."""
        places = self._places
        return self._tables[profile].to.item(places.row(destination), places.row(origin)) / self._factor[profile]

    def distance_m(self, origin: LatLon, destination: LatLon) -> float:
        """NaN: the tables hold times only."""
        del origin, destination
        return nan

    def where(self, origin: LatLon, destination: LatLon, profile: Profile, after_s: float) -> LatLon:
        """Return the known place that stands for the vehicle; the destination once it has arrived."""
        begin, end = self._places.row(origin), self._places.row(destination)
        table, driven_s = self._tables[profile], after_s * self._factor[profile]
        known = table.trips.get((begin, end)) or self._laid(table, begin, end)
        return known.at(driven_s) if driven_s < known.whole_s else destination

    def _laid(self, table: _Table, begin: int, end: int) -> Trip:
        if len(table.trips) >= MAX_TRIPS:
            table.trips.clear()
        laid = table.trips[begin, end] = trip(table.to, self._places.points, begin, end)
        return laid
