"""Which road a vehicle is on: not always the nearest one, when its course or its level is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Longs, Network
from routing.snapping.grid import Grid
from routing.snapping.nearby import near
from routing.types import LatLon, Whereabouts

ACCURACY_PER_SIGMA = 1.515
"""The circle that holds 68 % of a two-dimensional normal error has the radius sqrt(-2 ln 0.32) sigma."""
UNSAID_SIGMA_M = 10.0
"""Error of a receiver that does not tell its accuracy, and the map's; assumed, as in map matching."""
HEADING_SIGMA_DEG = 30.0
"""Error of a course over ground; assumed, as in map matching."""
MOST_SURE = 8.0
"""However wrong a course is, it costs no more than a place four sigma off: receivers spin; assumed."""
OTHER_LEVEL = 4.5
"""A road on another level costs as much as a place three sigma off: levels on maps are often missing; assumed."""
REACH_SIGMAS = 5.0
"""A road farther off than this beyond the nearest one is not looked at; assumed."""
MOST_PIECES = 24


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Directed edges near a point with the places on them, likeliest first."""

    edge: Longs
    offset: Floats
    distance_m: Floats
    cost: Floats
    """minus log likelihood, up to a constant"""


def lanes(
    network: Network, roads: Grid, edge_open: NDArray[np.bool_], point: LatLon, seen: Whereabouts, nearest_m: float
) -> Lane:
    """Weigh the open edges around a point; none beyond what the nearest road and the error allow."""
    sigma_m = max(UNSAID_SIGMA_M, (seen.accuracy_m or 0.0) / ACCURACY_PER_SIGMA)
    reach_m = np.array([nearest_m + REACH_SIGMAS * sigma_m])
    found = near(roads, np.array([point.lon]), np.array([point.lat]), reach_m, MOST_PIECES)
    ahead = network.edge_by_piece[found.piece]
    edge, row = _both_ways(network, ahead)
    drawn = network.edges.forward[edge] == 1
    cost = 0.5 * (found.distance_m[row] / sigma_m) ** 2
    if seen.heading_deg is not None:
        bearing = found.bearing[row] + np.where(drawn, 0.0, 180.0)
        off = np.abs((bearing - seen.heading_deg + 180) % 360 - 180)
        cost = cost + np.minimum(0.5 * (off / HEADING_SIGMA_DEG) ** 2, MOST_SURE)
    if seen.level is not None:
        cost = cost + OTHER_LEVEL * (network.ways.level[network.edge_way[edge]] != seen.level)
    order = np.argsort(np.where(edge_open[edge], cost, np.inf), kind="stable")
    order = order[edge_open[edge[order]]]
    share = found.share[row]
    offset = np.where(drawn, share, 1 - share)
    return Lane(
        edge=edge[order],
        offset=offset[order],
        distance_m=found.distance_m[row][order],
        cost=cost[order],
    )


def _both_ways(network: Network, ahead: Longs) -> tuple[Longs, NDArray[np.intp]]:
    """List each edge and its reverse, and the row each comes from."""
    back = network.edges.reverse[ahead].astype(np.int64)
    rows = np.arange(len(ahead))
    two = back != ahead
    return np.concatenate([ahead, back[two]]), np.concatenate([rows, rows[two]])
