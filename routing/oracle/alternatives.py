"""Other ways that a driver would call ways: not much longer, not much the same, and with no silly detour.

Single-via paths after Abraham, Delling, Goldberg, Werneck: Alternative routes in road networks,
doi:10.1145/2444016.2444019: limited sharing, bounded stretch, local optimality. Roads that lie on one such path have
one time from end to end in common (a plateau), so that the times over the more important roads tell the paths apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.engine.ends import End, Ends, Path
from routing.guidance.choices import shown_as_way_on
from routing.guidance.path import turns_between
from routing.network.model import DEGREES, Floats, Longs, Network
from routing.oracle import trip
from routing.snapping.snapper import great_circles_m
from routing.types import LatLon, Route
from routing.weights import CLOSED

if TYPE_CHECKING:
    from routing.engine.metric import Metric

LONGER = 1.25
"""Most that another way takes, of the fastest one's time: Abraham et al., uniformly bounded stretch."""
SHARED = 0.7
"""Most of its time that another way drives on ways already listed; they take 0.8, drivers ask for more difference."""
LOCAL = 0.25
"""Around its via, a way must be the fastest one over so much of the fastest way's time, half of it on either side:
Abraham et al., alpha."""
ELLIPSE = 1.4
"""Vias lie where the straight way over them is no longer than this, of the fastest way's length; assumed."""
MOST_VIAS = 3_000
"""The most important roads of a larger ellipse; assumed, so that the two tables take some tens of milliseconds."""
MOST_TRIED = 40
"""Paths looked at; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route and the share of its time that it drives on faster ones of the list."""

    route: Route
    shared: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Via:
    """A path over an edge, `reached_ms` after its start."""

    path: Path
    reached_ms: int


def ways(metric: "Metric", asked: trip.Asked, best: Route, version: str, most: int) -> list[Way]:
    """Choose up to `most` ways, the fastest first."""
    chosen: list[Path] = []
    known = set(driven(metric.network, best.edges).tolist())
    for via in _vias(metric, asked, best):
        if len(chosen) >= most - 1:
            break
        if _shared(metric, via.path.edges, known) <= SHARED and _locally_best(metric, via, best):
            chosen.append(via.path)
            known.update(driven(metric.network, via.path.edges).tolist())
    chosen.sort(key=lambda path: path.duration_ms)
    return _listed(metric, [best, *(trip.route(metric, path, asked, version, maneuvers=True) for path in chosen)])


def _listed(metric: "Metric", routes: list[Route]) -> list[Way]:
    """Tell of each route how much of it those before it drive."""
    known: set[int] = set()
    found = []
    for route in routes:
        found.append(Way(route=route, shared=_shared(metric, route.edges, known)))
        known.update(driven(metric.network, route.edges).tolist())
    return found


def _vias(metric: "Metric", asked: trip.Asked, best: Route) -> Iterator[_Via]:
    """Paths over the roads around, the most promising first: short ones with a long plateau."""
    network = metric.network
    edges = _around(network, metric.weights.edge_ms < CLOSED, asked, best)
    middle = metric.along(edges, np.full(len(edges), 0.5))
    begin, end = (metric.places(np.array([snap.edge]), np.array([snap.offset])) for snap in (asked.start, asked.end))
    over_s = metric.matrix(begin, middle)[0] + metric.matrix(middle, end)[:, 0]
    short = np.flatnonzero(over_s <= LONGER * best.duration_s)
    over_ms, member = np.unique(np.rint(over_s[short] * 1000).astype(np.int64), return_inverse=True)
    plateau_ms = np.bincount(member, metric.weights.edge_ms[edges[short]], len(over_ms))
    ends = metric.ends(asked.start), metric.ends(asked.end)
    for group in np.argsort(over_ms - plateau_ms)[:MOST_TRIED]:
        members = edges[short[member == group]]
        path = _over(metric, ends, int(members[len(members) // 2]))
        if path and path.path.duration_ms <= LONGER * best.duration_s * 1000:
            yield path


def _around(network: Network, edge_open: NDArray[np.bool_], asked: trip.Asked, best: Route) -> Longs:
    """List the more important edges between the ends, those of the fastest way left out."""
    lon, lat = network.junctions.lon * DEGREES, network.junctions.lat * DEGREES
    over_m = _straight_m(asked.start.at, lon, lat) + _straight_m(asked.end.at, lon, lat)
    inside = (over_m <= ELLIPSE * best.distance_m)[network.edges.tail] & edge_open
    inside[best.edges] = False
    edges = np.flatnonzero(inside)
    edges = edges[shown_as_way_on(network, edges)]
    order = np.lexsort((-network.edge_length_m[edges], network.way_rank[network.edge_way[edges]]))
    return edges[order[:MOST_VIAS]].astype(np.int64)


def _straight_m(point: LatLon, lon: NDArray[np.floating], lat: NDArray[np.floating]) -> Floats:
    return great_circles_m(np.full(len(lat), point.lat), np.full(len(lon), point.lon), lat, lon)


def _over(metric: "Metric", ends: tuple[Ends, Ends], edge: int) -> _Via | None:
    """Join the fastest ways to and from the middle of an edge, `None` for a way that goes back on itself."""
    via = End(edge, round(int(metric.weights.edge_ms[edge]) * 0.5))
    there, onward = metric.path(ends[0], (via,)), metric.path((via,), ends[1])
    if there is None or onward is None:
        return None
    edges = np.concatenate([there.edges, onward.edges[1:]])
    if len(np.unique(metric.network.edges.piece[edges])) < len(edges):
        return None
    duration_ms = there.duration_ms + onward.duration_ms
    path = Path(duration_ms=duration_ms, edges=edges, begin=there.begin, end=onward.end)
    return _Via(path=path, reached_ms=there.duration_ms)


def driven(network: Network, edges: Longs) -> Longs:
    """Number the pieces of road by the direction in which edges drive them: copies of an edge drive the same."""
    return 2 * network.edges.piece[edges].astype(np.int64) + network.edges.forward[edges]


def _shared(metric: "Metric", edges: Longs, known: set[int]) -> float:
    """Share of the time on these edges that other ways drive too."""
    ms = metric.weights.edge_ms[edges]
    again = np.isin(driven(metric.network, edges), list(known))
    return float(ms[again].sum() / ms.sum())


def _locally_best(metric: "Metric", via: _Via, best: Route) -> bool:
    """Try the part of the path around its via: no other way between the ends of this part may be faster."""
    path = via.path
    spent_ms = metric.weights.passing_ms(turns_between(metric.network, path.edges))
    starts_ms = np.concatenate([[0], np.cumsum(spent_ms) - path.begin.passed_ms])
    part_ms = LOCAL / 2 * best.duration_s * 1000
    first = max(0, int(np.searchsorted(starts_ms, via.reached_ms - part_ms, "right")) - 1)
    last = min(len(path.edges) - 1, int(np.searchsorted(starts_ms, via.reached_ms + part_ms)))
    begin = path.begin if first == 0 else End(int(path.edges[first]), 0)
    end = path.end if last == len(path.edges) - 1 else End(int(path.edges[last]), 0)
    took_ms = starts_ms[last] + end.passed_ms - starts_ms[first]
    return first == last or metric.duration_ms((begin,), (end,)) >= took_ms
