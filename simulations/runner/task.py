"""What is to be run, and what came out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from simulations.runner.digest import digest_of, program_digest
from simulations.runner.roads import map_of
from simulations.scenario.model import PolicyChoice, Scenario


class Keep(StrEnum):
    """What is kept of a replication: its figures, also its rows, also why each crew was sent."""

    FIGURES = "figures"
    ROWS = "rows"
    REASONS = "reasons"


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """Replications of one scenario under one policy."""

    scenario: Scenario
    policy: PolicyChoice
    replications: tuple[int, ...]

    @classmethod
    def of(
        cls, scenario: Scenario, policy: PolicyChoice | None = None, replications: Sequence[int] | None = None
    ) -> "Task":
        """Return a task; what is not given is as the scenario says."""
        numbers = range(scenario.replications) if replications is None else replications
        return cls(scenario=scenario, policy=policy or scenario.policy, replications=tuple(numbers))

    @cached_property
    def key(self) -> str:
        """Where its checkpoints lie: readable names, then a digest of all that a result depends on."""
        digest = digest_of((self.scenario, map_of(self.scenario.roads), self.policy, program_digest()))
        return f"{self.scenario.name}-{self.policy.name}-{digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One replication, done. `figures` is the flat table; `rows` is the file with its rows (None: not kept)."""

    task: str
    scenario: str
    policy: str
    replication: int
    digest: str
    figures: Mapping[str, float]
    rows: Path | None
