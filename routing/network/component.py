"""Keep what can be reached and left again: the largest strongly connected part, by profile."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Bytes, Edges, Turns
from routing.network.tags import Drives
from routing.network.topology import chosen


def largest_part(drawn: Edges, steps: Turns, who: Drives) -> NDArray[np.bool_]:
    """Tell which edges belong to the largest part in which `who` gets from every edge to every other."""
    from scipy.sparse import coo_array  # noqa: PLC0415 half a second to import, needed only to compile a map
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    mine = drawn.drives & who > 0
    used = steps.drives & who > 0
    size = len(drawn.piece)
    ones = np.ones(int(used.sum()), np.int8)
    graph = coo_array((ones, (steps.tail[used], steps.head[used])), shape=(size, size))
    _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    biggest = np.bincount(label[mine]).argmax() if mine.any() else -1
    return np.asarray(mine & (label == biggest))


def permitted(drawn: Edges, steps: Turns) -> Bytes:
    """Who can use each edge as part of a connected network."""
    drives = np.zeros(len(drawn.piece), np.uint8)
    for who in (Drives.SIREN, Drives.ORDINARY):
        drives[largest_part(drawn, steps, who)] |= np.uint8(who)
    drives[drives == Drives.ORDINARY] = Drives.NOBODY  # an island that only looks larger without sirens
    return _with_siblings(drawn, drives)


def _with_siblings(drawn: Edges, drives: Bytes) -> Bytes:
    """Keep a street's original and all its copies where one of them is kept.

    Who sets out on a street has not passed the sign, even if all who come by have.
    """
    if not drawn.copy.any():
        return drives
    _, street = np.unique(drawn.piece.astype(np.int64) * 2 + drawn.forward, return_inverse=True)
    together = np.zeros(len(street), np.uint8)
    np.bitwise_or.at(together, street, drives)
    return together[street] & drawn.drives


def with_drives(drawn: Edges, drives: Bytes) -> Edges:
    """Keep the edges that somebody drives."""
    return chosen(replace(drawn, drives=drives), np.flatnonzero(drives != Drives.NOBODY))
