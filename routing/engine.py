"""The search engine: customizable contraction hierarchies over the edge-based graph.

Dibbelt, Strasser, Wagner: Customizable Contraction Hierarchies, doi:10.1145/2886843.

`Engine` is the topology, built once. A `Metric` is the engine under one set of weights; it never changes, so
that any number of threads may ask it while the next one is being made; the old one goes when the last of them
is done. The library's query objects must be used and dropped in the thread that made them, so each search makes
its own (44 µs on the real map) and none is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter

import numpy as np
import routingkit_cch
from numpy.typing import NDArray

from routing.network.model import Longs, Network
from routing.types import Snap
from routing.weights import CLOSED, Weights


@dataclass(frozen=True, slots=True)
class End:
    """One way to begin or end a trip: on this edge, so many milliseconds after its tail."""

    edge: int
    passed_ms: int


Ends = tuple[End, ...]
"""All ways to begin or end at one place: both directions of a two-way street. Empty is nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Edges in order of travel; `begin` and `end` are the places on the first and the last one."""

    duration_ms: int
    edges: Longs
    begin: End
    end: End


class Engine:
    """The contracted topology of a network."""

    def __init__(self, network: Network) -> None:
        turns = network.turns
        self.network = network
        self._cch = routingkit_cch.CCH(
            network.order.tolist(), turns.tail.tolist(), turns.head.tolist(), filter_always_inf_arcs=False
        )

    def customized(self, weights: Weights) -> "Metric":
        """Put weights on the topology."""
        return Metric(self.network, weights, routingkit_cch.CCHMetric(self._cch, weights.turn_ms.tolist()))


class Metric:
    """Shortest paths under one set of weights. Safe to ask from many threads."""

    def __init__(self, network: Network, weights: Weights, inner: routingkit_cch.CCHMetric) -> None:
        self.network = network
        self.weights = weights
        self._inner = inner

    def usable_pieces(self) -> NDArray[np.bool_]:
        """Tell which pieces can be driven in one direction at least."""
        usable = np.zeros(len(self.network.pieces.way), bool)
        usable[self.network.edges.piece[self.weights.edge_ms < CLOSED]] = True
        return usable

    def ends(self, snap: Snap) -> Ends:
        """Both directions of the edge, as far as they may be driven."""
        there = self._end(snap.edge, snap.offset)
        back = int(self.network.edges.reverse[snap.edge])
        if back == snap.edge:
            return there
        return there + self._end(back, 1 - snap.offset)

    def _end(self, edge: int, offset: float) -> Ends:
        whole_ms = int(self.weights.edge_ms[edge])
        return () if whole_ms == CLOSED else (End(edge, round(whole_ms * offset)),)

    def path(self, origin: Ends, destination: Ends) -> Path | None:
        """Find the fastest path, `None` when there is no road."""
        if not origin or not destination:
            return None
        if _share_an_edge(origin, destination):
            return self._path_nearby(origin, destination)
        shift = max(end.passed_ms for end in origin)
        sources = [(end.edge, shift - end.passed_ms) for end in origin]
        duration, edges = self._search(sources, destination)
        if duration is None:
            return None
        begin, end = _on(edges[0], origin), _on(edges[-1], destination)
        return Path(duration_ms=duration - shift, edges=np.array(edges, np.int64), begin=begin, end=end)

    def _search(self, sources: list[tuple[int, int]], destination: Ends) -> tuple[int | None, list[int]]:
        targets = [(end.edge, end.passed_ms) for end in destination]
        query = routingkit_cch.CCHQuery(self._inner)
        result = query.run_multi(sources, targets)
        return result.distance, result.node_path

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
        if not exits:
            return []
        duration, edges = self._search([(edge, ms) for ms, edge, _ in exits], destination)
        if duration is None:
            return []
        _, _, begin = min((each for each in exits if each[1] == edges[0]), key=itemgetter(0))
        whole = np.array([begin.edge, *edges], np.int64)
        return [Path(duration_ms=duration, edges=whole, begin=begin, end=_on(edges[-1], destination))]

    def _exits(self, end: End) -> list[tuple[int, int]]:
        turns = self.network.turns
        span = range(turns.first[end.edge], turns.first[end.edge + 1])
        open_ms = ((int(turns.head[turn]), int(self.weights.turn_ms[turn])) for turn in span)
        return [(edge, ms - end.passed_ms) for edge, ms in open_ms if ms < CLOSED]

    def matrix(self, origins: Sequence[Ends], destinations: Sequence[Ends]) -> NDArray[np.float64]:
        """Seconds from each origin to each destination, `inf` where there is no road.

        The longer side is pinned, each of its ends by itself; each place of the shorter side is one sweep from
        all its ends at once.
        """
        if len(origins) <= len(destinations):
            seconds = self._sweep_origins(origins, destinations)
        else:
            seconds = self._sweep_destinations(origins, destinations)
        for row, column in _sharing_an_edge(origins, destinations):
            path = self._path_nearby(origins[row], destinations[column])
            seconds[row, column] = path.duration_ms / 1000 if path else inf
        return seconds

    def _sweep_origins(self, origins: Sequence[Ends], destinations: Sequence[Ends]) -> NDArray[np.float64]:
        pinned = _Pinned(destinations, sign=1)
        table = np.full((len(origins), len(destinations)), inf)
        if not pinned.edges:
            return table
        search = routingkit_cch.CCHOneToMany(self._inner, pinned.edges)
        for row, ends in enumerate(origins):
            if ends:
                shift = max(end.passed_ms for end in ends)
                found = search.distances_from_multi([(end.edge, shift - end.passed_ms) for end in ends])
                table[row] = pinned.best_seconds(found, -shift)
        return table

    def _sweep_destinations(self, origins: Sequence[Ends], destinations: Sequence[Ends]) -> NDArray[np.float64]:
        pinned = _Pinned(origins, sign=-1)
        table = np.full((len(origins), len(destinations)), inf)
        if not pinned.edges:
            return table
        search = routingkit_cch.CCHManyToOne(self._inner, pinned.edges)
        for column, ends in enumerate(destinations):
            if ends:
                found = search.distances_to_multi([(end.edge, end.passed_ms) for end in ends])
                table[:, column] = pinned.best_seconds(found, 0)
        return table


class _Pinned:
    """The ends of many places, side by side, and the way back to one value by place."""

    def __init__(self, places: Sequence[Ends], *, sign: int) -> None:
        self.edges = [end.edge for ends in places for end in ends]
        self._passed_ms = sign * np.array([end.passed_ms for ends in places for end in ends], float)
        self._size = len(places)
        counts = np.array([len(ends) for ends in places])
        self._filled = np.flatnonzero(counts)
        self._first = np.concatenate([[0], np.cumsum(counts[self._filled])])[:-1]

    def best_seconds(self, found: list[int | None], extra_ms: int) -> NDArray[np.float64]:
        """Take the best end of each place, `inf` where none is reached."""
        total = np.array(found, float) + self._passed_ms + extra_ms  # None becomes nan
        seconds = np.full(self._size, inf)
        seconds[self._filled] = np.fmin.reduceat(total, self._first) / 1000
        seconds[np.isnan(seconds)] = inf
        return seconds


def _on(edge: int, ends: Ends) -> End:
    return next(end for end in ends if end.edge == edge)


def _share_an_edge(origin: Ends, destination: Ends) -> bool:
    return any(a.edge == b.edge for a in origin for b in destination)


def _sharing_an_edge(origins: Sequence[Ends], destinations: Sequence[Ends]) -> Iterator[tuple[int, int]]:
    """Pairs of places on one edge, which the sweeps cannot tell from driving backwards."""
    standing: dict[int, set[int]] = {}
    for row, ends in enumerate(origins):
        for end in ends:
            standing.setdefault(end.edge, set()).add(row)
    pairs = (
        (row, column) for column, ends in enumerate(destinations) for end in ends for row in standing.get(end.edge, ())
    )
    return iter(set(pairs))
