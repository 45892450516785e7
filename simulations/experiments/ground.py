"""What location models know of a scenario: where calls come from, how far each station is, and who stands there."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.config import Settings
from dispatch.domain.crew import DAY_S
from dispatch.domain.ids import StationId
from routing.types import LatLon, Profile
from simulations.demand import demand_points
from simulations.experiments.errors import TooFew
from simulations.runner import prepared
from simulations.scenario import given_days
from simulations.scenario.model import GivenCalls, Scenario
from simulations.travel import open_travel

Floats = NDArray[np.float64]

BUSY_SHARE = 0.4
"""Assumed where a model only orders places; what a fleet does, the simulation says, and not this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Stations (rows) and points of demand (columns). `demand` sums to one; `seconds` are of driving with the siren.

    `standing` counts the crews of each station, each as much as the part of the day that it is on shift.
    """

    stations: tuple[StationId, ...]
    demand: Floats
    seconds: Floats
    standing: Floats

    def near(self, limit_s: float) -> NDArray[np.bool_]:
        """Which station is within so many seconds of which point."""
        return np.asarray(self.seconds <= limit_s)


def ground_of(scenario: Scenario, cache: Path | None = None) -> Ground:
    """Look a scenario over. `cache` None: where the service keeps its maps. Raises `TooFew` without a station."""
    stations = scenario.region.stations
    if not stations:
        raise TooFew(f"{scenario.name}: в регионе нет подстанций, выбирать не из чего")
    points, demand = _demand(scenario)
    travel = open_travel(scenario, prepared(scenario, cache or Settings().cache))
    times = travel.matrix(
        {str(station.id): station.at for station in stations},
        {str(number): point for number, point in enumerate(points)},
        Profile.SIREN,
    )
    return Ground(
        stations=tuple(station.id for station in stations),
        demand=demand / demand.sum(),
        seconds=np.asarray(times.seconds, dtype=np.float64),
        standing=standing(scenario),
    )


def standing(scenario: Scenario) -> Floats:
    """Crews of each station, in the order of the region's; a crew of twelve hours is half a crew."""
    row = {station.id: number for number, station in enumerate(scenario.region.stations)}
    found = np.zeros(len(row))
    for crew in scenario.region.crews:
        if crew.station in row:  # a crew of a published instance may have a home without a station
            found[row[crew.station]] += crew.shift.length_s / DAY_S
    return found


def near_s(scenario: Scenario) -> float:
    """The drive that keeps the norm: what is left of it after call handling, confirming and turnout, in the mean."""
    takes = scenario.durations
    spent = takes.handling.mean_s + takes.confirming.mean_s + takes.accepting.mean_s + takes.turnout.mean_s
    return max(scenario.region.norms.emergency_arrival_s - spent, 0.0)


def _demand(scenario: Scenario) -> tuple[list[LatLon], Floats]:
    if isinstance(scenario.demand, GivenCalls):
        found = Counter(
            place for day in given_days(scenario) for place in zip(day.lat.tolist(), day.lon.tolist(), strict=True)
        )
        places, weights = list(found), np.array(list(found.values()), dtype=np.float64)
    else:
        points = demand_points(scenario)
        places, weights = list(zip(points.lat.tolist(), points.lon.tolist(), strict=True)), points.weight
    return [LatLon(lat=lat, lon=lon) for lat, lon in places], weights
