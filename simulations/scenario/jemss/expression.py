"""Numbers and distributions as JEMSS writes them: ``truncated(Exponential(12/60/24), 2/60/24, Inf)``. Never run."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import add, mul, sub, truediv
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulations.scenario.errors import ImportImpossible

Floats = NDArray[np.float64]
OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


class Distribution(Protocol):
    """What a duration, a priority or a yes-or-no is drawn from."""

    def quantile(self, shares: Floats) -> Floats:
        """Return the value below which each share of the draws lies."""
        ...

    def share_below(self, value: float) -> float:
        """Return the share of draws up to the value."""
        ...


def draw(distribution: Distribution, rng: np.random.Generator, count: int) -> Floats:
    """Draw independent values."""
    return distribution.quantile(rng.random(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """A distribution of scipy."""

    of: Any

    def quantile(self, shares: Floats) -> Floats:
        """Return the value below which each share of the draws lies."""
        found: Floats = np.asarray(self.of.ppf(shares), dtype=np.float64)
        return found

    def share_below(self, value: float) -> float:
        """Return the share of draws up to the value."""
        return float(self.of.cdf(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """One value: what a normal distribution without deviation is."""

    value: float

    def quantile(self, shares: Floats) -> Floats:
        """Return the value for every share."""
        return np.full(len(shares), self.value)

    def share_below(self, value: float) -> float:
        """Return 0 or 1."""
        return float(value >= self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrete:
    """Whole numbers from `first` up, with these weights."""

    first: int
    weights: tuple[float, ...]

    def quantile(self, shares: Floats) -> Floats:
        """Return the number below which each share of the draws lies."""
        edges = np.cumsum(self.weights) / sum(self.weights)
        found: Floats = self.first + np.searchsorted(edges, shares, side="right").astype(np.float64)
        return found

    def share_below(self, value: float) -> float:
        """Return the share of draws up to the value."""
        return sum(self.weights[: max(0, int(value) - self.first + 1)]) / sum(self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """Only what lies from `low` to `high` happens."""

    of: Distribution
    low: float
    high: float

    def quantile(self, shares: Floats) -> Floats:
        """Return the value below which each share of the draws lies."""
        first, last = self.of.share_below(self.low), self.of.share_below(self.high)
        found: Floats = np.clip(self.of.quantile(first + shares * (last - first)), self.low, self.high)
        return found

    def share_below(self, value: float) -> float:
        """Return the share of draws up to the value."""
        first, last = self.of.share_below(self.low), self.of.share_below(self.high)
        return min(max((self.of.share_below(value) - first) / (last - first), 0.0), 1.0)


def _normal(mean: float, deviation: float) -> Distribution:
    return Continuous(of=stats.norm(mean, deviation)) if deviation > 0 else Always(value=mean)


def _categorical(weights: Floats) -> Distribution:
    return Discrete(first=1, weights=tuple(map(float, weights)))


CALLS: Mapping[str, Callable[..., Distribution]] = {
    "Exponential": lambda mean: Continuous(of=stats.expon(scale=mean)),
    "Normal": _normal,
    "Weibull": lambda shape, scale: Continuous(of=stats.weibull_min(shape, scale=scale)),
    "Uniform": lambda low, high: Continuous(of=stats.uniform(low, high - low)),
    "Categorical": _categorical,
    "Bernoulli": lambda share: Discrete(first=0, weights=(1 - share, share)),
    "truncated": lambda of, low, high: Truncated(of=of, low=low, high=high),
}


def evaluate(text: str) -> Any:
    """Return a number, an array or a `Distribution`. Raises `ImportImpossible` for anything else."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, TypeError, ValueError, ZeroDivisionError, KeyError, RecursionError) as error:
        allowed = ", ".join(CALLS)
        raise ImportImpossible([f"«{text.strip()}»: не понимаю; известны числа, + - * / и {allowed}"]) from error


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id="Inf"):
            return inf
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            return OPERATORS[type(operator)](_value(left), _value(right))
        case ast.List(elts=items):
            return np.array([_value(item) for item in items])
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return CALLS[name](*_values(arguments))
        case _:
            raise ValueError(ast.dump(node))


def _values(nodes: Sequence[ast.expr]) -> list[Any]:
    return [_value(node) for node in nodes]
