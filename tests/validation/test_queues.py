"""The world against queueing theory: Erlang's formulas, M/M/c, M/G/∞, priorities.

The world is compared call by call with a second, tiny implementation; that one is then run for so long that it tells
the right formula from a wrong one.
"""

import numpy as np
import pytest
from scipy import stats

from simulations.theory.erlang import erlang_b, erlang_c
from simulations.theory.queues import Crewed, busy_probability, waits_by_urgency
from tests.unit.simulations.world.town import START
from tests.validation.second_opinion import by_urgency, first_come
from tests.validation.worlds import EXACT_S, asked, crews, poisson, waited_s, world

SERVICE_S = 2_400.0
LONG = 1_000_000


def lognormal(rng: np.random.Generator, mean_s: float, cv: float, count: int) -> np.ndarray:
    """Draw lognormal durations."""
    sigma2 = np.log(1 + cv**2)
    return rng.lognormal(np.log(mean_s) - sigma2 / 2, np.sqrt(sigma2), count)


def test_the_world_is_an_m_m_c_queue_call_by_call() -> None:
    rng = np.random.default_rng(11)
    received_s, scene_s = poisson(rng, 3 * 0.8 / SERVICE_S, 2_000), rng.exponential(SERVICE_S, 2_000)
    _, results = world(crews(0, 0, 0), asked(received_s, scene_s))
    _, when_s = first_come(received_s, scene_s, [range(3)] * 2_000, queue=True)
    assert np.abs(waited_s(results) - (when_s - received_s)).max() < EXACT_S


@pytest.mark.parametrize(("staff", "busy"), [(1, 0.6), (3, 0.7), (8, 0.75)])
def test_the_second_opinion_waits_as_m_m_c_says(staff: int, busy: float) -> None:
    rng = np.random.default_rng(12)
    truth = Crewed(calls_per_s=staff * busy / SERVICE_S, service_s=SERVICE_S, crews=staff)
    received_s, scene_s = poisson(rng, truth.calls_per_s, LONG), rng.exponential(SERVICE_S, LONG)
    _, when_s = first_come(received_s, scene_s, [range(staff)] * LONG, queue=True)
    wait_s = when_s - received_s
    assert within(wait_s, truth.wait_mean_s, at_most=0.08)
    assert within(wait_s > 0, truth.wait_probability, at_most=0.03)
    assert within(wait_s > SERVICE_S / 2, truth.wait_beyond(SERVICE_S / 2), at_most=0.08)


@pytest.mark.parametrize("cv", [0.5, 1.5])
def test_the_approximation_for_other_services_is_within_a_tenth(cv: float) -> None:
    rng = np.random.default_rng(18)
    near = Crewed(calls_per_s=3 * 0.7 / SERVICE_S, service_s=SERVICE_S, crews=3, service_cv=cv)
    received_s, scene_s = poisson(rng, near.calls_per_s, LONG), lognormal(rng, SERVICE_S, cv, LONG)
    _, when_s = first_come(received_s, scene_s, [range(3)] * LONG, queue=True)
    assert (when_s - received_s).mean() == pytest.approx(near.wait_mean_s, rel=0.1)


def test_the_share_of_calls_that_wait_in_the_world_itself_is_erlang_c() -> None:
    rng = np.random.default_rng(13)
    received_s, scene_s = poisson(rng, 2 * 0.5 / SERVICE_S, 6_000), rng.exponential(SERVICE_S, 6_000)
    _, results = world(crews(0, 0), asked(received_s, scene_s))
    assert within(waited_s(results) > EXACT_S, erlang_c(2, 1.0), at_most=0.2)


@pytest.mark.parametrize("cv", [0.3, 1.5])
def test_calls_that_nobody_waits_for_are_lost_as_erlang_b_says_whatever_the_services(cv: float) -> None:
    rng = np.random.default_rng(14)
    received_s, scene_s = poisson(rng, 3.0 / SERVICE_S, LONG), lognormal(rng, SERVICE_S, cv, LONG)
    who, _ = first_come(received_s, scene_s, [range(4)] * LONG, queue=False)
    assert within(who < 0, erlang_b(4, 3.0), at_most=0.03)
    few = 3_000
    _, results = world(crews(0, 0, 0, 0), asked(received_s[:few], scene_s[:few], patience_s=0.0))
    assert (results.calls.gave_up == (who[:few] < 0)).all()


def test_the_number_of_busy_crews_is_poisson_when_there_is_always_one_more() -> None:
    rng = np.random.default_rng(15)
    load, staff, count = 6.0, 30, 6_000
    received_s, scene_s = poisson(rng, load / SERVICE_S, count), lognormal(rng, SERVICE_S, 0.8, count)
    _, results = world(crews(*[0.0] * staff), asked(received_s, scene_s))
    looked_at = START + np.arange(4 * SERVICE_S, received_s[-1], 3 * SERVICE_S)
    begun = np.searchsorted(np.sort(results.calls.notified_at), looked_at)
    busy = begun - np.searchsorted(np.sort(results.calls.available_at), looked_at)
    seen = np.bincount(np.minimum(busy, 12), minlength=13)
    expected = np.array([busy_probability(load, k) for k in range(12)])
    assert stats.chisquare(seen, np.append(expected, 1 - expected.sum()) * len(busy)).pvalue > 0.01


def test_the_most_urgent_of_those_waiting_goes_first_call_by_call() -> None:
    rng = np.random.default_rng(16)
    received_s, scene_s = poisson(rng, 2 * 0.85 / SERVICE_S, 2_000), rng.exponential(SERVICE_S, 2_000)
    urgency = rng.integers(1, 5, 2_000)
    _, results = world(crews(0, 0), asked(received_s, scene_s, urgency=urgency))
    begun_s = by_urgency(received_s, scene_s, urgency, 2)
    assert np.abs(waited_s(results) - (begun_s - received_s)).max() < EXACT_S


def test_the_urgent_wait_less_and_the_others_more_as_cobham_says() -> None:
    rng = np.random.default_rng(17)
    rates = [0.4 / SERVICE_S, 0.6 / SERVICE_S, 0.4 / SERVICE_S]
    received_s, scene_s = poisson(rng, sum(rates), LONG), rng.exponential(SERVICE_S, LONG)
    urgency = rng.choice([1, 2, 3], LONG, p=np.array(rates) / sum(rates))
    wait_s = by_urgency(received_s, scene_s, urgency, 2) - received_s
    for level, truth_s in zip((1, 2, 3), waits_by_urgency(rates, SERVICE_S, 2), strict=True):
        assert within(wait_s[urgency == level], truth_s, at_most=0.08)


def within(sample: np.ndarray, truth: float, *, at_most: float) -> bool:
    """Tell whether the truth lies in the 99.9 % interval by batch means, and the interval is narrow enough to matter.

    `at_most` is the half-width over the truth; the first twentieth is warm-up.
    """
    batches = np.array([batch.mean() for batch in np.array_split(sample[len(sample) // 20 :], 20)])
    half = float(stats.t.ppf(0.9995, 19)) * batches.std(ddof=1) / np.sqrt(20)
    assert half < at_most * truth, f"half-width {half / truth:.3f} of the truth: draw more calls"
    return bool(abs(batches.mean() - truth) <= half)
