"""What kernels take: named tuples of flat arrays. Those of the network keep the names they have there."""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Arcs, Ints, Longs, Network, Words
from routing.weights import CLOSED

NOWHERE = 2**32 - 1
Number = TypeVar("Number", bound=np.generic)


class Roads(NamedTuple):
    """The contracted network, see `Tree`, `Arcs` and `Turns`."""

    height: int
    """how many edges stand on the longest way up the tree"""
    rank: Words
    edge: Words
    """by rank"""
    parent: Words
    depth: Words
    first: Words
    tail: Words
    head: Words
    head_depth: NDArray[np.uint16]
    lower_first: Words
    lower: Words
    beyond: Words
    joined: NDArray[np.uint16]
    joined_first: Longs
    """by tail, where its pairs of arcs start in `joined`"""
    turn_first: Longs
    turn_head: Ints


class Dues(NamedTuple):
    """Milliseconds that a turn takes beyond the edge before it, `CLOSED` where it is forbidden or there is none."""

    turn: Words
    """by turn"""
    arc: Words
    """by arc"""


class Passing(NamedTuple):
    """Milliseconds under one set of weights, `CLOSED` where there is no way."""

    edge: Words
    """by edge"""
    arc: Words
    """by arc, from tail to tail of the edges it joins"""


class Places(NamedTuple):
    """Where trips begin or end: a row by place, with its two ways to do so, on an edge and on its reverse."""

    rank: Words
    """of the edge, `NOWHERE` where there is no such way; the second is nowhere if the first is"""
    passed: Words
    """milliseconds after the edge's tail"""


def roads(network: Network) -> Roads:
    """Lay out the network for the kernels."""
    tree, arcs, turns = network.tree, network.arcs, network.turns
    edge = np.empty(network.edge_count, np.uint32)
    edge[tree.rank] = np.arange(network.edge_count, dtype=np.uint32)
    return Roads(
        height=int(tree.depth.max(initial=0)) + 1,
        rank=lent(tree.rank),
        edge=lent(edge),
        parent=lent(tree.parent),
        depth=lent(tree.depth),
        first=lent(arcs.first),
        tail=lent(arcs.tail),
        head=lent(arcs.head),
        head_depth=lent(tree.depth[arcs.head].astype(np.uint16)),
        lower_first=lent(arcs.lower_first),
        lower=lent(arcs.lower),
        beyond=lent(arcs.beyond),
        joined=lent(arcs.joined),
        joined_first=lent(_joined_first(arcs)),
        turn_first=lent(turns.first),
        turn_head=lent(turns.head),
    )


def _joined_first(arcs: Arcs) -> Longs:
    """Count the pairs of arcs of each tail, up to it."""
    up, down = np.split(arcs.first.astype(np.int64), 2)
    pairs = np.zeros(len(up) - 1, np.int64)
    for own, other in ((up, down), (down, up)):
        met = np.repeat(other[1:], np.diff(own)) - arcs.beyond[own[0] : own[-1]]
        pairs += np.diff(np.concatenate([[0], np.cumsum(met)])[own - own[0]])
    return np.cumsum(pairs) - pairs


def dues(network: Network, turn_ms: Words) -> Dues:
    """Lay out what turns take."""
    turn = network.arcs.turn
    by_arc = np.where(turn >= 0, turn_ms[turn], np.uint32(CLOSED))
    return Dues(turn=lent(turn_ms), arc=lent(by_arc))


def lent(array: NDArray[Number]) -> NDArray[Number]:
    """View an array as a plain one that cannot be written: of one type for the kernels, wherever it comes from."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view
