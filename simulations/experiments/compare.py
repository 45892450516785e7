"""Scenarios and policies side by side, on the very same calls (common random numbers)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulations.experiments.arms import Arm, arms, checked
from simulations.experiments.differences import Difference, differences, pairs
from simulations.experiments.errors import NotComparable, TooFew
from simulations.experiments.intervals import estimate
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.metrics import described
from simulations.runner import Task
from simulations.scenario.model import GivenCalls, PolicyChoice, Scenario

HEADLINES = (
    "doezd.mean_s",
    "doezd.p90_s",
    "emergency.late_share",
    "harm.weighted_s",
    "survival.p1_share",
    "cover.at_once_share",
    "fleet.utilisation",
    "equity.worst_p90_s",
)
"""What is compared unless something else is asked for. The more is compared, the more must be found by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Arms, the first of them the base, and how they differ. `reached`: the rule was met before its maximum."""

    arms: tuple[Arm, ...]
    metrics: tuple[str, ...]
    differences: tuple[Difference, ...]
    stopping: Stopping
    reached: bool

    @property
    def base(self) -> Arm:
        """What the others are compared with."""
        return self.arms[0]

    @property
    def replications(self) -> int:
        """How many replications each arm has."""
        return len(self.base.outcomes)

    def difference(self, arm: str, metric: str) -> Difference | None:
        """The difference of an arm; None when no pair knows the figure."""
        return next((d for d in self.differences if (d.arm, d.metric) == (arm, metric)), None)


def compare(
    scenarios: Sequence[Scenario],
    policies: Sequence[PolicyChoice] = (),
    *,
    metrics: Sequence[str] = HEADLINES,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> Comparison:
    """Compare every scenario under every policy with the first.

    `stopping` None: as many replications as the first scenario says. Raises `NotComparable`, `TooFew`, `KeyError` for a
    metric that the catalogue does not have, and what `run_many` raises.
    """
    return compare_arms(arms(scenarios, policies), metrics=metrics, stopping=stopping, running=running)


def compare_arms(
    asked: Sequence[Arm],
    *,
    metrics: Sequence[str] = HEADLINES,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> Comparison:
    """Compare arms that are already made. As `compare`."""
    if not asked:
        raise TooFew("arms: сравнивать нечего, нужен хотя бы один сценарий")
    rule = stopping or Stopping.of(asked[0].scenario)
    for name in (*metrics, rule.metric):
        described(name)
    done, reached = _run(checked(asked), rule, running or Running())
    return Comparison(
        arms=done,
        metrics=tuple(metrics),
        differences=differences(done[0], done[1:], metrics, rule.confidence),
        stopping=rule,
        reached=reached,
    )


def _run(asked: Sequence[Arm], rule: Stopping, running: Running) -> tuple[tuple[Arm, ...], bool]:
    """Run all arms, round by round, until the rule is met or there are no more days."""
    done, count = tuple(asked), 0
    most = min([rule.maximum, *(arm.scenario.replications for arm in asked if _of_days(arm.scenario))])
    while count < most:
        until = min(most, count + rule.step if count else rule.minimum)
        done = _further(done, range(count, until), running)
        count = until
        if not rule.asks or _narrow(done, rule):
            return done, True
    return done, False


def _further(known: Sequence[Arm], replications: Sequence[int], running: Running) -> tuple[Arm, ...]:
    found = iter(running.outcomes([Task.of(arm.scenario, arm.policy, replications) for arm in known]))
    return tuple(replace(arm, outcomes=(*arm.outcomes, *(next(found) for _ in replications))) for arm in known)


def _narrow(done: Sequence[Arm], rule: Stopping) -> bool:
    """Whether every difference is known well enough; of a single arm, the figure itself."""
    base = done[0].estimate(rule.metric, rule.confidence)
    if base is None:
        raise NotComparable(f"{rule.metric}: ни одно повторение базы не знает этого показателя")
    if len(done) == 1:
        return rule.narrow(base, base.mean)
    found = [pairs(done[0], arm, rule.metric).differences for arm in done[1:]]
    return all(rule.narrow(estimate(each, rule.confidence), base.mean) for each in found if each)


def _of_days(scenario: Scenario) -> bool:
    return isinstance(scenario.demand, GivenCalls)
