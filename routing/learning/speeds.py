"""Learnt speeds: from runs to a speed factor for every edge, profile and hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.learning.districts import Districts
from routing.learning.hours import HourClass
from routing.learning.levels import NOTHING, Effects, Level, effects_of, keys, priors, shrunk_medians
from routing.learning.observed import Observed, observed
from routing.learning.parameters import LearningParameters
from routing.learning.runs import Run
from routing.learning.table import SpeedTable
from routing.network.model import Floats, Longs, Network
from routing.types import Profile

Hierarchy = Mapping[Level, Effects]
UNTAUGHT: Hierarchy = dict.fromkeys(Level, NOTHING)


@dataclass(frozen=True, kw_only=True)
class LearntSpeeds:
    """Speed factors over the table: 2 is twice as fast. They hold for the map they were learnt on, no other.

    `made_from` and `made_to` are POSIX seconds of the first and last fix learnt from, `None` when there is none.
    """

    map_checksum: str
    zones: Districts
    effects: Mapping[Profile, Hierarchy]
    runs: int
    passages: int
    made_from: float | None
    made_to: float | None
    least_factor: float
    most_factor: float

    def factors(self, network: Network, profile: Profile, hour: HourClass | None) -> Floats:
        """Speed factor by edge of the network, at an hour or at none in particular."""
        every = np.arange(network.edge_count, dtype=np.int32)
        hours = None if hour is None else np.full(network.edge_count, int(hour), np.int64)
        logs = effects_of(network, self.zones, self.effects.get(profile, UNTAUGHT), every, hours)
        return np.asarray(np.clip(np.exp(logs), self.least_factor, self.most_factor))


def learn(
    network: Network,
    table: SpeedTable,
    zones: Districts,
    runs: Sequence[Run],
    *,
    utc_offset_s: float,
    chosen: LearningParameters | None = None,
) -> LearntSpeeds:
    """Learn from runs how streets differ from the table."""
    chosen = chosen or LearningParameters()
    seen = {
        profile: observed(table, profile, [run for run in runs if run.profile is profile], utc_offset_s, chosen)
        for profile in Profile
    }
    at = [float(moment) for run in runs for chain in run.track.chains for moment in (chain.at[0], chain.until[-1])]
    return LearntSpeeds(
        map_checksum=network.checksum,
        zones=zones,
        effects={profile: _taught(network, zones, each, chosen) for profile, each in seen.items()},
        runs=len(runs),
        passages=sum(len(np.unique(each.passage)) for each in seen.values()),
        made_from=min(at, default=None),
        made_to=max(at, default=None),
        least_factor=chosen.least_factor,
        most_factor=chosen.most_factor,
    )


def _taught(network: Network, zones: Districts, seen: Observed, chosen: LearningParameters) -> Hierarchy:
    """Share the seconds of each step out by what is known, learn from the shares, and again."""
    effects = UNTAUGHT
    hour = seen.hour[seen.step]
    for _ in range(chosen.rounds):
        known = effects_of(network, zones, effects, seen.edge, hour)
        effects = _learnt_once(network, zones, _passages(seen, np.exp(known), chosen), chosen)
    return effects


@dataclass(frozen=True, kw_only=True)
class _Passed:
    edge: NDArray[np.integer]
    hour: Longs
    log_factor: Floats
    weight: Floats


def _passages(seen: Observed, factor: Floats, chosen: LearningParameters) -> _Passed:
    """The speed factor that each passage had, and how much of its street it was."""
    step = seen.step
    expected_s = seen.base_s / factor
    pace = seen.spent_s / np.maximum(np.bincount(step, expected_s, len(seen.spent_s)), 1e-3)
    taken_s = expected_s * pace[step]
    names, rows, which = np.unique(seen.passage, return_index=True, return_inverse=True)
    base_s, taken_s, share = (
        np.asarray(np.bincount(which, each, len(names)), float) for each in (seen.base_s, taken_s, seen.share)
    )
    good = (share >= chosen.least_share) & (base_s > 0) & (taken_s > 0)
    log_factor = np.log(np.where(good, base_s, 1.0) / np.where(good, taken_s, 1.0))
    return _Passed(
        edge=seen.edge[rows][good],
        hour=seen.hour[step[rows]][good],
        log_factor=log_factor[good],
        weight=np.minimum(share, 1.0)[good],
    )


def _learnt_once(network: Network, zones: Districts, passed: _Passed, chosen: LearningParameters) -> Hierarchy:
    effects: dict[Level, Effects] = {}
    left = passed.log_factor
    for level, prior in priors(chosen).items():
        key = keys(network, zones, level, passed.edge, passed.hour)
        effects[level] = shrunk_medians(key, left, passed.weight, prior)
        left = left - effects[level].of(key)
    return effects
