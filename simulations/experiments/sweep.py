"""One scenario with some of its keys set to several values, in all combinations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from simulations.experiments.arms import Arm
from simulations.experiments.compare import HEADLINES, Comparison, compare_arms
from simulations.experiments.errors import TooFew
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.scenario import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """`points` are the combinations in the order of the comparison's arms after the base, the scenario as it stands."""

    keys: tuple[str, ...]
    points: tuple[tuple[Any, ...], ...]
    comparison: Comparison


def sweep(
    path: Path,
    values: Mapping[str, Sequence[Any]],
    *,
    metrics: Sequence[str] = HEADLINES,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> Sweep:
    """Compare the scenario with itself at every combination of `values`, by dotted key (`demand.factor`).

    Raises `TooFew` when a key has no value, `ScenarioInvalid` for a value that it cannot have, and as `compare`.
    """
    empty = [key for key, given in values.items() if not given]
    if empty or not values:
        raise TooFew(
            f"{', '.join(empty) or 'values'}: нужен ключ и хотя бы одно значение, например demand.factor=1,1.2"
        )
    points = tuple(product(*values.values()))
    found = compare_arms(
        [arm_of(path, {}), *(arm_of(path, dict(zip(values, point, strict=True))) for point in points)],
        metrics=metrics,
        stopping=stopping,
        running=running,
    )
    return Sweep(keys=tuple(values), points=points, comparison=found)


def arm_of(path: Path, overrides: Mapping[str, Any]) -> Arm:
    """A scenario with some keys set, named by them. Raises `ScenarioInvalid`."""
    scenario = read(path, overrides)
    said = ", ".join(f"{key}={value}" for key, value in overrides.items())
    title = f"{scenario.title}: {said}" if said else scenario.title
    return Arm(name=title, scenario=replace(scenario, title=title), policy=scenario.policy)
