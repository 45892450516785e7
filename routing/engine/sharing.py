"""Places that share an edge: drive along it, or leave it first and come back.

The labels of such places meet on that very edge, and cannot tell the way ahead from the way back.
"""

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import NOWHERE, Dues, Passing, Places, Roads
from routing.engine.table import Climb, Exits, Labelled, Sought, around
from routing.network.model import Floats, Words
from routing.network.topology import ranges
from routing.weights import CLOSED

Pairs = NDArray[np.int64]
"""Rows of an origin and a destination, sorted by origin."""


def pairs(away: Words, sought: Sought) -> Pairs:
    """Find the origins and destinations with a way on one edge; `away` are the ranks of the ways of origins."""
    begin, end = np.searchsorted(sought.rank, away), np.searchsorted(sought.rank, away, "right")
    met = np.flatnonzero(end > begin)
    ways = sought.way[ranges(begin[met], (end - begin)[met])]
    both = np.column_stack([np.repeat(met, (end - begin)[met]) // 2, ways // 2])
    return np.unique(both, axis=0) if len(both) else both


def exits(roads: Roads, dues: Dues, ms: Passing, origins: Places, near: Pairs) -> Exits:
    """List the turns out of the edges of the origins of pairs."""
    origin, begin, count = np.unique(near[:, 0], return_index=True, return_counts=True)
    rank, passed = origins.rank[origin].ravel(), origins.passed[origin].ravel()
    way = np.flatnonzero(rank != NOWHERE)
    edge = roads.edge[rank[way]]
    first, turns = roads.turn_first[edge], roads.turn_first[edge + 1] - roads.turn_first[edge]
    turn, way, edge = ranges(first, turns), np.repeat(way, turns), np.repeat(edge, turns)
    onto = roads.turn_head[turn]
    is_open = (dues.turn[turn] < CLOSED) & (ms.edge[onto] < CLOSED)
    turn, way, edge, onto = turn[is_open], way[is_open], edge[is_open], onto[is_open]
    begin_ms = ms.edge[edge] + dues.turn[turn] - passed[way]
    return Exits(roads.rank[onto], begin_ms, begin[way // 2], (begin + count)[way // 2])


def seconds(near: Pairs, ends: tuple[Places, Places], out: Exits, to: Labelled, up: Climb) -> Floats:
    """Seconds by pair, `inf` where there is no road; `to` are the labels of the destinations."""
    best_ms = _along_ms(near, *ends)
    around(out, to, up, near, best_ms)
    return np.where(best_ms < CLOSED, best_ms / 1000, np.inf)


def _along_ms(near: Pairs, origins: Places, destinations: Places) -> NDArray[np.int64]:
    """Milliseconds straight along a common edge, `CLOSED` where the destination lies behind."""
    a, b = near[:, 0], near[:, 1]
    ahead = destinations.passed[b][:, None, :].astype(np.int64) - origins.passed[a][:, :, None]
    ranks = origins.rank[a][:, :, None]
    same = (ranks == destinations.rank[b][:, None, :]) & (ranks != NOWHERE) & (ahead >= 0)
    return np.asarray(np.where(same, ahead, CLOSED).min(axis=(1, 2)))
