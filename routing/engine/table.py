"""Kernels that find many times at once: label every place with the way to all its ancestors, then compare labels.

A label has one number by depth of the elimination tree. Two places meet at a common ancestor, and common ancestors
are a common beginning of their labels: a cell of the table is the least sum over the beginnings of two rows.

A place has up to two ways to begin or end; way ``2 * i + w`` is way `w` of place `i`, `NOWHERE` when there is none.
"""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.ancestors import shared
from routing.engine.arrays import NOWHERE
from routing.network.kernel import Whole, kernel
from routing.network.model import Longs, Words
from routing.weights import CLOSED


class Climb(NamedTuple):
    """What a label is made of: the tree, and the arcs of one direction with their milliseconds."""

    parent: Words
    depth: Words
    first: Words
    head_depth: NDArray[np.uint16]
    arc_ms: Words


class Labelled(NamedTuple):
    """Ways with their labels, see `labels`."""

    rank: Words
    label: Words
    own: Longs
    """from which depth on the label says what the one of the place's first way does not"""


class Sought(NamedTuple):
    """The ways of destinations that lead somewhere, by rank, with the labels they stand for."""

    rank: Words
    way: Longs
    common: Longs
    """see `neighbours`"""
    label: Words
    own: Longs
    parent: Words
    depth: Words


class Exits(NamedTuple):
    """Turns out of the edges of origins; each concerns the pairs of places from `begin` to `end`."""

    rank: Words
    """of the edge after the turn"""
    begin_ms: Words
    """from the origin to the tail of that edge"""
    begin: Longs
    end: Longs


@kernel
def labels(rank: Words, begin_ms: Words, climb: Climb, height: Whole) -> Labelled:
    """Label each way, by depth, with the milliseconds between its place and the ancestor there.

    Ancestors that both ways of a place have in common get the better of both.
    """
    parent, depth, first, head_depth, arc_ms = climb
    label, own = np.empty((len(rank), height), np.uint32), np.zeros(len(rank), np.int64)
    for way in range(len(rank)):
        for d in range(height):
            label[way, d] = CLOSED
    for way in range(0, len(rank), 2):
        x, y = rank[way], rank[way + 1]
        if x == NOWHERE:
            continue
        label[way, depth[x]] = begin_ms[way]
        if y == NOWHERE:
            _climb(x, depth[x], 0, label, way, parent, first, head_depth, arc_ms)
            continue
        label[way + 1, depth[y]] = begin_ms[way + 1]
        both = shared(x, y, parent, depth)
        x = _climb(x, depth[x], both, label, way, parent, first, head_depth, arc_ms)
        _climb(y, depth[y], both, label, way + 1, parent, first, head_depth, arc_ms)
        for d in range(both):
            label[way, d] = min(label[way, d], label[way + 1, d])
        _climb(x, both - 1, 0, label, way, parent, first, head_depth, arc_ms)
        for d in range(both):
            label[way + 1, d] = label[way, d]
        own[way + 1] = both
    return Labelled(rank, label, own)


@kernel
def _climb(
    x: Whole,
    begin: Whole,
    end: Whole,
    label: Words,
    way: Whole,
    parent: Words,
    first: Words,
    head_depth: NDArray[np.uint16],
    arc_ms: Words,
) -> Whole:
    """Carry a label on from depth `begin`, where `x` stands, up to depth `end`, and return who stands above."""
    for d in range(np.int64(begin), np.int64(end) - 1, -1):
        so_far = label[way, d]
        if so_far < CLOSED:
            for k in range(first[x], first[x + 1]):
                label[way, head_depth[k]] = min(label[way, head_depth[k]], np.uint32(so_far + arc_ms[k]))
        x = parent[x]
    return x


@kernel
def neighbours(rank: Words, parent: Words, depth: Words) -> Longs:
    """Count the common ancestors of each edge and the next one, of edges sorted by rank.

    The common ancestors of any two of them are the fewest that lie between the two.
    """
    common = np.zeros(len(rank), np.int64)
    for at in range(len(rank) - 1):
        common[at] = shared(rank[at], rank[at + 1], parent, depth)
    return common


@kernel
def compare(away: Labelled, sought: Sought, shift_ms: Words, seconds: NDArray[np.float64]) -> None:
    """Write the seconds from each origin to each destination, `inf` where there is no road.

    `shift_ms` is what the labels of each origin say too much. Cells of places that share an edge are wrong: labels
    cannot tell them from driving backwards.
    """
    rank, order, common, to, own_to, parent, depth = sought
    row = np.empty(seconds.shape[1], np.uint32)
    for i in range(seconds.shape[0]):
        for j in range(len(row)):
            row[j] = CLOSED
        for way in range(2 * i, 2 * i + 2):
            x, own = away.rank[way], away.own[way]
            if x != NOWHERE:
                at = _place(x, rank)
                _sweep(way, x, at - 1, -1, away.label, own, to, own_to, rank, order, common, parent, depth, row)
                _sweep(way, x, at, 1, away.label, own, to, own_to, rank, order, common, parent, depth, row)
        for j in range(len(row)):
            seconds[i, j] = np.inf if row[j] >= CLOSED else (row[j] - shift_ms[i]) / 1000


@kernel
def _place(x: Whole, ranks: Words) -> Whole:
    """Find where a rank belongs among sorted ones."""
    low, high = 0, len(ranks)
    while low < high:
        middle = (low + high) // 2
        if ranks[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _sweep(
    way: Whole,
    x: Whole,
    at: Whole,
    step: Whole,
    away: Words,
    own: Whole,
    to: Words,
    own_to: Longs,
    ranks: Words,
    order: Longs,
    common: Longs,
    parent: Words,
    depth: Words,
    row: Words,
) -> None:
    """Compare one way with all others on one side of it, as long as they have more than its twin in common with it."""
    if not 0 <= at < len(order):
        return
    both = shared(x, ranks[at], parent, depth)
    while 0 <= at < len(order) and both > own:
        other = order[at]
        if both > own_to[other]:
            row[other >> 1] = min(row[other >> 1], _least(away, way, to, other, both))
        both = min(both, np.int64(common[at if step > 0 else at - 1]))
        at += step


@kernel
def _least(a: Words, i: Whole, b: Words, j: Whole, end: Whole) -> Whole:
    """Find the least sum of the beginnings of two rows; from any other depth than 0 it would not be vectorised."""
    least = np.uint32(CLOSED)
    for d in range(end):
        least = min(least, np.uint32(a[i, d] + b[j, d]))
    return least


@kernel
def around(exits: Exits, to: Labelled, climb: Climb, pairs: NDArray[np.int64], best_ms: Longs) -> None:
    """Improve the milliseconds of pairs of places by leaving each origin's edges, in place."""
    parent, depth, first, head_depth, arc_ms = climb
    label = np.empty((1, to.label.shape[1]), np.uint32)
    for leaving in range(len(exits.rank)):
        x = exits.rank[leaving]
        for d in range(label.shape[1]):
            label[0, d] = CLOSED
        label[0, depth[x]] = exits.begin_ms[leaving]
        _climb(x, depth[x], 0, label, 0, parent, first, head_depth, arc_ms)
        for at in range(exits.begin[leaving], exits.end[leaving]):
            for way in range(2 * pairs[at, 1], 2 * pairs[at, 1] + 2):
                if to.rank[way] != NOWHERE:
                    both = shared(x, to.rank[way], parent, depth)
                    best_ms[at] = min(best_ms[at], np.int64(_least(label, 0, to.label, way, both)))
