"""Kernels that put weights on the contracted graph."""

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import Dues, Passing, Roads
from routing.network.kernel import kernel
from routing.network.model import Words
from routing.weights import CLOSED


@kernel
def customize(roads: Roads, dues: Dues, ms: Passing) -> None:
    """Weigh all arcs, in place: an arc takes what its turn takes, or the fastest way over lower edges."""
    _respect(roads.first, roads.tail, roads.head, dues.arc, ms.edge[roads.edge], ms.arc)
    _complete(roads.first, roads.head, roads.beyond, roads.joined, ms.arc)


@kernel
def _respect(first: Words, tail: Words, head: Words, due: Words, by_rank: Words, arc_ms: Words) -> None:
    """Weigh each arc by its own turn."""
    upward = first[len(first) // 2 - 1]
    for k in range(len(due)):
        a, b = by_rank[tail[k]], by_rank[head[k]]
        if due[k] >= CLOSED or a >= CLOSED or b >= CLOSED:
            arc_ms[k] = CLOSED
        else:
            arc_ms[k] = due[k] + (a if k < upward else b)


@kernel
def _complete(first: Words, head: Words, beyond: Words, joined: NDArray[np.uint16], arc_ms: Words) -> None:
    """Improve arcs by pairs of lower ones.

    Tail by tail: its arcs are final when all lower tails are done, and by twos they improve the arcs that join their
    heads. Counters are unsigned, which spares the check for indices from the end.
    """
    one, used, size = np.uint64(1), np.uint64(0), np.uint64(len(first) // 2 - 1)
    for x in range(size):
        climb, fall = x, size + one + x
        for arc in range(first[fall], first[fall + one]):
            through, base = arc_ms[arc], np.uint64(first[head[arc]])
            for k in range(beyond[arc], first[climb + one]):
                at = base + joined[used]
                arc_ms[at] = min(np.uint32(through + arc_ms[k]), arc_ms[at])
                used += one
        for arc in range(first[climb], first[climb + one]):
            through, base = arc_ms[arc], np.uint64(first[size + one + head[arc]])
            for k in range(beyond[arc], first[fall + one]):
                at = base + joined[used]
                arc_ms[at] = min(np.uint32(through + arc_ms[k]), arc_ms[at])
                used += one
