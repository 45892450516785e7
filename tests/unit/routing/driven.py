"""Drives whose truth is known: a vehicle on given edges, and what a receiver in it would report."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from routing.network.model import DEGREES, Floats, Longs, Network
from routing.snapping.grid import laid_out
from routing.snapping.nearby import near
from routing.tracks.fixes import Track
from routing.types import Profile, WeightsSpec
from routing.weights import CLOSED, Weigher, Weights

METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """How a vehicle is seen. `canyon` is the share of fixes with five times the noise, `lost` of those missing."""

    every_s: float = 10.0
    noise_m: float = 10.0
    canyon: float = 0.0
    lost: float = 0.0
    says_accuracy: bool = False
    says_course: bool = False


@dataclass(frozen=True, kw_only=True)
class Drive:
    """The truth: edges, when each is entered, and when the last is left. All edges are driven whole."""

    edges: Longs
    times: Floats

    def edge_at(self, at: Floats) -> Longs:
        found: Longs = self.edges[np.clip(np.searchsorted(self.times, at, "right") - 1, 0, len(self.edges) - 1)]
        return found


def weights_of(network: Network, profile: Profile = Profile.SIREN) -> Weights:
    return Weigher(network, profile).weigh(WeightsSpec())


class Drivers:
    """Choose ways as people do: each street seems up to so much faster or slower than the table says."""

    def __init__(self, network: Network, weights: Weights, rng: np.random.Generator, *, taste: float = 0.3) -> None:
        self._network = network
        self._rng = rng
        open_turns = np.flatnonzero(weights.turn_ms < CLOSED)
        seems = (
            weights.turn_ms[open_turns]
            * np.exp(rng.normal(0, taste, network.edge_count))[network.turns.tail[open_turns]]
        )
        ends = (network.turns.tail[open_turns], network.turns.head[open_turns])
        self._graph = coo_array((seems, ends), shape=(network.edge_count,) * 2).tocsr()

    def ways(self, count: int, least_m: float, most_m: float) -> list[Longs]:
        """Find ways that are so long as the crow flies, each over at least four edges."""
        found: list[Longs] = []
        while len(found) < count:
            origin = int(self._rng.integers(0, self._network.edge_count))
            _, before = dijkstra(self._graph, indices=origin, return_predecessors=True)
            apart_m = self._apart_m(origin)
            fits = np.flatnonzero((apart_m >= least_m) & (apart_m <= most_m) & (before >= 0))
            if len(fits):
                way = _followed(before, origin, int(self._rng.choice(fits)))
                found += [way] if len(way) > 3 else []
        return found

    def _apart_m(self, origin: int) -> Floats:
        points, head = self._network.junctions, self._network.edges.head
        lat, lon = points.lat[head] * DEGREES, points.lon[head] * DEGREES
        wide = np.cos(np.radians(lat[origin]))
        return np.asarray(np.hypot(lat - lat[origin], (lon - lon[origin]) * wide) * METRES_PER_DEGREE)


def _followed(before: NDArray[np.int32], origin: int, last: int) -> Longs:
    way = [last]
    while way[-1] != origin:
        way.append(int(before[way[-1]]))
    return np.array(way[::-1], np.int64)


def driven(
    network: Network, weights: Weights, edges: Longs, *, factor: Floats | float = 1.0, begin_at: float = 0.0
) -> Drive:
    """Drive edges at the weights' pace divided by `factor`, a speed factor by edge driven."""
    turns = network.turns
    rows = [_turn(network, a, b) for a, b in pairwise(edges.tolist())]
    extra = np.append(weights.turn_ms[rows] - weights.edge_ms[turns.tail[rows]], 0)
    spent_s = (weights.edge_ms[edges] / factor + extra) / 1000
    return Drive(edges=edges, times=begin_at + np.concatenate([[0.0], np.cumsum(spent_s)]))


def _turn(network: Network, tail: int, head: int) -> int:
    begin, end = network.turns.first[tail : tail + 2]
    return int(begin + np.flatnonzero(network.turns.head[begin:end] == head)[0])


def reported(network: Network, drive: Drive, seen: Receiver, rng: np.random.Generator) -> Track:
    """What the receiver reports of a drive."""
    at = np.arange(drive.times[0], drive.times[-1], seen.every_s)
    at = at[rng.random(len(at)) >= seen.lost]
    lat, lon, course = placed(network, drive, at)
    noise_m = np.where(rng.random(len(at)) < seen.canyon, 5 * seen.noise_m, seen.noise_m)
    north, east = rng.normal(0, 1, (2, len(at))) * noise_m / METRES_PER_DEGREE
    unknown = np.full(len(at), np.nan)
    return Track(
        at=at,
        lat=lat + north,
        lon=lon + east / np.cos(np.radians(lat)),
        accuracy_m=noise_m * 1.515 if seen.says_accuracy else unknown,
        speed_mps=unknown,
        heading_deg=(course + rng.normal(0, 15, len(at))) % 360 if seen.says_course else unknown,
    )


def placed(network: Network, drive: Drive, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude and course of the vehicle at each moment."""
    index = np.clip(np.searchsorted(drive.times, at, "right") - 1, 0, len(drive.edges) - 1)
    spent = drive.times[index + 1] - drive.times[index]
    share = np.clip((at - drive.times[index]) / spent, 0, 1)
    rows = [_spot(network, int(drive.edges[i]), float(s)) for i, s in zip(index, share, strict=True)]
    lat, lon, course = np.array(rows).reshape(-1, 3).T
    return lat, lon, course


def _spot(network: Network, edge: int, share: float) -> tuple[float, float, float]:
    piece = network.edges.piece[edge]
    part = slice(network.pieces.first[piece], network.pieces.first[piece + 1])
    lon, lat = network.pieces.lon[part] * DEGREES, network.pieces.lat[part] * DEGREES
    if not network.edges.forward[edge]:
        lon, lat = lon[::-1], lat[::-1]
    wide = np.cos(np.radians(lat.mean()))
    run: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(lon) * wide, np.diff(lat)))])
    k = int(np.clip(np.searchsorted(run, share * run[-1], "right") - 1, 0, len(run) - 2))
    course = float(np.degrees(np.arctan2((lon[k + 1] - lon[k]) * wide, lat[k + 1] - lat[k])) % 360)
    return float(np.interp(share * run[-1], run, lat)), float(np.interp(share * run[-1], run, lon)), course


class Drawn:
    """Which streets are drawn over one another: a survey's and a sketch's, or one street drawn twice.

    No fix can tell them apart, so a drive over one of them counts as matched on any of them.
    """

    def __init__(self, network: Network, within_m: float = 3.0) -> None:
        self._network, self._grid, self._within_m = network, laid_out(network), within_m
        self._edges: list[list[int]] = [[] for _ in network.pieces.way]
        self._alike: dict[int, frozenset[int]] = {}
        for edge, piece in enumerate(network.edges.piece.tolist()):
            self._edges[piece].append(edge)

    def over(self, edge: int, share: float = 0.5) -> set[int]:
        """Edges in the same direction at a place of an edge, itself included."""
        lat, lon, course = (np.array([value]) for value in _spot(self._network, edge, share))
        found = near(self._grid, lon, lat, np.array([self._within_m]), 12)
        same = {edge}
        for piece, bearing in zip(found.piece.tolist(), found.bearing.tolist(), strict=True):
            for other in self._edges[piece]:
                away = bearing + (0 if self._network.edges.forward[other] else 180) - course[0]
                if abs((away + 180) % 360 - 180) < 30:
                    same.add(other)
        return same

    def alike(self, edge: int) -> frozenset[int]:
        """Edges that run along an edge, or along a part of it; remembered."""
        if edge not in self._alike:
            self._alike[edge] = frozenset().union(*(self.over(edge, share) for share in (0.1, 0.5, 0.9)))
        return self._alike[edge]
