"""A pool of processes on this machine that outlives its workers.

A worker that is killed (by the kernel for memory, by a person) breaks Python's pool. What was under way is then
suspected and done again alone, one order at a time, so that an order that kills its worker is found out and does not
take others with it.
"""

import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_end
from types import TracebackType
from typing import Self

from simulations.runner.errors import ChunkFailed
from simulations.runner.task import Outcome
from simulations.runner.working import Order, work

TRIES = 3
"""How often an order may kill its worker, alone, before it is given up. Assumed: memory may be short twice."""


class Pool:
    """`workers` processes, forked from a clean server, kept between calls. Closed at the end of its `with` block."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers at once; what they were doing is lost."""
        if self._leash is not None:
            self._leash.close()
            self._leash = None
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def outcomes(self, orders: Sequence[Order]) -> Iterator[Outcome]:
        """Yield what comes out, as soon as it does.

        Raises `ChunkFailed`: at once for an order that raises, after all others for orders that killed their workers.
        """
        waiting, suspects = deque(orders), deque[Order]()
        deaths: Counter[str] = Counter()
        while waiting or suspects:
            queue, width = (suspects, 1) if suspects else (waiting, self.workers)
            under_way: dict[Future[tuple[Outcome, ...]], Order] = {}
            try:
                yield from self._round(queue, width, under_way)
            except BrokenProcessPool:
                self.close()
                deaths.update(order.name for order in under_way.values() if width == 1)
                suspects.extend(order for order in under_way.values() if deaths[order.name] < TRIES)
        _raise_for([name for name, count in deaths.items() if count >= TRIES])

    def _round(
        self, queue: "deque[Order]", width: int, under_way: "dict[Future[tuple[Outcome, ...]], Order]"
    ) -> Iterator[Outcome]:
        """Do all of the queue, `width` orders at once; what has not come back stays in `under_way`."""
        while queue or under_way:
            while queue and len(under_way) < width:
                order = queue.popleft()
                under_way[self._send(order, queue)] = order
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                found = _outcome(future, under_way[future])
                del under_way[future]
                yield from found

    def _send(self, order: Order, queue: "deque[Order]") -> "Future[tuple[Outcome, ...]]":
        if self._executor is None:
            self._executor, self._leash = _executor(self.workers)
        try:
            return self._executor.submit(work, order)
        except BrokenProcessPool:
            queue.appendleft(order)
            raise


def _outcome(future: "Future[tuple[Outcome, ...]]", order: Order) -> tuple[Outcome, ...]:
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as why:
        raise ChunkFailed(f"{order.name}: {type(why).__name__}: {why}") from why


def _raise_for(fatal: Sequence[str]) -> None:
    if fatal:
        raise ChunkFailed(
            f"{'; '.join(fatal)}: процесс завершался, не досчитав, {TRIES} раза: похоже, не хватает памяти; уменьшите"
            f" --workers или горизонт / its worker died {TRIES} times: give less workers or a shorter horizon"
        )


def _executor(workers: int) -> tuple[ProcessPoolExecutor, Connection]:
    """Start a pool, and the leash that its workers hang on: they end when it is let go, whatever they are doing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["simulations.runner.replicate"])
    held, leash = context.Pipe(duplex=False)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_run, initargs=(held,)), leash


def _end_with_run(leash: Connection) -> None:
    """End this worker when the run ends or is killed: it would wait for work for ever, holding its own pipe open."""
    threading.Thread(target=_watch, args=(leash,), daemon=True).start()


def _watch(leash: Connection) -> None:
    wait_for_end([leash])
    os._exit(1)
