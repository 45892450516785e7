"""How far wrong the table is about vehicles on their way, on the real roads of one district.

The truth: the point of the oracle's own route at that second, and the oracle's time from there to a call.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, Route, WeightsSpec, great_circle_m
from simulations.demand import demand_points
from simulations.scenario import read
from simulations.scenario.model import Scenario
from simulations.travel import RoadTables, Travel, open_travel, prepare
from tests.conftest import ROOT

DISTRICT = "Гатчинский район"
TRIPS, CALLS_EACH, NEAR_S = 200, 8, 2_400.0
WAYPOINTS = 300


@dataclass(frozen=True)
class Ground:
    scenario: Scenario
    tables: RoadTables
    travel: Travel
    places: Sequence[LatLon]


@pytest.fixture(scope="module")
def ground(real_oracle: RoadOracle, real_map_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    today = read(ROOT / "data" / "scenarios" / "today.toml")
    points = demand_points(today)
    here = np.flatnonzero(points.district == points.districts.index(DISTRICT)).tolist()
    places = {points.ids[row]: LatLon(lat=float(points.lat[row]), lon=float(points.lon[row])) for row in here}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("simulations.travel.prepare"), "MOST_WAYPOINTS", WAYPOINTS)
        cache = tmp_path_factory.mktemp("times")
        tables = prepare(today, places, lambda _: real_oracle, map_path=real_map_path, cache=cache)
    return Ground(today, tables, open_travel(today, tables), tuple(places.values()))


@pytest.mark.real_map
def test_the_time_from_a_vehicle_on_its_way_back_is_right_within_half_a_minute_mostly(
    ground: Ground, real_oracle: RoadOracle
) -> None:
    rng = np.random.default_rng(41)
    wrong_s = np.concatenate([one_trip(ground, real_oracle, rng) for _ in range(TRIPS)])
    assert len(wrong_s) > 3 * TRIPS
    assert np.median(np.abs(wrong_s)) < 30
    assert np.quantile(np.abs(wrong_s), 0.9) < 120
    assert abs(wrong_s.mean()) < 15


@pytest.mark.real_map
def test_one_factor_on_all_speeds_is_told_within_a_percent_by_dividing_the_times(
    ground: Ground, real_map_path: Path
) -> None:
    """Divided are also the waits at signals and crossings and the turns, which a slower car does not wait longer at."""
    slow = RoadOracle.open(real_map_path, ROOT / ".doezd" / "cache", spec=slower(0.8))
    exact = slow.matrix(ground.places, ground.places, Profile.SIREN)
    ground.travel.conditions(slower(0.8), ())
    named = {str(number): place for number, place in enumerate(ground.places)}
    divided = ground.travel.matrix(named, named, Profile.SIREN).seconds
    ground.travel.conditions(slower(1.0), ())
    far = exact > 300
    assert np.abs(divided[far] / exact[far] - 1).mean() < 0.01


def slower(factor: float) -> WeightsSpec:
    """Return weights with one factor on the speeds of all profiles."""
    return WeightsSpec(speed_factor=dict.fromkeys(Profile, factor))


def one_trip(ground: Ground, oracle: RoadOracle, rng: np.random.Generator) -> np.ndarray:
    """Return by how much the table is wrong about a vehicle on a way back, for some calls near it, seconds."""
    travel, bases = ground.travel, sorted({crew.home for crew in ground.scenario.region.crews}, key=str)
    scene = ground.places[int(rng.integers(len(ground.places)))]
    base = min(bases, key=lambda at: travel.duration_s(scene, at, Profile.ORDINARY))
    route = oracle.route(scene, base, Profile.ORDINARY)
    after_s = float(rng.uniform(0, route.duration_s))
    said, true = travel.way(scene, base, Profile.ORDINARY).at(after_s), reached(route, after_s)
    calls = [ground.places[row] for row in rng.choice(len(ground.places), CALLS_EACH, replace=False).tolist()]
    truth = oracle.matrix([true], calls, Profile.SIREN)[0]
    table = travel.matrix({"crew": said}, {str(n): at for n, at in enumerate(calls)}, Profile.SIREN).seconds[0]
    return np.asarray((table - truth)[truth < NEAR_S])


def reached(route: Route, after_s: float) -> LatLon:
    """Return the point of a route at a second: the speed is even between two manoeuvres."""
    metres = np.cumsum([0.0, *(great_circle_m(a, b) for a, b in pairwise(route.geometry))])
    begins_s = np.cumsum([0.0, *(step.duration_s for step in route.maneuvers)])
    begins_m = [*(metres[step.begin] for step in route.maneuvers), metres[-1]]
    here = float(np.interp(after_s, begins_s, begins_m))
    lat = np.interp(here, metres, [point.lat for point in route.geometry])
    lon = np.interp(here, metres, [point.lon for point in route.geometry])
    return LatLon(lat=float(lat), lon=float(lon))
