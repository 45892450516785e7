"""A what-if question, complete: the region as it would be, its roads, calls, people, policy, and what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

from dispatch.domain.capability import CrewCapability, HospitalCapability
from dispatch.domain.duty import DutyRules
from dispatch.domain.ids import CrewId, HospitalId, StationId
from dispatch.domain.incident import Urgency
from dispatch.domain.parts import Victims
from dispatch.domain.region import Region
from routing.air.sites import LandingSite
from routing.types import LatLon, Profile, Season, WeightsSpec
from simulations.durations import Durations


class ReturnTo(StrEnum):
    """Where a crew that has become free drives to."""

    OWN_BASE = "own-base"
    NEAREST_BASE = "nearest-base"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadMap:
    """The real road graph. `path` None: the map that the service itself would load.

    With `season` or `hour_of_week` (local, 0 on Monday at midnight) the whole run drives on the roads of that season or
    hour; without them on those of no special time.
    """

    path: Path | None = None
    season: Season | None = None
    hour_of_week: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GreatCircle:
    """No roads: straight over a sphere of `radius_m`, times `detour`, at an even speed for each profile, m/s."""

    speed_mps: Mapping[Profile, float]
    detour: float = 1.0
    radius_m: float = 6_371_008.8


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedMatrix:
    """Seconds between named places, from a CSV; `inf` where no row is given. `places` are their points."""

    places: Mapping[str, LatLon]
    seconds: Mapping[Profile, Mapping[tuple[str, str], float]]


Roads = RoadMap | GreatCircle | SuppliedMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When something holds: seconds after the scenario's start, and, if `daily`, only between two local times of day.

    `daily` are seconds after local midnight; an end before the start runs over midnight.
    """

    begin_s: float = 0.0
    end_s: float = inf
    daily: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadChange:
    """Closures, jams or weather: `weights` on top of the speed table, and roads closed inside `area`.

    `area` is a polygon; of the roads that cross it, those of `classes` (OSM highway values; empty: all) are closed.
    """

    name: str
    window: Window
    weights: WeightsSpec = field(default_factory=WeightsSpec)
    area: tuple[LatLon, ...] = ()
    classes: tuple[str, ...] = ()


class Failing(StrEnum):
    """What can fail."""

    SOLVER = "solver"
    RECORDS = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The policy fails (the dispatcher falls back), or the patients' records do not answer (no flags are noted)."""

    of: Failing
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalChange:
    """While the window holds a hospital is closed to ambulances, or takes nobody for these wards."""

    hospital: HospitalId
    window: Window
    closed: bool = False
    diverted: frozenset[HospitalCapability] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandChange:
    """Calls times `factor` while the window holds, in these districts (empty: all), of these groups (empty: all)."""

    name: str
    window: Window
    factor: float
    districts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Many calls at once around a point: `calls` in the mean, spread over `spread_s` and `radius_m`.

    `victims` is how many are hurt in each of them (None: one patient).
    """

    name: str
    at: LatLon
    begin_s: float
    calls: float
    spread_s: float
    radius_m: float
    complaint: str
    victims: Victims | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedDemand:
    """Drawn calls. `calls_per_day` None: as the region has published; `settlements` None: the region's own places."""

    calls_per_day: float | None = None
    factor: float = 1.0
    settlements: Path | None = None
    profile: Path | None = None
    changes: tuple[DemandChange, ...] = ()
    bursts: tuple[Burst, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCalls:
    """Calls of a file, with their own durations; each `day` of it is a replication of its own."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """How often the operator is right about a threat to life. 1 and 1: always."""

    sensitivity: float = 1.0
    specificity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crewing:
    """How crews move: where to when free, whether they may be sent on the way, and how exactly their place is known."""

    return_to: ReturnTo = ReturnTo.OWN_BASE
    sent_while_returning: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralCrews:
    """When more than one crew goes to one patient.

    `first_responder`: specialists follow a nearer crew that lacks what is needed. `ask` is by complaint how often the
    crew at the patient asks for another one, which must have `ask_need`.
    """

    first_responder: bool = False
    ask: Mapping[str, float] = field(default_factory=dict)
    ask_need: frozenset[CrewCapability] = frozenset({CrewCapability.BASIC, CrewCapability.INTENSIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChoice:
    """A policy of the catalogue and its parameters."""

    name: str = "nearest"
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryingCrews:
    """Planned transport: the table of its requests, and the crews that carry, set aside or between their calls.

    `lend_to_p1`: a crew set aside may answer a threat to life that nobody else can. `insertions` bounds each plan's
    search; a world plans some hundred times a day, so that it looks less far than the service does.
    """

    requests: Path
    set_aside: tuple[CrewId, ...] = ()
    between_calls: tuple[CrewId, ...] = ()
    lend_to_p1: bool = True
    insertions: int = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AirAmbulance:
    """Helicopters at one base.

    `flyable` is for each month how often the weather may be flown in; it is drawn anew every `weather_s`. A person
    agrees with a meeting `decide_s` after it was offered. `night`: cleared for lit sites in the dark.
    """

    base: LatLon
    sites: tuple[LandingSite, ...]
    helicopters: int
    flyable: tuple[float, ...]
    weather_s: float
    startup_s: float
    decide_s: float
    night: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a part of the scenario comes from, for the report's list of assumptions."""

    part: str
    text: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that a replication needs besides its number. Seconds; `start_at` is POSIX seconds.

    The counted time is `horizon_s` after `warm_up_s`. `bays` says how many patients a hospital can take over at once (a
    hospital not in it: no limit). `targets_s` is the promised doezd by urgency. `cost_per_crew_hour` None: not counted.
    `duty` None: nobody pauses; `transport` None: there is no planned transport; `air` None: nobody flies.
    """

    name: str
    title: str
    path: Path
    region: Region
    start_at: float
    warm_up_s: float
    horizon_s: float
    replications: int
    seed: int
    roads: Roads
    demand: GeneratedDemand | GivenCalls
    durations: Durations
    targets_s: Mapping[Urgency, float]
    crewing: Crewing = field(default_factory=Crewing)
    several_crews: SeveralCrews = field(default_factory=SeveralCrews)
    policy: PolicyChoice = field(default_factory=PolicyChoice)
    road_changes: tuple[RoadChange, ...] = ()
    outages: tuple[Outage, ...] = ()
    triage: Triage = field(default_factory=Triage)
    patience_s: float = inf
    bays: Mapping[HospitalId, int] = field(default_factory=dict)
    hospital_changes: tuple[HospitalChange, ...] = ()
    posts: tuple[StationId, ...] = ()
    cost_per_crew_hour: float | None = None
    sources: tuple[Source, ...] = ()
    duty: DutyRules | None = None
    transport: CarryingCrews | None = None
    air: AirAmbulance | None = None

    @property
    def ends_at(self) -> float:
        """When the world stops taking calls, POSIX seconds."""
        return self.start_at + self.warm_up_s + self.horizon_s
