"""What crosses the door of `routing`: values only, so that the pure core may import this module.

Errors::

    RoutingError
    ├── PointOutsideMap      the point is farther from every road than the map reaches
    ├── NoRoad               both ends are on the map, but no drivable way joins them
    └── MapUnreadable        the map file is missing, damaged or holds no road
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any, Literal

import numpy as np
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


def great_circle_m(a: LatLon, b: LatLon) -> float:
    """Metres along the great circle (haversine)."""
    lat1, lat2 = radians(a.lat), radians(b.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelTimeMatrix:
    """Seconds by road from each origin to each destination.

    `seconds` has the shape (origins, destinations); `inf` means no road.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    seconds: NDArray[np.float64]
    profile: Profile
    weights_version: str

    def __post_init__(self) -> None:
        shape = (len(self.origins), len(self.destinations))
        if self.seconds.shape != shape:
            raise ValueError(f"seconds has the shape {self.seconds.shape}, the ids say {shape}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsSpec:
    """What changes the road weights at run time, on top of the speed table.

    `speed_factor` multiplies every speed, by profile; `class_factor` multiplies the speeds of one
    OSM highway class; `closed_ways` are OSM way ids that nobody may drive.

    `hour_of_week` is local, 0 begins on Monday at midnight. Without hour or season the roads are those of no special
    time: no queues, no ice; what the map opens or closes by the clock is taken as its signs say without the clock, and
    a ferry does not run.
    """

    speed_factor: Mapping[Profile, float] = field(default_factory=dict)
    class_factor: Mapping[str, float] = field(default_factory=dict)
    closed_ways: tuple[int, ...] = ()
    hour_of_week: int | None = None
    season: Season | None = None

    def __post_init__(self) -> None:
        if self.hour_of_week is not None and not 0 <= self.hour_of_week < HOURS_OF_WEEK:
            raise ValueError(f"hour_of_week={self.hour_of_week}: an hour of the week is a number from 0 to 167")
        for name, factor in [*self.speed_factor.items(), *self.class_factor.items()]:
            if not (isfinite(factor) and 0.01 <= factor <= 10):
                raise ValueError(f"the speed factor of {name} is {factor}: it must be from 0.01 to 10")


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
class Route:
    """A road route. `edges` are directed edges of the network, in order of travel.

    `snap_start_m` and `snap_end_m` are the straight metres between the points asked for and the road;
    `synthetic_m` is how much of the way is not from a survey (see the map's own label).
    """

    geometry: tuple[LatLon, ...]
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
