"""The finite set of places from which people call, so that a world can look its travel times up in a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import Box, Region
from routing.types import EARTH_RADIUS_M, LatLon, great_circle_m
from simulations.demand.profile import Profile
from simulations.demand.settlements import Home
from simulations.scenario.model import Burst

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
METRES_PER_DEGREE = np.pi * EARTH_RADIUS_M / 180
BURST_SPACING_M = 300.0
MOST_BURST_POINTS = 60
ROAD_HOME_FROM = 1_000
"""Settlements that a road between settlements joins have at least so many residents. Assumed."""
ROAD_SPOTS = (0.2, 0.4, 0.6, 0.8)
"""Where on such a road accidents happen, as parts of its length."""


class Origin(StrEnum):
    """Why somebody is there: lives there, spends the summer, drives by, lies in that hospital."""

    RESIDENT = "resident"
    DACHA = "dacha"
    ROAD = "road"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DemandPoints:
    """One row a point. `weights` has, for each origin, the relative frequency of calls from each point.

    `weight` is the point's part of all calls of a year. `district` indexes `districts`; `settlements` are names.
    `burst` is the number of the scenario's burst that calls from there, -1: none.
    """

    ids: tuple[str, ...]
    lat: Floats
    lon: Floats
    districts: tuple[str, ...]
    district: Codes
    settlements: tuple[str, ...]
    weights: dict[Origin, Floats]
    weight: Floats
    burst: Codes

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.ids)

    def at(self, point: int) -> LatLon:
        """Return where the point is."""
        return LatLon(lat=float(self.lat[point]), lon=float(self.lon[point]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point in the making."""

    id: str
    at: LatLon
    district: str
    settlement: str
    weights: tuple[tuple[Origin, float], ...] = ()
    burst: int = -1


def spread(
    region: Region, profile: Profile, homes: Sequence[Home], bursts: Sequence[Burst], shares: dict[Origin, float]
) -> DemandPoints:
    """Put points where people live, between settlements, at hospitals, and around each burst.

    `shares` is the part of each origin in the calls of a year. Water and woods are not known here: a road network snaps
    the points to its roads.
    """
    spots = [*_at_home(region.box, profile, homes), *_between(homes), *_at_hospitals(region)]
    spots += _around_bursts(region, bursts, homes)
    codes = {district.name: code for code, district in enumerate(region.districts)}
    weights = _weights(spots)
    return DemandPoints(
        ids=tuple(spot.id for spot in spots),
        lat=np.array([spot.at.lat for spot in spots]),
        lon=np.array([spot.at.lon for spot in spots]),
        districts=tuple(codes),
        district=np.array([codes[spot.district] for spot in spots], dtype=np.int16),
        settlements=tuple(spot.settlement for spot in spots),
        weights=weights,
        weight=sum((shares.get(origin, 0.0) * weights[origin] for origin in Origin), np.zeros(len(spots))),
        burst=np.array([spot.burst for spot in spots], dtype=np.int16),
    )


def disc(at: LatLon, radius_m: float, count: int, box: Box) -> list[LatLon]:
    """Return points that cover a disc evenly (a sunflower: Vogel 1979, doi 10.1016/0025-5564(79)90080-4)."""
    if count == 1:
        return [at]
    number = np.arange(count)
    away_m, angle = radius_m * np.sqrt((number + 0.5) / count), number * GOLDEN_ANGLE
    lats = at.lat + away_m * np.sin(angle) / METRES_PER_DEGREE
    lons = at.lon + away_m * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(at.lat)))
    inside = zip(np.clip(lats, box.south, box.north), np.clip(lons, box.west, box.east), strict=True)
    return [LatLon(lat=round(float(lat), 6), lon=round(float(lon), 6)) for lat, lon in inside]


def _at_home(box: Box, profile: Profile, homes: Sequence[Home]) -> Iterator[Spot]:
    summer = _summer(profile, homes)
    for number, (home, guests) in enumerate(zip(homes, summer, strict=True)):
        count = 1 + int(home.residents / profile.residents_per_point)
        radius_m = 1_000 * float(np.sqrt(home.residents / profile.residents_per_km2 / np.pi))
        weights = ((Origin.RESIDENT, _calls(profile, home) / count), (Origin.DACHA, guests / count))
        for part, at in enumerate(disc(home.at, radius_m, count, box)):
            yield Spot(
                id=f"s{number:04d}.{part:02d}", at=at, district=home.district, settlement=home.name, weights=weights
            )


def _calls(profile: Profile, home: Home) -> float:
    if home.calls is not None:
        return home.calls
    return home.residents * (profile.town_rate if home.population >= profile.town_from else profile.village_rate)


def _summer(profile: Profile, homes: Sequence[Home]) -> list[float]:
    """Return each settlement's part in the summer's calls: within a district, villages by the root of their size."""
    if profile.dacha is None:
        return [0.0] * len(homes)
    drawn = [home.residents**0.5 if home.population < profile.town_from else 0.0 for home in homes]
    by_district: dict[str, float] = {}
    for home, pull in zip(homes, drawn, strict=True):
        by_district[home.district] = by_district.get(home.district, 0.0) + pull
    parts = profile.dacha.districts
    return [
        parts.get(home.district, 0.0) * pull / by_district[home.district] if pull else 0.0
        for home, pull in zip(homes, drawn, strict=True)
    ]


def _between(homes: Sequence[Home]) -> Iterator[Spot]:
    """Put points on the straight lines from each larger settlement to its nearest larger neighbour.

    Assumed: accidents are as frequent as traffic, which is as heavy as the smaller end has residents, times the way.
    """
    ends = sorted((home for home in homes if home.residents >= ROAD_HOME_FROM), key=lambda home: -home.residents)
    for number, home in enumerate(ends[1:], start=1):
        other = min(ends[:number], key=lambda end: great_circle_m(end.at, home.at))
        weight = home.residents * great_circle_m(home.at, other.at) / len(ROAD_SPOTS)
        for part, along in enumerate(ROAD_SPOTS):
            yield Spot(
                id=f"r{number:04d}.{part:02d}",
                at=_along(home.at, other.at, along),
                district=(home if along <= 0.5 else other).district,
                settlement=f"{home.name} – {other.name}",
                weights=((Origin.ROAD, weight),),
            )


def _along(begin: LatLon, end: LatLon, part: float) -> LatLon:
    lat, lon = begin.lat + part * (end.lat - begin.lat), begin.lon + part * (end.lon - begin.lon)
    return LatLon(lat=round(lat, 6), lon=round(lon, 6))


def _at_hospitals(region: Region) -> Iterator[Spot]:
    own = {district.name for district in region.districts}
    for hospital in region.hospitals:
        if hospital.district in own:
            yield Spot(
                id=f"h.{hospital.id}",
                at=hospital.at,
                district=hospital.district,
                settlement=hospital.name,
                weights=((Origin.HOSPITAL, 1.0),),
            )


def _around_bursts(region: Region, bursts: Sequence[Burst], homes: Sequence[Home]) -> Iterator[Spot]:
    for number, burst in enumerate(bursts):
        count = min(1 + int((burst.radius_m / BURST_SPACING_M) ** 2), MOST_BURST_POINTS)
        nearest = min(homes, key=lambda home, burst=burst: great_circle_m(home.at, burst.at))  # type: ignore[misc]
        for part, at in enumerate(disc(burst.at, burst.radius_m, count, region.box)):
            yield Spot(
                id=f"b{number:02d}.{part:02d}", at=at, district=nearest.district, settlement=burst.name, burst=number
            )


def _weights(spots: Sequence[Spot]) -> dict[Origin, Floats]:
    """Return the weights by origin; an origin without any place calls from where residents do."""
    given = [dict(spot.weights) for spot in spots]
    found = {origin: np.array([row.get(origin, 0.0) for row in given]) for origin in Origin}
    usual = found[Origin.RESIDENT] / found[Origin.RESIDENT].sum()
    return {origin: weights / weights.sum() if weights.any() else usual for origin, weights in found.items()}
