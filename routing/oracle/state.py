"""One set of weights, ready to be asked. It never changes: a new one takes its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.engine import Ends, Engine, Metric
from routing.network.model import Network
from routing.snapping import Snapper
from routing.types import LatLon, Profile, Snap, WeightsSpec
from routing.weights import weigh, weights_version


@dataclass(frozen=True, kw_only=True)
class ProfileState:
    """The metric of a profile and the pieces of road it may use."""

    metric: Metric
    usable: NDArray[np.bool_]

    def ends(self, snapper: Snapper, points: Sequence[LatLon]) -> list[Ends]:
        """Snap points to ends of trips; a point outside the map has none."""
        snaps = snapper.nearest(points, self.usable)
        return [self.metric.ends(snap) if snap else () for snap in snaps]

    def snap(self, snapper: Snapper, point: LatLon) -> Snap | None:
        """Snap one point, `None` outside the map."""
        return snapper.nearest([point], self.usable)[0]


@dataclass(frozen=True, kw_only=True)
class State:
    """What a query takes hold of once, at its start."""

    version: str
    profiles: Mapping[Profile, ProfileState]


def weighed(network: Network, engine: Engine, spec: WeightsSpec) -> State:
    """Weigh the network for all profiles and customize the engine."""
    return State(
        version=weights_version(network, spec),
        profiles={profile: _profile(network, engine, spec, profile) for profile in Profile},
    )


def _profile(network: Network, engine: Engine, spec: WeightsSpec, profile: Profile) -> ProfileState:
    metric = engine.customized(weigh(network, spec, profile))
    return ProfileState(metric=metric, usable=metric.usable_pieces())
