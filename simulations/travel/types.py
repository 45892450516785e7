"""How a simulated crew gets from here to there: the dispatcher's travel times, and what the world asks on top.

Errors::

    TravelError
    ├── PlaceUnknown      the point is not one of the places whose times were supplied or tabulated
    ├── NotTabulated      these road conditions were not prepared before the world began
    ├── NothingClosed     a change of the scenario closes an area without a single road
    └── NoRoadsToChange   the model has no roads that could be closed or slowed by class
"""

from typing import Protocol

from dispatch.application.ports import TravelTimes
from routing.types import LatLon, Profile, WeightsSpec
from simulations.scenario.model import RoadChange


class TravelError(Exception):
    """Something about the scenario's roads that a planner can act on."""


class PlaceUnknown(TravelError):
    """The point is not one of the places whose times were supplied or tabulated."""


class NotTabulated(TravelError):
    """These road conditions were not prepared before the world began."""


class NothingClosed(TravelError):
    """A change of the scenario closes an area without a single road."""


class NoRoadsToChange(TravelError):
    """The model has no roads that could be closed or slowed by class."""


class Way(Protocol):
    """A drive from one point to another, as the roads are when it begins."""

    @property
    def whole_s(self) -> float:
        """Seconds of driving; `inf` is no road."""
        ...

    def at(self, after_s: float) -> LatLon:
        """Where the vehicle is after so many seconds of driving; the destination once it has arrived.

        The answer may be asked about again, as an origin. Where no road leads the vehicle stays at the origin.
        """
        ...

    def until(self, after_s: float) -> float:
        """Up to which second of driving, `after_s` or later, the vehicle is where it is after `after_s`."""
        ...


class Travel(TravelTimes, Protocol):
    """Travel times for the dispatcher, driving for the world. Deterministic: the same question has one answer."""

    def duration_s(self, origin: LatLon, destination: LatLon, profile: Profile) -> float:
        """Seconds of driving; `inf` is no road. Raises `PlaceUnknown`."""
        ...

    def way(self, origin: LatLon, destination: LatLon, profile: Profile) -> Way:
        """Lay the way from one point to another. Raises `PlaceUnknown`."""
        ...

    def distance_m(self, origin: LatLon, destination: LatLon) -> float:
        """Metres of the way; NaN when the model does not know."""
        ...

    def conditions(self, spec: WeightsSpec, closed: tuple[RoadChange, ...]) -> None:
        """Put road conditions in force: the merged weights of all changes, and the changes that close an area.

        `weights_version` follows. Raises `NoRoadsToChange` and `NotTabulated`.
        """
        ...
