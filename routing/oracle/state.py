"""One set of weights, ready to be asked. It never changes: a new one takes its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.closures.resolving import Resolver
from routing.closures.standing import Standing, differing, hindrance
from routing.closures.timing import is_in_force
from routing.network.model import Longs, Network
from routing.types import Closure, ClosureId, Profile, TimeSpread, WeightsSpec
from routing.weights import Hindrance, Weigher, Weights, hindered, weights_version

if TYPE_CHECKING:
    from routing.closures.road import NamedRoads
    from routing.engine.engine import Engine
    from routing.engine.metric import Metric
    from routing.learning.in_force import InForce

FEW = 0.005
"""Up to this share of the edges it is faster to follow what changes than to weigh everything. Measured on the real map
with changes scattered all over it, the worst case: 0.5 % take as long as everything; side by side they take a tenth."""


@dataclass(frozen=True, kw_only=True)
class ProfileState:
    """The metric of a profile and the pieces of road it may use."""

    metric: "Metric"
    usable: NDArray[np.bool_]

    @property
    def weights(self) -> Weights:
        """What the metric is made of."""
        return self.metric.weights


@dataclass(frozen=True, kw_only=True)
class State:
    """What a query takes hold of once, at its start."""

    version: str
    spec: WeightsSpec
    known: Sequence[Standing]
    """all closures of the specification"""
    standing: Sequence[Standing]
    """those of them that are in force"""
    problems: Mapping[ClosureId, str]
    """what closures name and the map does not have"""
    profiles: Mapping[Profile, ProfileState]
    spreads: Mapping[Profile, TimeSpread]


@dataclass(frozen=True, slots=True)
class _Scales:
    """What weighs the network for one profile."""

    weigher: Weigher
    engine: "Engine"

    def weighed(self, spec: WeightsSpec, what: Hindrance) -> ProfileState:
        weights = hindered(self.weigher.weigh(spec), what)
        return ProfileState(metric=self.engine.customized(weights), usable=weights.usable())

    def reweighed(self, latest: ProfileState, spec: WeightsSpec, what: Hindrance, edges: Longs) -> ProfileState:
        weights, usable = self.weights(latest, spec, what, edges)
        return ProfileState(metric=self.engine.adjusted(latest.metric, weights, edges), usable=usable)

    def beside(self, latest: ProfileState, spec: WeightsSpec, what: Hindrance, edges: Longs) -> ProfileState:
        weights, usable = self.weights(latest, spec, what, edges)
        return ProfileState(metric=self.engine.beside(latest.metric, weights, edges), usable=usable)

    def weights(
        self, latest: ProfileState, spec: WeightsSpec, what: Hindrance, edges: Longs
    ) -> tuple[Weights, NDArray[np.bool_]]:
        weights = hindered(self.weigher.reweigh(latest.metric.weights, spec, edges), what.on(edges))
        pieces, usable = self.weigher.network.edges.piece[edges], latest.usable.copy()
        usable[pieces] = weights.usable(pieces)
        return weights, usable


class Weighing:
    """Makes states, all profiles side by side. One thread at a time."""

    def __init__(self, network: Network, learnt: "InForce", roads_by_name: Callable[[], "NamedRoads"]) -> None:
        from routing.engine.arrays import roads  # noqa: PLC0415 half a second to import: who opens no map need not wait
        from routing.engine.engine import Engine  # noqa: PLC0415

        self._network, self._learnt = network, learnt
        self.resolver = Resolver(network, roads_by_name)
        weighers = {profile: Weigher(network, profile, learnt.factors) for profile in Profile}
        laid_out = roads(network)
        self._scales = {profile: _Scales(it, Engine(network, laid_out)) for profile, it in weighers.items()}

    def weighed(self, spec: WeightsSpec, at: float | None = None) -> State:
        """Weigh the whole network as it is at a moment; `None`: closures that have times are not in force."""
        standing = self.in_force(spec, at)
        with ThreadPoolExecutor(len(self._scales)) as threads:
            return self._state(
                spec,
                standing,
                threads.map(lambda it: it[1].weighed(spec, hindrance(standing, it[0])), self._scales.items()),
            )

    def reweighed(self, latest: State, spec: WeightsSpec, at: float | None = None) -> State:
        """Weigh what the specification changes in the state made last."""
        if _but_for_closures(latest.spec) != _but_for_closures(spec):
            return self.weighed(spec, at)
        standing = self.in_force(spec, at)
        ways = self._network.edges_of(set(latest.spec.closed_ways) ^ set(spec.closed_ways))
        edges = np.union1d(ways, differing(latest.standing, standing))
        if len(edges) > FEW * self._network.edge_count:
            return self.weighed(spec, at)
        before = latest.profiles  # one after the other: starting threads takes longer than this
        return self._state(
            spec,
            standing,
            [
                it.reweighed(before[profile], spec, hindrance(standing, profile), edges)
                for profile, it in self._scales.items()
            ],
        )

    def beside(self, state: State, profile: Profile, what: Hindrance, edges: Longs) -> ProfileState:
        """Weigh these edges of a state under another hindrance, without putting it in force."""
        return self._scales[profile].beside(state.profiles[profile], state.spec, what, edges)

    def weights_beside(
        self, state: State, profile: Profile, what: Hindrance, edges: Longs
    ) -> tuple[Weights, NDArray[np.bool_]]:
        """Do the same, but only say what weighs how much and which pieces of road are usable."""
        return self._scales[profile].weights(state.profiles[profile], state.spec, what, edges)

    def unsigned_ms(self, state: State, profile: Profile, edges: Longs) -> Longs:
        """Weigh edges of a state as if no sign shut them at this hour."""
        return self._scales[profile].weigher.unsigned_ms(state.spec, edges)

    def in_force(self, spec: WeightsSpec, at: float | None) -> list[Standing]:
        """List the closures of a specification that are in force at a moment."""
        return [each for each in self._known(spec) if is_in_force(each.closure, at, spec.utc_offset_s)]

    def _known(self, spec: WeightsSpec) -> list[Standing]:
        return [Standing(closure=each, edges=self.resolver.resolved(each).edges) for each in spec.closures]

    def _problems(self, closures: Iterable[Closure]) -> dict[ClosureId, str]:
        found = {each.id: self.resolver.resolved(each).problem for each in closures}
        return {name: str(problem) for name, problem in found.items() if problem}

    def _state(self, spec: WeightsSpec, standing: Sequence[Standing], states: Iterable[ProfileState]) -> State:
        profiles = dict(zip(self._scales, states, strict=True))
        in_force = [each.closure.id for each in standing]
        return State(
            version=weights_version(self._network, spec, self._learnt.info.version, in_force),
            spec=spec,
            known=self._known(spec),
            standing=standing,
            problems=self._problems(spec.closures),
            profiles=profiles,
            spreads={profile: self._learnt.spread(profile, spec.hour_of_week) for profile in profiles},
        )


def _but_for_closures(spec: WeightsSpec) -> WeightsSpec:
    return replace(spec, closed_ways=(), closures=(), utc_offset_s=0.0)
