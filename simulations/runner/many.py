"""Many replications: what is kept is taken, the rest is computed, and nobody can tell which was which."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dispatch.config import Settings
from simulations.runner.checkpoint import Shelf
from simulations.runner.engine import Engine, Here
from simulations.runner.errors import NowhereToKeep
from simulations.runner.parcel import packed
from simulations.runner.pool import Pool
from simulations.runner.progress import Silent, Watcher
from simulations.runner.replicate import RealWorld
from simulations.runner.roads import prepared
from simulations.runner.task import Keep, Outcome, Task
from simulations.runner.working import Opener, Order, Parcel

ORDERS_PER_WORKER = 16
"""Many short replications are ordered together, in so many orders for each worker: enough to even out their lengths."""


def run_many(  # noqa: PLR0913 (how to run, each by name; only the tasks must be given)
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    checkpoints: Path | None = None,
    progress: Watcher | None = None,
    engine: Engine | None = None,
    keep: Keep = Keep.FIGURES,
    cache: Path | None = None,
    opener: Opener = RealWorld,
) -> tuple[Outcome, ...]:
    """Run all replications of all tasks and return them in the order in which they were asked for.

    `workers` is how many processes (1: this one alone); an `engine` that is given is used instead and left open.
    `checkpoints` is a folder where each finished replication is kept: a run that was killed goes on from there. `cache`
    is where tables of travel times lie (None: where the service keeps its maps). Raises `ChunkFailed` and
    `NowhereToKeep`.
    """
    if keep is not Keep.FIGURES and checkpoints is None:
        raise NowhereToKeep("keep: строки вызовов хранятся в файлах, нужна папка checkpoints / rows need a folder")
    watcher = progress or Silent()
    run = _Run(tasks, checkpoints, keep, watcher, lambda task: _packed(task, opener, cache or Settings().cache))
    if engine is not None:
        return run.through(engine)
    if workers == 1:
        return run.through(Here())
    with Pool(workers) as pool:
        return run.through(pool)


def _packed(task: Task, opener: Opener, cache: Path) -> bytes:
    tables = prepared(task.scenario, cache)
    return packed(Parcel(task=replace(task, replications=()), key=task.key, tables=tables, opener=opener))


class _Run:
    """The bookkeeping of one call of `run_many`."""

    def __init__(
        self,
        tasks: Sequence[Task],
        checkpoints: Path | None,
        keep: Keep,
        watcher: Watcher,
        pack: Callable[[Task], bytes],
    ) -> None:
        self._tasks = {task.key: task for task in tasks}
        self._wanted = [(task.key, replication) for task in tasks for replication in task.replications]
        self._different = list(dict.fromkeys(self._wanted))
        self._checkpoints = checkpoints
        self._keep = keep
        self._watcher = watcher
        self._pack = pack

    def through(self, engine: Engine) -> tuple[Outcome, ...]:
        self._watcher.expect(len(self._different))
        found = {(outcome.task, outcome.replication): outcome for outcome in self._kept()}
        missing = [one for one in self._different if one not in found]
        for outcome in engine.outcomes(list(self._orders(missing, engine.workers))):
            found[outcome.task, outcome.replication] = outcome
            self._watcher.came(outcome, kept=False)
        return tuple(found[one] for one in self._wanted)

    def _kept(self) -> Iterator[Outcome]:
        for key, replication in self._different:
            folder = self._folder(key)
            outcome = None if folder is None else Shelf(folder=folder, keep=self._keep).get(replication)
            if outcome is not None:
                self._watcher.came(outcome, kept=True)
                yield outcome

    def _orders(self, missing: Sequence[tuple[str, int]], workers: int) -> Iterator[Order]:
        size = max(1, len(missing) // (workers * ORDERS_PER_WORKER))
        for key, task in self._tasks.items():
            numbers = [replication for of, replication in missing if of == key]
            parcel = self._pack(task) if numbers else b""
            for begin in range(0, len(numbers), size):
                yield self._order(key, parcel, tuple(numbers[begin : begin + size]))

    def _order(self, key: str, parcel: bytes, replications: tuple[int, ...]) -> Order:
        return Order(
            name=f"{key}, повторения {replications[0]}…{replications[-1]}",
            parcel=parcel,
            replications=replications,
            folder=self._folder(key),
            keep=self._keep,
        )

    def _folder(self, key: str) -> Path | None:
        return None if self._checkpoints is None else self._checkpoints / key
