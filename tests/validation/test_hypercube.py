"""The world against Larson's hypercube: who is sent, and how busy all are, when each district has its own nearest."""

import numpy as np
import pytest
from scipy import stats

from simulations.theory.hypercube import Busy, Districts, exact
from simulations.theory.larson import nearly
from tests.validation.second_opinion import first_come
from tests.validation.worlds import EXACT_S, asked, crews, poisson, waited_s, world

SERVICE_S = 2_400.0
BASES = (0.0, 3.0, 7.0, 12.0)
PLACES = np.array([-1.0, 2.0, 4.6, 6.0, 10.5, 13.0])
SHARES = np.array([0.30, 0.10, 0.15, 0.20, 0.05, 0.20])
PREFERENCE = np.argsort(np.abs(PLACES[:, None] - np.array(BASES)), axis=1)
COUNT = 3_000
BATCHES = 20


def districts(busy: float, *, queue: bool) -> Districts:
    """Return the districts of the line at an offered load of `busy` a crew."""
    return Districts(
        calls_per_s=SHARES * len(BASES) * busy / SERVICE_S,
        preference=PREFERENCE,
        services_per_s=np.full(len(BASES), 1 / SERVICE_S),
        queue=queue,
    )


def drawn(count: int, busy: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw moments, services and districts."""
    rng = np.random.default_rng(seed)
    rate = len(BASES) * busy / SERVICE_S
    return poisson(rng, rate, count), rng.exponential(SERVICE_S, count), rng.choice(len(PLACES), count, p=SHARES)


@pytest.mark.parametrize("queue", [True, False])
def test_the_world_sends_whom_the_hypercube_sends_call_by_call(queue: bool) -> None:
    received_s, scene_s, place = drawn(COUNT, 0.6, 21)
    came = asked(received_s, scene_s, east=PLACES[place], patience_s=np.inf if queue else 0.0)
    _, results = world(crews(*BASES), came)
    who, when_s = first_come(received_s, scene_s, PREFERENCE[place], queue=queue)
    assert results.calls.crew.tolist() == who.tolist()
    assert np.nanmax(np.abs(waited_s(results) - (when_s - received_s))) < EXACT_S
    worked_s = np.bincount(who[who >= 0], scene_s[who >= 0], minlength=len(BASES))
    assert results.crews.calls.tolist() == np.bincount(who[who >= 0]).tolist()
    assert np.abs(results.crews.busy_s / worked_s - 1).max() < 0.001  # but for the calls under way at the very end


@pytest.mark.parametrize(("queue", "busy"), [(True, 0.4), (True, 0.7), (False, 0.8)])
def test_the_second_opinion_is_as_busy_as_the_exact_hypercube(queue: bool, busy: float) -> None:
    received_s, scene_s, place = drawn(400_000, busy, 22)
    who, when_s = first_come(received_s, scene_s, PREFERENCE[place], queue=queue)
    truth = exact(districts(busy, queue=queue))
    for number in range(len(BASES)):
        share = batched(np.where(who == number, scene_s, 0.0)) / batched(np.diff(received_s, prepend=0.0))
        assert within(share, truth.by_crew[number], at_most=0.02)
    for district in range(len(PLACES)):
        for number in range(len(BASES)):
            sent = (place == district) & (who == number) & (when_s == received_s)
            assert within(batched(sent), truth.sent[district, number], at_most=0.25)


@pytest.mark.parametrize("queue", [True, False])
def test_larsons_approximation_is_within_three_percent_of_the_exact_shares(queue: bool) -> None:
    asked_for = districts(0.6, queue=queue)
    near, truth = nearly(asked_for), exact(asked_for)
    assert np.abs(near.by_crew / truth.by_crew - 1).max() < 0.03  # Larson himself: 1 or 2
    assert near.delayed == pytest.approx(truth.delayed, rel=1e-12)
    assert adds_up(near)
    assert adds_up(truth)


def adds_up(busy: Busy) -> bool:
    """Tell whether every call is either sent at once or delayed."""
    return bool(np.isclose(busy.sent.sum() + busy.delayed, 1.0))


def batched(sample: np.ndarray) -> np.ndarray:
    """Return means of consecutive parts."""
    return np.array([batch.mean() for batch in np.array_split(sample, BATCHES)])


def within(batches: np.ndarray, truth: float, *, at_most: float) -> bool:
    """Tell whether the truth lies in the 99.99 % interval (many are asked), and it is narrow enough to matter."""
    slack = 0.001  # the fourth choice is sent too seldom for more
    half = float(stats.t.ppf(0.99995, BATCHES - 1)) * batches.std(ddof=1) / np.sqrt(BATCHES)
    assert half < at_most * truth + slack, f"half-width {half / truth:.3f} of the truth: draw more calls"
    return bool(abs(batches.mean() - truth) <= half)
