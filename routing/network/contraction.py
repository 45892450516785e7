"""Contract the search graph: once per map, whatever its weights will be.

Dibbelt, Strasser, Wagner: Customizable Contraction Hierarchies, doi:10.1145/2886843. Arcs that no turn can ever lead
along are dropped, by direction: Buchhold, Wagner, Zeitz, Zündorf: Customizable Contraction Hierarchies with Turn
Costs, doi:10.4230/OASIcs.ATMOS.2020.9.
"""

import numpy as np
from numpy.typing import NDArray

from routing.network.elimination import depths, drivable, eliminate, partners, postorder, triangles
from routing.network.kernel import Whole
from routing.network.model import Arcs, Ints, Longs, Tree, Turns, Words
from routing.network.progress import Phase, Progress, unheard

SEED = 1
SEPARATORS = 5
"""METIS keeps the best of so many separators: 1 % fewer triangles than one, 2 s longer; 20 gain no more."""


def contracted(edges: int, turns: Turns, progress: Progress = unheard) -> tuple[Tree, Arcs]:
    """Order the edges and contract them."""
    progress(Phase.ORDERING)
    rank = np.empty(edges, np.int32)
    rank[dissected(edges, turns)] = np.arange(edges, dtype=np.int32)
    progress(Phase.CONTRACTING)
    _, _, parent = eliminate(*_neighbours(rank, turns))
    rank = postorder(parent)[rank]
    first, head, parent = eliminate(*_neighbours(rank, turns))
    rooted = np.where(parent < 0, np.arange(edges), parent)
    tree = Tree(rank=rank.astype(np.uint32), parent=rooted.astype(np.uint32), depth=depths(parent).astype(np.uint32))
    return tree, _arcs(rank, turns, first, head)


def dissected(edges: int, turns: Turns) -> NDArray[np.integer]:
    """Order the edges by nested dissection of the search graph, so that its separators come last.

    The expanded graph gets its own dissection: an order derived from the junctions' ranks makes the upward graph
    many times larger.
    """
    from pymetis import CSRAdjacency, Options, nested_dissection  # noqa: PLC0415 needed only to compile a map

    options = Options()
    options.seed, options.nseps = SEED, SEPARATORS
    first, neighbour = _neighbours(np.arange(edges, dtype=np.int32), turns)
    both = CSRAdjacency(adj_starts=first.astype(np.int32), adjacent=neighbour)
    order, _ = nested_dissection(both, options=options)
    return np.asarray(order)


def _neighbours(rank: Ints, turns: Turns) -> tuple[Longs, Ints]:
    """List each edge's neighbours in the search graph, by rank, once each, itself left out."""
    tail, head = rank[turns.tail].astype(np.int64), rank[turns.head].astype(np.int64)
    size = len(rank)
    joined = np.concatenate([tail * size + head, head * size + tail])[np.tile(tail != head, 2)]
    joined.sort()  # numpy's own `unique` hashes, which takes twenty times as long here
    here, there = np.divmod(joined[np.diff(joined, prepend=-1) > 0], size)
    return np.searchsorted(here, np.arange(size + 1)).astype(np.int64), there.astype(np.int32)


def _arcs(rank: Ints, turns: Turns, first: Longs, head: Ints) -> Arcs:
    """Take apart by direction, and drop what no turn can lead along."""
    tail = np.repeat(np.arange(len(rank), dtype=np.int32), np.diff(first))
    up, down = _own_turns(rank, turns, tail, head)
    climbs, falls = (up >= 0).astype(np.uint8), (down >= 0).astype(np.uint8)
    drivable(first, head, tail, climbs, falls)
    kept = np.concatenate([np.flatnonzero(climbs), np.flatnonzero(falls)])
    split = np.count_nonzero(climbs)
    tails, heads = tail[kept].astype(np.uint32), head[kept].astype(np.uint32)
    begins = _begins(tails, split, len(rank))
    beyond = partners(begins, heads)
    return Arcs(
        first=begins,
        tail=tails,
        head=heads,
        turn=np.concatenate([up, down])[np.flatnonzero(np.concatenate([climbs, falls]))],
        lower_first=_begins(np.concatenate([np.sort(heads[:split]), np.sort(heads[split:])]), split, len(rank)),
        lower=np.lexsort((heads, np.arange(len(heads)) >= split)).astype(np.uint32),
        beyond=beyond,
        joined=_fitting(*triangles(begins, heads, beyond, _pairs(begins, tails, split, beyond))),
    )


def _own_turns(rank: Ints, turns: Turns, tail: Ints, head: Ints) -> tuple[Ints, Ints]:
    """Find the turn along each arc in either direction, -1 where there is none."""
    below, above = rank[turns.tail], rank[turns.head]
    key = np.minimum(below, above).astype(np.int64) * len(rank) + np.maximum(below, above)
    arc = np.searchsorted(tail.astype(np.int64) * len(rank) + head, key)
    climbing, falling = np.flatnonzero(below < above), np.flatnonzero(below > above)
    up, down = np.full(len(head), -1, np.int32), np.full(len(head), -1, np.int32)
    up[arc[climbing]], down[arc[falling]] = climbing, falling
    return up, down


def _begins(nodes: Words, split: Whole, size: int) -> Words:
    """Find where each node's arcs begin: those of the first direction, then the others."""
    each = np.arange(size + 1)
    up, down = np.searchsorted(nodes[:split], each), split + np.searchsorted(nodes[split:], each)
    return np.concatenate([up, down]).astype(np.uint32)


def _pairs(begins: Words, tails: Words, split: Whole, beyond: Words) -> int:
    """Count the pairs of arcs with one tail and different directions and heads."""
    half = len(begins) // 2
    end = np.concatenate([begins[half + tails[:split] + 1], begins[tails[split:] + 1]])
    return int((end.astype(np.int64) - beyond).sum())


def _fitting(joined: NDArray[np.uint16], largest: Whole) -> NDArray[np.uint16]:
    """Raise `OverflowError` on a graph with more than 65,536 arcs at one edge: no road map comes near it."""
    if largest > np.iinfo(np.uint16).max:
        raise OverflowError(f"{largest} arcs at one edge: the map's search graph is no road network")
    return joined
