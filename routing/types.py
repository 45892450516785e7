"""What crosses the door of `routing`: values only, so that the pure core may import this module.

Errors::

    RoutingError
    ├── PointOutsideMap      the point is farther from every road than the map reaches
    ├── NoRoad               both ends are on the map, but no drivable way joins them
    ├── MapUnreadable        the map file is missing, damaged or holds no road
    └── ClosureUnresolved    the map has nothing of what a closure names; `field` says which of its fields
        ├── AreaCrossesItself    the sides of an area cross each other
        ├── AreaWithoutRoads     an area touches no road
        ├── RoadUnknown          no road has that number or name
        ├── KilometreBeyond      the road has no such kilometre
        ├── WaysUnknown          OSM ways that are not in the network
        ├── EdgesUnknown         pairs of OSM nodes that no edge joins
        └── TimetableUnreadable  a timetable that is no opening_hours
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, cos, exp, isfinite, log, radians, sin, sqrt
from typing import Any, ClassVar, Literal, NewType, overload

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean Earth radius, IUGG 1980."""

METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_M
"""Of latitude."""

MAX_SNAP_M = 30_000.0
"""Farther than this from every road, a point is outside the map. Callers warn much earlier, by `Snap.distance_m`."""


class RoutingError(Exception):
    """Something about a road question that the asker can act on."""


class PointOutsideMap(RoutingError):
    """The point is farther from every road than the map reaches."""


class NoRoad(RoutingError):
    """No drivable way joins the two points under the current weights."""


class MapUnreadable(RoutingError):
    """The map file is missing, damaged or holds no road."""


class ClosureUnresolved(RoutingError):
    """The map, or the calendar, has nothing of what a closure names."""

    field: ClassVar[str] = "where"
    """of `Closure`, with dots"""


class AreaCrossesItself(ClosureUnresolved):
    """The sides of an area cross each other."""

    field = "where.corners"


class AreaWithoutRoads(ClosureUnresolved):
    """An area touches no road."""

    field = "where.corners"


class RoadUnknown(ClosureUnresolved):
    """No road has that number or name."""

    field = "where.road"


class KilometreBeyond(ClosureUnresolved):
    """The road has no such kilometre."""

    field = "where.from_km"


class WaysUnknown(ClosureUnresolved):
    """OSM ways that are not in the network."""

    field = "where.ways"


class EdgesUnknown(ClosureUnresolved):
    """Pairs of OSM nodes that no edge joins."""

    field = "where.edges"


class TimetableUnreadable(ClosureUnresolved):
    """A timetable that is no opening_hours."""

    field = "timetable"


class Profile(StrEnum):
    """How a vehicle drives: with blue lights, or as everybody."""

    SIREN = "siren"
    ORDINARY = "ordinary"


class Season(StrEnum):
    """What lies on the roads: ice and snow, mud, or neither."""

    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"


HOURS_OF_WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class LatLon:
    """A WGS 84 point in degrees. Raises `ValueError` for what is no point on Earth."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueError(f"lat={self.lat}: a latitude is a number from -90 to 90")
        if not (isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ValueError(f"lon={self.lon}: a longitude is a number from -180 to 180")


class Shape(Sequence[LatLon]):
    """A line on the ground in order of travel: two columns of degrees, made into values where they are asked for."""

    __slots__ = ("lat", "lon")

    def __init__(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> None:
        self.lat, self.lon = lat, lon

    def __len__(self) -> int:
        return len(self.lat)

    @overload
    def __getitem__(self, at: int) -> LatLon: ...
    @overload
    def __getitem__(self, at: slice) -> "Shape": ...
    def __getitem__(self, at: int | slice) -> "LatLon | Shape":
        if isinstance(at, slice):
            return Shape(self.lat[at], self.lon[at])
        return LatLon(lat=float(self.lat[at]), lon=float(self.lon[at]))

    def __iter__(self) -> Iterator[LatLon]:
        pairs = zip(self.lat.tolist(), self.lon.tolist(), strict=True)
        return (LatLon(lat=lat, lon=lon) for lat, lon in pairs)


def great_circle_m(a: LatLon, b: LatLon) -> float:
    """Metres along the great circle (haversine)."""
    lat1, lat2 = radians(a.lat), radians(b.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


PACE_MIN_PER_10_KM = 10.0
"""Assumed, to make a share of the published minutes: 60 km/h."""
PUBLISHED_WIDTH: Mapping[Profile, float] = {
    Profile.SIREN: log(1 + 1.9 / PACE_MIN_PER_10_KM),
    Profile.ORDINARY: log(1 + 1.8 / PACE_MIN_PER_10_KM),
}
"""Spread of the logarithm of real over predicted time before any run: the whole error of a general map for ambulances,
1.9 and 1.8 min on 10 km (Denmark, 2024)."""
NINTH_DECILE = 1.28155
"""Of a standard normal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpread:
    """How far times are to be trusted: what half of the drives and nine of ten really take, by the length of the drive.

    Half of the drives take at most `p50` times what the weights say, nine of ten at most `p90` times that median. Band
    `i` ends before ``until_s[i]``, the last one nowhere.
    """

    until_s: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.until_s) + 1 == len(self.p50) == len(self.p90):
            raise ValueError(f"{len(self.until_s)} borders part {len(self.p50)} medians and {len(self.p90)} deciles")

    def median_s(self, said_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what half of the drives take at most, of what the weights say; `inf` stays."""
        if all(factor == 1.0 for factor in self.p50):
            return said_s
        return np.asarray(said_s * np.array(self.p50)[np.searchsorted(self.until_s, said_s, "right")])

    def p90_s(self, median_s: float) -> float:
        """Return what nine of ten drives take at most, of the median of one."""
        return median_s * self.p90[bisect_right(self.until_s, median_s)]

    def p90_of_all_s(self, median_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the same for a whole matrix."""
        return np.asarray(median_s * np.array(self.p90)[np.searchsorted(self.until_s, median_s, "right")])


PUBLISHED_SPREAD: Mapping[Profile, TimeSpread] = {
    profile: TimeSpread(until_s=(), p50=(1.0,), p90=(exp(NINTH_DECILE * width),))
    for profile, width in PUBLISHED_WIDTH.items()
}
"""What is known before any run was driven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntRoads:
    """What is in force of what tracks have taught: a version, how many runs it is from, and of when, POSIX seconds.

    `version` is `None` when the speed table alone is in force; `problem` then says why, if something is wrong.
    """

    version: str | None
    runs: int = 0
    made_from: float | None = None
    made_to: float | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelTimeMatrix:
    """Seconds by road from each origin to each destination: the median of what it takes, as far as that is known.

    `seconds` has the shape (origins, destinations); `inf` means no road. Without `spread` nothing is known of how far
    they are to be trusted.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    seconds: NDArray[np.float64]
    profile: Profile
    weights_version: str
    spread: TimeSpread | None = None

    def __post_init__(self) -> None:
        shape = (len(self.origins), len(self.destinations))
        if self.seconds.shape != shape:
            raise ValueError(f"seconds has the shape {self.seconds.shape}, the ids say {shape}")


ClosureId = NewType("ClosureId", str)


class ClosedArea(Struct, frozen=True, kw_only=True, tag="area"):
    """A polygon: every road that touches it, of these highway classes (empty: of all)."""

    corners: tuple[LatLon, ...]
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.corners)) < 3:
            raise ValueError(f"corners: {len(self.corners)} points make no area: give three different ones or more")


class ClosedRoad(Struct, frozen=True, kw_only=True, tag="road"):
    """A road by its number or name, from kilometre to kilometre (`None`: to its end on that side).

    `near` says which of several roads of one name is meant.
    """

    road: str
    from_km: float | None = None
    to_km: float | None = None
    near: LatLon | None = None

    def __post_init__(self) -> None:
        if not self.road.strip():
            raise ValueError("road: say its number or its name")
        for name, km in (("from_km", self.from_km), ("to_km", self.to_km)):
            if km is not None and not (isfinite(km) and km >= 0):
                raise ValueError(f"{name}={km}: a kilometre is a number from 0")
        if self.from_km is not None and self.to_km is not None and self.from_km >= self.to_km:
            raise ValueError(f"from_km={self.from_km} is not before to_km={self.to_km}: exchange them")


class ClosedWays(Struct, frozen=True, kw_only=True, tag="ways"):
    """OSM ways from end to end."""

    ways: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.ways:
            raise ValueError("ways: name at least one OSM way")


class ClosedEdges(Struct, frozen=True, kw_only=True, tag="edges"):
    """Stretches of road in one direction, each by the OSM nodes of its tail and of its head."""

    edges: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.edges:
            raise ValueError("edges: name at least one pair of OSM nodes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A stretch of road that some may not pass, or only slowly, for a time.

    It is in force between `begins_at` and `ends_at` (POSIX seconds, `None`: an open end) when its `timetable` says so:
    OSM's opening_hours of when it is in force, local time (``Apr 10-Nov 30 02:00-04:55``); without one, all the time.
    A closure without `speed_factor` shuts the road; with one it is a jam, that leaves this share of the speed.
    """

    id: ClosureId
    where: ClosedArea | ClosedRoad | ClosedWays | ClosedEdges
    begins_at: float | None = None
    ends_at: float | None = None
    timetable: str | None = None
    profiles: tuple[Profile, ...] = (Profile.SIREN, Profile.ORDINARY)
    speed_factor: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("id: a closure needs a name to be undone by")
        for name, moment in (("begins_at", self.begins_at), ("ends_at", self.ends_at)):
            if moment is not None and not isfinite(moment):
                raise ValueError(f"{name}={moment}: a moment is a number of seconds since 1970")
        if self.begins_at is not None and self.ends_at is not None and self.begins_at >= self.ends_at:
            raise ValueError(f"ends_at={self.ends_at} is not after begins_at={self.begins_at}: exchange them")
        if not self.profiles:
            raise ValueError("profiles: say who may not pass, siren or ordinary or both")
        if self.speed_factor is not None and not (isfinite(self.speed_factor) and 0.01 <= self.speed_factor < 1):
            raise ValueError(
                f"speed_factor={self.speed_factor}: a jam leaves a share of the speed from 0.01 to less than 1; "
                "leave it out to shut the road"
            )

    @property
    def has_times(self) -> bool:
        """Tell whether it is not in force always."""
        return self.begins_at is not None or self.ends_at is not None or self.timetable is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a closure closes on the map: directed edges, kilometres of road, OSM ways, and the lines to draw."""

    edges: int
    length_km: float
    ways: tuple[int, ...]
    names: tuple[str, ...]
    """of the roads, by number or by name, the longest stretch first"""
    lines: tuple[tuple[LatLon, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsSpec:
    """What changes the road weights at run time, on top of the speed table.

    `speed_factor` multiplies every speed, by profile; `class_factor` multiplies the speeds of one
    OSM highway class; `closed_ways` are OSM way ids that nobody may drive. `closures` are all that are not over, also
    those that are not in force yet; their timetables are in the local time of `utc_offset_s`.

    `hour_of_week` is local, 0 begins on Monday at midnight. Without hour or season the roads are those of no special
    time: no queues, no ice; what the map opens or closes by the clock is taken as its signs say without the clock, and
    a ferry does not run.
    """

    speed_factor: Mapping[Profile, float] = field(default_factory=dict)
    class_factor: Mapping[str, float] = field(default_factory=dict)
    closed_ways: tuple[int, ...] = ()
    closures: tuple[Closure, ...] = ()
    utc_offset_s: float = 0.0
    hour_of_week: int | None = None
    season: Season | None = None

    def __post_init__(self) -> None:
        if self.hour_of_week is not None and not 0 <= self.hour_of_week < HOURS_OF_WEEK:
            raise ValueError(f"hour_of_week={self.hour_of_week}: an hour of the week is a number from 0 to 167")
        for name, factor in [*self.speed_factor.items(), *self.class_factor.items()]:
            if not (isfinite(factor) and 0.01 <= factor <= 10):
                raise ValueError(f"the speed factor of {name} is {factor}: it must be from 0.01 to 10")
        if not -86_400 < self.utc_offset_s < 86_400:
            raise ValueError(f"utc_offset_s={self.utc_offset_s}: local time is less than a day off")
        twice = sorted(each for each, times in Counter(closure.id for closure in self.closures).items() if times > 1)
        if twice:
            raise ValueError(
                f"closures: the id is given twice: {', '.join(twice)}: change or undo the one that is there"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """Where a point meets the network. `offset` is the share of the edge already passed, 0…1.

    `moving` tells that a vehicle drives along this edge, not against it: going back begins with turning round.
    """

    edge: int
    offset: float
    at: LatLon
    distance_m: float
    moving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What to say to the driver when so many metres are left to a manoeuvre."""

    before_m: float
    text_ru: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What a vehicle tells of its place, beside the point. Raises `ValueError` for what is no bearing or no length.

    `heading_deg` is its course over ground, clockwise from north; a vehicle that stands has none. `accuracy_m` is the
    radius that holds 68 % of the receiver's errors. `level` is 1 on a bridge, -1 in a tunnel, 0 on the ground.
    """

    heading_deg: float | None = None
    accuracy_m: float | None = None
    level: int | None = None

    def __post_init__(self) -> None:
        if self.heading_deg is not None and not 0 <= self.heading_deg <= 360:
            raise ValueError(f"heading_deg={self.heading_deg}: a heading is a number from 0 to 360")
        if self.accuracy_m is not None and not (isfinite(self.accuracy_m) and self.accuracy_m >= 0):
            raise ValueError(f"accuracy_m={self.accuracy_m}: an accuracy is a number of metres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Maneuver:
    """One instruction, in OSRM's vocabulary (`type`, `modifier`), with its texts.

    `distance_m` and `duration_s` run from this manoeuvre to the next; `begin` indexes the route's geometry. The texts
    are those of a list: each begins with the distance from the manoeuvre before. `announcements` are to be spoken on
    the way, the farthest first.
    """

    type: str
    modifier: str | None
    text_ru: str
    text_en: str
    name: str | None
    ref: str | None
    distance_m: float
    duration_s: float
    at: LatLon
    begin: int
    announcements: tuple[Announcement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A wait under way, before a closure that ends sooner than one gets round it."""

    at: LatLon
    wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A road route. `edges` are directed edges of the network, in order of travel.

    `snap_start_m` and `snap_end_m` are the straight metres between the points asked for and the road;
    `synthetic_m` is how much of the way is not from a survey (see the map's own label).
    """

    geometry: Shape
    edges: NDArray[np.int64]
    duration_s: float
    distance_m: float
    snap_start_m: float
    snap_end_m: float
    synthetic_m: float
    maneuvers: tuple[Maneuver, ...]
    profile: Profile
    weights_version: str
    destination: LatLon
    note: str | None = None
    """what is known of the entrance; said on arrival"""
    waits: tuple[Waiting, ...] = ()
    """in order of travel; `duration_s` holds them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """How a vehicle stands to its route. Off it, `route` is a new one from where the vehicle is.

    `travelled_m` and `next_maneuver` count along `route`; `off_m` is the distance from the route that was followed.
    """

    on_route: bool
    route: Route
    travelled_m: float
    remaining_m: float
    remaining_s: float
    next_maneuver: int | None
    off_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One of several ways, the fastest first, and what it differs by: «через Колпино», «по А-120».

    `shared` is the share of its time that it drives on faster ways of the list.
    """

    route: Route
    differs_ru: str
    differs_en: str
    shared: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """An answer of the geocoder. `confidence` is 0…1; `precision` is house, street, settlement, road or point."""

    label: str
    at: LatLon
    precision: str
    settlement: str | None
    district: str | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerEntry:
    """A settlement that the map itself may not name, or a station, hospital or feldsher point by its `kind`.

    `population` is `None` when unknown.
    """

    name: str
    at: LatLon
    district: str | None = None
    population: int | None = None
    kind: Literal["settlement", "station", "hospital", "fap"] = "settlement"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapInfo:
    """What the screens must say about the map that is loaded."""

    path: str
    checksum: str
    date: str | None
    licence: str
    schematic: bool
    junctions: int
    edges: int
    turns: int
    length_km: float
    synthetic_km: Mapping[str, float]
    bounds: tuple[float, float, float, float]
    """west, south, east, north, degrees"""
    left_out: Mapping[str, int]
    """reason → ways or nodes left out"""


def as_point(value: Sequence[float] | Mapping[str, Any]) -> LatLon:
    """Read GeoJSON order ``[lon, lat]`` or ``{"lat": …, "lon": …}``."""
    if isinstance(value, Mapping):
        return LatLon(lat=float(value["lat"]), lon=float(value["lon"]))
    lon, lat = value[0], value[1]
    return LatLon(lat=float(lat), lon=float(lon))
