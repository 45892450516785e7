"""Declared degrading of travel times: roads first, then straight lines, and the step is always known."""

from collections.abc import Mapping, Sequence

from dispatch.application.ports import TravelTimes
from routing.types import LatLon, Profile, RoutingError, TravelTimeMatrix


class DegradingTimes:
    """Ask the sources in order; the first that answers is the step the service is on."""

    def __init__(self, sources: Sequence[TravelTimes]) -> None:
        self._sources = tuple(sources)
        self._step = 0
        self._error: str | None = None

    @property
    def weights_version(self) -> str:
        """The version of the source that answered last."""
        return self._sources[self._step].weights_version

    @property
    def step(self) -> int:
        """0 when all is well; the number of sources that have failed otherwise."""
        return self._step

    @property
    def error(self) -> str | None:
        """What the best source said when it failed last."""
        return self._error

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        """Return the answer of the first source that has one."""
        *better, last = enumerate(self._sources)
        for step, source in better:
            try:
                answer = source.matrix(origins, destinations, profile, departs_at=departs_at)
            except RoutingError as error:
                self._error = str(error)
                continue
            self._step = step
            return answer
        self._step, source = last
        return source.matrix(origins, destinations, profile, departs_at=departs_at)
