"""How an experiment runs its replications: one value that is handed through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dispatch.config import Settings
from simulations.results import Results
from simulations.runner import Engine, Here, Keep, Outcome, RealWorld, Silent, Task, Watcher, prepared, run_many
from simulations.runner.working import Opener
from simulations.scenario.model import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Where the work is done, where it is kept, who is told. What each field means, `run_many` says."""

    engine: Engine = field(default_factory=Here)
    checkpoints: Path | None = None
    progress: Watcher = field(default_factory=Silent)
    keep: Keep = Keep.FIGURES
    cache: Path | None = None
    opener: Opener = RealWorld

    def outcomes(self, tasks: Sequence[Task]) -> tuple[Outcome, ...]:
        """Run the tasks. Raises as `run_many` does."""
        return run_many(
            tasks,
            engine=self.engine,
            checkpoints=self.checkpoints,
            progress=self.progress,
            keep=self.keep,
            cache=self.cache,
            opener=self.opener,
        )

    def results(self, scenario: Scenario, replication: int = 0) -> Results:
        """All rows of one replication, computed in this process."""
        tables = prepared(scenario, self.cache or Settings().cache)
        return self.opener(Task.of(scenario), tables).results(replication, reasons=False)
