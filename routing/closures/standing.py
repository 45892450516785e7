"""The closures in force at a moment, on the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.network.model import Longs
from routing.types import Closure, Profile
from routing.weights import Hindrance


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A closure and the edges it closes."""

    closure: Closure
    edges: Longs


def hindrance(standing: Iterable[Standing], profile: Profile) -> Hindrance:
    """Sum up what stands in the way of a profile; of several jams on an edge the worst counts."""
    felt = [each for each in standing if profile in each.closure.profiles]
    if not felt:
        return Hindrance()
    shut = [each.edges for each in felt if each.closure.speed_factor is None]
    jams = [each for each in felt if each.closure.speed_factor is not None]
    slowed, place = np.unique(_joined([each.edges for each in jams]), return_inverse=True)
    left = np.ones(len(slowed))
    factors = [np.full(len(each.edges), each.closure.speed_factor) for each in jams]
    np.minimum.at(left, place, np.concatenate([np.empty(0), *factors]))
    return Hindrance(shut=np.unique(_joined(shut)), slowed=slowed, left=left)


def differing(some: Iterable[Standing], others: Iterable[Standing]) -> Longs:
    """List the edges of the closures that stand in only one of two lists, ascending."""
    one = {each.closure: each for each in some}
    other = {each.closure: each for each in others}
    alone = [each.edges for closure, each in (one | other).items() if (closure in one) != (closure in other)]
    return np.unique(_joined(alone))


def _joined(edges: Sequence[Longs]) -> Longs:
    return np.concatenate([np.empty(0, np.int64), *edges])
