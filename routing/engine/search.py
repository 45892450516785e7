"""Kernels that find one fastest path: climb the elimination tree from both ends, meet, unfold the shortcuts."""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

import numpy as np
from numpy.typing import NDArray

from routing.engine.ancestors import shared
from routing.engine.arrays import NOWHERE, Dues, Passing, Roads
from routing.network.kernel import Whole, kernel
from routing.network.model import Words
from routing.weights import CLOSED

Ways = tuple[Words, Words]
"""Ranks where a trip may begin or end, and milliseconds to add."""
Climbed = tuple[Words, Words, Words, Words]
"""By way and depth: milliseconds between the way and its ancestor there, the last arc to it, and its rank. By depth:
which way is the first to come there, of ancestors that all have in common, `NOWHERE` below.

Where a way begins there is no arc: `NOWHERE`. Common ancestors say the same for each of the ways.
"""


@kernel
def fastest(
    roads: Roads, dues: Dues, ms: Passing, halves: Words, sources: Ways, targets: Ways, unfold: bool
) -> tuple[Whole, Whole, Words]:
    """Find the fastest path from any source to any target.

    `halves` are, by shortcut, the two arcs that made it when it was last unfolded, counted from 1: a guess that is
    checked before it is used, since weights may have changed, and threads write here at the same time.

    Returns the milliseconds, `CLOSED` for no road, which target it is, and the edges before the last one, none when
    not asked to `unfold`.
    """
    first, tail, depth, half = roads.first, roads.tail, roads.depth, len(roads.rank) + 1
    out = _climbed(sources, roads.parent, depth, first[:half], roads.head_depth, ms.arc)
    into = _climbed(targets, roads.parent, depth, first[half:], roads.head_depth, ms.arc)
    best, i, j, d = _met(out, into)
    if best >= CLOSED:
        return best, j, np.empty(0, np.uint32)
    stack = np.empty(3 * roads.height + 4, np.uint32)  # unfolding an arc leaves one on the stack, which lies deeper
    ahead, target = _trace(stack, 0, out[2][i, d], j, into, depth, tail)
    if not unfold:
        return best, target, np.empty(0, np.uint32)
    for k in range(ahead // 2):
        stack[k], stack[ahead - 1 - k] = stack[ahead - 1 - k], stack[k]
    used, _ = _trace(stack, ahead, out[2][i, d], i, out, depth, tail)
    head, lower_first, lower = roads.head, roads.lower_first, roads.lower
    lists = first, head, tail, lower_first, lower
    return best, target, _unfolded(stack, used, lists, roads.edge, dues.arc, ms.edge, ms.arc, halves)


@kernel
def _climbed(
    ways: Ways, parent: Words, own_depth: Words, first: Words, depth: NDArray[np.uint16], arc_ms: Words
) -> Climbed:
    """Follow all arcs of one direction up the tree. What is not reached weighs `CLOSED`.

    Each way climbs by itself to the ancestors that all have in common. There the better one goes on for everybody.
    """
    ranks, begin_ms = ways
    reached, last, rank, comer = _blank(ranks, begin_ms, own_depth)
    common: Whole = np.int64(own_depth[ranks[0]]) + 1
    top: Whole = ranks[0]
    for x in ranks[1:]:
        common = min(common, shared(ranks[0], x, parent, own_depth))
    for i in range(len(ranks)):
        top = _climb(i, ranks[i], own_depth[ranks[i]], common, parent, first, depth, arc_ms, reached, last, rank)
        for d in range(common):
            if i == 0 or reached[i, d] < reached[0, d]:
                reached[0, d], last[0, d], comer[d] = reached[i, d], last[i, d], i
    _climb(0, top, common - 1, 0, parent, first, depth, arc_ms, reached, last, rank)
    for i in range(1, len(ranks)):
        for d in range(common):
            reached[i, d], last[i, d], rank[i, d] = reached[0, d], last[0, d], rank[0, d]
    return reached, last, rank, comer


@kernel
def _blank(ranks: Words, begin_ms: Words, own_depth: Words) -> Climbed:
    """Begin each way where it begins."""
    deepest = 0
    for x in ranks:
        deepest = max(deepest, own_depth[x])
    shape = (len(ranks), deepest + 1)
    reached, last, rank = np.empty(shape, np.uint32), np.empty(shape, np.uint32), np.empty(shape, np.uint32)
    comer = np.empty(deepest + 1, np.uint32)
    for d in range(deepest + 1):
        comer[d] = NOWHERE
        for i in range(len(ranks)):
            reached[i, d], last[i, d], rank[i, d] = CLOSED, NOWHERE, NOWHERE
    for i in range(len(ranks)):
        reached[i, own_depth[ranks[i]]] = begin_ms[i]
    return reached, last, rank, comer


@kernel
def _climb(
    i: Whole,
    x: Whole,
    begin: Whole,
    end: Whole,
    parent: Words,
    first: Words,
    depth: NDArray[np.uint16],
    arc_ms: Words,
    reached: Words,
    last: Words,
    rank: Words,
) -> Whole:
    """Carry one way on from depth `begin`, where `x` stands, up to depth `end`, and return who stands above."""
    for d in range(np.int64(begin), np.int64(end) - 1, -1):
        rank[i, d] = x
        so_far = reached[i, d]
        if so_far < CLOSED:
            for k in range(first[x], first[x + 1]):
                if so_far + arc_ms[k] < reached[i, depth[k]]:
                    reached[i, depth[k]] = so_far + arc_ms[k]
                    last[i, depth[k]] = k
        x = parent[x]
    return x


@kernel
def _met(out: Climbed, into: Climbed) -> tuple[Whole, Whole, Whole, Whole]:
    """Find the best common ancestor: milliseconds, source, target, depth."""
    out_ms, _, out_rank, _ = out
    into_ms, _, into_rank, _ = into
    best, source, target, depth = np.uint64(CLOSED), 0, 0, 0
    for i in range(len(out_ms)):
        for j in range(len(into_ms)):
            for d in range(min(out_rank.shape[1], into_rank.shape[1])):
                if out_rank[i, d] != into_rank[j, d] or out_rank[i, d] == NOWHERE:
                    break
                if out_ms[i, d] + into_ms[j, d] < best:
                    best, source, target, depth = out_ms[i, d] + into_ms[j, d], i, j, d
    return best, source, target, depth


@kernel
def _trace(
    stack: Words, used: Whole, x: Whole, way: Whole, climbed: Climbed, depth: Words, tail: Words
) -> tuple[Whole, Whole]:
    """Stack the arcs from ancestor `x` back to where one of the ways begins.

    Returns how many are stacked now, and which way it is.
    """
    _, last, _, comer = climbed
    while True:
        d = depth[x]
        if comer[d] != NOWHERE:
            way = np.int64(comer[d])
        k = last[way, d]
        if k == NOWHERE:
            return used, way
        stack[used] = k
        used += 1
        x = tail[k]


@kernel
def _unfolded(
    stack: Words,
    used: Whole,
    lists: tuple[Words, Words, Words, Words, Words],
    edge: Words,
    due: Words,
    edge_ms: Words,
    arc_ms: Words,
    halves: Words,
) -> Words:
    """List the edges that the stacked arcs lead along, the topmost first; the last edge of all is left out."""
    first, head, tail, lower_first, lower = lists
    upward = first[len(first) // 2 - 1]
    edges, found = np.empty(1024, np.uint32), 0
    while used:
        used -= 1
        k = np.int64(stack[used])
        before = edge[tail[k] if k < upward else head[k]]
        if due[k] < CLOSED and due[k] + edge_ms[before] == arc_ms[k]:
            if found == len(edges):
                edges = _longer(edges)
            edges[found] = before
            found += 1
            continue
        down, up = halves[k, 0], halves[k, 1]
        if down == 0 or up == 0 or arc_ms[down - 1] + arc_ms[up - 1] != arc_ms[k]:
            down, up = _halves(k, upward, first, head, tail, lower_first, lower, arc_ms)
            halves[k, 0], halves[k, 1] = down, up
        stack[used], stack[used + 1] = up - 1, down - 1
        used += 2
    return edges[:found]


@kernel
def _longer(edges: Words) -> Words:
    longer = np.empty(2 * len(edges), np.uint32)
    for at in range(len(edges)):
        longer[at] = edges[at]
    return longer


@kernel
def _halves(
    k: Whole, upward: Whole, first: Words, head: Words, tail: Words, lower_first: Words, lower: Words, arc_ms: Words
) -> tuple[Whole, Whole]:
    """Find the arcs down to and up from the lower edge over which shortcut `k` leads, counted from 1."""
    x, y = tail[k], head[k]
    half = len(first) // 2
    own, other = (0, half) if k < upward else (half, 0)
    begin, end = np.int64(lower_first[other + x]), np.int64(lower_first[other + x + 1])
    for at in range(end - 1, begin - 1, -1):  # the highest first: most shortcuts lead over important edges
        a = lower[at]
        if arc_ms[a] < arc_ms[k]:
            z = tail[a]
            for b in range(first[own + z], first[own + z + 1]):
                if head[b] == y and arc_ms[a] + arc_ms[b] == arc_ms[k]:
                    return (a + 1, b + 1) if own == 0 else (b + 1, a + 1)
    raise AssertionError("a shortcut weighs what no two arcs below it weigh")
