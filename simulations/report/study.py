"""What a report is written about: a comparison, its first arm the base, and what the rows of each arm showed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from routing.types import MapInfo
from simulations.experiments.arms import Arm
from simulations.experiments.compare import Comparison
from simulations.metrics import Yardstick
from simulations.report.evidence import Evidence, gathered
from simulations.results import Results
from simulations.runner.checkpoint import read_rows
from simulations.scenario.model import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An arm with its evidence; None when the run has kept no rows."""

    arm: Arm
    evidence: Evidence | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.arm.name

    @property
    def scenario(self) -> Scenario:
        """The scenario under the policy of this arm."""
        return replace(self.arm.scenario, policy=self.arm.policy)

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of all replications, in order."""
        return sha256("".join(outcome.digest for outcome in self.arm.outcomes).encode()).hexdigest()

    def mean(self, metric: str) -> float | None:
        """The mean of a figure; None when no replication knows it."""
        found = self.arm.estimate(metric)
        return None if found is None else found.mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A comparison (of one arm: a run) and where it comes from.

    `command` reproduces it; `made_at` is POSIX seconds (None: not said). `map` None: no road map was used, or it is not
    known. `versions` are name → version of what has computed.
    """

    title: str
    comparison: Comparison
    arms: tuple[Shown, ...]
    command: str = ""
    made_at: float | None = None
    map: MapInfo | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> Shown:
        """What the others are compared with."""
        return self.arms[0]

    @property
    def others(self) -> tuple[Shown, ...]:
        """The others."""
        return self.arms[1:]

    @property
    def named(self) -> list[tuple[str, Evidence]]:
        """The arms as the drawings take them; empty when some arm has no rows."""
        known = [(shown.name, shown.evidence) for shown in self.arms if shown.evidence is not None]
        return known if len(known) == len(self.arms) else []


def shown(arm: Arm, read: Callable[[Path], Results] = read_rows) -> Shown:
    """Gather what the kept rows of an arm show. Raises as `read_rows` does for a file that is damaged."""
    paths = [outcome.rows for outcome in arm.outcomes if outcome.rows is not None]
    if not paths or len(paths) < len(arm.outcomes):
        return Shown(arm=arm, evidence=None)
    return Shown(arm=arm, evidence=gathered(map(read, paths), Yardstick.of(arm.scenario)))
