"""From the best way through a chain of fixes to legs between fixes and passages of streets."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Ints, Longs
from routing.tracks.lattice import Layer, best_way, confidences, way_between
from routing.tracks.matched import Chain, Legs, Passages
from routing.tracks.parameters import MatchParameters
from routing.tracks.search import Desk, Roads, turn_extra_s

Flags = NDArray[np.bool_]
NOWHERE = Passages(
    edge=np.empty(0, np.int32),
    **dict.fromkeys(("entered_at", "left_at", "enter", "leave"), np.empty(0)),
    stood_s=np.empty(0),
    confidence=np.empty(0),
)


class Settled(NamedTuple):
    """The candidates chosen, by layer, and how sure that is."""

    way: Sequence[int]
    confidence: Floats


def settled(layers: Sequence[Layer]) -> Settled:
    """Choose the best way through all layers."""
    way = best_way(layers)
    return Settled(way, confidences(layers, way))


def chain_of(roads: Roads, notes: Desk, layers: Sequence[Layer], chosen: MatchParameters, answer: Settled) -> Chain:
    """Read a chain out of the lattice, along the way that was settled."""
    way, confidence = answer
    columns = [layer.column for layer in layers]
    ways = [
        way_between(roads, notes, a, b, ends, chosen)
        for (a, b), ends in zip(pairwise(layers), pairwise(way), strict=True)
    ]
    edge = np.array([column.places.edge[at] for column, at in zip(columns, way, strict=True)], np.int32)
    along_m = np.array([column.places.along_m[at] for column, at in zip(columns, way, strict=True)])
    at, until = (np.array([getattr(column, name) for column in columns]) for name in ("at", "until"))
    legs = _legs(roads, ways, along_m / roads.length_m[edge], at[1:] - until[:-1])
    return Chain(
        fix=np.array([column.fix for column in columns]),
        edge=edge,
        along_m=along_m,
        distance_m=np.array([column.distance_m[at] for column, at in zip(columns, way, strict=True)]),
        at=at,
        until=until,
        confidence=confidence,
        legs=legs,
        passages=passages_of(legs, at, until, confidence),
    )


def _legs(roads: Roads, ways: Sequence[Longs], share: Floats, spent_s: Floats) -> Legs:
    sizes = np.array([len(way) for way in ways], np.int64)
    first = np.concatenate([[0], np.cumsum(sizes)])
    edge = np.concatenate([*ways, np.empty(0, np.int32)]).astype(np.int32)
    enter, leave = np.zeros(len(edge)), np.ones(len(edge))
    enter[first[:-1]], leave[first[1:] - 1] = share[:-1], share[1:]
    turned = _turn_round(roads, edge, first, enter, leave)
    leave = np.maximum(leave, enter)  # a vehicle that only seems to go back stands
    extra_s = np.concatenate([*(turn_extra_s(roads, way) for way in ways), np.empty(0)])
    base_s = (leave - enter) * roads.edge_ms[edge] / 1000 + extra_s
    return Legs(first=first, edge=edge, enter=enter, leave=leave, base_s=base_s, spent_s=spent_s, turned=turned)


def _turn_round(roads: Roads, edge: Ints, first: Longs, enter: Floats, leave: Floats) -> Flags:
    """Find the legs that begin with turning round, and put the shortest such drive into the shares."""
    turned = np.zeros(len(first) - 1, bool)
    several = np.flatnonzero(np.diff(first) > 1)
    here = first[several]
    back = (roads.reverse[edge[here]] == edge[here + 1]) & (edge[here] != edge[here + 1])
    turned[several[back]] = True
    here = here[back]
    ends_there = np.diff(first)[several[back]] == 2
    leave[here] = np.maximum(enter[here], np.where(ends_there, 1 - leave[here + 1], 0.0))
    enter[here + 1] = 1 - leave[here]
    return turned


def passages_of(legs: Legs, at: Floats, until: Floats, confidence: Floats) -> Passages:
    """Join what legs drove of one edge, and time it: a leg's seconds are shared out as the weights would."""
    if not len(legs.edge):
        return NOWHERE
    leg = np.repeat(np.arange(len(legs)), np.diff(legs.first))
    begins = np.ones(len(leg), bool)
    begins[legs.first[1:-1]] = False  # a leg goes on where the one before has ended
    ends = np.roll(begins, -1)
    entered, left = _times(legs, leg, until, at)
    rows = np.flatnonzero(begins)
    stood = np.where(begins, 0.0, (until - at)[leg])
    sure = _confidence(legs, leg, confidence)
    return Passages(
        edge=legs.edge[begins],
        entered_at=entered[begins],
        left_at=left[ends],
        enter=legs.enter[begins],
        leave=legs.leave[ends],
        stood_s=np.add.reduceat(stood, rows),
        confidence=np.maximum.reduceat(sure, rows),
    )


def _confidence(legs: Legs, leg: Longs, confidence: Floats) -> Floats:
    """How sure each edge of each leg is: as the fixes on it, and between fixes as the less sure of the two."""
    before, after = confidence[:-1], confidence[1:]
    sure = np.minimum(before, after)[leg]
    sure[legs.first[:-1]] = before
    last = legs.first[1:] - 1
    sure[last] = np.where(np.diff(legs.first) == 1, np.maximum(before, after), after)
    return np.asarray(sure)


def _times(legs: Legs, leg: Longs, until: Floats, at: Floats) -> tuple[Floats, Floats]:
    """When each edge of each leg was entered and left."""
    run = np.concatenate([[0.0], np.cumsum(legs.base_s)])
    begin, whole = run[legs.first[:-1]], np.diff(run[legs.first])
    pace = np.divide(legs.spent_s, whole, out=np.zeros(len(legs)), where=whole > 0)[leg]
    entered = until[leg] + (run[:-1] - begin[leg]) * pace
    left = until[leg] + (run[1:] - begin[leg]) * pace
    left[legs.first[1:] - 1] = at[1:]  # also where the whole is nothing: a vehicle at lights
    return entered, left
