"""Who is told how far a run is."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from simulations.runner.task import Outcome


class State(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Watcher(Protocol):
    """Is told what comes out."""

    def expect(self, more: int) -> None:
        """So many replications are to come; a run that goes on in rounds says it before each."""
        ...

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        """One more is done; `kept`: it lay there from an earlier run."""
        ...

    def ended(self, state: State, error: str = "") -> None:
        """Nothing more comes."""
        ...


class Silent:
    """Tells nobody."""

    def expect(self, more: int) -> None:
        """Do nothing."""

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        """Do nothing."""

    def ended(self, state: State, error: str = "") -> None:
        """Do nothing."""


class All:
    """Tells several."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers

    def expect(self, more: int) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.expect(more)

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.came(outcome, kept=kept)

    def ended(self, state: State, error: str = "") -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.ended(state, error)


class Bar:
    """A bar on stderr."""

    def __init__(self, title: str) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True, highlight=False),
        )
        self._total = 0
        self._task = self._bar.add_task(title, total=None)

    def expect(self, more: int) -> None:
        """Show the bar."""
        self._total += more
        self._bar.update(self._task, total=self._total)
        self._bar.start()

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        """Move the bar."""
        del outcome, kept
        self._bar.advance(self._task)

    def ended(self, state: State, error: str = "") -> None:
        """Leave the bar as it stands."""
        del state, error
        self._bar.stop()
