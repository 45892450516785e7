"""Posts by hour in a simulated town: kept when the hour asks for it, counted, and left for every call."""

from dataclasses import replace

import pytest

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.ground import Ground
from dispatch.domain.ids import StationId
from dispatch.domain.messages import StandbyOrdered
from dispatch.domain.posts import Hardness, PostHours
from simulations.metrics import table
from simulations.results import Results
from simulations.scenario.model import PolicyChoice, Scenario
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.unit.domain.test_posts import hours
from tests.unit.simulations.world.town import MINUTE_A_DEGREE, START, at, calls, crew, scenario

HOUR_S = 3_600.0
GROUND = Ground(bases={StationId("town"): at(0), StationId("village"): at(10)}, points=(at(0),), weight=(1.0,))
DAYTIME = hours("village", from_s=8 * HOUR_S, until_s=20 * HOUR_S, hardness=Hardness.MUST)
MATCHING = PolicyChoice(name="matching")


def a_day(*posts: PostHours, crews: int = 2, **more: object) -> Scenario:
    town = [crew(name, station=StationId("town")) for name in ("A", "B", "C")[:crews]]
    asked = scenario(town, **{"policy": MATCHING, **more})
    return replace(asked, region=replace(asked.region, posts=posts))


def lived(asked: Scenario, *rows: dict[str, object], record: MemoryRecord | None = None) -> Results:
    return run(asked, calls(*rows), GreatCircleTravel(MINUTE_A_DEGREE), record=record, ground=GROUND)


def test_a_crew_drives_to_the_post_when_its_hour_comes_and_may_go_home_when_it_is_over() -> None:
    record = MemoryRecord()
    found = lived(a_day(DAYTIME), {"minute": 1}, record=record)
    moves = [(round((e.at - START) / 60), e.move.to) for e in record.events if isinstance(e, StandbyOrdered)]
    assert moves[0] == (480, "village")
    assert table(found)["cover.posts_kept_share"] == pytest.approx(1.0, abs=0.05)


def test_nearest_moves_nobody_and_the_figure_says_so() -> None:
    assert table(lived(a_day(DAYTIME, policy=PolicyChoice()), {"minute": 1}))["cover.posts_kept_share"] == 0.0


def test_a_post_is_left_for_a_call_and_that_is_counted() -> None:
    busy = {"minute": 600, "east": 10, "scene": 120}
    share = table(lived(a_day(DAYTIME, crews=1), busy))["cover.posts_kept_share"]
    assert share == pytest.approx(1 - 120 / 720, abs=0.03)


def test_where_no_post_has_hours_there_is_no_such_figure() -> None:
    found = lived(a_day(), {"minute": 1})
    assert dict(found.posts) == {}
    assert "cover.posts_kept_share" not in table(found)
