"""What was learnt, ready to be multiplied into weights: arrays by edge are worked out once for each kind of hour."""

from pathlib import Path

from routing.learning.hours import HourClass, class_of
from routing.learning.shelf import Shelf
from routing.learning.speeds import LearntSpeeds
from routing.learning.spread import Spread
from routing.learning.store import Learnt
from routing.network.model import Floats, Network
from routing.types import LearntRoads, Profile, RoutingError, TimeSpread
from routing.weights import SpeedFactors


class InForce:
    """The learnt factors and spreads of one network; without anything learnt, the published spreads alone."""

    def __init__(self, network: Network, learnt: Learnt | None, problem: str | None = None) -> None:
        self._spreads = learnt.spreads if learnt else {}
        self.factors: SpeedFactors | None = _Factors(network, learnt.speeds).at if learnt else None
        """what the weights are to be divided by; `None` when there is nothing"""
        self.info = _said(learnt, problem)

    @classmethod
    def open(cls, network: Network, folder: Path | None) -> "InForce":
        """Read what is in force on the map's shelf; what cannot be read is said in `info.problem`, and not in force."""
        if folder is None:
            return cls(network, None)
        try:
            return cls(network, Shelf.of(folder, network.checksum).load(network))
        except (RoutingError, OSError) as why:
            return cls(network, None, str(why))

    def spread(self, profile: Profile, hour_of_week: int | None) -> TimeSpread:
        """Say how far times are to be trusted."""
        known = self._spreads.get(profile, Spread(profile=profile))
        return known.table(None if hour_of_week is None else class_of(hour_of_week))


class _Factors:
    """Speed factors by edge, of each profile and kind of hour that was asked for."""

    def __init__(self, network: Network, speeds: LearntSpeeds) -> None:
        self._network, self._speeds = network, speeds
        self._known: dict[tuple[Profile, HourClass | None], Floats] = {}

    def at(self, profile: Profile, hour_of_week: int | None) -> Floats:
        key = profile, None if hour_of_week is None else class_of(hour_of_week)
        if key not in self._known:
            self._known[key] = self._speeds.factors(self._network, *key)
        return self._known[key]


def _said(learnt: Learnt | None, problem: str | None) -> LearntRoads:
    if learnt is None:
        return LearntRoads(version=None, problem=problem)
    speeds = learnt.speeds
    return LearntRoads(
        version=learnt.version, runs=speeds.runs, made_from=speeds.made_from, made_to=speeds.made_to, problem=problem
    )
