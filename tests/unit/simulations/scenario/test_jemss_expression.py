"""Distributions written in Julia mean what they mean there."""

from math import exp, gamma, inf

import numpy as np
import pytest

from simulations.scenario import ImportImpossible
from simulations.scenario.jemss.expression import draw, evaluate

RNG_SEED, COUNT = 7, 200_000


def drawn(text: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return draw(evaluate(text), np.random.default_rng(RNG_SEED), COUNT)


def test_numbers_are_reckoned() -> None:
    assert evaluate("1 + 250 + 0.1") == pytest.approx(251.1)
    assert evaluate("-5/60/60/24") == pytest.approx(-5 / 86_400)
    assert evaluate("Inf") == inf
    assert evaluate("[75,60,50,40]*24").tolist() == [1800, 1440, 1200, 960]


def test_an_exponential_has_its_mean_and_a_truncated_one_lies_between_its_ends() -> None:
    assert drawn("Exponential(1/200)").mean() == pytest.approx(1 / 200, rel=0.01)
    cut = drawn("truncated(Exponential(12), 2, 30)")
    assert cut.min() >= 2
    assert cut.max() <= 30
    kept, width = exp(-2 / 12) - exp(-30 / 12), 30 * exp(-30 / 12) - 2 * exp(-2 / 12)
    assert cut.mean() == pytest.approx(12 - width / kept, rel=0.01)


def test_a_normal_without_deviation_is_one_value() -> None:
    assert set(drawn("Normal(3/60, 0)").tolist()) == {0.05}
    assert drawn("truncated(Normal(1, 0.2), 0, Inf)").mean() == pytest.approx(1, rel=0.01)


def test_a_weibull_has_shape_before_scale() -> None:
    assert drawn("Weibull(1.5, 18)").mean() == pytest.approx(18 * gamma(1 + 1 / 1.5), rel=0.01)


def test_categories_count_from_one_and_yes_is_one() -> None:
    found = drawn("Categorical([0.67, 0, 0.33])")
    assert set(found.tolist()) == {1, 3}
    assert (found == 1).mean() == pytest.approx(0.67, abs=0.01)
    assert drawn("Bernoulli(0.8)").mean() == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(
    "text", ["", "run(`rm`)", "Gamma(1, 2)", "x.y", "1/0", "Normal(1)", "__import__('os')", "f'{1}'"]
)
def test_nothing_else_is_understood_or_run(text: str) -> None:
    with pytest.raises(ImportImpossible, match="не понимаю"):
        evaluate(text)
