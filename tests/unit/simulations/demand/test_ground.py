"""The ground that a policy is to cover, from the demand of a scenario."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.ground import HOURS
from simulations.demand import demand_source, drawn_ground, given_ground
from simulations.demand.ground import MOST_POINTS
from simulations.scenario import read

TODAY = Path(__file__).parents[4] / "data" / "scenarios" / "today.toml"


@pytest.mark.parametrize("hours", [6, 48])
def test_the_ground_has_a_weight_for_each_hour_however_short_the_scenario_is(hours: int) -> None:
    scenario = replace(read(TODAY), warm_up_s=0.0, horizon_s=hours * 3_600.0)
    ground = drawn_ground(demand_source(scenario))
    by_hour = np.array(ground.by_hour)
    assert by_hour.shape == (HOURS, len(ground.points))
    assert np.isfinite(by_hour).all()
    assert (by_hour.sum(axis=1) > 0).sum() >= min(hours, HOURS)


def test_places_are_put_together_and_no_call_is_lost() -> None:
    source = demand_source(read(TODAY))
    ground = drawn_ground(source)
    assert len(ground.points) <= MOST_POINTS < len(source.points)
    assert sum(ground.weight) == pytest.approx(source.points.weight.sum())


def test_crews_may_stand_by_at_bases_and_at_standby_points() -> None:
    scenario = read(TODAY)
    ground = drawn_ground(demand_source(scenario))
    assert {crew.station for crew in scenario.region.crews} <= ground.bases.keys()
    assert {point.id for point in scenario.region.standby} <= ground.bases.keys()


def test_without_a_call_there_is_nothing_to_cover() -> None:
    assert not given_ground(read(TODAY).region, [])
