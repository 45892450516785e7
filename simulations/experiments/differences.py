"""How arms differ from the base, in pairs of replications, and which differences stand out from chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulations.experiments.arms import Arm
from simulations.experiments.intervals import Estimate, bootstrap, estimate, holm, p_value
from simulations.metrics import Better, described


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An arm minus the base in one figure, in pairs of replications that both know it.

    `interval` is of this question alone; `simultaneous` holds for all questions of the comparison together
    (Bonferroni), `p_adjusted` likewise (Holm). `bootstrap` is the percentile interval of these pairs (None: one pair).
    """

    arm: str
    metric: str
    base: float
    value: float
    interval: Estimate
    simultaneous: Estimate
    bootstrap: tuple[float, float] | None
    p: float
    p_adjusted: float
    confidence: float

    @property
    def clear(self) -> bool:
        """Whether the difference stands out from chance, all questions considered."""
        return self.p_adjusted < 1 - self.confidence

    @property
    def better(self) -> bool | None:
        """Whether the arm is better; None when that is not clear, or the figure has no direction."""
        direction = described(self.metric).better
        if not self.clear or direction is Better.NEITHER:
            return None
        return (self.interval.mean < 0) is (direction is Better.LESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Two arms in one figure: the values of those replications that both know it, in order of their numbers."""

    arm: str
    metric: str
    base: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def differences(self) -> tuple[float, ...]:
        """Arm minus base."""
        return tuple(value - was for value, was in zip(self.values, self.base, strict=True))


def pairs(base: Arm, arm: Arm, metric: str) -> Pairs:
    """Pair the replications of two arms."""
    was, now = base.known(metric), arm.known(metric)
    both = sorted(was.keys() & now.keys())
    return Pairs(arm=arm.name, metric=metric, base=tuple(was[n] for n in both), values=tuple(now[n] for n in both))


def differences(base: Arm, others: Sequence[Arm], metrics: Sequence[str], confidence: float) -> tuple[Difference, ...]:
    """Every difference of every arm. All of them together are one family of questions."""
    asked = [pairs(base, arm, metric) for arm in others for metric in metrics]
    known = [each for each in asked if each.values]
    ps = [p_value(each.differences) for each in known]
    # Resampling is part of the result: the scenario's seed makes it the same each time.
    rng = np.random.default_rng(base.scenario.seed)
    return tuple(
        Difference(
            arm=each.arm,
            metric=each.metric,
            base=float(np.mean(each.base)),
            value=float(np.mean(each.values)),
            interval=estimate(each.differences, confidence),
            simultaneous=estimate(each.differences, 1 - (1 - confidence) / len(known)),
            bootstrap=bootstrap(each.differences, rng, confidence) if len(each.values) > 1 else None,
            p=p,
            p_adjusted=adjusted,
            confidence=confidence,
        )
        for each, p, adjusted in zip(known, ps, holm(ps), strict=True)
    )
