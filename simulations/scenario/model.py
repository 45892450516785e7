"""A what-if question, complete: the region as it would be, its roads, calls, people, policy, and what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

from dispatch.domain.ids import HospitalId, StationId
from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon, Profile, WeightsSpec
from simulations.durations import Durations


class ReturnTo(StrEnum):
    """Where a crew that has become free drives to."""

    OWN_BASE = "own-base"
    NEAREST_BASE = "nearest-base"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadMap:
    """The real road graph. `path` None: the map that the service itself would load."""

    path: Path | None = None


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
class DemandChange:
    """Calls times `factor` while the window holds, in these districts (empty: all), of these groups (empty: all)."""

    name: str
    window: Window
    factor: float
    districts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Many calls at once around a point: `calls` in the mean, spread over `spread_s` and `radius_m`."""

    name: str
    at: LatLon
    begin_s: float
    calls: float
    spread_s: float
    radius_m: float
    complaint: str


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
class PolicyChoice:
    """A policy of the catalogue and its parameters."""

    name: str = "nearest"
    parameters: Mapping[str, Any] = field(default_factory=dict)


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
    policy: PolicyChoice = field(default_factory=PolicyChoice)
    road_changes: tuple[RoadChange, ...] = ()
    outages: tuple[Outage, ...] = ()
    triage: Triage = field(default_factory=Triage)
    patience_s: float = inf
    bays: Mapping[HospitalId, int] = field(default_factory=dict)
    posts: tuple[StationId, ...] = ()
    cost_per_crew_hour: float | None = None
    sources: tuple[Source, ...] = ()

    @property
    def ends_at(self) -> float:
        """When the world stops taking calls, POSIX seconds."""
        return self.start_at + self.warm_up_s + self.horizon_s
