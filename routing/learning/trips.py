"""Trips as the spread of their time depends on them, and how long runs really took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from routing.learning.hours import HourClass, hour_classes
from routing.learning.observed import Run, waits_s
from routing.learning.parameters import LearningParameters
from routing.learning.speeds import LearntSpeeds
from routing.learning.weighing import with_factors
from routing.network.model import Floats, Longs, Network
from routing.tracks.matched import Chain
from routing.tracks.search import Roads, roads, turn_extra_s
from routing.types import Profile, Route
from routing.weights import CLOSED, Weights


@dataclass(frozen=True, kw_only=True)
class Trips:
    """Trips as columns. `predicted_s` is the time to be spread; `urban` is the share of the length in settlements."""

    predicted_s: Floats
    urban: Floats
    hour: Longs


@dataclass(frozen=True, kw_only=True)
class Driven:
    """What was driven of runs, predicted and real, and by which of the runs.

    The prediction may be anybody's: that of `driven` along the very streets, or the one a decision was made on.
    """

    trips: Trips
    actual_s: Floats
    run: Longs


def trip_of(network: Network, route: Route, at: float, utc_offset_s: float) -> Trips:
    """Describe one route that begins at a moment."""
    return Trips(
        predicted_s=np.array([route.duration_s]),
        urban=np.array([_urban(network, route.edges, network.edge_length_m[route.edges])]),
        hour=hour_classes(np.array([at]), utc_offset_s),
    )


def driven(
    network: Network,
    weights: Mapping[Profile, Weights],
    runs: Sequence[Run],
    utc_offset_s: float,
    speeds: LearntSpeeds | None = None,
    chosen: LearningParameters | None = None,
) -> Driven:
    """Predict what runs drove, each unbroken drive by itself, along the very streets, and say how long it took.

    A drive over what its profile may not drive cannot be predicted and is left out.
    """
    chosen = chosen or LearningParameters()
    rows: list[tuple[int, float, float, float, int]] = []
    graphs: dict[tuple[Profile, int], Roads] = {}
    for number, run in enumerate(runs):
        for chain in run.track.chains:
            if not len(chain.legs):
                continue
            hour = int(hour_classes(chain.until[:1], utc_offset_s)[0])
            if (run.profile, hour) not in graphs:
                graphs[run.profile, hour] = _graph(network, weights[run.profile], speeds, run.profile, hour)
            predicted_s = _predicted_s(graphs[run.profile, hour], chain)
            if predicted_s < inf:
                urban = _urban(network, chain.legs.edge, _driven_m(network, chain))
                rows.append((number, predicted_s, actual_s(chain, chosen), urban, hour))
    return _columns(rows)


def _graph(network: Network, weights: Weights, speeds: LearntSpeeds | None, profile: Profile, hour: int) -> Roads:
    if speeds is None:
        return roads(network, weights)
    return roads(network, with_factors(weights, speeds.factors(network, profile, HourClass(hour))))


def _predicted_s(graph: Roads, chain: Chain) -> float:
    """Seconds by the weights, `inf` where they close what was driven."""
    legs = chain.legs
    if (graph.edge_ms[legs.edge] >= CLOSED).any():
        return inf
    edges_s = (legs.leave - legs.enter) * graph.edge_ms[legs.edge] / 1000
    return float(edges_s.sum() + turn_extra_s(graph, legs.edge).sum())


def actual_s(chain: Chain, chosen: LearningParameters) -> float:
    """Seconds of driving, with lights and queues and without longer stays."""
    return float(chain.legs.spent_s.sum() + waits_s(chain, chosen).sum())


def _driven_m(network: Network, chain: Chain) -> Floats:
    return np.asarray((chain.legs.leave - chain.legs.enter) * network.edge_length_m[chain.legs.edge])


def _urban(network: Network, edge: NDArray[np.integer], length_m: Floats) -> float:
    urban = network.ways.urban[network.ways_of(edge)] == 1
    return float(length_m[urban].sum() / max(length_m.sum(), 1e-9))


def _columns(rows: Sequence[tuple[int, float, float, float, int]]) -> Driven:
    run, predicted_s, took_s, urban, hour = np.array(rows, float).reshape(-1, 5).T
    return Driven(
        trips=Trips(predicted_s=predicted_s, urban=urban, hour=hour.astype(np.int64)),
        actual_s=took_s,
        run=run.astype(np.int64),
    )
