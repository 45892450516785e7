"""Short ways between the candidates of two fixes: Dijkstra on the edge-based graph, ended early.

The fastest way under the weights is what is followed; how long it is in metres is what the matcher compares
with the straight line.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.kernel import kernel
from routing.network.model import Floats, Longs, Network
from routing.weights import CLOSED, Weights

MOST_SETTLED = 20_000
"""Edges looked at from one candidate before the search gives up: assumed, a step of three minutes needs fewer."""
STRAIGHT, TURNED = -1, -2
"""In place of a parent: the edge follows the source's own edge, or its reverse after turning round in the street."""
AROUND_MS = 15_000
"""What turning round takes, of the order of `turn_s.around` in the speed table."""


Heap = list[tuple[int, int]]
"""Milliseconds and an edge; the smallest first."""


class Roads(NamedTuple):
    """What the search reads."""

    first: Longs
    head: Longs
    reverse: Longs
    length_m: Floats
    edge_ms: Longs
    turn_ms: Longs


class Desk(NamedTuple):
    """What the search writes, by edge; one desk a thread. A value counts only where `seen` bears the stamp."""

    stamp: Longs
    seen: Longs
    wanted: Longs
    cost_ms: Longs
    metres: Floats
    parent: Longs


class Places(NamedTuple):
    """Places on the roads: so many metres after the tail of each edge."""

    edge: Longs
    along_m: Floats


class Bounds(NamedTuple):
    """Where a search ends, and what it takes for standing and turning round."""

    most_ms: int
    most_m: float
    slack_m: float
    """so far back along its edge a vehicle only seems to go"""
    around_m: float


def roads(network: Network, weights: Weights) -> Roads:
    """Lay out a network under weights for the search."""
    return Roads(
        first=np.array(network.turns.first, np.int64),  # copies, for one type whether the file is mapped or not
        head=np.array(network.turns.head, np.int64),
        reverse=np.array(network.edges.reverse, np.int64),
        length_m=np.maximum(network.edge_length_m, 0.01),  # two junctions may lie on one spot
        edge_ms=weights.edge_ms,
        turn_ms=weights.turn_ms,
    )


def desk(edges: int) -> Desk:
    """Make room for searches among so many edges."""
    return Desk(
        stamp=np.zeros(1, np.int64),
        seen=np.zeros(edges, np.int64),
        wanted=np.zeros(edges, np.int64),
        cost_ms=np.empty(edges, np.int64),
        metres=np.empty(edges, float),
        parent=np.empty(edges, np.int64),
    )


@kernel
def lengths_m(graph: Roads, notes: Desk, sources: Places, alive: Floats, targets: Places, bounds: Bounds) -> Floats:
    """Metres from each source that is alive (not -inf) to each target, `inf` for what is out of bounds."""
    table = np.full((len(sources.edge), len(targets.edge)), np.inf)
    for i in range(len(sources.edge)):
        if alive[i] > -np.inf:
            _search(graph, notes, sources.edge[i], sources.along_m[i], targets, bounds)
            for j in range(len(targets.edge)):
                end, end_m = targets.edge[j], targets.along_m[j]
                along = _along_m(graph, sources.edge[i], sources.along_m[i], end, end_m, bounds)
                table[i, j] = min(along, _around_m(notes, end, end_m))
    return table


@kernel
def edges_between(graph: Roads, notes: Desk, source: Places, target: Places, bounds: Bounds) -> Longs:
    """List the edges from the only source to the only target, both ends' own included; empty when out of bounds."""
    begin, end = source.edge[0], target.edge[0]
    along = _along_m(graph, begin, source.along_m[0], end, target.along_m[0], bounds)
    _search(graph, notes, begin, source.along_m[0], target, bounds)
    if along <= _around_m(notes, end, target.along_m[0]):
        if along == np.inf:
            return np.empty(0, np.int64)
        return np.array([begin]) if begin == end else np.array([begin, end])
    chain = [end]
    while notes.parent[chain[-1]] >= 0:
        chain.append(notes.parent[chain[-1]])
    if notes.parent[chain[-1]] == TURNED:
        chain.append(graph.reverse[begin])
    chain.append(begin)
    return np.array(chain[::-1])


@kernel
def _along_m(graph: Roads, begin: int, begin_m: float, end: int, end_m: float, bounds: Bounds) -> float:
    """Metres along the street without a junction: on, standing, or turning round."""
    if begin == end:
        return max(0.0, end_m - begin_m) if end_m >= begin_m - bounds.slack_m else np.inf
    if graph.reverse[begin] == end and graph.edge_ms[end] < CLOSED:
        turned_m: float = abs(end_m - (graph.length_m[begin] - begin_m)) + bounds.around_m
        return turned_m
    return np.inf


@kernel
def _around_m(notes: Desk, end: int, end_m: float) -> float:
    """Metres over junctions, as the last search found them."""
    metres: float = notes.metres[end] + end_m if notes.seen[end] == notes.stamp[0] else np.inf
    return metres


@kernel
def _search(graph: Roads, notes: Desk, begin: int, begin_m: float, targets: Places, bounds: Bounds) -> None:
    """Settle edges in order of time until all targets are, or the bounds are reached."""
    notes.stamp[0] += 1
    stamp = notes.stamp[0]
    left = 0
    for edge in targets.edge:
        left += notes.wanted[edge] != stamp
        notes.wanted[edge] = stamp
    heap = [(0, 0) for _ in range(0)]
    _leave(graph, notes, heap, begin, graph.length_m[begin] - begin_m, STRAIGHT, bounds)
    back = graph.reverse[begin]
    if back != begin and graph.edge_ms[back] < CLOSED:
        _leave(graph, notes, heap, back, begin_m, TURNED, bounds)
    settled = 0
    while heap and left > 0 and settled < MOST_SETTLED:
        cost_ms, edge = heappop(heap)
        if cost_ms > notes.cost_ms[edge]:
            continue
        settled += 1
        if notes.wanted[edge] == stamp:
            notes.wanted[edge] = 0
            left -= 1
        for turn in range(graph.first[edge], graph.first[edge + 1]):
            if graph.turn_ms[turn] < CLOSED:
                whole_m = notes.metres[edge] + graph.length_m[edge]
                _relax(notes, heap, graph.head[turn], cost_ms + graph.turn_ms[turn], whole_m, edge, bounds)


@kernel
def _leave(  # noqa: PLR0913, PLR0917 a kernel has no object to hold them
    graph: Roads, notes: Desk, heap: Heap, edge: int, left_m: float, how: int, bounds: Bounds
) -> None:
    """Begin a search with the turns at the end of an edge of which so many metres are left."""
    passed_ms = np.int64(graph.edge_ms[edge] * (1 - left_m / graph.length_m[edge]))
    turned_m = bounds.around_m if how == TURNED else 0.0
    for turn in range(graph.first[edge], graph.first[edge + 1]):
        if graph.turn_ms[turn] < CLOSED:
            cost_ms = graph.turn_ms[turn] - passed_ms + (AROUND_MS if how == TURNED else 0)
            _relax(notes, heap, graph.head[turn], cost_ms, left_m + turned_m, how, bounds)


@kernel
def _relax(  # noqa: PLR0913, PLR0917 a kernel has no object to hold them
    notes: Desk, heap: Heap, edge: int, cost_ms: int, metres: float, parent: int, bounds: Bounds
) -> None:
    """Note a way to the tail of an edge if it is the fastest so far and within bounds."""
    if cost_ms > bounds.most_ms or metres > bounds.most_m:
        return
    if notes.seen[edge] == notes.stamp[0] and notes.cost_ms[edge] <= cost_ms:
        return
    notes.seen[edge] = notes.stamp[0]
    notes.cost_ms[edge], notes.metres[edge], notes.parent[edge] = cost_ms, metres, parent
    heappush(heap, (cost_ms, edge))


@kernel
def turn_extra_s(graph: Roads, edges: NDArray[np.integer]) -> Floats:
    """Seconds that the turn out of each edge takes on the way along `edges`, 0 for the last and for turning round."""
    extra = np.zeros(len(edges))
    for i in range(len(edges) - 1):
        for turn in range(graph.first[edges[i]], graph.first[edges[i] + 1]):
            if graph.head[turn] == edges[i + 1] and graph.turn_ms[turn] < CLOSED:
                extra[i] = (graph.turn_ms[turn] - graph.edge_ms[edges[i]]) / 1000
    return extra
