"""The roads over the ground, asked for once for each state of the roads."""

import numpy as np
from numpy.typing import NDArray

from dispatch.application.draft import Draft
from dispatch.application.ports import TravelTimes
from dispatch.domain.ground import Ground
from dispatch.policy.reach import Reach
from routing.types import Profile

COVER = "cover"
"""What falls back when the ground's roads are not known: nothing is covered, and crews are chosen by their way
alone."""


class GroundReach:
    """Remembers the last answer: the ground changes with the region, the roads with their weights."""

    def __init__(self, travel_times: TravelTimes) -> None:
        self._travel_times = travel_times
        self._known: tuple[Ground, str, Reach | None] | None = None

    def reach(self, draft: Draft) -> Reach | None:
        """Return how the bases reach the ground; None without a ground, or when its roads are not known."""
        ground, version = draft.situation.ground, self._travel_times.weights_version
        if not ground:
            return None
        if self._known is None or self._known[0] is not ground or self._known[1] != version:
            self._known = ground, version, self._asked(draft, ground)
        return self._known[2]

    def _asked(self, draft: Draft, ground: Ground) -> Reach | None:
        try:
            return _reach(ground, self._travel_times)
        except Exception as error:  # noqa: BLE001 (whatever the roads answer, the call gets its crew)
            draft.fell_back(COVER, "none", error)
            return None


def _reach(ground: Ground, times: TravelTimes) -> Reach:
    bases = {str(base): at for base, at in ground.bases.items()}
    points = {str(point): at for point, at in enumerate(ground.points)}
    to_points = times.matrix(bases, points, Profile.SIREN)
    by_hour = np.array(ground.by_hour) if ground.by_hour else None
    return Reach(
        bases=tuple(ground.bases),
        at=tuple(ground.bases.values()),
        row={base: row for row, base in enumerate(ground.bases)},
        to_points_s=to_points.seconds,
        between_s=times.matrix(bases, bases, Profile.ORDINARY).seconds,
        weight=_shares(np.array(ground.weight)),
        by_hour=None if by_hour is None else _shares(by_hour),
        weights_version=to_points.weights_version,
    )


def _shares(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each row sum to 1; an hour without calls is like any other."""
    weight = np.asarray(weight, dtype=np.float64)
    total = weight.sum(axis=-1, keepdims=True)
    shares = np.divide(weight, total, out=np.full_like(weight, 1.0 / weight.shape[-1]), where=total > 0)
    return np.asarray(shares, dtype=np.float64)
