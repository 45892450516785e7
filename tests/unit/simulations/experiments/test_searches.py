"""Searches on an instance whose right answers can be seen: most calls come from beside the last base."""

from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.domain.crew import Shift
from dispatch.domain.ids import StationId
from simulations.experiments import NotComparable, OutOfReach, Stopping, TooFew, sweep
from simulations.experiments.fleet_size import Promise, fleet_size
from simulations.experiments.fleets import usual_crew, with_crews, without_crews
from simulations.experiments.ground import ground_of, near_s
from simulations.experiments.sensitivity import elementary_effects, one_at_a_time
from simulations.experiments.siting import Model, Wish, siting
from simulations.experiments.staffing import busy_by_hour, needed_by_hour, shift_plan, staffing
from simulations.scenario import ScenarioInvalid, read
from simulations.scenario.model import Scenario
from tests.unit.simulations.experiments.line import SHARES, a_line
from tests.unit.simulations.world.town import calls, crew, day, scenario

DAYS = Stopping(minimum=4, maximum=4)
HOUR = 3_600.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return a_line(tmp_path)


@pytest.fixture
def line(path: Path) -> Scenario:
    return read(path)


def test_the_ground_is_what_the_files_say(line: Scenario):
    ground = ground_of(line)
    assert ground.stations == ("S1", "S2", "S3", "S4")
    assert sorted(ground.demand) == pytest.approx(sorted(SHARES), abs=0.05)
    assert ground.standing.tolist() == [1, 1, 1, 1]
    assert sorted({round(seconds) for seconds in ground.seconds.ravel()}) == [0, 1200, 2400, 3600]
    assert near_s(line) == line.region.norms.emergency_arrival_s


def test_the_next_crew_goes_where_the_calls_are(line: Scenario):
    found = siting(line, Wish(top=3, near_s=600, metric="doezd.mean_s"), stopping=DAYS)
    assert found.promised[0][0] == ("S4",)
    assert found.simulated[0][0] == ("S4",)
    best = found.simulated[0][1]
    assert best.interval.high < 0
    assert [value for _, value in found.promised] == sorted((value for _, value in found.promised), reverse=True)
    assert all(value >= found.now for _, value in found.promised)
    assert 0 < found.busy_share < 1


def test_two_crews_are_placed_together_and_candidates_may_be_named(line: Scenario):
    asked = Wish(count=2, top=2, near_s=600, busy_share=0.5, candidates=[StationId("S2"), StationId("S3")])
    found = siting(line, asked, stopping=Stopping(minimum=2, maximum=2))
    assert [set(stations) <= {"S2", "S3"} for stations, _ in found.promised] == [True, True]
    assert all(len(stations) == 2 for stations, _ in found.promised)
    with pytest.raises(TooFew, match=r"candidates: .*S9"):
        siting(line, Wish(busy_share=0.5, candidates=[StationId("S9")]))


def test_the_shortest_drives_choose_a_base_that_nobody_stands_at(tmp_path: Path):
    line = read(a_line(tmp_path, "1,basic,S1\n2,basic,S1\n"))
    asked = Wish(top=2, busy_share=0.5, metric="doezd.mean_s", model=Model.MEDIAN)
    found = siting(line, asked, stopping=Stopping(minimum=1, maximum=1))
    assert [stations for stations, _ in found.promised] == [("S4",), ("S3",)]
    assert found.promised[0][1] < found.promised[1][1] < found.now


def test_fewer_answers_than_asked_for_are_no_error(line: Scenario):
    asked = Wish(top=9, busy_share=0.5, candidates=[StationId("S1"), StationId("S2")])
    assert len(siting(line, asked, stopping=Stopping(minimum=1, maximum=1)).promised) == 2


def test_the_fleet_is_as_small_as_the_promise_allows(line: Scenario):
    found = fleet_size(line, Promise(metric="doezd.mean_s", target=600.0), least=-2, most=6, stopping=DAYS)
    assert found.answer.kept
    assert len(found.scenario.region.crews) == found.answer.crews == 4 + found.answer.change
    below = [step for step in found.steps if step.change < found.answer.change]
    assert below
    assert not any(step.kept for step in below)
    assert len(found.steps) <= 5


def test_fleets_grow_into_each_other(line: Scenario):
    promise = Promise(metric="doezd.within_norm_share", target=0.0)
    found = fleet_size(line, promise, least=-2, most=0, stopping=Stopping(minimum=1, maximum=1))
    assert found.answer.change == -2
    left = {crew.id for crew in found.scenario.region.crews}
    assert "4" in left
    assert len(left) == 2


def test_a_promise_that_no_fleet_keeps_is_named(line: Scenario):
    with pytest.raises(OutOfReach, match=r"doezd\.mean_s: и с 5 бригадами"):
        fleet_size(line, Promise(metric="doezd.mean_s", target=-1.0), least=0, most=1, stopping=DAYS)
    with pytest.raises(TooFew, match="обычных бригад 4"):
        fleet_size(line, Promise(metric="doezd.mean_s", target=9e9), least=-4, most=0, stopping=DAYS)
    with pytest.raises(TooFew, match="least=2, most=1"):
        fleet_size(line, Promise(metric="doezd.mean_s", target=1.0), least=2, most=1)


def test_special_crews_are_not_taken_away(tmp_path: Path):
    line = read(a_line(tmp_path, "1,basic,S1\n2,basic,S1\n3,basic,S4\n9,special,S1\n"))
    promise = Promise(metric="doezd.within_norm_share", target=0.0)
    found = fleet_size(line, promise, least=-2, most=0, stopping=Stopping(minimum=1, maximum=1))
    assert {crew.id for crew in found.scenario.region.crews} == {"3", "9"}


def test_added_crews_have_names_and_homes_of_their_own(line: Scenario):
    usual = usual_crew(line)
    more = with_crews(with_crews(line, [StationId("S2"), StationId("S2")], usual), [StationId("S2")], usual)
    ids = [crew.id for crew in more.region.crews]
    assert len(ids) == len(set(ids)) == 7
    station = next(station for station in line.region.stations if station.id == "S2")
    assert all(crew.home == station.at for crew in more.region.crews[4:])
    assert len(without_crews(more, frozenset(ids[:2])).region.crews) == 5
    with pytest.raises(TooFew, match="ни одной бригады"):
        usual_crew(without_crews(line, frozenset(crew.id for crew in line.region.crews)))


def test_a_shift_plan_covers_every_hour_with_the_fewest_hours():
    needed = [2] * 8 + [5] * 12 + [2] * 4
    whole, by_day, short = (
        Shift(start_s=0, end_s=0),
        Shift(start_s=8 * HOUR, end_s=20 * HOUR),
        Shift(start_s=0, end_s=HOUR),
    )
    found = shift_plan(needed, [whole, by_day, short])
    assert found.crews == (2, 3, 0)
    assert found.crew_hours == 2 * 24 + 3 * 12
    assert found.present == tuple(needed)
    assert found.optimal


def test_night_shifts_run_over_midnight():
    found = shift_plan([1] * 24, [Shift(start_s=20 * HOUR, end_s=8 * HOUR), Shift(start_s=8 * HOUR, end_s=20 * HOUR)])
    assert found.crews == (1, 1)


def test_an_hour_that_no_shift_covers_is_named():
    with pytest.raises(TooFew, match="в 03:00 нужны"):
        shift_plan([0, 0, 0, 1] + [0] * 20, [Shift(start_s=8 * HOUR, end_s=20 * HOUR)])


def test_busy_crews_are_counted_by_the_hour():
    asked = scenario([crew("1"), crew("2")])
    came = calls({"minute": 30, "scene": 60}, {"minute": 60, "scene": 15})
    busy = busy_by_hour(day(asked, came), 0.0)
    assert busy[:3].tolist() == pytest.approx([0.5, 0.75, 0.0])
    shifted = busy_by_hour(day(asked, came), 2 * HOUR, frozenset({"feldsher"}))
    assert shifted[2:4].tolist() == pytest.approx([0.5, 0.75])
    assert busy_by_hour(day(asked, came), 0.0, frozenset({"doctor"})).sum() == 0
    assert needed_by_hour(busy, 0.25)[:3] == (2, 3, 0)


def test_shifts_that_follow_the_load_are_simulated_beside_todays(line: Scenario):
    quarters = [Shift(start_s=begin * HOUR, end_s=(begin + 6) % 24 * HOUR) for begin in (0, 6, 12, 18)]
    found = staffing(line, quarters, busy_share=0.5, stopping=Stopping(minimum=2, maximum=2))
    assert all(there >= needed for there, needed in zip(found.plan.present, found.plan.needed, strict=True))
    planned = found.comparison.arms[1].scenario.region.crews
    assert len(planned) == sum(found.plan.crews)
    assert {crew.shift for crew in planned} <= set(quarters)
    assert found.comparison.replications == 2


def test_shifts_are_planned_on_whole_days_only(line: Scenario):
    with pytest.raises(TooFew, match="horizon_days"):
        staffing(replace(line, horizon_s=line.horizon_s / 2), [Shift(start_s=0.0, end_s=0.0)], busy_share=0.5)


def test_a_sweep_is_every_combination(path: Path):
    found = sweep(path, {"roads.detour": [1.0, 1.5], "roads.speed_kmh": [30, 60]}, stopping=DAYS)
    assert found.points == ((1.0, 30), (1.0, 60), (1.5, 30), (1.5, 60))
    means = [arm.estimate("doezd.mean_s").mean for arm in found.comparison.arms]
    assert means[2] == means[0]
    assert means[3] > means[1] > means[4] > means[2]
    assert found.comparison.arms[1].name == "Линия: roads.detour=1.0, roads.speed_kmh=30"


def test_a_sweep_over_nothing_or_over_nonsense_is_refused(path: Path):
    with pytest.raises(TooFew, match=r"roads\.detour"):
        sweep(path, {"roads.detour": []})
    with pytest.raises(ScenarioInvalid, match="detour"):
        sweep(path, {"roads.detour": ["wide"]})


def test_the_key_that_matters_swings_most(path: Path):
    ranges = {"cost_per_crew_hour": (1_000, 3_000), "roads.detour": (1.0, 1.5)}
    found = one_at_a_time(path, ranges, metric="doezd.mean_s", stopping=DAYS)
    assert [swing.key for swing in found] == ["roads.detour", "cost_per_crew_hour"]
    assert found[0].high.interval.mean > 0
    assert (found[0].low.interval.mean, found[1].size) == (0, 0)
    with pytest.raises(TooFew, match=r"roads\.detour"):
        one_at_a_time(path, {"roads.detour": (1.5, 1.0)}, metric="doezd.mean_s")


def test_elementary_effects_find_the_key_that_matters(path: Path):
    ranges = {"cost_per_crew_hour": (1_000, 3_000), "roads.detour": (1.0, 1.5)}
    found = elementary_effects(path, ranges, metric="doezd.mean_s", trajectories=3, replications=1)
    assert [effect.key for effect in found] == ["roads.detour", "cost_per_crew_hour"]
    assert found[0].size > 60
    assert (found[1].size, found[1].spread) == (0, 0)
    again = elementary_effects(path, ranges, metric="doezd.mean_s", trajectories=3, replications=1)
    assert again == found
    with pytest.raises(NotComparable, match=r"survival\.arrest_share"):
        elementary_effects(path, ranges, metric="survival.arrest_share", trajectories=2, replications=1)
