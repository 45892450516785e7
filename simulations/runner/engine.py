"""Where work is done: a port, and its simplest filling."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from simulations.runner.task import Outcome
from simulations.runner.working import Order, work


class Engine(Protocol):
    """Does orders, in any order. The outcomes do not depend on which engine it is."""

    @property
    def workers(self) -> int:
        """How many orders are done at once."""
        ...

    def outcomes(self, orders: Sequence[Order]) -> Iterator[Outcome]:
        """Yield what comes out, as soon as it does. Raises `ChunkFailed`."""
        ...


class Here:
    """Does the work in this process, one after the other: for notebooks, tests and a single core."""

    workers = 1

    def outcomes(self, orders: Iterable[Order]) -> Iterator[Outcome]:
        """Yield one replication after the other."""
        for order in orders:
            yield from work(order)
