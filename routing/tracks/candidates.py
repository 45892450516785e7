"""Where on the roads each fix may have been: directed edges with a place and a log likelihood."""

from dataclasses import dataclass

import numpy as np

from routing.network.model import Floats, Ints, Longs, Network
from routing.snapping.grid import Grid
from routing.snapping.nearby import near
from routing.tracks.parameters import MatchParameters
from routing.weights import CLOSED, Weights

MOST_SURE = 8.0
"""However wrong a course is, it costs no more than a place four sigma off: receivers spin; assumed."""


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """Fixes to be placed, with the error of each along one axis; `nan` courses are unknown."""

    lat: Floats
    lon: Floats
    sigma_m: Floats
    course_deg: Floats


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Candidates of fix `i` start at ``first[i]``."""

    first: Longs
    edge: Longs
    along_m: Floats
    distance_m: Floats
    belief: Floats
    """log likelihood, up to a constant"""


def edges_of_pieces(network: Network, weights: Weights) -> Ints:
    """Open edges by piece: driven as drawn, and against; -1 where there is none."""
    table = np.full((len(network.pieces.way), 2), -1, np.int32)
    edge = np.flatnonzero(weights.edge_ms < CLOSED)[::-1]  # a copy comes after its original, which is written last
    table[network.edges.piece[edge], 1 - network.edges.forward[edge]] = edge
    return table


def candidates(roads: Grid, by_piece: Ints, length_m: Floats, seen: Sighting, chosen: MatchParameters) -> Candidates:
    """Find the candidates of many fixes at once."""
    reach_m = np.maximum(chosen.least_reach_m, chosen.reach_sigmas * seen.sigma_m)
    found = near(roads, seen.lon, seen.lat, reach_m, int(chosen.pieces))
    fix = np.repeat(np.arange(len(seen.lat)), np.diff(found.first))
    edges = by_piece[found.piece]
    row, against = np.nonzero(edges >= 0)
    edge = edges[row, against]
    share = np.where(against == 1, 1 - found.share[row], found.share[row])
    bearing = found.bearing[row] + 180.0 * against
    off = _sigmas_off(bearing, seen.course_deg[fix[row]], chosen)
    belief = -0.5 * (found.distance_m[row] / seen.sigma_m[fix[row]]) ** 2 - np.minimum(0.5 * off**2, MOST_SURE)
    return Candidates(
        first=np.searchsorted(fix[row], np.arange(len(seen.lat) + 1)),
        edge=edge.astype(np.int64),
        along_m=share * length_m[edge],
        distance_m=found.distance_m[row],
        belief=belief,
    )


def _sigmas_off(bearing: Floats, course: Floats, chosen: MatchParameters) -> Floats:
    turned = np.abs((bearing - course + 180) % 360 - 180)
    return np.where(np.isnan(turned), 0.0, turned / chosen.heading_sigma_deg)
