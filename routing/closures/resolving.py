"""What a closure closes on a map: directed edges, with the copies that signs need."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, assert_never

import numpy as np

from routing.closures import area
from routing.network.model import Longs, Network
from routing.types import (
    ClosedArea,
    ClosedEdges,
    ClosedRoad,
    ClosedWays,
    Closure,
    ClosureUnresolved,
    EdgesUnknown,
    WaysUnknown,
)

if TYPE_CHECKING:
    from routing.closures.road import NamedRoads  # only a closure by a road's name needs them: they take a while

KEPT = 1_000
"""So many closures are looked up once."""
LISTED = 20
"""So many unknown ids are named in a message."""
Where = ClosedArea | ClosedRoad | ClosedWays | ClosedEdges


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The edges a closure closes, ascending, and what of it this map does not have."""

    edges: Longs
    problem: ClosureUnresolved | None = None


class Resolver:
    """Looks closures up on one map, each once. One thread at a time."""

    def __init__(self, network: Network, roads: "Callable[[], NamedRoads]") -> None:
        self._network, self._roads = network, roads
        self._known: dict[Where, Resolved] = {}

    def resolved(self, closure: Closure) -> Resolved:
        """Look a closure up; what this map does not have is told, and the rest closed all the same."""
        where = closure.where
        if where not in self._known:
            if len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[where] = self._looked_up(where)
        return self._known[where]

    def _looked_up(self, where: Where) -> Resolved:
        try:
            match where:
                case ClosedArea():
                    return Resolved(edges=self._edges_of(area.pieces_of(self._network, where)))
                case ClosedRoad():
                    return Resolved(edges=self._edges_of(self._roads().pieces(where)))
                case ClosedWays():
                    return self._ways(where.ways)
                case ClosedEdges():
                    return self._pairs(where.edges)
                case _:
                    assert_never(where)
        except ClosureUnresolved as problem:
            return Resolved(edges=np.empty(0, np.int64), problem=problem)

    def _edges_of(self, pieces: area.Pieces) -> Longs:
        chosen = np.zeros(len(self._network.pieces.way), bool)
        chosen[pieces] = True
        return np.flatnonzero(chosen[self._network.edges.piece])

    def _ways(self, ways: Sequence[int]) -> Resolved:
        unknown = np.setdiff1d(ways, self._network.ways.osm_id).tolist()
        problem = WaysUnknown(f"ways: {_listed(unknown)} are not in the network: look the ids up on the map")
        return Resolved(edges=self._network.edges_of(ways), problem=problem if unknown else None)

    def _pairs(self, pairs: Sequence[tuple[int, int]]) -> Resolved:
        keys, order = self._by_ends
        asked = np.unique(self._key(*self._junctions(pairs)))
        begin, end = np.searchsorted(keys, asked), np.searchsorted(keys, asked, "right")
        found = [order[a:b] for a, b in zip(begin.tolist(), end.tolist(), strict=True)]
        known = set(asked[end > begin].tolist())
        unknown = [f"{a}→{b}" for a, b in pairs if int(self._key(*self._junctions([(a, b)]))[0]) not in known]
        problem = EdgesUnknown(f"edges: no road leads {_listed(unknown)}: give OSM nodes of neighbouring junctions")
        return Resolved(edges=np.sort(np.concatenate(found)), problem=problem if unknown else None)

    @cached_property
    def _by_ends(self) -> tuple[Longs, Longs]:
        """Keys of all edges, ascending, and the edges."""
        key = self._key(self._network.edges.tail.astype(np.int64), self._network.edges.head.astype(np.int64))
        order = np.argsort(key, kind="stable")
        return key[order], order

    def _key(self, tail: Longs, head: Longs) -> Longs:
        return np.where((tail < 0) | (head < 0), -1, tail * len(self._network.junctions.osm_id) + head)

    @cached_property
    def _sorted_nodes(self) -> tuple[Longs, Longs]:
        order = np.argsort(self._network.junctions.osm_id)
        return self._network.junctions.osm_id[order], order

    def _junctions(self, pairs: Sequence[tuple[int, int]]) -> tuple[Longs, Longs]:
        """Number the junctions of pairs of OSM nodes, -1 where there is none."""
        ids, order = self._sorted_nodes
        nodes = np.array(pairs, np.int64)
        at = np.minimum(np.searchsorted(ids, nodes), len(ids) - 1)
        found = np.where(ids[at] == nodes, order[at], -1)
        return found[:, 0], found[:, 1]


def _listed(ids: Sequence[object]) -> str:
    named = ", ".join(str(each) for each in list(Counter(ids))[:LISTED])
    return named if len(ids) <= LISTED else f"{named} and {len(ids) - LISTED} more"
