"""All idle crews placed at once: against published answers, and against trying everything."""

import json
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.policy.redeployment import NoPlace, redeploy
from tests.conftest import ROOT

PUBLISHED_PLACES = [[4.0, 1.0], [3.0, 2.0]]
"""As the note in the file says: what the first and the second crew bring at each of its two stations."""


def published() -> list[dict[str, Any]]:
    path = ROOT.parent / "shared" / "cases" / "jemss" / "solver_cases.json"
    if not path.is_file():
        pytest.skip(f"the solver cases are not at {path}")
    found: list[dict[str, Any]] = json.loads(path.read_text())["relocation_ip"]
    return found


def test_relocation_gives_the_published_answers() -> None:
    cases = published()
    assert len(cases) == 19
    for case in cases:
        crews = case["movable"] + case["at_hospital"]
        found = redeploy(
            PUBLISHED_PLACES,
            np.array(case["cost"], dtype=np.float64).reshape(crews, 2),
            optional=np.arange(crews) >= case["movable"],
        )
        assert found.value == pytest.approx(case["objective"], abs=1e-9)
        if case["unique"]:
            wanted = [None if base is None else base - 1 for base in case["movable_to"] + case["hospital_to"]]
            assert list(found.to) == wanted


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), crews=st.integers(1, 4), bases=st.integers(1, 3))
def test_no_other_placement_is_worth_more(seed: int, crews: int, bases: int) -> None:
    rng = np.random.default_rng(seed)
    places = [sorted(rng.integers(0, 20, int(rng.integers(0, 4))).tolist(), reverse=True) for _ in range(bases)]
    cost = rng.integers(-2, 15, (crews, bases)).astype(np.float64)
    cost[rng.random((crews, bases)) < 0.2] = np.inf
    optional = rng.random(crews) < 0.4

    def value(to: tuple[int, ...]) -> float:
        counts = [to.count(base) for base in range(bases)]
        if any(count > len(worths) for count, worths in zip(counts, places, strict=True)):
            return -np.inf
        if any(base < 0 and not optional[crew] for crew, base in enumerate(to)):
            return -np.inf
        worth = sum(sum(worths[:count]) for worths, count in zip(places, counts, strict=True))
        return float(worth - sum(cost[crew, base] for crew, base in enumerate(to) if base >= 0))

    best = max(value(to) for to in product(range(-1, bases), repeat=crews))
    if best == -np.inf:
        with pytest.raises(NoPlace, match=f"{crews} crews"):
            redeploy(places, cost, optional=optional)
    else:
        found = redeploy(places, cost, optional=optional)
        assert found.value == pytest.approx(best)
        assert value(tuple(-1 if base is None else base for base in found.to)) == pytest.approx(best)
        assert redeploy(places, cost, optional=optional) == found


def test_a_second_crew_that_is_worth_more_than_the_first_is_no_program_for_a_flow() -> None:
    with pytest.raises(ValueError, match=r"places\[0\]"):
        redeploy([[1.0, 2.0]], np.zeros((1, 1)), optional=np.array([False]))


def test_nobody_to_place_is_an_answer() -> None:
    assert redeploy([], np.zeros((0, 0)), optional=np.zeros(0, dtype=np.bool_)).to == ()
