"""The named street nearest to a road without a name, along the roads: never across a river or under a bridge."""

from heapq import heappop, heappush

from routing.network.model import Network, at
from routing.types import LatLon, great_circle_m

REACH_M, MOST_EDGES = 300.0, 400
"""Farther on, a street no longer tells where one is; assumed. The cost of a search must stay bounded."""


def way_with_name(network: Network, edge: int, point: LatLon) -> int | None:
    """Return the index of the nearest way with a name that can be driven to from a point on an edge."""
    waiting: list[tuple[float, int]] = []
    for start in {edge, int(network.edges.reverse[edge])}:
        head = network.edges.head[start]
        _go_on(
            network, waiting, start, great_circle_m(point, at(network.junctions.lon[head], network.junctions.lat[head]))
        )
    seen: set[int] = set()
    while waiting and len(seen) < MOST_EDGES:
        gone_m, here = heappop(waiting)
        piece = network.edges.piece[here]
        way = int(network.pieces.way[piece])
        if network.ways.name[way]:
            return way
        if here not in seen:
            seen.add(here)
            _go_on(network, waiting, here, gone_m + float(network.pieces.length_m[piece]))
    return None


def _go_on(network: Network, waiting: list[tuple[float, int]], edge: int, gone_m: float) -> None:
    if gone_m > REACH_M:
        return
    for turn in range(int(network.turns.first[edge]), int(network.turns.first[edge + 1])):
        heappush(waiting, (gone_m, int(network.turns.head[turn])))
