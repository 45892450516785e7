"""Poisson regression with a logarithmic link and a smoothing penalty, by iterated weighted least squares.

Written here because neither statsmodels nor scikit-learn smooths round a clock (their penalties only shrink), and it is
twenty lines: Green and Silverman 1994 ch. 5, Wood 2017 ch. 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Floats = NDArray[np.float64]

STEPS = 60
CLOSE_ENOUGH = 1e-8
MOST_CHANGE = 12.0
"""Of the logarithm of a mean from its start: keeps the first steps of a sparse table from overflowing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """What was found. `edf` is the effective number of parameters; `dispersion` is 1 for a Poisson process."""

    coefficients: Floats
    mean: Floats
    edf: float
    deviance: float
    dispersion: float

    @property
    def aic(self) -> float:
        """Deviance plus twice the effective parameters: smaller is better, between models of the same counts."""
        return self.deviance + 2 * self.edf


def regress(
    counts: Floats, design: Floats, expected: Floats, penalty: Floats, start: Floats | None = None
) -> Regression:
    """Fit `counts` ~ Poisson(`expected` · exp(`design` @ b)), penalised by ½ bᵀ `penalty` b, searching from `start`."""
    coefficients: Floats = np.zeros(design.shape[1]) if start is None else start
    reached = np.inf
    for _ in range(STEPS):
        mean = _mean(design, coefficients, expected)
        working = design @ coefficients + (counts - mean) / np.maximum(mean, 1e-12)
        weighted = design.T * mean
        coefficients = np.asarray(np.linalg.solve(weighted @ design + penalty, weighted @ working), dtype=np.float64)
        deviance = _deviance(counts, _mean(design, coefficients, expected))
        if abs(reached - deviance) < CLOSE_ENOUGH * (abs(deviance) + 1):
            break
        reached = deviance
    return _told(counts, design, expected, penalty, coefficients)


def best(counts: Floats, design: Floats, expected: Floats, penalties: Sequence[Floats]) -> Regression:
    """Return the regression of the penalty with the smallest AIC."""
    found: list[Regression] = []
    for penalty in penalties:  # each begins where the one before has ended
        found.append(regress(counts, design, expected, penalty, found[-1].coefficients if found else None))
    return min(found, key=lambda each: each.aic)


def round_the_clock(size: int) -> Floats:
    """Penalty on the second differences of coefficients that stand in a circle."""
    second = 2 * np.eye(size) - np.roll(np.eye(size), 1, axis=1) - np.roll(np.eye(size), -1, axis=1)
    return second.T @ second


def _told(counts: Floats, design: Floats, expected: Floats, penalty: Floats, coefficients: Floats) -> Regression:
    mean = _mean(design, coefficients, expected)
    information = (design.T * mean) @ design
    edf = float(np.trace(np.linalg.solve(information + penalty, information)))
    pearson = float(np.sum((counts - mean) ** 2 / np.maximum(mean, 1e-12)))
    return Regression(
        coefficients=coefficients,
        mean=mean,
        edf=edf,
        deviance=_deviance(counts, mean),
        dispersion=pearson / max(len(counts) - edf, 1.0),
    )


def _mean(design: Floats, coefficients: Floats, expected: Floats) -> Floats:
    found: Floats = expected * np.exp(np.clip(design @ coefficients, -MOST_CHANGE, MOST_CHANGE))
    return found


def _deviance(counts: Floats, mean: Floats) -> float:
    return float(
        2 * np.sum(xlogy(counts, np.where(counts > 0, counts / np.maximum(mean, 1e-300), 1.0)) - counts + mean)
    )
