"""The search engine: customizable contraction hierarchies over the edge-based graph.

Dibbelt, Strasser, Wagner: Customizable Contraction Hierarchies, doi:10.1145/2886843.

A `Metric` is the contracted network of one profile under one set of weights. It never changes, so that any number of
threads may ask it, without the interpreter's lock, while the next one is being made.
"""

from collections.abc import Sequence
from functools import cached_property
from math import inf
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import NOWHERE, Dues, Number, Passing, Places, Roads
from routing.engine.arrivals import Copies, with_arrivals, without_arrivals
from routing.engine.ends import End, Ends, Path
from routing.engine.matrix import fill
from routing.engine.search import fastest
from routing.network.model import Floats, Longs, Words
from routing.types import Snap
from routing.weights import CLOSED, Weights


class Metric:
    """Shortest paths under one set of weights. Safe to ask from many threads."""

    def __init__(self, weights: Weights, roads: Roads, dues: Dues, ms: Passing, halves: Words) -> None:
        self.network = weights.network
        self.weights = weights
        self._roads = roads
        self._dues = dues
        self.passing = ms
        self._halves = halves

    def ends(self, snap: Snap) -> Ends:
        """Both directions of the edge and their copies, as far as they may be driven."""
        there = self._end(snap.edge, snap.offset)
        back = int(self.network.edges.reverse[snap.edge])
        if back != snap.edge:
            there += self._end(back, 1 - snap.offset)
        return there + self._on_copies(there) if self.network.copies else there

    def _on_copies(self, ends: Ends) -> Ends:
        copies = self.network.copies
        return tuple(End(copy, end.passed_ms) for end in ends for copy in copies.get(end.edge, ()))

    def _end(self, edge: int, offset: float) -> Ends:
        whole_ms = int(self.weights.edge_ms[edge])
        return () if whole_ms == CLOSED else (End(edge, round(whole_ms * offset)),)

    def path(self, origin: Ends, destination: Ends) -> Path | None:
        """Find the fastest path, `None` when there is no road."""
        if _share_an_edge(origin, destination):
            return self._path_nearby(origin, destination)
        shift = max((end.passed_ms for end in origin), default=0)
        found = self._search([(end.edge, shift - end.passed_ms) for end in origin], destination)
        if found is None:
            return None
        duration_ms, edges, end = found
        begin = next(each for each in origin if each.edge == edges[0])
        return Path(duration_ms=duration_ms - shift, edges=edges, begin=begin, end=end)

    def duration_ms(self, origin: Ends, destination: Ends) -> float:
        """Milliseconds of the fastest path, `inf` when there is no road."""
        if _share_an_edge(origin, destination):
            path = self._path_nearby(origin, destination)
            return path.duration_ms if path else inf
        shift = max((end.passed_ms for end in origin), default=0)
        found = self._search([(end.edge, shift - end.passed_ms) for end in origin], destination, unfold=False)
        return found[0] - shift if found else inf

    def _search(
        self, sources: Sequence[tuple[int, int]], destination: Ends, *, unfold: bool = True
    ) -> tuple[int, Longs, End] | None:
        if not sources or not destination:
            return None
        origin, aim = self._ranked(sources), self._ranked([(end.edge, end.passed_ms) for end in destination])
        ms, target, before = fastest(self._roads, self._dues, self.passing, self._halves, origin, aim, unfold)
        if ms >= CLOSED:
            return None
        end = destination[int(target)]
        return int(ms), np.append(before.astype(np.int64), end.edge), end

    def _ranked(self, ends: Sequence[tuple[int, int]]) -> tuple[Words, Words]:
        edges, ms = zip(*ends, strict=True)
        return self._roads.rank[list(edges)], np.array(ms, np.uint32)

    def _path_nearby(self, origin: Ends, destination: Ends) -> Path | None:
        """Both places lie on one street: drive along it, or leave it first and come back."""
        along = [
            Path(duration_ms=b.passed_ms - a.passed_ms, edges=np.array([a.edge], np.int64), begin=a, end=b)
            for a in origin
            for b in destination
            if a.edge == b.edge and a.passed_ms <= b.passed_ms
        ]
        around = self._path_around(origin, destination)
        return min([*along, *around], key=lambda path: path.duration_ms, default=None)

    def _path_around(self, origin: Ends, destination: Ends) -> list[Path]:
        """Leave the edge by each of its turns, so that coming back to it is a path like any other."""
        exits = [(ms, edge, end) for end in origin for edge, ms in self._exits(end)]
        found = self._search([(edge, ms) for ms, edge, _ in exits], destination)
        if found is None:
            return []
        duration_ms, edges, end = found
        _, _, begin = min((each for each in exits if each[1] == edges[0]), key=itemgetter(0))
        whole = np.concatenate([[begin.edge], edges])
        return [Path(duration_ms=duration_ms, edges=whole, begin=begin, end=end)]

    def _exits(self, end: End) -> list[tuple[int, int]]:
        turns = np.arange(self.network.turns.first[end.edge], self.network.turns.first[end.edge + 1])
        heads, ms = self.network.turns.head[turns], self.weights.passing_ms(turns)
        return [(int(h), int(m) - end.passed_ms) for h, m in zip(heads, ms, strict=True) if m < CLOSED]

    def matrix(self, origins: Places, destinations: Places) -> Floats:
        """Seconds from each origin to each destination, `inf` where there is no road."""
        return self._filled(origins, destinations, np.float64)

    def table(self, origins: Places, destinations: Places) -> NDArray[np.float32]:
        """The same as `matrix` in half the memory."""
        return self._filled(origins, destinations, np.float32)

    def between(self, origins: Places, destinations: Places) -> Floats:
        """The same as `matrix` to these very edges: nobody arrives on a copy instead."""
        seconds = np.empty((len(origins.rank), len(destinations.rank)))
        fill(self._roads, self._dues, self.passing, (origins, destinations), seconds)
        return seconds

    def _filled(self, origins: Places, destinations: Places, kind: type[Number]) -> NDArray[Number]:
        aims, whose = with_arrivals(destinations, self._copies)
        seconds = np.empty((len(origins.rank), len(aims.rank)), kind)
        fill(self._roads, self._dues, self.passing, (origins, aims), seconds)
        return without_arrivals(seconds, whose)

    @cached_property
    def _copies(self) -> Copies:
        rank = self._roads.rank
        return {int(rank[edge]): tuple(rank[list(copies)].tolist()) for edge, copies in self.network.copies.items()}

    def places(self, edges: Longs, offsets: Floats) -> Places:
        """Both directions of each edge, as far as they may be driven; nowhere for an offset of `nan`."""
        back = self.network.edges.reverse[edges]
        ways = [self._way(edges, offsets), self._way(back, np.where(back == edges, np.nan, 1 - offsets))]
        rank, passed = (np.column_stack(column) for column in zip(*ways, strict=True))
        only_back = rank[:, 0] == NOWHERE
        rank[only_back], passed[only_back] = rank[only_back, ::-1], passed[only_back, ::-1]
        return Places(rank=rank, passed=passed)

    def along(self, edges: Longs, offsets: Floats) -> Places:
        """The same in the direction of each edge only: what is passed on the way is not turned round on."""
        rank, passed = self._way(edges, offsets)
        nowhere = np.full(len(rank), NOWHERE, np.uint32)
        return Places(rank=np.column_stack([rank, nowhere]), passed=np.column_stack([passed, np.zeros_like(passed)]))

    def _way(self, edges: NDArray[np.integer], offsets: Floats) -> tuple[Words, Words]:
        whole_ms = self.weights.edge_ms[edges]
        there = (whole_ms < CLOSED) & ~np.isnan(offsets)
        passed_ms = np.rint(whole_ms * np.where(there, offsets, 0)).astype(np.uint32)
        return np.where(there, self._roads.rank[edges], np.uint32(NOWHERE)), passed_ms


def _share_an_edge(origin: Ends, destination: Ends) -> bool:
    return any(a.edge == b.edge for a in origin for b in destination)
