"""Kernels that eliminate the nodes of a graph one after the other, in the order of their numbers.

Taking a node out joins its higher neighbours pairwise. The lowest higher neighbour is a node's parent in the
elimination tree, and all its higher neighbours are among its ancestors.
"""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import Whole, kernel
from routing.network.model import Bytes, Ints, Longs, Words


@kernel
def eliminate(first: Longs, neighbour: Ints) -> tuple[Longs, Ints, Ints]:
    """List each node's higher neighbours after elimination, ascending, and its parent, -1 at a root.

    ``neighbour[first[v]:first[v + 1]]`` are the neighbours before, in any order and as often as you like.
    A node's higher neighbours are its own and those of its children in the tree.
    """
    size = len(first) - 1
    room = np.empty(4 * len(neighbour) + 16, np.int32)
    used: Whole = 0
    begin = np.zeros(size + 1, np.int64)
    parent = np.full(size, -1, np.int32)
    child, sibling, seen = parent.copy(), parent.copy(), parent.copy()
    for v in range(size):
        room = _with_room(room, used, v, first, begin, child, sibling)
        used = _gather(neighbour, first[v], first[v + 1], v, seen, room, used)
        c = child[v]
        while c >= 0:
            used = _gather(room, begin[c], begin[c + 1], v, seen, room, used)
            c = sibling[c]
        room[begin[v] : used] = np.sort(room[begin[v] : used])
        begin[v + 1] = used
        if used > begin[v]:
            parent[v] = room[begin[v]]
            sibling[v], child[parent[v]] = child[parent[v]], v
    return begin, room[:used].copy(), parent


@kernel
def _with_room(room: Ints, used: Whole, v: Whole, first: Longs, begin: Longs, child: Ints, sibling: Ints) -> Ints:
    """Return a larger copy of `room` if the neighbours of `v` might not fit."""
    needed = used + first[v + 1] - first[v]
    c = child[v]
    while c >= 0:
        needed += begin[c + 1] - begin[c]
        c = sibling[c]
    if needed <= len(room):
        return room
    larger = np.empty(2 * needed, np.int32)
    larger[:used] = room[:used]
    return larger


@kernel
def _gather(nodes: Ints, begin: Whole, end: Whole, v: Whole, seen: Ints, room: Ints, used: Whole) -> Whole:
    """Add the nodes above `v` that it has not seen; return how much room is used now."""
    for k in range(begin, end):
        u = nodes[k]
        if u > v and seen[u] != v:
            seen[u] = v
            room[used] = u
            used += 1
    return used


@kernel
def postorder(parent: Ints) -> Ints:
    """Renumber the nodes so that each subtree is one range that ends with its root; the fill stays as it is."""
    size = len(parent)
    below = np.ones(size, np.int32)
    for v in range(size):
        if parent[v] >= 0:
            below[parent[v]] += below[v]
    number, free = np.empty(size, np.int32), np.empty(size, np.int32)
    last = size - 1
    for v in range(size - 1, -1, -1):
        up = parent[v]
        if up < 0:
            number[v] = last
            last -= below[v]
        else:
            number[v] = free[up]
            free[up] -= below[v]
        free[v] = number[v] - 1
    return number


@kernel
def depths(parent: Ints) -> Ints:
    """Count the ancestors of each node."""
    depth = np.zeros(len(parent), np.int32)
    for v in range(len(parent) - 1, -1, -1):
        if parent[v] >= 0:
            depth[v] = depth[parent[v]] + 1
    return depth


@kernel
def drivable(first: Longs, head: Ints, tail: Ints, up: Bytes, down: Bytes) -> None:
    """Complete, in place, which arcs of the eliminated graph can be driven upwards, and which downwards.

    An undirected elimination joins all neighbours of a node; most of these arcs no turn ever leads along.
    """
    place = np.empty(len(first) - 1, np.int32)
    lower_first, lower = _lower(head, len(first) - 1)
    for y in range(len(first) - 1):
        for k in range(first[y], first[y + 1]):
            place[head[k]] = k
        for j in range(lower_first[y], lower_first[y + 1]):
            arc = lower[j]
            for k in range(arc + 1, first[tail[arc] + 1]):
                joined = place[head[k]]
                up[joined] |= down[arc] & up[k]
                down[joined] |= down[k] & up[arc]


@kernel
def _lower(head: Ints, size: int) -> tuple[Longs, Ints]:
    """List the arcs into each node from below, ascending by their tails."""
    first = np.zeros(size + 1, np.int64)
    for k in range(len(head)):
        first[head[k] + 1] += 1
    for v in range(size):
        first[v + 1] += first[v]
    free = first[:-1].copy()
    arcs = np.empty(len(head), np.int32)
    for k in range(len(head)):
        arcs[free[head[k]]] = k
        free[head[k]] += 1
    return first, arcs


@kernel
def partners(first: Words, head: Words) -> Words:
    """List `Arcs.beyond`."""
    beyond = np.empty(len(head), np.uint32)
    size = len(first) // 2 - 1
    for own, other in ((0, size + 1), (size + 1, 0)):
        for x in range(size):
            k = first[other + x]
            for arc in range(first[own + x], first[own + x + 1]):
                while k < first[other + x + 1] and head[k] <= head[arc]:
                    k += 1
                beyond[arc] = k
    return beyond


@kernel
def triangles(first: Words, head: Words, beyond: Words, total: Whole) -> tuple[NDArray[np.uint16], Whole]:
    """List `Arcs.joined`, a `total` of so many, and the largest of them, which tells whether they fit."""
    size = len(first) // 2 - 1
    joined, used, largest = np.empty(total, np.uint16), 0, 0
    for x in range(size):
        for own, other in ((size + 1, 0), (0, size + 1)):
            for arc in range(first[own + x], first[own + x + 1]):
                base = first[other + head[arc]]
                at = base
                for k in range(beyond[arc], first[other + x + 1]):
                    while head[at] != head[k]:
                        at += 1
                    joined[used] = at - base
                    largest = max(largest, at - base)
                    used += 1
    return joined, largest
