"""The world goes the way the world goes: what must make things worse does, on the very same calls."""

from dataclasses import replace

import numpy as np
import pytest

from routing.types import Profile, WeightsSpec
from simulations.demand import draw_calls
from simulations.scenario import read
from simulations.scenario.model import GreatCircle, PolicyChoice, RoadChange, Scenario, Window
from simulations.travel import open_travel
from simulations.world import run
from tests.conftest import ROOT
from tests.unit.simulations.world.town import scenario
from tests.validation.worlds import AT_ONCE, asked, crews

LINES = GreatCircle(speed_mps={Profile.SIREN: 18.0, Profile.ORDINARY: 13.0}, detour=1.4)
SLOW = WeightsSpec(speed_factor=dict.fromkeys(Profile, 0.7))


@pytest.fixture(scope="module")
def today() -> Scenario:
    known = read(ROOT / "data" / "scenarios" / "today.toml")
    return replace(known, roads=LINES, warm_up_s=0.0, horizon_s=86_400.0, policy=PolicyChoice(name="nearest"))


def mean_doezd_s(day: Scenario) -> float:
    """Return the mean of the calls of one day."""
    return float(np.nanmean(run(day, draw_calls(day, 0), open_travel(day)).calls.doezd_s))


def test_slower_roads_lengthen_the_way(today: Scenario) -> None:
    snow = replace(today, road_changes=(RoadChange(name="снег", window=Window(), weights=SLOW),))
    assert mean_doezd_s(snow) > mean_doezd_s(today) * 1.1


def test_more_calls_lengthen_the_way_of_the_same_ones(today: Scenario) -> None:
    more = replace(today, demand=replace(today.demand, factor=1.4))
    assert mean_doezd_s(more) > mean_doezd_s(today)


def test_fewer_crews_lengthen_the_way(today: Scenario) -> None:
    staff = [crew for number, crew in enumerate(today.region.crews) if number % 5]
    assert mean_doezd_s(replace(today, region=replace(today.region, crews=tuple(staff)))) > mean_doezd_s(today) * 1.03


def test_a_day_without_calls_is_a_day() -> None:
    day = scenario(crews(0.0), roads=AT_ONCE)
    results = run(day, asked(np.array([]), np.array([])), open_travel(day))
    assert len(results.calls.ids) == 0
    assert results.crews.busy_s.tolist() == [0.0]
