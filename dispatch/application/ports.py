"""What the dispatcher needs from outside, as protocols. Adapters and in-memory twins fill them in."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dispatch.domain.messages import Command, Event
from dispatch.domain.situation import Situation
from routing.types import LatLon, Profile, TravelTimeMatrix


class TravelTimes(Protocol):
    """Seconds by road, under weights that have a version."""

    @property
    def weights_version(self) -> str:
        """The version of the weights that the next answer will use."""
        ...

    def matrix(
        self, origins: Mapping[str, LatLon], destinations: Mapping[str, LatLon], profile: Profile
    ) -> TravelTimeMatrix:
        """Seconds from each origin to each destination, ids beside the array; `inf` is no road."""
        ...


class Record(Protocol):
    """The append-only log and its fold."""

    def situation(self) -> Situation:
        """The fold of all committed events."""
        ...

    def commit(self, command: Command, events: Sequence[Event], situation: Situation) -> None:
        """Append all events of one command, or none. `situation` is the fold including them.

        Raises `Fenced` when another worker holds the area's lease.
        """
        ...


class Fenced(Exception):
    """Another worker has taken over this dispatch area: this one must stop deciding."""
