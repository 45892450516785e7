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
        self, origins: Mapping[str, LatLon], destinations: Mapping[str, LatLon], profile: Profile
    ) -> TravelTimeMatrix:
        """Return seconds by road."""
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=self.oracle.matrix(list(origins.values()), list(destinations.values()), profile),
            profile=profile,
            weights_version=self.oracle.weights_version,
        )
