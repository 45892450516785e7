"""Travel times along straight lines: the last step of degrading, and the tests' hand-checkable world."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from routing.types import LatLon, Profile, TravelTimeMatrix, great_circle_m

DETOUR = 1.4
"""Road metres to straight metres: 1.417 over the USA (Boscoe et al. 2012, doi:10.1080/00330124.2011.583586)."""

SPEED_MPS = 50 / 3.6
"""A cautious mean of town and country (assumed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StraightLineTimes:
    """Great-circle distance × detour / speed, for every profile alike."""

    speed_mps: float = SPEED_MPS
    detour: float = DETOUR

    @property
    def weights_version(self) -> str:
        """Name the rule."""
        return f"straight-line×{self.detour:g}@{self.speed_mps:.1f}mps"

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,  # noqa: ARG002 (a straight line is never closed)
    ) -> TravelTimeMatrix:
        """Return seconds from each origin to each destination."""
        metres = [[great_circle_m(a, b) for b in destinations.values()] for a in origins.values()]
        shape = (len(origins), len(destinations))
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.array(metres, dtype=np.float64).reshape(shape) * self.detour / self.speed_mps,
            profile=profile,
            weights_version=self.weights_version,
        )
