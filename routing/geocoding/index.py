"""What can be found: settlements of the map and of the gazetteer, streets by settlement, kilometre posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.geocoding.text import Name, normal, settlement_name, street_name, words
from routing.network.model import DEGREES, Floats, Network, at
from routing.types import EARTH_RADIUS_M, GazetteerEntry, LatLon

PEOPLE_BY_KIND = {"city": 200_000, "town": 20_000, "village": 500, "suburb": 20_000}
"""Used only to rank and to guess an extent where the map gives no population; assumed."""
PEOPLE_OTHERWISE = 50
PEOPLE_PER_KM2 = 1_500.0
"""Typical density of the region's towns, for the radius of a settlement; assumed."""
METROPOLIS, METROPOLIS_PER_KM2 = 1_000_000, 4_000.0
"""Saint Petersburg is denser: 5.6 million on 1,439 km² (Rosstat)."""
FRINGE_M = 1_200.0
"""Streets so far outside a settlement's disc still belong to it; assumed."""
ONE_STREET_M = 2_500.0
"""Pieces of one name farther apart than this are two streets, as in the former suburbs of a city; assumed."""
BORDER = 0.2
"""Where two settlements hold a point alike, within so much of their discs' shares, either may be named; assumed."""
OUTSIDE = 1e3
"""Puts any settlement whose fringe holds a point before all whose fringe does not."""


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
    """All ways of one name in one settlement; `settlement` is an index, `None` in open country.

    `beside` is another settlement that it may be said to be in, as at the edge of a city and its suburb.
    """

    label: str
    name: Name
    at: LatLon
    settlement: int | None
    beside: int | None


def settlements(network: Network, gazetteer: Sequence[GazetteerEntry]) -> list[Settlement]:
    """Merge the gazetteer, which comes first, with the places of the map."""
    listed = [
        _settlement(e.name, e.at, e.district, e.population or PEOPLE_OTHERWISE)
        for e in gazetteer
        if e.kind == "settlement"
    ]
    seen = {_cell(each) for each in listed}
    return listed + [each for each in _of_map(network) if _cell(each) not in seen]


def centre(network: Network, settlements: Sequence[Settlement]) -> LatLon:
    """Return the largest settlement, or a place on the map that has none."""
    largest = max(settlements, key=lambda place: place.population, default=None)
    return largest.at if largest else at(network.junctions.lon[0], network.junctions.lat[0])


def _of_map(network: Network) -> Iterable[Settlement]:
    places = network.places
    for i, name in enumerate(places.name):
        people = int(places.population[i]) or PEOPLE_BY_KIND.get(network.texts[places.kind[i]], PEOPLE_OTHERWISE)
        at = LatLon(lat=float(places.lat[i]), lon=float(places.lon[i]))
        yield _settlement(network.texts[name], at, None, people)


def _settlement(label: str, at: LatLon, district: str | None, people: int) -> Settlement:
    per_km2 = METROPOLIS_PER_KM2 if people >= METROPOLIS else PEOPLE_PER_KM2
    radius_m = 1000 * float(np.sqrt(people / (np.pi * per_km2))) + 300
    name = settlement_name(words(normal(label)))
    return Settlement(label=label, name=name, at=at, district=district, population=people, radius_m=radius_m)


def _cell(place: Settlement) -> tuple[str, int, int]:
    """Name and a cell of some 10 km: one settlement told twice."""
    return place.name.key, round(place.at.lat * 10), round(place.at.lon * 5)


class Nearby:
    """Finds the settlement a point belongs to: the one into whose disc, fringe included, it lies deepest.

    Depth counts in shares of the disc, so that a city does not swallow its suburbs.
    """

    def __init__(self, known: Sequence[Settlement]) -> None:
        self._lon, self._lat = np.array([s.at.lon for s in known]), np.array([s.at.lat for s in known])
        self._xyz = _sphere(self._lon, self._lat)
        self._radius_m = np.array([s.radius_m for s in known])

    def belongs(self, lon: Floats, lat: Floats, reach_m: float = FRINGE_M) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Index of the settlement by point, and of one that holds it as well; their number where there is none."""
        point, place, gap_m = self._in_reach(lon, lat, reach_m)
        share = (gap_m + self._radius_m[place]) / (self._radius_m[place] + FRINGE_M)
        depth = np.where(gap_m <= FRINGE_M, share, OUTSIDE + gap_m)
        order = np.lexsort((depth, point))
        point, place, depth = point[order], place[order], depth[order]
        first, second = (np.full(len(lon), len(self._radius_m), np.intp) for _ in range(2))
        begin = np.searchsorted(point, np.arange(len(lon) + 1))
        counts = np.diff(begin)
        first[counts > 0] = place[begin[:-1][counts > 0]]
        best = begin[:-1][counts > 1]
        second[counts > 1] = np.where(depth[best + 1] - depth[best] <= BORDER, place[best + 1], len(self._radius_m))
        return first, second

    def _in_reach(self, lon: Floats, lat: Floats, reach_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """Pairs of point and settlement, and the metres between the point and the disc, negative inside."""
        point, place = self._pairs(lon, lat, reach_m)
        gap_m = np.linalg.norm(self._xyz[place] - _sphere(lon, lat)[point], axis=1) - self._radius_m[place]
        near = gap_m <= reach_m
        return point[near], place[near], gap_m[near]

    def _pairs(self, lon: Floats, lat: Floats, reach_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs that may be in reach. For one point all settlements are compared sooner than a tree is built."""
        if len(lon) == 1:
            return np.zeros(len(self._lon), np.intp), np.arange(len(self._lon))
        north = np.degrees((self._radius_m + reach_m) / EARTH_RADIUS_M)
        east = north / np.cos(np.radians(np.minimum(np.abs(self._lat) + north, 89.0)))
        boxes = shapely.box(self._lon - east, self._lat - north, self._lon + east, self._lat + north)
        point, place = shapely.STRtree(boxes).query(shapely.points(lon, lat), predicate="intersects")
        return point, place


def _sphere(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    return EARTH_RADIUS_M * np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def streets(network: Network, nearby: Nearby, none: int) -> tuple[list[Street], dict[tuple[int, int], int]]:
    """Group named pieces by name, settlement and neighbourhood; also map (name code, settlement) to a street."""
    name = network.ways.name[network.pieces.way]
    named = np.flatnonzero(name)
    middle = ((network.pieces.first[:-1] + network.pieces.first[1:]) // 2)[named]
    lon, lat = network.pieces.lon[middle] * DEGREES, network.pieces.lat[middle] * DEGREES
    first, second = nearby.belongs(lon, lat)
    groups, group = np.unique(np.column_stack([name[named], first]), axis=0, return_inverse=True)
    group, origin = _apart(group.ravel().astype(np.intp), lon, lat)
    chosen = _most_central(group, lon, lat)
    names = {int(code): street_name(words(normal(network.texts[code]))) for code in np.unique(groups[:, 0])}
    found = [
        Street(
            label=network.texts[code],
            name=names[code],
            at=LatLon(lat=float(lat[at]), lon=float(lon[at])),
            settlement=_index(town, none),
            beside=_index(int(second[at]), none),
        )
        for (code, town), at in zip(groups[origin].tolist(), chosen.tolist(), strict=True)
    ]
    numbers = list(enumerate(groups[origin].tolist()))
    return found, {(code, town): i for i, (code, town) in reversed(numbers)}


def _index(town: int, none: int) -> int | None:
    return None if town == none else town


def _apart(group: NDArray[np.intp], lon: Floats, lat: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split groups of points whose parts lie far apart. Returns the new group by point, the old by new group."""
    if not len(group):
        return group, group
    north = np.floor(np.radians(lat) * EARTH_RADIUS_M / ONE_STREET_M).astype(np.intp)
    east = np.floor(np.radians(lon) * EARTH_RADIUS_M * np.cos(np.radians(lat.mean())) / ONE_STREET_M).astype(np.intp)
    cells, cell = np.unique(np.column_stack([group, north, east]), axis=0, return_inverse=True)
    part = _joined([(g, n, e) for g, n, e in cells.tolist()])
    origin = np.zeros(max(part) + 1, np.intp)
    origin[part] = cells[:, 0]
    return np.array(part, np.intp)[cell.ravel()], origin


def _joined(cells: list[tuple[int, int, int]]) -> list[int]:
    """Number the connected parts of cells (group, north, east), in which neighbours, corners included, touch."""
    waiting = {cell: i for i, cell in enumerate(cells)}
    part = [0] * len(cells)
    parts = 0
    while waiting:
        edge = [next(iter(waiting.items()))]
        del waiting[edge[0][0]]
        while edge:
            (group, north, east), i = edge.pop()
            part[i] = parts
            for dn, de in _AROUND:
                beside = (group, north + dn, east + de)
                if beside in waiting:
                    edge.append((beside, waiting.pop(beside)))
        parts += 1
    return part


_AROUND = [(north, east) for north in (-1, 0, 1) for east in (-1, 0, 1) if north or east]


def _most_central(group: NDArray[np.intp], lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """For each group the member nearest to the group's mean: a point on the street, not beside it."""
    if not len(group):
        return group
    size = np.bincount(group)
    east = (lon - (np.bincount(group, lon) / size)[group]) * np.cos(np.radians(lat))
    north = lat - (np.bincount(group, lat) / size)[group]
    order = np.lexsort((east**2 + north**2, group))
    return order[np.searchsorted(group[order], np.arange(len(size)))]
