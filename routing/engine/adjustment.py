"""Kernels that change a few weights: what has changed is followed upwards, and nothing else is looked at.

An arc that gets faster is lowered by what made it so. One that may have lost the way it stands for is doubtful until
its tail's turn comes: by then all below it is final, and it is weighed anew.
"""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import Roads
from routing.network.kernel import Whole, kernel
from routing.network.model import Bytes, Longs, Words
from routing.weights import CLOSED

DOUBTFUL = 1
LOWERED = 2


class Marks(NamedTuple):
    """What is yet to be looked at; all 0 before and after."""

    arcs: Bytes
    """`DOUBTFUL`, `LOWERED`, or both"""
    tails: Bytes
    """by rank, and some more"""
    eights: NDArray[np.uint64]
    """the same memory as `tails`, to be passed over quickly where it is 0"""


def unmarked(arcs: int, ranks: int) -> Marks:
    """Make marks for so many arcs and ranks."""
    eights = np.zeros(ranks // 8 + 1, np.uint64)
    return Marks(np.zeros(arcs, np.uint8), eights.view(np.uint8), eights)


@kernel
def adjust(edges: Longs, roads: Roads, due: Words, edge_ms: Words, arc_ms: Words, marks: Marks) -> Words:
    """Make `arc_ms`, in place, what `customize` makes of `edge_ms`, and list the arcs that are not as before.

    `edges` are those whose milliseconds are new.
    """
    rank, edge, first, head, tail = roads.rank, roads.edge, roads.first, roads.head, roads.tail
    half = len(first) // 2
    marked, tails, eights = marks
    for e in edges:
        _turned(rank[e], first, head, tail, edge, roads.lower_first, roads.lower, due, edge_ms, arc_ms, marked, tails)
    before, fresh = np.empty((2, roads.height), np.uint32), np.empty((2, roads.height), np.uint8)
    changed = np.empty(1024, np.uint32)
    found: Whole = 0
    x = _next(0, tails, eights)
    while x < len(rank):
        tails[x] = 0
        for way in range(2):
            _renewed(
                x,
                way * half,
                first,
                head,
                tail,
                edge,
                roads.lower_first,
                roads.lower,
                roads.beyond,
                due,
                edge_ms,
                arc_ms,
                marked,
                before[way],
            )
        for way in range(2):
            begin = np.int64(first[way * half + x])
            for k in range(begin, first[way * half + x + 1]):
                fresh[way, k - begin] = marked[k] & LOWERED or arc_ms[k] != before[way, k - begin]
                marked[k] = 0
                if fresh[way, k - begin]:
                    changed, found = _listed(changed, found, k)
        _carried(
            x, first, head, roads.beyond, roads.joined, roads.joined_first[x], arc_ms, before, fresh, marked, tails
        )
        x = _next(x, tails, eights)
    return changed[:found]


@kernel
def _next(x: Whole, tails: Bytes, eights: NDArray[np.uint64]) -> Whole:
    """Find the first marked rank from `x` on, one past the end when there is none."""
    while x < len(tails) and tails[x] == 0:
        x += 1 if x % 8 or eights[x // 8] else 8
    return x


@kernel
def _listed(arcs: Words, count: Whole, k: Whole) -> tuple[Words, Whole]:
    """Add an arc to a list, which grows when it is full."""
    if count == len(arcs):
        longer = np.empty(2 * count, np.uint32)
        for at in range(count):
            longer[at] = arcs[at]
        arcs = longer
    arcs[count] = k
    return arcs, count + 1


@kernel
def _turned(
    x: Whole,
    first: Words,
    head: Words,
    tail: Words,
    edge: Words,
    lower_first: Words,
    lower: Words,
    due: Words,
    edge_ms: Words,
    arc_ms: Words,
    marked: Bytes,
    tails: Bytes,
) -> None:
    """Lower or doubt the arcs of all turns from and to an edge."""
    half = len(first) // 2
    for own in (0, half):
        for k in range(first[own + x], first[own + x + 1]):
            if due[k] < CLOSED:
                _weighed(k, _turn_ms(k, own, head, tail, edge, due, edge_ms), arc_ms, marked, tails, x)
        for at in range(lower_first[own + x], lower_first[own + x + 1]):
            k = lower[at]
            if due[k] < CLOSED:
                _weighed(k, _turn_ms(k, own, head, tail, edge, due, edge_ms), arc_ms, marked, tails, tail[k])


@kernel
def _weighed(k: Whole, ms: Whole, arc_ms: Words, marked: Bytes, tails: Bytes, x: Whole) -> None:
    """Lower an arc to what its turn takes now, or doubt it: that turn may have been what it stood for."""
    if ms < arc_ms[k]:
        arc_ms[k] = ms
        marked[k] |= LOWERED
        tails[x] = 1
    elif ms > arc_ms[k]:
        marked[k] |= DOUBTFUL
        tails[x] = 1


@kernel
def _turn_ms(k: Whole, own: Whole, head: Words, tail: Words, edge: Words, due: Words, edge_ms: Words) -> Whole:
    """Milliseconds that an arc takes by its own turn."""
    a, b = edge_ms[edge[tail[k]]], edge_ms[edge[head[k]]]
    if due[k] < CLOSED and a < CLOSED and b < CLOSED:
        return np.uint32(due[k] + (a if own == 0 else b))
    return np.uint32(CLOSED)


@kernel
def _renewed(
    x: Whole,
    own: Whole,
    first: Words,
    head: Words,
    tail: Words,
    edge: Words,
    lower_first: Words,
    lower: Words,
    beyond: Words,
    due: Words,
    edge_ms: Words,
    arc_ms: Words,
    marked: Bytes,
    before: Words,
) -> None:
    """Weigh the doubtful arcs of a tail and a direction, by their turns and by all pairs of arcs below them."""
    half = len(first) // 2
    other = half - own
    begin, doubtful = np.int64(first[own + x]), 0
    for k in range(begin, first[own + x + 1]):
        before[k - begin] = arc_ms[k]
        if marked[k] & DOUBTFUL:
            doubtful += 1
            arc_ms[k] = _turn_ms(k, own, head, tail, edge, due, edge_ms)
    if doubtful:
        for at in range(lower_first[other + x], lower_first[other + x + 1]):
            j = lower[at]
            if arc_ms[j] < CLOSED:
                _improve(j, begin, first[own + tail[j] + 1], head, beyond, arc_ms, marked)


@kernel
def _improve(j: Whole, k: Whole, end: Whole, head: Words, beyond: Words, arc_ms: Words, marked: Bytes) -> None:
    """Improve the doubtful arcs, from `k` on, of the tail that the lower arc `j` comes from, by ways along it."""
    through = arc_ms[j]
    for m in range(beyond[j], end):
        while head[k] < head[m]:
            k += 1
        if marked[k] & DOUBTFUL:
            arc_ms[k] = min(arc_ms[k], np.uint32(through + arc_ms[m]))


@kernel
def _carried(
    x: Whole,
    first: Words,
    head: Words,
    beyond: Words,
    joined: NDArray[np.uint16],
    used: Whole,
    arc_ms: Words,
    before: Words,
    fresh: Bytes,
    marked: Bytes,
    tails: Bytes,
) -> None:
    """Lower or doubt the arcs that the changed ones of a tail make by twos; pairs stand in `joined` from `used` on."""
    half = len(first) // 2
    for way in (1, 0):
        own, other = way * half, half - way * half
        begin, side, end = np.int64(first[own + x]), np.int64(first[other + x]), np.int64(first[other + x + 1])
        for j in range(begin, first[own + x + 1]):
            low, since = head[j], np.int64(beyond[j])
            base = np.int64(first[other + low])
            now, then = arc_ms[j], before[way, j - begin]
            for k in range(since, end):
                if fresh[way, j - begin] | fresh[1 - way, k - side]:
                    ms, was_ms = np.uint32(now + arc_ms[k]), np.uint32(then + before[1 - way, k - side])
                    at = base + joined[used + k - since]
                    if ms < arc_ms[at]:
                        arc_ms[at] = ms
                        marked[at] |= LOWERED
                        tails[low] = 1
                    elif ms > was_ms and was_ms <= arc_ms[at] and was_ms < CLOSED:
                        marked[at] |= DOUBTFUL
                        tails[low] = 1
            used += end - since
