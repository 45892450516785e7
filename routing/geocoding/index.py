"""What can be found: settlements of the map and of the gazetteer, streets by settlement, kilometre posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from routing.geocoding.text import Name, name_of, normal, words
from routing.network.model import DEGREES, Floats, Network
from routing.types import EARTH_RADIUS_M, GazetteerEntry, LatLon

PEOPLE_BY_KIND = {"city": 200_000, "town": 20_000, "village": 500, "suburb": 20_000}
"""Used only to rank and to guess an extent where the map gives no population; assumed."""
PEOPLE_OTHERWISE = 50
PEOPLE_PER_KM2 = 1_500.0
"""Typical density of the region's towns, for the radius of a settlement; assumed."""
FRINGE_M = 1_200.0
"""Streets so far outside a settlement's disc still belong to it; assumed."""
LARGE = 20_000
NEAR = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A settlement that can be found. `radius_m` is a guess from its population."""

    label: str
    name: Name
    at: LatLon
    district: str | None
    population: int
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """All ways of one name in one settlement; `settlement` is an index, `None` in open country."""

    label: str
    name: Name
    at: LatLon
    settlement: int | None


def settlements(network: Network, gazetteer: Sequence[GazetteerEntry]) -> list[Settlement]:
    """Merge the gazetteer, which comes first, with the places of the map."""
    listed = [_settlement(e.name, e.at, e.district, e.population or PEOPLE_OTHERWISE) for e in gazetteer]
    seen = {_cell(each) for each in listed}
    return listed + [each for each in _of_map(network) if _cell(each) not in seen]


def _of_map(network: Network) -> Iterable[Settlement]:
    places = network.places
    for i, name in enumerate(places.name):
        people = int(places.population[i]) or PEOPLE_BY_KIND.get(network.texts[places.kind[i]], PEOPLE_OTHERWISE)
        at = LatLon(lat=float(places.lat[i]), lon=float(places.lon[i]))
        yield _settlement(network.texts[name], at, None, people)


def _settlement(label: str, at: LatLon, district: str | None, people: int) -> Settlement:
    radius_m = 1000 * float(np.sqrt(people / (np.pi * PEOPLE_PER_KM2))) + 300
    name = name_of(words(normal(label)))
    return Settlement(label=label, name=name, at=at, district=district, population=people, radius_m=radius_m)


def _cell(place: Settlement) -> tuple[str, int, int]:
    """Name and a cell of some 10 km: one settlement told twice."""
    return place.name.key, round(place.at.lat * 10), round(place.at.lon * 5)


class Nearby:
    """Finds the settlement a point belongs to: the one whose disc is nearest, with large towns first in reach."""

    def __init__(self, known: Sequence[Settlement]) -> None:
        self._xyz = _sphere(np.array([s.at.lon for s in known]), np.array([s.at.lat for s in known]))
        self._radius_m = np.array([s.radius_m for s in known])
        self._large = np.array([i for i, s in enumerate(known) if s.population >= LARGE], np.intp)
        self._tree = cKDTree(self._xyz) if len(known) else None

    def belongs(self, lon: Floats, lat: Floats, reach_m: float = FRINGE_M) -> NDArray[np.intp]:
        """Index of the settlement by point, as many as the settlements are where none reaches."""
        none = len(self._radius_m)
        if self._tree is None:
            return np.full(len(lon), none)
        points = _sphere(lon, lat)
        _, near = self._tree.query(points, k=min(NEAR, none))
        large = np.broadcast_to(self._large, (len(lon), len(self._large)))
        choice = np.concatenate([np.reshape(near, (len(lon), -1)), large], axis=1)
        gap = np.linalg.norm(self._xyz[choice] - points[:, None, :], axis=2) - self._radius_m[choice]
        best = gap.argmin(axis=1)
        rows = np.arange(len(lon))
        return np.where(gap[rows, best] <= reach_m, choice[rows, best], none)


def _sphere(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    return EARTH_RADIUS_M * np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def streets(network: Network, nearby: Nearby, none: int) -> tuple[list[Street], dict[tuple[int, int], int]]:
    """Group named pieces by name and settlement; also map (name code, settlement) to the street's index."""
    name = network.ways.name[network.pieces.way]
    named = np.flatnonzero(name)
    middle = ((network.pieces.first[:-1] + network.pieces.first[1:]) // 2)[named]
    lon, lat = network.pieces.lon[middle] * DEGREES, network.pieces.lat[middle] * DEGREES
    keys = np.column_stack([name[named], nearby.belongs(lon, lat)])
    groups, group = np.unique(keys, axis=0, return_inverse=True)
    chosen = _most_central(group.ravel(), lon, lat)
    names = {int(code): name_of(words(normal(network.texts[code]))) for code in np.unique(groups[:, 0])}
    found = [
        Street(
            label=network.texts[code],
            name=names[code],
            at=LatLon(lat=float(lat[at]), lon=float(lon[at])),
            settlement=None if town == none else town,
        )
        for (code, town), at in zip(groups.tolist(), chosen.tolist(), strict=True)
    ]
    return found, {(code, town): i for i, (code, town) in enumerate(groups.tolist())}


def _most_central(group: NDArray[np.intp], lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """For each group the member nearest to the group's mean: a point on the street, not beside it."""
    if not len(group):
        return group
    size = np.bincount(group)
    east = (lon - (np.bincount(group, lon) / size)[group]) * 0.5  # a degree of longitude at 60° N
    north = lat - (np.bincount(group, lat) / size)[group]
    order = np.lexsort((east**2 + north**2, group))
    return order[np.searchsorted(group[order], np.arange(len(size)))]
