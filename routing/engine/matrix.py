"""Many places to many places."""

import numpy as np
from numpy.typing import NDArray

from routing.engine import sharing
from routing.engine.arrays import NOWHERE, Dues, Passing, Places, Roads
from routing.engine.table import Climb, Labelled, Sought, compare, labels, neighbours

ROWS = 512
"""Origins at a time, so that a table of thousands by thousands needs little more memory than itself."""


def fill(roads: Roads, dues: Dues, ms: Passing, ends: tuple[Places, Places], seconds: NDArray[np.floating]) -> None:
    """Write the seconds from each origin to each destination, `inf` where there is no road."""
    origins, destinations = ends
    half = len(roads.first) // 2
    up = Climb(roads.parent, roads.depth, roads.first[:half], roads.head_depth, ms.arc)
    column = np.argsort(destinations.rank[:, 0])  # neighbours in the tree stand side by side in memory
    aims = _chosen(destinations, column)
    to = _labelled(aims, up._replace(first=roads.first[half:]), roads.height)
    sought = _sought(to, roads)
    for begin in range(0, len(seconds), ROWS):
        here = _chosen(origins, slice(begin, begin + ROWS))
        shift = np.where(here.rank == NOWHERE, 0, here.passed).max(axis=1, keepdims=True).astype(np.uint32)
        away = _labelled(here._replace(passed=shift - here.passed), up, roads.height)
        block = np.empty((len(here.rank), len(column)))
        compare(away, sought, shift.ravel(), block)
        pairs = sharing.pairs(away.rank, sought)
        if len(pairs):
            exits = sharing.exits(roads, dues, ms, here, pairs)
            block[pairs[:, 0], pairs[:, 1]] = sharing.seconds(pairs, (here, aims), exits, to, up)
        seconds[begin : begin + ROWS, column] = block


def _chosen(places: Places, which: NDArray[np.intp] | slice) -> Places:
    return Places(rank=places.rank[which], passed=places.passed[which])


def _labelled(places: Places, climb: Climb, height: int) -> Labelled:
    return labels(places.rank.ravel(), places.passed.ravel(), climb, height)


def _sought(to: Labelled, roads: Roads) -> Sought:
    order = np.argsort(to.rank)
    order = order[: np.searchsorted(to.rank[order], NOWHERE)]
    rank = to.rank[order]
    common = neighbours(rank, roads.parent, roads.depth)
    return Sought(rank, order, common, to.label, to.own, roads.parent, roads.depth)
