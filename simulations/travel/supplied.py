"""Travel by a supplied matrix of seconds between named places.

Between two places nothing is known of the road, so that a vehicle on its way has two ways out: on to the place it is
bound for, or back to the place it comes from, which takes as long as coming did. Its time to any place is the lesser of
the two. That is exact when the road has no junction between the places and is as fast in both directions; otherwise it
is as much as the vehicle can be sure of. With another profile, the share of the way that is driven stays the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from routing.types import PUBLISHED_SPREAD, LatLon, Profile, TravelTimeMatrix, WeightsSpec
from simulations.scenario.model import RoadChange, SuppliedMatrix
from simulations.travel.great_circle import refuse_road_changes
from simulations.travel.places import Places
from simulations.travel.types import PlaceUnknown

Away = Mapping[Profile, float]
Anchors = tuple[tuple[int, Away], ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay(LatLon):
    """A point between supplied places: rows of places, and the seconds it is away from each, by profile.

    The point itself is for the screen alone: it lies on the straight line.
    """

    anchors: Anchors


class SuppliedTravel:
    """Look-up of supplied seconds, divided by the conditions' speed factor of the profile."""

    def __init__(self, model: SuppliedMatrix) -> None:
        self._places = Places(model.places.values())
        self._seconds = {profile: self._table(model, profile) for profile in Profile}
        self._factor: Mapping[Profile, float] = {}
        self.weights_version = ""
        self.conditions(WeightsSpec(), ())

    def _table(self, model: SuppliedMatrix, profile: Profile) -> Floats:
        if profile not in model.seconds:
            raise ValueError(f"seconds: no times for {profile.value}")
        table = np.full((len(self._places), len(self._places)), inf)
        np.fill_diagonal(table, 0.0)
        for (origin, destination), seconds in model.seconds[profile].items():
            rows = self._places.row(_named(model, origin)), self._places.row(_named(model, destination))
            table[rows] = min(table[rows], seconds) if rows[0] != rows[1] else seconds
        return table

    def conditions(self, spec: WeightsSpec, closed: tuple[RoadChange, ...]) -> None:
        """Put speed factors in force. Raises `NoRoadsToChange` for anything else."""
        refuse_road_changes(spec, closed)
        self._factor = {profile: spec.speed_factor.get(profile, 1.0) for profile in Profile}
        speeds = ",".join(f"{profile.value}×{factor!r}" for profile, factor in self._factor.items())
        self.weights_version = f"supplied:{speeds}"

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,  # noqa: ARG002 (the times are those that were supplied)
    ) -> TravelTimeMatrix:
        """Return seconds from each origin to each destination. Raises `PlaceUnknown`."""
        columns = self._places.rows(destinations.values())
        rows = [self._from(origin, profile)[columns] for origin in origins.values()]
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.array(rows, np.float64).reshape(len(origins), len(destinations)) / self._factor[profile],
            profile=profile,
            weights_version=self.weights_version,
            spread=PUBLISHED_SPREAD[profile],
        )

    def _from(self, origin: LatLon, profile: Profile) -> Floats:
        """Seconds at the usual speed from a place, or from a point on the way, to every place."""
        table = self._seconds[profile]
        if isinstance(origin, OnTheWay):
            return np.asarray(np.min([away[profile] + table[row] for row, away in origin.anchors], axis=0))
        return np.asarray(table[self._places.row(origin)])

    def duration_s(self, origin: LatLon, destination: LatLon, profile: Profile) -> float:
        """Seconds of driving; `inf` is no road. Raises `PlaceUnknown`."""
        seconds = self._from(origin, profile)[self._places.row(destination)]
        return float(seconds) / self._factor[profile]

    def distance_m(self, origin: LatLon, destination: LatLon) -> float:
        """NaN: a matrix of times does not say."""
        del origin, destination
        return nan

    def way(self, origin: LatLon, destination: LatLon, profile: Profile) -> "SuppliedWay":
        """Lay the way between two places, or on from a point on the way. Raises `PlaceUnknown`."""
        whole_s = self.duration_s(origin, destination, profile)
        return SuppliedWay(self, origin, destination, whole_s)

    def between(self, origin: LatLon, destination: LatLon, share: float) -> Anchors:
        """Return how far a point at this share of the way is from the places around it."""
        end = self._places.row(destination)
        whole = {profile: float(self._from(origin, profile)[end]) for profile in Profile}
        behind = [(row, {p: away[p] + share * whole[p] for p in Profile}) for row, away in self._anchors(origin)]
        ahead = (end, {p: (1 - share) * whole[p] for p in Profile})
        return _nearest([ahead, *behind])

    def _anchors(self, point: LatLon) -> Anchors:
        return (
            point.anchors if isinstance(point, OnTheWay) else ((self._places.row(point), dict.fromkeys(Profile, 0.0)),)
        )


@dataclass(frozen=True, slots=True)
class SuppliedWay:
    """A way of which only the seconds to its ends are known."""

    travel: SuppliedTravel
    origin: LatLon
    destination: LatLon
    whole_s: float

    def at(self, after_s: float) -> LatLon:
        """Return a point that is known by how far it is from both ends; the destination once it is reached."""
        if after_s >= self.whole_s:
            return self.destination
        if after_s <= 0 or not isfinite(self.whole_s):
            return self.origin
        origin, destination, share = self.origin, self.destination, after_s / self.whole_s
        return OnTheWay(
            lat=origin.lat + (destination.lat - origin.lat) * share,
            lon=origin.lon + (destination.lon - origin.lon) * share,
            anchors=self.travel.between(origin, destination, share),
        )

    def until(self, after_s: float) -> float:
        """Return `after_s`: the vehicle is nowhere for longer than a moment."""
        return after_s


def _named(model: SuppliedMatrix, name: str) -> LatLon:
    if name not in model.places:
        raise PlaceUnknown(f"«{name}» stands in the times, but is none of the {len(model.places)} places")
    return model.places[name]


def _nearest(anchors: Iterable[tuple[int, Away]]) -> Anchors:
    """Keep the least time to each place."""
    best: dict[int, Away] = {}
    for row, away in anchors:
        known = best.get(row, away)
        best[row] = {profile: min(away[profile], known[profile]) for profile in Profile}
    return tuple(best.items())
