"""Travel on the road map, by look-up: times between all known places lie in files that worlds share.

A world maps the files into memory and never loads the road graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, nan

import numpy as np

from routing.types import PUBLISHED_SPREAD, LatLon, Profile, TravelTimeMatrix, WeightsSpec
from simulations.scenario.model import RoadChange
from simulations.travel.places import Places, Rows
from simulations.travel.store import RoadTables, condition
from simulations.travel.trips import Seconds, Trip, trip

MANY = 8
"""So many destinations are the hospitals of the region, the same mapping each time; a queue is made anew each time."""

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
        self._last: tuple[Mapping[str, LatLon] | None, Rows] = (None, np.empty((0, 1), np.intp))
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
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,  # noqa: ARG002 (a table is of one condition of the roads)
    ) -> TravelTimeMatrix:
        """Return seconds from each origin to each destination. Raises `PlaceUnknown`."""
        found = self._tables[profile].to[self._rows(destinations), self._places.rows(origins.values())]
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.divide(found.T, self._factor[profile], dtype=np.float64),
            profile=profile,
            weights_version=self.weights_version,
            spread=PUBLISHED_SPREAD[profile],
        )

    def _rows(self, destinations: Mapping[str, LatLon]) -> Rows:
        """Return the rows of destinations, as a column; those of the last ones are known: hospitals, mostly."""
        if destinations is not self._last[0]:
            rows = self._places.rows(destinations.values())[:, None]
            if len(destinations) < MANY:
                return rows
            self._last = destinations, rows
        return self._last[1]

    def duration_s(self, origin: LatLon, destination: LatLon, profile: Profile) -> float:
        """Seconds of driving; `inf` is no road. Raises `PlaceUnknown`."""
        places = self._places
        return self._tables[profile].to.item(places.row(destination), places.row(origin)) / self._factor[profile]

    def distance_m(self, origin: LatLon, destination: LatLon) -> float:
        """NaN: the tables hold times only."""
        del origin, destination
        return nan

    def way(self, origin: LatLon, destination: LatLon, profile: Profile) -> "RoadWay":
        """Lay the way between two known places. Raises `PlaceUnknown`."""
        begin, end, table = self._places.row(origin), self._places.row(destination), self._tables[profile]
        factor = self._factor[profile]
        return RoadWay(
            ends=(begin, end),
            destination=destination,
            table=table,
            points=self._places.points,
            factor=factor,
            whole_s=table.to.item(end, begin) / factor,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadWay:
    """A way between known places. Its trip is laid when somebody asks where the vehicle is: mostly nobody does."""

    ends: tuple[int, int]
    destination: LatLon
    table: _Table
    points: Sequence[LatLon]
    factor: float
    whole_s: float

    def at(self, after_s: float) -> LatLon:
        """Return the known place that stands for the vehicle; the destination once it has arrived."""
        return self._trip().at(after_s * self.factor) if after_s < self.whole_s else self.destination

    def until(self, after_s: float) -> float:
        """Return up to which second of driving that place stands for the vehicle."""
        return self._trip().until(after_s * self.factor) / self.factor if after_s < self.whole_s else inf

    def _trip(self) -> Trip:
        trips = self.table.trips
        known = trips.get(self.ends)
        if known is None:
            if len(trips) >= MAX_TRIPS:
                trips.clear()
            known = trips[self.ends] = trip(self.table.to, self.points, *self.ends)
        return known
