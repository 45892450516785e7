from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from simulations.experiments import NotComparable, Running, Stopping, TooFew, arms, compare, compare_arms
from simulations.experiments.intervals import bootstrap, estimate, holm, p_value
from simulations.runner import Keep
from simulations.scenario.model import PolicyChoice
from tests.unit.simulations.runner.stand_in import Town, a_town

TOWN = Running(opener=Town)
FOUR, FIVE = a_town("four", crews=4, title="четыре"), a_town("five", crews=5, title="пять")
METRICS = ("doezd.mean_s", "emergency.late_share")


def rounds(count: int) -> Stopping:
    return Stopping(minimum=count, maximum=count)


def test_differences_are_those_of_paired_replications():
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rounds(6), running=TOWN)
    values = [[outcome.figures["doezd.mean_s"] for outcome in arm.outcomes] for arm in found.arms]
    difference = found.difference("пять", "doezd.mean_s")
    assert difference is not None
    assert difference.interval.mean == pytest.approx(np.mean(values[1]) - np.mean(values[0]))
    assert (difference.base, difference.value) == pytest.approx((np.mean(values[0]), np.mean(values[1])))
    assert difference.p == pytest.approx(stats.ttest_rel(values[1], values[0]).pvalue)
    ci = stats.ttest_rel(values[1], values[0]).confidence_interval()
    assert (difference.interval.low, difference.interval.high) == pytest.approx((ci.low, ci.high))


def test_common_calls_make_the_difference_sharper_than_calls_of_its_own():
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rounds(10), running=TOWN)
    apart = [arm.estimate("doezd.mean_s") for arm in found.arms]
    paired = found.difference("пять", "doezd.mean_s")
    assert paired is not None
    independent = np.hypot(*(one.half_width for one in apart if one))
    assert paired.interval.half_width < 0.8 * independent


def test_the_same_scenario_twice_differs_in_nothing():
    found = compare([FOUR, FOUR], metrics=METRICS, stopping=rounds(3), running=TOWN)
    assert [arm.name for arm in found.arms] == ["четыре (1)", "четыре (2)"]
    for difference in found.differences:
        assert (difference.interval.mean, difference.interval.half_width, difference.p) == (0, 0, 1)
        assert (difference.clear, difference.better) == (False, None)


def test_policies_are_compared_under_every_scenario():
    policies = [PolicyChoice(name="nearest"), PolicyChoice(name="matching")]
    found = compare([FOUR, FIVE], policies, metrics=METRICS, stopping=rounds(2), running=TOWN)
    assert [arm.name for arm in found.arms] == [
        "четыре · nearest",
        "четыре · matching",
        "пять · nearest",
        "пять · matching",
    ]
    assert {outcome.policy for outcome in found.arms[1].outcomes} == {"matching"}


def test_many_questions_widen_the_intervals_that_hold_for_all():
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rounds(6), running=TOWN)
    for difference in found.differences:
        assert difference.simultaneous.half_width > difference.interval.half_width
        assert difference.p_adjusted >= difference.p


def test_an_added_crew_is_clearly_better():
    seven = a_town("seven", crews=7, title="семь")
    found = compare([FOUR, seven], metrics=METRICS, stopping=rounds(10), running=TOWN)
    difference = found.difference("семь", "doezd.mean_s")
    assert difference is not None
    assert difference.better is True
    assert difference.bootstrap is not None
    assert difference.bootstrap[0] < difference.interval.mean < difference.bootstrap[1] < 0


def test_it_stops_when_the_interval_is_narrow_enough():
    rule = Stopping(metric="doezd.mean_s", absolute=400.0, minimum=4, maximum=40, step=3)
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rule, running=TOWN)
    assert found.reached
    assert 4 <= found.replications < 40
    assert (found.replications - 4) % 3 == 0
    difference = found.difference("пять", "doezd.mean_s")
    assert difference is not None
    assert difference.interval.half_width <= 400.0


def test_it_stops_at_the_maximum_and_says_so():
    rule = Stopping(metric="doezd.mean_s", relative=1e-6, minimum=2, maximum=5, step=2)
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rule, running=TOWN)
    assert (found.reached, found.replications) == (False, 5)


def test_a_single_scenario_runs_until_its_own_figure_is_known():
    rule = Stopping(metric="doezd.mean_s", relative=0.3, minimum=3, maximum=30)
    found = compare([FOUR], metrics=METRICS, stopping=rule, running=TOWN)
    known = found.base.estimate("doezd.mean_s")
    assert known is not None
    assert known.half_width <= 0.3 * known.mean
    assert found.differences == ()


def test_scenarios_of_different_seeds_are_not_compared():
    with pytest.raises(NotComparable, match=r"seed: .*four: 1, five: 2"):
        arms([FOUR, replace(FIVE, seed=2)])


def test_a_figure_that_nobody_knows_cannot_stop_a_run():
    rule = Stopping(metric="cost.per_call", relative=0.1)
    with pytest.raises(NotComparable, match=r"cost\.per_call"):
        compare([FOUR], stopping=rule, running=TOWN)


def test_an_unknown_metric_is_refused_before_anything_runs():
    with pytest.raises(KeyError, match="такого показателя нет"):
        compare([FOUR], metrics=["doezd.meen_s"], running=TOWN)


def test_nothing_to_compare_and_impossible_rules_are_refused():
    with pytest.raises(TooFew):
        compare_arms([])
    with pytest.raises(TooFew, match="от 2 повторений"):
        Stopping(absolute=1.0, minimum=1)
    with pytest.raises(TooFew, match="step=0"):
        Stopping(step=0)


def test_rounds_go_on_from_what_is_kept(tmp_path):
    running = replace(TOWN, checkpoints=tmp_path, keep=Keep.ROWS)
    first = compare([FOUR, FIVE], stopping=rounds(3), running=running)
    again = compare([FOUR, FIVE], stopping=rounds(3), running=running)
    assert first.differences == again.differences
    assert all(outcome.rows and outcome.rows.is_file() for arm in again.arms for outcome in arm.outcomes)


def test_one_replication_gives_a_mean_and_no_interval():
    found = compare([FOUR, FIVE], metrics=METRICS, stopping=rounds(1), running=TOWN)
    difference = found.differences[0]
    assert (difference.interval.half_width, difference.bootstrap, difference.p) == (None, None, 1.0)
    assert difference.interval.low is difference.interval.high is None


def test_intervals_agree_with_scipy():
    rng = np.random.default_rng(3)
    values = rng.exponential(5, 12)
    found = estimate(values, 0.9)
    low, high = stats.t.interval(0.9, 11, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert p_value(values - 5) == pytest.approx(stats.ttest_1samp(values, 5).pvalue)
    ours = bootstrap(values, rng)
    theirs = stats.bootstrap([values], np.mean, method="percentile", rng=rng).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), rel=0.05)


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(4)
    found = [estimate(rng.normal(10, 3, 8)) for _ in range(2_000)]
    covered = np.mean([one.low <= 10 <= one.high for one in found])
    assert abs(covered - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 2_000)


def test_holm_adjusts_in_steps():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


def test_certain_differences_need_no_distribution():
    assert p_value([0.0, 0.0]) == 1.0
    assert p_value([2.0, 2.0]) == 0.0
    assert p_value([2.0]) == 1.0
    with pytest.raises(ValueError, match="a replication"):
        estimate([])
