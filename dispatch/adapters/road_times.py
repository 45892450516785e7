"""Travel times from the road oracle, ids beside the array."""

from collections.abc import Mapping
from dataclasses import dataclass

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, TravelTimeMatrix


@dataclass(frozen=True, slots=True)
class RoadTimes:
    """The oracle behind the `TravelTimes` port. A point off the map is `inf` from everywhere."""

    oracle: RoadOracle

    @property
    def weights_version(self) -> str:
        """The version of the weights in force."""
        return self.oracle.weights_version

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        """Return the median seconds by road, and how far they are to be trusted."""
        spread = self.oracle.spread(profile)
        begins, ends = list(origins.values()), list(destinations.values())
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=spread.median_s(self.oracle.matrix(begins, ends, profile, departs_at=departs_at)),
            profile=profile,
            weights_version=self.oracle.weights_version,
            spread=spread,
        )
