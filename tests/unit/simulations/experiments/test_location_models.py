import json
from itertools import combinations, combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.experiments.covering import expected_cover, expected_covering, maximal_covering, nested_covering
from simulations.experiments.errors import OutOfReach, TooFew
from simulations.experiments.median import WORST_S, p_median
from tests.conftest import ROOT


def cases(kind: str) -> list[dict[str, Any]]:
    """Cases that nobody on this project wrote, read where they lie."""
    path: Path = ROOT.parent / "shared" / "cases" / "jemss" / "solver_cases.json"
    if not path.is_file():
        pytest.skip(f"the solver cases are not at {path}")
    found: list[dict[str, Any]] = json.loads(path.read_text())[kind]
    return found


def test_maximal_covering_gives_the_published_answers():
    for case in cases("mclp"):
        found = maximal_covering(np.array(case["demand"], float), np.array(case["cover"], bool), case["p"])
        assert list(found.standing) == case["open"]
        assert found.value == case.get("objective", found.value)
        assert found.optimal


def test_nested_covering_gives_the_published_order():
    for case in cases("nested_mclp"):
        order, value = nested_covering(np.array(case["demand"], float), np.array(case["cover"], bool), case["weights"])
        assert [row + 1 for row in order] == case["order"]
        assert value == pytest.approx(case.get("objective", value), rel=1e-12)


def a_problem(seed: int, candidates: int = 6, points: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 50, points).astype(float), rng.random((candidates, points)) < 0.35


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 4), busy=st.sampled_from([0.0, 0.2, 0.5, 0.8]))
def test_expected_covering_is_the_best_of_all_placements(seed: int, count: int, busy: float):
    demand, near = a_problem(seed)
    already = np.random.default_rng(seed).integers(0, 2, len(near))
    found = expected_covering(demand, near, count, busy_share=busy, already=already)
    every = combinations_with_replacement(range(len(near)), count)
    best = max(expected_cover(demand, near, already + np.bincount(c, minlength=len(near)), busy) for c in every)
    assert sum(found.standing) == count
    assert found.value == pytest.approx(best)
    assert found.optimal


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 4), manned=st.booleans())
def test_the_median_is_the_best_of_all_placements(seed: int, count: int, manned: bool):
    rng = np.random.default_rng(seed)
    demand, seconds = rng.random(10) + 0.1, rng.uniform(60, 3_000, (6, 10))
    seconds[rng.random((6, 10)) < 0.1] = np.inf
    already = rng.uniform(60, 3_000, 10) if manned else None
    before = np.full(10, WORST_S) if already is None else already
    found = p_median(demand, seconds, count, already)
    drives = np.minimum(seconds, WORST_S)
    best = min(
        np.average(np.vstack([before, drives[list(c)]]).min(axis=0), weights=demand)
        for c in combinations(range(6), count)
    )
    assert found.mean_s == pytest.approx(best)
    assert len(found.opened) == count


def test_the_best_answers_come_one_after_the_other():
    demand, near = a_problem(7)
    answers: list[tuple[int, ...]] = []
    values = []
    for _ in range(6):
        found = expected_covering(demand, near, 1, busy_share=0.3, apart_from=answers)
        answers.append(found.standing)
        values.append(found.value)
    assert len(set(answers)) == 6
    assert values == sorted(values, reverse=True)
    with pytest.raises(OutOfReach):
        expected_covering(demand, near, 1, busy_share=0.3, apart_from=answers)


def test_medians_come_one_after_the_other_too():
    seconds = np.array([[10.0, 900.0], [400.0, 300.0], [900.0, 900.0]])
    answers: list[tuple[int, ...]] = []
    for _ in range(3):
        answers.append(p_median(np.ones(2), seconds, 1, apart_from=answers).opened)
    assert answers == [(1,), (0,), (2,)]
    with pytest.raises(OutOfReach):
        p_median(np.ones(2), seconds, 1, apart_from=answers)


def test_the_model_finds_what_trying_everything_finds(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(5)
    demand, seconds, already = rng.random(30), rng.uniform(60, 3_000, (9, 30)), rng.uniform(60, 2_000, 30)
    tried = p_median(demand, seconds, 3, already)
    second = p_median(demand, seconds, 3, already, [tried.opened])
    monkeypatch.setattr("simulations.experiments.median.MOST_TRIED", 0)
    assert p_median(demand, seconds, 3, already) == tried
    assert p_median(demand, seconds, 3, already, [tried.opened]) == second


def test_two_crews_at_one_place_differ_from_one_at_each():
    demand, near = np.array([10.0, 1.0]), np.eye(2, dtype=bool)
    assert expected_covering(demand, near, 2, busy_share=0.5).standing == (2, 0)
    assert expected_covering(demand, near, 2, busy_share=0.5, most=1).standing == (1, 1)
    assert expected_covering(demand, near, 2, busy_share=0.0).standing == (1, 1)


def test_more_than_there_is_room_for_is_refused():
    demand, near = np.array([1.0]), np.ones((2, 1), dtype=bool)
    with pytest.raises(TooFew, match="count=3"):
        maximal_covering(demand, near, 3)
    with pytest.raises(TooFew, match="count=3"):
        p_median(demand, np.ones((2, 1)), 3)
