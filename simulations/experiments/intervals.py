"""Intervals over replications, alone and in pairs, and what to make of many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

RESAMPLES = 10_000
"""Enough for two digits of the ends of a 95 % interval (Efron and Tibshirani 1993, section 13.6: 1,000 and more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over replications and its interval. `half_width` None: one replication says nothing of its own spread."""

    mean: float
    half_width: float | None
    replications: int

    @property
    def low(self) -> float | None:
        """The lower end."""
        return None if self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float | None:
        """The upper end."""
        return None if self.half_width is None else self.mean + self.half_width


def estimate(values: Sequence[float] | Floats, confidence: float = 0.95) -> Estimate:
    """Mean and Student interval of independent replications. Raises `ValueError` for none."""
    known = np.asarray(values, dtype=float)
    if not known.size:
        raise ValueError("values: an estimate needs a replication")
    half = None
    if known.size > 1:
        half = float(stats.t.ppf((1 + confidence) / 2, known.size - 1) * known.std(ddof=1) / np.sqrt(known.size))
    return Estimate(mean=float(known.mean()), half_width=half, replications=known.size)


def p_value(differences: Sequence[float] | Floats) -> float:
    """Chance of so large a mean paired difference if there were none (two-sided paired t); 1 for a single pair."""
    known = np.asarray(differences, dtype=float)
    spread = known.std(ddof=1) if known.size > 1 else np.nan
    if np.isnan(spread):
        return 1.0
    if spread == 0:
        return 0.0 if known.mean() else 1.0
    return float(2 * stats.t.sf(abs(known.mean()) / (spread / np.sqrt(known.size)), known.size - 1))


def bootstrap(
    differences: Sequence[float] | Floats, rng: np.random.Generator, confidence: float = 0.95
) -> tuple[float, float]:
    """Percentile interval of the mean by resampling pairs: it does not believe in a normal distribution."""
    known = np.asarray(differences, dtype=float)
    means = known[rng.integers(known.size, size=(RESAMPLES, known.size))].mean(axis=1)
    low, high = np.quantile(means, ((1 - confidence) / 2, (1 + confidence) / 2))
    return float(low), float(high)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p for as many questions as were asked (Holm 1979, Scandinavian Journal of Statistics 6, 65-70)."""
    order = np.argsort(p_values, kind="stable")
    scaled = np.asarray(p_values, dtype=float)[order] * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return tuple(adjusted.tolist())
