"""Which assumptions an answer hangs on: one key at a time, or all at once by elementary effects (Morris)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from SALib.analyze import morris as analysis  # type: ignore[import-untyped]
from SALib.sample import morris as sampling  # type: ignore[import-untyped]

from simulations.experiments.compare import compare_arms
from simulations.experiments.differences import Difference
from simulations.experiments.errors import NotComparable, TooFew
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.experiments.sweep import arm_of

Range = tuple[float, float]

LEVELS = 4
"""Morris's own choice for few trajectories, doi:10.1080/00401706.1991.10484804."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one key does when it is at the ends of its range and everything else as it stands."""

    key: str
    low: Difference
    high: Difference

    @property
    def size(self) -> float:
        """How far apart the ends are."""
        return abs(self.high.value - self.low.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How a key moves the figure over its whole range, in the figure's unit.

    `size` is the mean of the absolute elementary effects (mu*), `size_half_width` its 95 % interval, `spread` their
    standard deviation: a large one means a bent effect, or one that hangs on other keys.
    """

    key: str
    size: float
    size_half_width: float
    spread: float


def one_at_a_time(
    path: Path,
    ranges: Mapping[str, Range],
    *,
    metric: str,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> tuple[Swing, ...]:
    """Set each key to both ends of its range, the widest swing first. Raises as `sweep`, and `NotComparable`."""
    _checked(ranges)
    ends = [(key, end) for key, both in ranges.items() for end in both]
    asked = [arm_of(path, {}), *(arm_of(path, {key: end}) for key, end in ends)]
    found = compare_arms(asked, metrics=(metric,), stopping=stopping, running=running)
    by_arm = {difference.arm: difference for difference in found.differences}
    if len(by_arm) < len(ends):
        raise NotComparable(f"{metric}: не все повторения знают этот показатель")
    told = [by_arm[arm.name] for arm in found.arms[1:]]
    swings = [Swing(key=key, low=low, high=high) for key, low, high in zip(ranges, told[::2], told[1::2], strict=True)]
    return tuple(sorted(swings, key=lambda swing: -swing.size))


def elementary_effects(
    path: Path,
    ranges: Mapping[str, Range],
    *,
    metric: str,
    trajectories: int = 8,
    replications: int = 2,
    running: Running | None = None,
) -> tuple[Effect, ...]:
    """Walk through the whole space of the ranges, changing one key a step; the largest effect first.

    Runs `trajectories` times (keys + 1) scenarios, all on the same calls. A range of whole numbers stays whole. Raises
    as `sweep`, and `NotComparable`.
    """
    _checked(ranges)
    problem = {"num_vars": len(ranges), "names": list(ranges), "bounds": [[0.0, 1.0]] * len(ranges)}
    seed = arm_of(path, {}).scenario.seed % 2**32
    steps = sampling.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    asked = [arm_of(path, _values(ranges, step)) for step in steps]
    rule = Stopping(metric=metric, minimum=replications, maximum=replications)
    found = compare_arms(asked, metrics=(), stopping=rule, running=running)
    known = [arm.estimate(metric) for arm in found.arms]
    values = np.array([one.mean for one in known if one is not None])
    if values.size < len(asked):
        raise NotComparable(f"{metric}: не все сценарии знают этот показатель")
    told = analysis.analyze(problem, steps, values, num_levels=LEVELS, seed=seed)
    effects = [
        Effect(key=key, size=float(size), size_half_width=float(half), spread=float(spread))
        for key, size, half, spread in zip(ranges, told["mu_star"], told["mu_star_conf"], told["sigma"], strict=True)
    ]
    return tuple(sorted(effects, key=lambda effect: -effect.size))


def _values(ranges: Mapping[str, Range], step: Sequence[float]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (key, (low, high)), share in zip(ranges.items(), step, strict=True):
        value = low + float(share) * (high - low)
        found[key] = round(value) if isinstance(low, int) and isinstance(high, int) else value
    return found


def _checked(ranges: Mapping[str, Range]) -> None:
    empty = [key for key, (low, high) in ranges.items() if not low < high]
    if empty or not ranges:
        raise TooFew(f"{', '.join(empty) or 'ranges'}: нужен ключ и две разные границы, меньшая первой")
