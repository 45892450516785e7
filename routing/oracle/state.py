"""One set of weights, ready to be asked. It never changes: a new one takes its place."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Longs, Network
from routing.types import Profile, WeightsSpec
from routing.weights import Weigher, weights_version

if TYPE_CHECKING:
    from routing.engine.engine import Engine
    from routing.engine.metric import Metric

FEW = 0.005
"""Up to this share of the edges it is faster to follow what changes than to weigh everything. Measured on the real map
with changes scattered all over it, the worst case: 0.5 % take as long as everything; side by side they take a tenth."""


@dataclass(frozen=True, kw_only=True)
class ProfileState:
    """The metric of a profile and the pieces of road it may use."""

    metric: "Metric"
    usable: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class State:
    """What a query takes hold of once, at its start."""

    version: str
    spec: WeightsSpec
    profiles: Mapping[Profile, ProfileState]


@dataclass(frozen=True, slots=True)
class _Scales:
    """What weighs the network for one profile."""

    weigher: Weigher
    engine: "Engine"

    def weighed(self, spec: WeightsSpec) -> ProfileState:
        weights = self.weigher.weigh(spec)
        return ProfileState(metric=self.engine.customized(weights), usable=weights.usable())

    def reweighed(self, latest: ProfileState, spec: WeightsSpec, edges: Longs) -> ProfileState:
        weights = self.weigher.reweigh(latest.metric.weights, spec, edges)
        pieces, usable = self.weigher.network.edges.piece[edges], latest.usable.copy()
        usable[pieces] = weights.usable(pieces)
        return ProfileState(metric=self.engine.adjusted(latest.metric, weights, edges), usable=usable)


class Weighing:
    """Makes states, all profiles side by side. One thread at a time."""

    def __init__(self, network: Network) -> None:
        from routing.engine.arrays import roads  # noqa: PLC0415 half a second to import: who opens no map need not wait
        from routing.engine.engine import Engine  # noqa: PLC0415

        self._network = network
        weighers = {profile: Weigher(network, profile) for profile in Profile}
        laid_out = roads(network)
        self._scales = {profile: _Scales(it, Engine(network, laid_out)) for profile, it in weighers.items()}

    def weighed(self, spec: WeightsSpec) -> State:
        """Weigh the whole network."""
        with ThreadPoolExecutor(len(self._scales)) as threads:
            return self._state(spec, threads.map(lambda scales: scales.weighed(spec), self._scales.values()))

    def reweighed(self, latest: State, spec: WeightsSpec) -> State:
        """Weigh what the specification changes in the state made last."""
        closures_only = replace(latest.spec, closed_ways=()) == replace(spec, closed_ways=())
        edges = self._network.edges_of(set(latest.spec.closed_ways) ^ set(spec.closed_ways))
        if not closures_only or len(edges) > FEW * self._network.edge_count:
            return self.weighed(spec)
        before = latest.profiles  # one after the other: starting threads takes longer than this
        return self._state(spec, [it.reweighed(before[profile], spec, edges) for profile, it in self._scales.items()])

    def _state(self, spec: WeightsSpec, states: Iterable[ProfileState]) -> State:
        profiles = dict(zip(self._scales, states, strict=True))
        return State(version=weights_version(self._network, spec), spec=spec, profiles=profiles)
