"""Arms of an experiment: scenarios under policies, which meet the very same calls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulations.experiments.errors import NotComparable
from simulations.experiments.intervals import Estimate, estimate
from simulations.runner import Outcome
from simulations.scenario.model import PolicyChoice, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A scenario under a policy and its replications, in order of their numbers."""

    name: str
    scenario: Scenario
    policy: PolicyChoice
    outcomes: tuple[Outcome, ...] = ()

    def known(self, metric: str) -> Mapping[int, float]:
        """The figure by replication, where it is known."""
        return {o.replication: o.figures[metric] for o in self.outcomes if metric in o.figures}

    def estimate(self, metric: str, confidence: float = 0.95) -> Estimate | None:
        """The mean of a figure; None when no replication knows it."""
        known = self.known(metric)
        return estimate(list(known.values()), confidence) if known else None


def arms(scenarios: Sequence[Scenario], policies: Sequence[PolicyChoice] = ()) -> tuple[Arm, ...]:
    """Every scenario under every policy (none given: under its own). Raises `NotComparable`."""
    made = [
        Arm(name=_named(scenario, policy, several=len(policies) > 1), scenario=scenario, policy=policy)
        for scenario in scenarios
        for policy in (policies or (scenario.policy,))
    ]
    return checked(_told_apart(made))


def checked(made: Sequence[Arm]) -> tuple[Arm, ...]:
    """Return the arms, if they meet the same calls: the seed is what makes them so. Raises `NotComparable`."""
    different = {arm.scenario.seed: arm.scenario.name for arm in made}
    if len(different) > 1:
        said = ", ".join(f"{name}: {seed}" for seed, name in sorted(different.items()))
        raise NotComparable(f"seed: у сценариев разные зёрна, вызовы не были бы теми же ({said}); задайте одно")
    return tuple(made)


def _told_apart(made: Sequence[Arm]) -> list[Arm]:
    """Number the arms that would be called the same."""
    times = Counter(arm.name for arm in made)
    return [
        replace(arm, name=f"{arm.name} ({place})") if times[arm.name] > 1 else arm
        for place, arm in enumerate(made, start=1)
    ]


def _named(scenario: Scenario, policy: PolicyChoice, *, several: bool) -> str:
    return f"{scenario.title} · {policy.name}" if several else scenario.title
