"""Who goes first and who comes behind, chosen together: against trying every way, and with a bound that holds."""

from itertools import permutations, product
from math import inf

import numpy as np
import pytest

from dispatch.policy.pairing import NOBODY, Severe, Way, paired

LEFT_OUT = 1e6
LEFT_ALONE = 1e5


def a_town(seed: int, most_calls: int = 4) -> tuple[np.ndarray, np.ndarray, tuple[Severe, ...]]:
    """Draw a few calls, of which some are severe, and up to five crews, of which some are specialists."""
    rng = np.random.default_rng(seed)
    calls, crews = int(rng.integers(1, most_calls + 1)), int(rng.integers(1, 6))
    cost = np.rint(rng.uniform(0, 1_000, (calls, crews)))
    special = rng.random(crews) < 0.4
    severe = []
    for row in np.flatnonzero(rng.random(calls) < 0.7).tolist():
        alone = Way(np.where(special, cost[row] + np.rint(rng.uniform(0, 300, crews)), inf))
        behind = np.where(special, np.rint(rng.uniform(0, 500, crews)), inf)
        severe.append(Severe(row, (alone, Way(np.where(special, inf, np.rint(cost[row] / 2)), behind, LEFT_ALONE))))
    return cost, np.full(calls, LEFT_OUT), tuple(severe)


def tried(cost: np.ndarray, leave: np.ndarray, severe: tuple[Severe, ...]) -> float:
    """Try every way of every severe call, and every order of the crews."""
    best = inf
    for ways in product(*(each.ways for each in severe)):
        rows = [*cost]
        for each, way in zip(severe, ways, strict=True):
            rows[each.row] = way.first
        followed = [way for way in ways if way.behind is not None]
        rows += [way.behind for way in followed if way.behind is not None]
        price = [*leave, *(way.leave for way in followed)]
        seats = [*range(cost.shape[1]), *[NOBODY] * len(rows)]
        for order in set(permutations(seats, len(rows))):
            spent = sum(price[at] if crew == NOBODY else rows[at][crew] for at, crew in enumerate(order))
            best = min(best, float(spent))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_all_ways_is_found_and_proven(seed: int) -> None:
    town = a_town(seed, 2)
    found = paired(*town)
    assert found.value == found.bound == tried(*town)


@pytest.mark.parametrize("seed", range(40))
def test_nobody_goes_twice_and_the_bound_is_never_above_the_plan(seed: int) -> None:
    cost, leave, severe = a_town(seed)
    for nodes in (0, 1, 40):
        found = paired(cost, leave, severe, nodes)
        sent = [crew for crew in (*found.chosen, *found.behind.values()) if crew != NOBODY]
        assert len(set(sent)) == len(sent)
        assert found.bound <= found.value
        assert set(found.behind) <= {each.row for each in severe}


def test_of_two_calls_that_want_the_one_specialist_the_one_gets_it_that_gains_most() -> None:
    """Crew 0 is the specialist. Alone it costs 10 at the first call and 500 at the second, whose feldsher is near."""
    cost = np.zeros((2, 3))
    far, near = np.array([inf, 900.0, 900.0]), np.array([inf, 50.0, 40.0])
    severe = (
        Severe(0, (Way(np.array([10.0, inf, inf])), Way(far, np.array([10.0, inf, inf]), LEFT_ALONE))),
        Severe(1, (Way(np.array([500.0, inf, inf])), Way(near, np.array([100.0, inf, inf]), LEFT_ALONE))),
    )
    found = paired(cost, np.full(2, LEFT_OUT), severe)
    assert (found.chosen, found.behind) == ((0, 2), {1: NOBODY})
    assert found.value == found.bound == 10.0 + 40.0 + LEFT_ALONE
