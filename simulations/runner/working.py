"""What a worker does: opens the parcel, computes its replications, keeps each as soon as it is done."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from simulations.metrics import Yardstick, table
from simulations.results import Results
from simulations.runner.checkpoint import Shelf
from simulations.runner.columns import flatten
from simulations.runner.parcel import unpacked
from simulations.runner.task import Keep, Outcome, Task
from simulations.travel import RoadTables

OPEN_TASKS = 8
"""Tasks that a worker keeps open: a comparison has a few, and each is some megabytes."""


class Replications(Protocol):
    """A task that a worker has opened."""

    def results(self, replication: int, *, reasons: bool) -> Results:
        """Compute one replication; the same results for the same number, in whatever process."""
        ...


class Opener(Protocol):
    """Opens a task. A class or function at the top of a module, so that a worker finds it by its name."""

    def __call__(self, task: Task, tables: RoadTables | None) -> Replications:
        """Return the task, ready to compute."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a worker needs to know of a task, once. `opener` puts its replications together."""

    task: Task
    key: str
    tables: RoadTables | None
    opener: Opener


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Replications for one worker. `folder` is where their checkpoints go (None: nothing is kept)."""

    name: str
    parcel: bytes
    replications: tuple[int, ...]
    folder: Path | None
    keep: Keep


def work(order: Order) -> tuple[Outcome, ...]:
    """Compute what is ordered, and keep each replication as soon as it is done."""
    opened = _opened(order.parcel)
    return tuple(_computed(order, *opened, replication) for replication in order.replications)


@lru_cache(maxsize=OPEN_TASKS)
def _opened(packed: bytes) -> tuple[Parcel, Replications]:
    parcel: Parcel = unpacked(packed)
    return parcel, parcel.opener(parcel.task, parcel.tables)


def _computed(order: Order, parcel: Parcel, replications: Replications, replication: int) -> Outcome:
    results = replications.results(replication, reasons=order.keep is Keep.REASONS)
    flat = flatten(results)
    shelf = None if order.folder is None else Shelf(folder=order.folder, keep=order.keep)
    outcome = Outcome(
        task=parcel.key,
        scenario=parcel.task.scenario.name,
        policy=parcel.task.policy.name,
        replication=replication,
        digest=flat.digest,
        figures=table(results, Yardstick.of(parcel.task.scenario)),
        rows=None if shelf is None else shelf.rows(replication),
    )
    if shelf is not None:
        shelf.put(outcome, flat)
    return outcome
