"""A hierarchy of effects on speed, each a shrunk median of what the levels above leave unexplained.

The logarithm of a street's speed factor is the sum of its levels: class at an hour, class in a district at an
hour, the street, the street at an hour. A level with few passages stays near nothing, so its street falls back
on the level above.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.learning.districts import Districts
from routing.learning.hours import HourClass
from routing.learning.parameters import LearningParameters
from routing.network.model import Floats, Longs, Network


class Level(StrEnum):
    """From the widest to the narrowest."""

    CLASS = "class"
    DISTRICT = "district"
    EDGE = "edge"
    EDGE_HOUR = "edge-hour"


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Effects of one level, sorted by key: logarithms of speed factors, and the passages behind each."""

    key: Longs
    effect: Floats
    passages: Floats

    def of(self, keys: Longs) -> Floats:
        """Look effects up, 0 where nothing was learnt."""
        return self._looked_up(self.effect, keys)

    def passages_of(self, keys: Longs) -> Floats:
        """Look up how many passages there were."""
        return self._looked_up(self.passages, keys)

    def over_hours(self) -> "Effects":
        """Return what holds when the hour is not known: the mean over the hours driven, by passages."""
        if not len(self.key):
            return self
        groups, first = np.unique(self.key // len(HourClass), return_index=True)
        passages = np.add.reduceat(self.passages, first)
        effect = np.add.reduceat(self.effect * self.passages, first) / passages
        return Effects(key=groups, effect=effect, passages=passages)

    def _looked_up(self, values: Floats, keys: Longs) -> Floats:
        if not len(self.key):
            return np.zeros(len(keys))
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where(self.key[at] == keys, values[at], 0.0)


NOTHING = Effects(key=np.empty(0, np.int64), effect=np.empty(0), passages=np.empty(0))


def keys(
    network: Network, zones: Districts, level: Level, edge: NDArray[np.integer], hour: NDArray[np.integer]
) -> Longs:
    """Number the groups of a level."""
    place = _places(network, zones, level, edge)
    return place if level is Level.EDGE else np.asarray(place * len(HourClass) + hour, dtype=np.int64)


def effects_of(
    network: Network,
    zones: Districts,
    effects: Mapping[Level, Effects],
    edge: NDArray[np.integer],
    hour: NDArray[np.integer] | None,
) -> Floats:
    """Sum the effects of all levels, of edges at hours or at no hour in particular."""
    if hour is not None:
        return np.asarray(np.sum([effects[it].of(keys(network, zones, it, edge, hour)) for it in Level], axis=0))
    whole = {it: each if it is Level.EDGE else each.over_hours() for it, each in effects.items()}
    return np.asarray(np.sum([whole[it].of(_places(network, zones, it, edge)) for it in Level], axis=0))


def _places(network: Network, zones: Districts, level: Level, edge: NDArray[np.integer]) -> Longs:
    """Number the streets that a level takes together, at any hour."""
    highway = np.asarray(network.ways.highway[network.ways_of(edge)], np.int64)
    match level:
        case Level.CLASS:
            return highway
        case Level.DISTRICT:
            return np.asarray(highway * len(zones.names) + zones.by_edge[edge], np.int64)
        case Level.EDGE | Level.EDGE_HOUR:
            return np.asarray(edge, np.int64)


def priors(chosen: LearningParameters) -> Mapping[Level, float]:
    """How many passages outweigh the level above."""
    return {
        Level.CLASS: chosen.class_prior,
        Level.DISTRICT: chosen.district_prior,
        Level.EDGE: chosen.edge_prior,
        Level.EDGE_HOUR: chosen.edge_hour_prior,
    }


def shrunk_medians(key: Longs, values: Floats, weight: Floats, prior: float) -> Effects:
    """Weighted median by group, drawn towards 0 as if `prior` passages had said 0."""
    if not len(key):
        return NOTHING
    order = np.lexsort((values, key))
    key, values, weight = key[order], values[order], weight[order]
    groups, first = np.unique(key, return_index=True)
    whole = np.add.reduceat(weight, first)
    run = np.cumsum(weight)
    before = np.concatenate([[0.0], run])[first]
    middle = np.searchsorted(run, before + whole / 2)
    middle = np.clip(middle, first, np.append(first[1:], len(key)) - 1)
    return Effects(key=groups, effect=values[middle] * whole / (whole + prior), passages=whole)
