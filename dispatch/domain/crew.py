"""Crews: vehicles with their people on shift, and what they are doing now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from dispatch.domain.capability import CREW_CAPABILITIES, CrewCapability, CrewKind
from dispatch.domain.ids import AssignmentId, CrewId, StationId
from dispatch.domain.places import Certainty
from routing.types import LatLon

DAY_S = 86_400.0


class CrewStatus(StrEnum):
    """What a crew is doing. Off duty is not kept: it follows from the shift and `now`."""

    AVAILABLE = "available"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en-route"
    AT_SCENE = "at-scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at-hospital"
    OUT_OF_SERVICE = "out-of-service"


CREW_STATUS_RU: Mapping[CrewStatus, str] = MappingProxyType(
    {
        CrewStatus.AVAILABLE: "свободна",
        CrewStatus.DISPATCHED: "назначена",
        CrewStatus.EN_ROUTE: "едет на вызов",
        CrewStatus.AT_SCENE: "на месте",
        CrewStatus.TRANSPORTING: "везёт пациента",
        CrewStatus.AT_HOSPITAL: "в стационаре",
        CrewStatus.OUT_OF_SERVICE: "вне линии",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A daily shift by the region's clock. `start_s` and `end_s` are seconds after local midnight.

    Equal start and end mean a shift of 24 hours; an end before the start means the next day.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        for name, value in (("start_s", self.start_s), ("end_s", self.end_s)):
            if not 0 <= value < DAY_S:
                raise ValueError(f"{name}={value}: a time of day is from 0 to 86399 seconds")

    @property
    def length_s(self) -> float:
        """Seconds from start to end."""
        return (self.end_s - self.start_s) % DAY_S or DAY_S

    def remaining_s(self, now: float, utc_offset_s: float) -> float | None:
        """Seconds until the end of the shift that is running at `now`; None when none is running."""
        since_start = (now + utc_offset_s - self.start_s) % DAY_S
        return self.length_s - since_start if since_start < self.length_s else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A crew (бригада) of the region and its present state.

    `position` is the last one that a decision saw (None: not reported yet, the station stands in).
    """

    id: CrewId
    kind: CrewKind
    station: StationId
    home: LatLon
    district: str
    vehicle_class: str
    shift: Shift
    source: str
    certainty: Certainty
    status: CrewStatus = CrewStatus.AVAILABLE
    status_at: float = 0.0
    position: LatLon | None = None
    assignment: AssignmentId | None = None

    @property
    def capabilities(self) -> frozenset[CrewCapability]:
        """What this kind can do."""
        return CREW_CAPABILITIES[self.kind]

    @property
    def whereabouts(self) -> LatLon:
        """The last position seen, or the station."""
        return self.position or self.home
