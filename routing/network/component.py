"""Keep what can be reached and left again: the largest strongly connected part, by profile."""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Bytes, Edges, Turns
from routing.network.tags import Drives
from routing.network.topology import reverses


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
    return drives


def with_drives(drawn: Edges, drives: Bytes) -> Edges:
    """Keep the edges that somebody drives."""
    kept = drives != Drives.NOBODY
    chosen = {item.name: getattr(drawn, item.name)[kept] for item in fields(drawn)}
    chosen |= {"drives": drives[kept], "reverse": reverses(chosen["piece"])}
    return replace(drawn, **chosen)
