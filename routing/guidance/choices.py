"""Joints at which one who goes nearly straight on must know where: forks, and roads that turn away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.guidance.path import Driven
from routing.network.model import Floats, Ints, Longs, Network
from routing.network.topology import ranges

AHEAD_DEG = 45.0
"""Farther off the straight line than this is no fork but a turn: OSRM's bound of a slight turn, rounded."""
PLAINLY_DEG = 25.0
"""A way on that is straighter than the others by this needs no word; assumed."""
AROUND_DEG = 170.0
STEPS_BELOW = 2
"""A road beside one this much more important is no rival to it; assumed."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """By joint of a path, its turns less one: whether it is a fork, to which side, and whether the road turns away."""

    fork: Flags
    to_the_right: Flags
    leaving: Flags


@dataclass(frozen=True, kw_only=True)
class _Others:
    """The turns not taken, each with the joint it belongs to."""

    joint: Longs
    onto: Longs
    angle: NDArray[np.float32]


def choices(path: Driven) -> Choices:
    """Look at what else could be driven at each joint. Vectorised."""
    network = path.network
    here = network.turns.angle[path.turns]
    others = _others(path)
    beside = here[others.joint]
    ways = network.edge_way[path.edges]
    before, after, other = ways[:-1][others.joint], ways[1:][others.joint], network.edge_way[others.onto]
    rival = (np.abs(others.angle) <= AHEAD_DEG) & (np.abs(beside) <= AHEAD_DEG)
    rival &= np.abs(others.angle) < np.abs(beside) + PLAINLY_DEG
    rival &= network.way_rank[other] < network.way_rank[after] + STEPS_BELOW
    rival &= network.way_is_link[other] == network.way_is_link[after]
    rival &= ~(_same_road(path, before, after) & ~_same_road(path, before, other))
    size = len(path.turns)
    mean = _sums(others.joint, np.where(rival, others.angle, 0), size) / np.maximum(_sums(others.joint, rival, size), 1)
    parts = _same_road(path, before, other) & ~_same_road(path, before, after)
    return Choices(
        fork=_sums(others.joint, rival, size) > 0,
        to_the_right=here > mean,
        leaving=_sums(others.joint, parts, size) > 0,
    )


def _others(path: Driven) -> _Others:
    turns = path.network.turns
    tails = path.edges[:-1]
    begin, end = turns.first[tails].astype(np.intp), turns.first[tails + 1].astype(np.intp)
    every = ranges(begin, end - begin)
    joint = np.repeat(np.arange(len(tails)), end - begin)
    left = (every != path.turns[joint]) & (np.abs(turns.angle[every]) < AROUND_DEG)
    left &= shown_as_way_on(path.network, turns.head[every])
    left &= path.network.edges.piece[turns.head[every]] != path.network.edges.piece[path.edges[1:]][joint]
    return _Others(joint=joint[left], onto=turns.head[every[left]].astype(np.int64), angle=turns.angle[every[left]])


def shown_as_way_on(network: Network, edges: NDArray[np.integer]) -> Flags:
    """Tell which edges a driver sees as ways on: not against the arrow of a one-way street, and each street once."""
    return np.asarray((network.edges.contraflow[edges] == 0) & (network.edges.copy[edges] == 0))


def _sums(joint: Longs, values: NDArray[np.generic], size: int) -> Floats:
    return np.asarray(np.bincount(joint, values, size), np.float64)


def _same_road(path: Driven, one: Ints, other: Ints) -> Flags:
    """Tell where two ways have a name or a number in common."""
    ways = path.network.ways
    named = (ways.name[one] == ways.name[other]) & (ways.name[one] > 0)
    return np.asarray(named | ((ways.ref[one] == ways.ref[other]) & (ways.ref[one] > 0)))
