"""How soon each edge is entered from the nearest of several places: one bounded search for all of them.

Dijkstra, A note on two problems in connexion with graphs, doi:10.1007/BF01386390. A search that stops at the largest
band visits what the band covers and nothing else, which a contraction hierarchy cannot promise.
"""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import Whole, kernel
from routing.network.model import Floats, Ints, Longs, Words
from routing.snapping.snapper import Feet
from routing.weights import CLOSED, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """Where the search begins: on these edges, so many milliseconds after their tails."""

    edge: Longs
    passed_ms: Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is reached within the limit, exact to the place on an edge."""

    weights: Weights
    starts: Starts
    tail_ms: Words
    """by edge: milliseconds to its tail, `CLOSED` where that takes more than the limit"""
    limit_ms: int
    usable: NDArray[np.bool_]
    """pieces that can be driven at all"""

    def seconds(self, feet: Feet) -> Floats:
        """Seconds to places on the roads, `inf` beyond the limit and off the map."""
        there, back = (self._arrival_ms(ends) for ends in _both_ways(self.weights, feet))
        ms = np.minimum(there, back)
        return np.where(ms <= self.limit_ms, ms / 1000, np.inf)

    def _arrival_ms(self, ends: Starts) -> Longs:
        open_ = ends.passed_ms < CLOSED
        ms = np.where(open_, self.tail_ms[ends.edge].astype(np.int64) + ends.passed_ms, CLOSED)
        for edge, passed_ms in zip(self.starts.edge, self.starts.passed_ms, strict=True):
            ahead = open_ & (ends.edge == edge) & (ends.passed_ms >= passed_ms)
            ms[ahead] = np.minimum(ms[ahead], ends.passed_ms[ahead] - passed_ms)
        return ms


def reached(weights: Weights, usable: NDArray[np.bool_], feet: Feet, limit_ms: int) -> Reach:
    """Search from all feet at once: each edge keeps the time from the nearest of them."""
    there, back = _both_ways(weights, feet)
    edge = np.concatenate([there.edge, back.edge])
    passed_ms = np.concatenate([there.passed_ms, back.passed_ms])
    starts = Starts(edge=edge[passed_ms < CLOSED], passed_ms=passed_ms[passed_ms < CLOSED])
    turns = weights.network.turns
    tail_ms = _search(
        (starts.edge, starts.passed_ms),
        (np.asarray(turns.first), np.asarray(turns.head)),
        (weights.edge_ms, np.asarray(weights.due_ms)),
        limit_ms,
    )
    return Reach(weights=weights, starts=starts, tail_ms=tail_ms, limit_ms=limit_ms, usable=usable)


def _both_ways(weights: Weights, feet: Feet) -> tuple[Starts, Starts]:
    """Each foot on its edge and on the reverse, rounded as the engine rounds; `CLOSED` where there is no such way."""
    back = weights.network.edges.reverse[feet.edge].astype(np.int64)
    share_back = np.where(back == feet.edge, np.nan, 1 - feet.offset)
    return _one_way(weights, feet.edge, feet.offset), _one_way(weights, back, share_back)


def _one_way(weights: Weights, edge: Longs, share: Floats) -> Starts:
    whole_ms = weights.edge_ms[edge]
    open_ = (whole_ms < CLOSED) & ~np.isnan(share)
    passed_ms = np.rint(whole_ms * np.where(open_, share, 0)).astype(np.int64)
    return Starts(edge=edge, passed_ms=np.where(open_, passed_ms, CLOSED))


@kernel
def _search(
    starts: tuple[Longs, Longs], turns: tuple[Longs, Ints], ms: tuple[Longs, Words], limit_ms: int
) -> NDArray[np.uint32]:
    """Milliseconds to the tails of edges. The queue holds time and edge in one number."""
    start_edge, passed_ms = starts
    edge_ms, _ = ms
    tail_ms = np.full(len(edge_ms), CLOSED, np.uint32)
    queue = [np.int64(0) for _ in range(0)]  # so numba learns what an empty list is to hold
    for i in range(len(start_edge)):
        _leave(start_edge[i], edge_ms[start_edge[i]] - passed_ms[i], turns, ms, limit_ms, tail_ms, queue)
    while len(queue) > 0:
        soonest = heappop(queue)
        edge, entered_ms = soonest & 0xFFFFFFFF, soonest >> 32
        if entered_ms == tail_ms[edge]:
            _leave(edge, entered_ms + edge_ms[edge], turns, ms, limit_ms, tail_ms, queue)
    return tail_ms


@kernel
def _leave(
    edge: Whole,
    left_ms: Whole,
    turns: tuple[Longs, Ints],
    ms: tuple[Longs, Words],
    limit_ms: int,
    tail_ms: Words,
    queue: list[np.int64],
) -> None:
    """Turn off an edge at its end wherever that is sooner than before and within the limit."""
    first, head = turns
    edge_ms, due_ms = ms
    for turn in range(first[edge], first[edge + 1]):
        onto, due = np.int64(head[turn]), np.int64(due_ms[turn])
        at_ms = left_ms + due
        if due < CLOSED and edge_ms[onto] < CLOSED and at_ms <= limit_ms and at_ms < tail_ms[onto]:
            tail_ms[onto] = at_ms
            heappush(queue, (at_ms << 32) | onto)
