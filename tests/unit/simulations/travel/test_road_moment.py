"""A whole run on the roads of a season or an hour: its own tables, its own names."""

from pathlib import Path

import pytest

from routing.oracle import RoadOracle
from routing.types import ClosedWays, Closure, ClosureId, Profile, Season, WeightsSpec
from simulations.scenario import read
from simulations.scenario.errors import ScenarioInvalid
from simulations.scenario.model import RoadChange, RoadMap, Window
from simulations.timeline import road_states, usual_roads
from simulations.travel import open_travel, prepare
from simulations.travel.store import condition
from tests.tiny_town.town import TOWN
from tests.unit.simulations.scenario.instance import region_scenario
from tests.unit.simulations.travel.conftest import BASE, HOMES, HOSPITAL, a_town

WAY = ClosedWays(ways=(7,))


def test_two_different_conditions_never_share_a_name() -> None:
    specs = [
        WeightsSpec(),
        WeightsSpec(hour_of_week=0),
        WeightsSpec(hour_of_week=8),
        WeightsSpec(season=Season.WINTER),
        WeightsSpec(season=Season.WINTER, hour_of_week=8),
        WeightsSpec(closed_ways=(7,)),
        WeightsSpec(closures=(Closure(id=ClosureId("a"), where=WAY),)),
        WeightsSpec(closures=(Closure(id=ClosureId("a"), where=WAY, speed_factor=0.5),)),
        WeightsSpec(closures=(Closure(id=ClosureId("a"), where=WAY, timetable="02:00-04:55"),)),
        WeightsSpec(closures=(Closure(id=ClosureId("a"), where=WAY, timetable="02:00-04:55"),), utc_offset_s=3600),
    ]
    assert len({condition(spec, ()) for spec in specs}) == len(specs)
    assert condition(WeightsSpec(), ()) == "usual"


def test_a_winter_takes_longer_than_no_season_at_all(town: RoadOracle, tmp_path: Path) -> None:
    winter = a_town(roads=RoadMap(season=Season.WINTER))
    tables = prepare(winter, HOMES, lambda _: town, map_path=TOWN, cache=tmp_path)
    travel = open_travel(winter, tables)
    usual_s = travel.duration_s(BASE, HOSPITAL, Profile.SIREN)
    travel.conditions(usual_roads(winter).weights, ())
    assert travel.duration_s(BASE, HOSPITAL, Profile.SIREN) > usual_s


def test_a_change_of_the_roads_lies_on_top_of_the_season() -> None:
    slow = WeightsSpec(speed_factor={Profile.SIREN: 0.5})
    day = a_town(
        roads=RoadMap(season=Season.WINTER, hour_of_week=8),
        road_changes=(RoadChange(name="метель", window=Window(begin_s=60), weights=slow),),
    )
    (_, before), (_, after) = road_states(day, 120)
    assert (before.weights.season, before.weights.hour_of_week, before.weights.speed_factor) == (Season.WINTER, 8, {})
    assert (after.weights.season, after.weights.speed_factor) == (Season.WINTER, slow.speed_factor)


def test_a_scenario_names_its_season_and_its_hour(tmp_path: Path) -> None:
    found = read(region_scenario(tmp_path, '[roads]\nseason = "winter"\nhour = 8\nday = "tuesday"\n'))
    assert found.roads == RoadMap(season=Season.WINTER, hour_of_week=32)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('season = "зима"', "roads.season"),
        ("hour = 24", "roads.hour"),
        ('day = "monday"', "roads.day"),
        ('hour = 8\nday = "пн"', "roads.day"),
        ('model = "great-circle"\nspeed_kmh = 50\nseason = "winter"', "roads.season"),
    ],
)
def test_a_season_or_an_hour_that_is_none_is_named(tmp_path: Path, text: str, field: str) -> None:
    with pytest.raises(ScenarioInvalid, match=field):
        read(region_scenario(tmp_path, f"[roads]\n{text}\n"))
