"""Which travel mode and which demand mode holds when: the published rules, said as windows of a scenario.

What a scenario cannot say: a third speed (it has two profiles, so that each pair of priorities is held by itself), and
a rate for each priority (calls come by complaint; one factor stands for the whole of the demand).
"""

import json
from dataclasses import replace
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.types import Profile, WeightsSpec
from simulations.demand.intensity import holds as holds_for_calls
from simulations.scenario import read
from simulations.scenario.jemss import import_jemss
from simulations.scenario.jemss.tables import read_tables
from simulations.scenario.model import RoadChange, Scenario, Window
from simulations.timeline import DAY_S, RoadState, holds, road_states
from tests.conftest import ROOT

CASES = ROOT.parent / "shared" / "cases" / "jemss"
CITY = CASES / "cities_small" / "1"
PRIORITIES = {"high": "highPriority", "med": "medPriority", "low": "lowPriority"}


def published(rule: str) -> dict[str, Any]:
    path = CASES / "solver_cases.json"
    if not path.is_file():
        pytest.skip(f"the solver cases are not at {path}")
    found: dict[str, Any] = json.loads(path.read_text())[rule]
    return found


def modes() -> dict[tuple[int, str], int]:
    """Return the mode of each set and priority, as the city's own file has them."""
    rows = read_tables(CITY / "travel.csv")["travelSets"]
    short = {name: key for key, name in PRIORITIES.items()}
    return {(int(row["travelSetIndex"]), short[row["priority"]]): int(row["travelModeIndex"]) for row in rows}


def speeds() -> dict[int, float]:
    rows = read_tables(CITY / "travel.csv")["travelModes"]
    return {int(row["travelModeIndex"]): float(row["offRoadSpeed"]) for row in rows}


def with_sets(scenario: Scenario, starts: list[float], siren: str, ordinary: str) -> Scenario:
    """Let the second set hold from every second start to the next one; the first one is what the roads are."""
    speed, mode = speeds(), modes()
    factors = {
        profile: speed[mode[2, priority]] / speed[mode[1, priority]]
        for profile, priority in ((Profile.SIREN, siren), (Profile.ORDINARY, ordinary))
    }
    windows = [Window(begin_s=begin * DAY_S, end_s=end * DAY_S) for begin, end in list(pairwise([*starts, inf]))[1::2]]
    changes = [RoadChange(name="second set", window=w, weights=WeightsSpec(speed_factor=factors)) for w in windows]
    return replace(scenario, road_changes=tuple(changes))


def state_at(scenario: Scenario, at_s: float) -> RoadState:
    return [state for begin, state in road_states(scenario, 2 * DAY_S) if begin <= at_s][-1]


@pytest.mark.parametrize(("siren", "ordinary"), [("high", "med"), ("high", "low"), ("med", "low")])
def test_roads_are_as_fast_as_the_published_rule_says_at_each_time(siren: str, ordinary: str, tmp_path: Path) -> None:
    rule = published("travel_mode_switch")
    import_jemss(CITY / "sim_config.xml", tmp_path, replications=1)
    scenario = with_sets(read(tmp_path / "scenario.toml"), rule["set_starts"], siren, ordinary)
    for said, expected in rule["mode_at"].items():
        priority, day = said.split("@")
        profile = {siren: Profile.SIREN, ordinary: Profile.ORDINARY}.get(priority)
        if profile is not None:
            factor = state_at(scenario, float(day) * DAY_S).weights.speed_factor.get(profile, 1.0)
            assert speeds()[modes()[1, priority]] * factor == pytest.approx(speeds()[expected])


def test_the_second_demand_holds_between_the_published_times_of_every_day() -> None:
    rule = published("demand_mode")
    assert rule["rule"].startswith("0.3<=t mod 1<0.7")
    window = Window(daily=(0.3 * DAY_S, 0.7 * DAY_S))
    at_s = np.arange(0.0, 3 * DAY_S, 864.0)  # every hundredth of a day, the borders among them
    expected = [30 <= hundredth % 100 < 70 for hundredth in range(300)]
    assert [holds(window, moment, 0.0) for moment in at_s.tolist()] == expected
    assert holds_for_calls(window, at_s, at_s % DAY_S).tolist() == expected
