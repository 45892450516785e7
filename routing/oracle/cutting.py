"""Whom a closure would cut off from the rest of the region."""

from collections.abc import Sequence

import numpy as np

from routing.closures.standing import Standing, hindrance
from routing.oracle.differing import Settlement
from routing.oracle.state import State, Weighing
from routing.snapping.snapper import Snapper
from routing.types import Closure, Profile


def cut_off(
    weighing: Weighing, state: State, snapper: Snapper, closure: Closure, places: Sequence[Settlement]
) -> tuple[str, ...]:
    """Name the places that a siren reaches now from the first that stays on an open road, but then no longer."""
    profile = Profile.SIREN
    if profile not in closure.profiles or closure.speed_factor is not None or not places:
        return ()
    now = state.profiles[profile]
    feet = snapper.feet([place.at for place in places], now.usable)
    edges = weighing.resolver.resolved(closure).edges
    standing = [*state.standing, Standing(closure=closure, edges=edges)]
    then = weighing.beside(state, profile, hindrance(standing, profile), edges)
    hub = [int(np.argmin(np.isin(feet.edge, edges)))]
    before, after = (
        metric.matrix(metric.places(feet.edge[hub], feet.offset[hub]), metric.places(feet.edge, feet.offset))[0]
        for metric in (now.metric, then.metric)
    )
    lost = np.flatnonzero(np.isfinite(before) & np.isinf(after))
    return tuple(places[place].name for place in lost.tolist())
