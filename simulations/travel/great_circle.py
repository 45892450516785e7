"""Travel without roads: straight over the sphere at an even speed. Exact, for published instances and for theory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import cos, degrees, hypot, radians, sin
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from routing.types import (
    EARTH_RADIUS_M,
    PUBLISHED_SPREAD,
    LatLon,
    Profile,
    TravelTimeMatrix,
    WeightsSpec,
    great_circle_m,
)
from simulations.scenario.model import GreatCircle, RoadChange
from simulations.travel.types import NoRoadsToChange

Floats = NDArray[np.float64]

_LAT, _LON = attrgetter("lat"), attrgetter("lon")


class GreatCircleTravel:
    """Great-circle metres × detour / speed, the speed multiplied by the conditions' factor of the profile."""

    def __init__(self, model: GreatCircle) -> None:
        missing = [profile.value for profile in Profile if not model.speed_mps.get(profile, 0) > 0]
        if missing:
            raise ValueError(f"speed_mps: a speed above 0 is needed for {', '.join(missing)}")
        self._model = model
        self._speed_mps: dict[Profile, float] = {}
        self.weights_version = ""
        self.conditions(WeightsSpec(), ())

    def conditions(self, spec: WeightsSpec, closed: tuple[RoadChange, ...]) -> None:
        """Put speed factors in force. Raises `NoRoadsToChange` for anything else."""
        refuse_road_changes(spec, closed)
        model = self._model
        self._speed_mps = {p: model.speed_mps[p] * spec.speed_factor.get(p, 1.0) for p in Profile}
        speeds = ",".join(f"{profile.value}@{speed!r}mps" for profile, speed in self._speed_mps.items())
        self.weights_version = f"great-circle×{model.detour!r}:{speeds}"

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,  # noqa: ARG002 (a great circle is never closed)
    ) -> TravelTimeMatrix:
        """Return seconds from each origin to each destination."""
        angle = _angles(origins.values(), destinations.values())
        model = self._model
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=angle * (model.radius_m * model.detour / self._speed_mps[profile]),
            profile=profile,
            weights_version=self.weights_version,
            spread=PUBLISHED_SPREAD[profile],
        )

    def duration_s(self, origin: LatLon, destination: LatLon, profile: Profile) -> float:
        """Seconds of driving."""
        return self.distance_m(origin, destination) / self._speed_mps[profile]

    def distance_m(self, origin: LatLon, destination: LatLon) -> float:
        """Metres of the way, the detour included."""
        scale = self._model.radius_m / EARTH_RADIUS_M * self._model.detour
        return great_circle_m(origin, destination) * scale

    def way(self, origin: LatLon, destination: LatLon, profile: Profile) -> "StraightWay":
        """Lay the way: at an even speed on the great circle."""
        return StraightWay(origin, destination, self.duration_s(origin, destination, profile))


@dataclass(frozen=True, slots=True)
class StraightWay:
    """A great circle, driven at an even speed in `whole_s` seconds."""

    origin: LatLon
    destination: LatLon
    whole_s: float

    def at(self, after_s: float) -> LatLon:
        """Where the vehicle is after so many seconds."""
        if after_s >= self.whole_s:
            return self.destination
        return _between(self.origin, self.destination, max(after_s, 0.0) / self.whole_s)

    def until(self, after_s: float) -> float:
        """Return `after_s`: the vehicle is nowhere for longer than a moment."""
        return after_s


def refuse_road_changes(spec: WeightsSpec, closed: tuple[RoadChange, ...]) -> None:
    """Raise `NoRoadsToChange` for conditions that only a road map can have."""
    names = ", ".join(change.name for change in closed)
    if closed or spec.closed_ways or spec.class_factor or spec.closures:
        raise NoRoadsToChange(
            f"{names or 'class_factor, closed_ways'}: this scenario has no road map, so that only speed_factor can "
            "change; take the change out, or choose the road map"
        )


def _angles(origins: Collection[LatLon], destinations: Collection[LatLon]) -> Floats:
    """Return the angles of the great circles (haversine), radians, shape (origins, destinations)."""
    lat1, lon1 = _radians(origins)
    lat2, lon2 = _radians(destinations)
    across = np.sin((lon2 - lon1[:, None]) / 2) ** 2 * np.cos(lat2) * np.cos(lat1)[:, None]
    half = np.sin((lat2 - lat1[:, None]) / 2) ** 2 + across
    return np.asarray(2 * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _radians(points: Collection[LatLon]) -> tuple[Floats, Floats]:
    count = len(points)
    return (
        np.radians(np.fromiter(map(_LAT, points), np.float64, count)),
        np.radians(np.fromiter(map(_LON, points), np.float64, count)),
    )


def _between(a: LatLon, b: LatLon, share: float) -> LatLon:
    """Interpolate on the great circle. Raises nothing for points at opposite ends: any way is as short."""
    angle = great_circle_m(a, b) / EARTH_RADIUS_M
    ahead, behind = sin(share * angle), sin((1 - share) * angle)
    (ax, ay, az), (bx, by, bz) = _unit(a), _unit(b)
    x, y, z = behind * ax + ahead * bx, behind * ay + ahead * by, behind * az + ahead * bz
    return LatLon(lat=degrees(np.arctan2(z, hypot(x, y))), lon=degrees(np.arctan2(y, x)))


def _unit(point: LatLon) -> tuple[float, float, float]:
    lat, lon = radians(point.lat), radians(point.lon)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
