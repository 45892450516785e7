"""The weights of one profile at one moment."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Longs, Network, Words

CLOSED = 2**31 - 1
"""Weight of what may not be driven: two of them still fit 32 bits."""


def seconds_to_ms(seconds: Floats) -> Longs:
    """Round to whole milliseconds."""
    return np.asarray(np.rint(seconds * 1000), np.int64)


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The weights of one profile, milliseconds, `CLOSED` where it may not drive."""

    network: Network
    edge_ms: Longs
    due_ms: Words
    """by turn: what it takes beyond the edge before it"""

    def usable(self, pieces: NDArray[np.integer] | None = None) -> NDArray[np.bool_]:
        """Tell on which pieces of road, of all or of these, a trip can begin: open ones, and none on water."""
        edges = self.network.edge_by_piece if pieces is None else self.network.edge_by_piece[pieces]
        open_ = (self.edge_ms[edges] < CLOSED) | (self.edge_ms[self.network.edges.reverse[edges]] < CLOSED)
        return np.asarray(open_ & ~self.network.way_is_ferry[self.network.ways_of(edges)])

    @cached_property
    def turn_ms(self) -> Longs:
        """By turn, from the tail of the edge before it to the tail of the edge after it."""
        return self.passing_ms(np.arange(len(self.due_ms)))

    def passing_ms(self, turns: NDArray[np.integer]) -> Longs:
        """The same for some turns."""
        tail, head = self.network.turns.tail[turns], self.network.turns.head[turns]
        before, after, due = self.edge_ms[tail], self.edge_ms[head], self.due_ms[turns]
        shut = (before >= CLOSED) | (after >= CLOSED) | (due >= CLOSED)
        return np.where(shut, CLOSED, before + due)
