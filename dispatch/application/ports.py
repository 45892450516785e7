"""What the dispatcher needs from outside, as protocols. Adapters and in-memory twins fill them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch.application.log import StoredEvent
from dispatch.domain.air import Flight, FlightWish
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
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        """Seconds from each origin to each destination, ids beside the array; `inf` is no road.

        `departs_at` (POSIX seconds) lets what opens or closes under way count; None: as the roads are now, for ever.
        """
        ...


class AirRescue(Protocol):
    """The air ambulance's possibilities, reckoned from sites, roads and the readiness it is asked with."""

    def flights(self, wish: FlightWish) -> Sequence[Flight]:
        """Return the flights that may be flown, at most one to each hospital; none in the dark or in bad weather."""
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


class RecordUnavailable(Exception):
    """The record cannot be opened: nothing can be acknowledged. The text names the database and its own words."""


class BusUnavailable(Exception):
    """The queue and fan-out do not answer: the record alone carries on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a vehicle was at `at`, POSIX seconds."""

    lat: float
    lon: float
    at: float


class Bus(Protocol):
    """Queue, fan-out and positions. Every method may raise `BusUnavailable`."""

    def ping(self) -> None:
        """Raise if nobody answers."""
        ...

    def push(self, command: str, *, priority: int, received_at: float) -> None:
        """Put a command into the queue; a repeat changes nothing."""
        ...

    def pop(self, timeout_s: float) -> str | None:
        """Take the most urgent command, waiting for one at most `timeout_s`."""
        ...

    def waiting(self) -> int:
        """Return how many commands stand in the queue."""
        ...

    def last_published(self) -> int:
        """Return the sequence number of the newest event in the stream, 0 when it is empty."""
        ...

    def forget(self) -> None:
        """Drop the stream and the queue: they belong to another record."""
        ...

    def publish(self, rows: Sequence[StoredEvent]) -> None:
        """Append events under their sequence numbers; a repeat changes nothing."""
        ...

    def read(self, after: int, *, block_s: float) -> list[StoredEvent]:
        """Return events after a sequence number, waiting for one at most `block_s`."""
        ...

    def keep_positions(self, fixes: Mapping[str, Fix]) -> None:
        """Keep the last fix of each crew."""
        ...

    def positions(self) -> dict[str, Fix]:
        """Return the last fix of each crew that has sent one."""
        ...


class Clock(Protocol):
    """The time of day, handed in."""

    def now(self) -> float:
        """Return POSIX seconds."""
        ...
