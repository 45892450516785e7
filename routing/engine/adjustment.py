"""Kernels that change a few weights: what has changed is followed upwards, and nothing else is looked at."""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import Roads
from routing.network.kernel import Whole, kernel
from routing.network.model import Bytes, Longs, Words
from routing.weights import CLOSED


class Marks(NamedTuple):
    """What is yet to be looked at; all 0 before and after."""

    arcs: Bytes
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
    lower_first, lower = roads.lower_first, roads.lower
    doubtful, tails, eights = marks
    for e in edges:
        _doubt_turns(rank[e], first, lower_first, lower, tail, due, doubtful, tails)
    changed = np.empty(1024, np.uint32)
    found: Whole = 0
    x = _next(0, tails, eights)
    while x < len(rank):
        tails[x] = 0
        for own in (0, len(first) // 2):
            for k in range(first[own + x], first[own + x + 1]):
                before = arc_ms[k]
                if doubtful[k] != 0:
                    doubtful[k] = 0
                    arc_ms[k] = _weighed(k, own, first, head, tail, edge, lower_first, lower, due, edge_ms, arc_ms)
                if arc_ms[k] != before:
                    _doubt_joined(k, x, own, before, first, head, arc_ms, doubtful, tails)
                    changed, found = _listed(changed, found, k)
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
def _doubt_turns(
    x: Whole, first: Words, lower_first: Words, lower: Words, tail: Words, due: Words, doubtful: Bytes, tails: Bytes
) -> None:
    """Mark the arcs of all turns from and to an edge."""
    for own in (0, len(first) // 2):
        for k in range(first[own + x], first[own + x + 1]):
            if due[k] < CLOSED:
                doubtful[k] = 1
                tails[x] = 1
        for at in range(lower_first[own + x], lower_first[own + x + 1]):
            k = lower[at]
            if due[k] < CLOSED:
                doubtful[k] = 1
                tails[tail[k]] = 1


@kernel
def _weighed(
    k: Whole,
    own: Whole,
    first: Words,
    head: Words,
    tail: Words,
    edge: Words,
    lower_first: Words,
    lower: Words,
    due: Words,
    edge_ms: Words,
    arc_ms: Words,
) -> Whole:
    """Weigh an arc by its turn and by all pairs of arcs below it."""
    half = len(first) // 2
    other = half - own
    x, y = tail[k], head[k]
    least = np.uint32(CLOSED)
    a, b = edge_ms[edge[x]], edge_ms[edge[y]]
    if due[k] < CLOSED and a < CLOSED and b < CLOSED:
        least = np.uint32(due[k] + (a if own == 0 else b))
    for at in range(lower_first[other + x], lower_first[other + x + 1]):
        j = lower[at]
        if arc_ms[j] < least:
            z = tail[j]
            for m in range(first[own + z], first[own + z + 1]):
                if head[m] == y:
                    least = min(least, np.uint32(arc_ms[j] + arc_ms[m]))
    return least


@kernel
def _doubt_joined(
    k: Whole,
    x: Whole,
    own: Whole,
    before: Whole,
    first: Words,
    head: Words,
    arc_ms: Words,
    doubtful: Bytes,
    tails: Bytes,
) -> None:
    """Mark the arcs that a changed one made as it was `before`, or would now make faster, with others of its tail."""
    other = len(first) // 2 - own
    y = head[k]
    for m in range(first[other + x], first[other + x + 1]):
        if arc_ms[m] >= CLOSED or head[m] == y:
            continue
        z = head[m]
        way, low, high = (own, z, y) if z < y else (other, y, z)
        for joined in range(first[way + low], first[way + low + 1]):
            if head[joined] == high:
                if before + arc_ms[m] == arc_ms[joined] or arc_ms[k] + arc_ms[m] < arc_ms[joined]:
                    doubtful[joined] = 1
                    tails[low] = 1
                break
