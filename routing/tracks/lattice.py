"""The hidden Markov model, one fix after the other: Viterbi's best way, and the probability of each candidate.

Newson & Krumm: Hidden Markov Map Matching Through Noise and Sparseness, doi:10.1145/1653771.1653818.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

import numpy as np

from routing.network.kernel import kernel
from routing.network.model import Floats, Longs
from routing.tracks.matched import Break
from routing.tracks.parameters import MatchParameters
from routing.tracks.search import Bounds, Desk, Places, Roads, edges_between, lengths_m
from routing.types import METRES_PER_DEGREE

SPARE_MS = 40_000
"""What lights, a crossing and turning round may take on the shortest step; assumed."""
FARTHER_M = 2_000.0
"""Newson & Krumm, section 4.2: a way this much longer than the straight line is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One used fix and its candidates."""

    fix: int
    at: float
    until: float
    lat: float
    lon: float
    sigma_m: float
    places: Places
    distance_m: Floats
    belief: Floats


@dataclass(slots=True, kw_only=True)
class Layer:
    """A column in a chain: `score` of the best way to each candidate, `back` to where it comes from.

    `total` sums over all ways; `step` is the log probability from the candidates before, `None` at the beginning.
    """

    column: Column
    score: Floats
    total: Floats
    back: Longs
    step: Floats | None


def begun(column: Column) -> Layer:
    """Begin a chain."""
    return Layer(
        column=column,
        score=column.belief.copy(),
        total=column.belief.copy(),
        back=np.full(len(column.belief), -1),
        step=None,
    )


def straight_m(a: Column, b: Column) -> float:
    """Metres between two fixes; over a step of the matcher the Earth is flat."""
    east = (b.lon - a.lon) * cos(radians((a.lat + b.lat) / 2))
    return hypot(east, b.lat - a.lat) * METRES_PER_DEGREE


def bounds_of(a: Column, b: Column, chosen: MatchParameters) -> Bounds:
    """How far the search for a step may go."""
    step_s = b.at - a.until
    error_m = chosen.reach_sigmas * (a.sigma_m + b.sigma_m)
    return Bounds(
        most_ms=int(step_s * 1000 / chosen.slower_than_table) + SPARE_MS,
        most_m=min(chosen.fastest_mps * step_s, straight_m(a, b) + FARTHER_M) + error_m + chosen.around_m,
        slack_m=2 * (a.sigma_m + b.sigma_m) / 2,
        around_m=chosen.around_m,
    )


def grown(roads: Roads, notes: Desk, last: Layer, column: Column, chosen: MatchParameters) -> Layer | Break:
    """Add a fix to a chain, or say why it cannot follow."""
    before = last.column
    if column.at - before.until > chosen.longest_gap_s:
        return Break.GAP
    straight, bounds = straight_m(before, column), bounds_of(before, column, chosen)
    if straight > bounds.most_m:
        return Break.TELEPORT
    alive = np.where(last.score > last.score.max() - chosen.beam, last.score, -np.inf)
    metres = lengths_m(roads, notes, before.places, alive, column.places, bounds)
    usual_m = chosen.detour_share * straight + chosen.detour_per_sigma * (before.sigma_m + column.sigma_m) / 2
    step = -np.abs(metres - straight) / usual_m
    score, back, total = _advanced(alive, last.total, step, column.belief)
    if score.max() == -np.inf:
        return Break.NO_WAY
    return Layer(column=column, score=score, total=total, back=back, step=step)


@kernel
def _advanced(score: Floats, total: Floats, step: Floats, belief: Floats) -> tuple[Floats, Longs, Floats]:
    """Best and summed log probability of each new candidate, and where the best comes from."""
    size = len(belief)
    best, back = np.full(size, -np.inf), np.full(size, np.int64(-1))
    summed = np.full(size, -np.inf)
    for j in range(size):
        for i in range(len(score)):
            if score[i] == -np.inf or step[i, j] == -np.inf:
                continue
            if score[i] + step[i, j] > best[j]:
                best[j], back[j] = score[i] + step[i, j], i
            summed[j] = np.logaddexp(summed[j], total[i] + step[i, j])
    return best + belief, back, summed + belief


def best_way(layers: Sequence[Layer]) -> list[int]:
    """Follow the best way back from the last layer: a candidate by layer."""
    way = [int(layers[-1].score.argmax())]
    for layer in reversed(layers[1:]):
        way.append(int(layer.back[way[-1]]))
    return way[::-1]


def confidences(layers: Sequence[Layer], way: Sequence[int]) -> Floats:
    """Probability of the chosen edge at each layer, given all fixes of the chain."""
    later = np.zeros(len(layers[-1].score))
    found = np.empty(len(layers))
    for k in range(len(layers) - 1, -1, -1):
        layer = layers[k]
        found[k] = _share(layer.total + later, way[k])
        if layer.step is not None:
            later = _receded(layer.step, layer.column.belief + later)
    return found


@kernel
def _receded(step: Floats, later: Floats) -> Floats:
    before = np.full(len(step), -np.inf)
    for i in range(len(step)):
        for j in range(len(later)):
            if step[i, j] > -np.inf:
                before[i] = np.logaddexp(before[i], step[i, j] + later[j])
    return before


def _share(logs: Floats, chosen: int) -> float:
    return float(np.exp(logs[chosen] - np.logaddexp.reduce(logs)))


def way_between(roads: Roads, notes: Desk, a: Layer, b: Layer, ends: tuple[int, int], chosen: MatchParameters) -> Longs:
    """List the edges from a candidate of one layer to a candidate of the next, both included."""
    return edges_between(roads, notes, _place(a, ends[0]), _place(b, ends[1]), bounds_of(a.column, b.column, chosen))


def _place(layer: Layer, candidate: int) -> Places:
    places = layer.column.places
    one = slice(candidate, candidate + 1)
    return Places(places.edge[one], places.along_m[one])
