"""Trips as the spread of their time depends on them, and how long runs really took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np

from routing.learning.hours import HourClass, hour_classes
from routing.learning.observed import waits_s
from routing.learning.parameters import LearningParameters
from routing.learning.runs import Run
from routing.learning.speeds import LearntSpeeds
from routing.learning.table import SpeedTable
from routing.network.model import Floats, Longs, Network
from routing.tracks.matched import Chain
from routing.tracks.search import Roads, turn_extra_s
from routing.types import Profile, WeightsSpec
from routing.weights import CLOSED


@dataclass(frozen=True, kw_only=True)
class Trips:
    """Trips as columns: the time that is to be spread, and the kind of hour."""

    predicted_s: Floats
    hour: Longs


@dataclass(frozen=True, kw_only=True)
class Driven:
    """What was driven of runs, predicted and real, and by which of the runs.

    The prediction may be anybody's: that of `driven` along the very streets, or the one a decision was made on.
    """

    trips: Trips
    actual_s: Floats
    run: Longs


@dataclass(frozen=True, kw_only=True)
class Predictor:
    """What predicts: the table, and what was learnt on top of it, if anything."""

    network: Network
    table: SpeedTable
    utc_offset_s: float
    speeds: LearntSpeeds | None = None

    def roads(self, profile: Profile, spec: WeightsSpec, hour: HourClass) -> Roads:
        """Lay out the roads as predicted."""
        factors = self.speeds.factors(self.network, profile, hour) if self.speeds else None
        return self.table.roads(profile, spec, factors)


def driven(
    predictor: Predictor, profile: Profile, runs: Sequence[Run], chosen: LearningParameters | None = None
) -> Driven:
    """Predict what runs of a profile drove, along the very streets, and say how long it took.

    Each unbroken drive counts by itself, and so does what lies between two long stays. A drive over what its profile
    may not drive cannot be predicted and is left out, and so is one too short to be a drive.
    """
    chosen = chosen or LearningParameters()
    rows: list[tuple[int, float, float, int]] = []
    for spec, places in predictor.table.alike(runs):
        graphs: dict[int, Roads] = {}
        for place in places:
            for chain in runs[place].track.chains:
                hour = int(hour_classes(chain.until[:1], predictor.utc_offset_s)[0])
                if hour not in graphs:
                    graphs[hour] = predictor.roads(profile, spec, HourClass(hour))
                rows += [(place, *times, hour) for times in _drives(graphs[hour], chain, chosen)]
    return _columns(sorted(rows))


def _drives(graph: Roads, chain: Chain, chosen: LearningParameters) -> Iterator[tuple[float, float]]:
    """Yield predicted and real seconds of each drive of a chain."""
    legs = chain.legs
    if not len(legs):
        return
    stays_s = (chain.until - chain.at)[:-1]
    arrived = np.flatnonzero(stays_s > chosen.longest_wait_s)
    by_leg_s, took_s = _predicted_s(graph, chain), legs.spent_s + waits_s(chain, chosen)
    for begin, end in pairwise(np.unique([0, *arrived.tolist(), len(legs)]).tolist()):
        predicted_s = float(by_leg_s[begin:end].sum())
        if chosen.least_drive_s <= predicted_s < inf:
            yield predicted_s, float(took_s[begin:end].sum())


def _predicted_s(graph: Roads, chain: Chain) -> Floats:
    """Seconds by leg under the weights, `inf` where they close what was driven."""
    legs = chain.legs
    step = np.repeat(np.arange(len(legs)), np.diff(legs.first))
    edges_s = np.where(
        graph.edge_ms[legs.edge] >= CLOSED, inf, (legs.leave - legs.enter) * graph.edge_ms[legs.edge] / 1000
    )
    return np.asarray(np.bincount(step, edges_s + turn_extra_s(graph, legs.edge), len(legs)))


def _columns(rows: Sequence[tuple[int, float, float, int]]) -> Driven:
    run, predicted_s, took_s, hour = np.array(rows, float).reshape(-1, 4).T
    return Driven(
        trips=Trips(predicted_s=predicted_s, hour=hour.astype(np.int64)),
        actual_s=took_s,
        run=run.astype(np.int64),
    )
