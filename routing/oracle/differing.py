"""What one of several ways differs by, in words: a settlement it alone passes, a road it alone takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from routing.guidance.declension import through
from routing.guidance.naming import Called, called
from routing.guidance.phrases import ALONG, NO_OTHER_NAME, THROUGH, Words, values
from routing.guidance.romanization import romanized
from routing.network.model import DEGREES, Floats, Longs, Network
from routing.network.topology import ranges
from routing.oracle.alternatives import Way, driven
from routing.types import METRES_PER_DEGREE, Alternative, GazetteerEntry, LatLon

PASSED_WITHIN_M = ((50_000, 3_000.0), (5_000, 1_500.0), (0, 500.0))
"""From so many residents on, a road so near to the middle of a settlement leads through it; assumed."""
LEAST_SHARE = 0.1
"""A road that is less of what a way has for itself does not tell it from others; assumed."""
ELSEWHERE = 0.3
"""Nor does one that the other ways drive as much of, by its share here; assumed."""
ENDS_TIMES = 2.0
"""Every way passes what lies so many times as near to its ends; assumed."""


@dataclass(frozen=True, kw_only=True)
class _Own:
    """The edges that a way has for itself, and those of the other ways."""

    edges: Longs
    others: Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A place that people know; a road nearer to its middle than `within_m` leads through it."""

    name: str
    at: LatLon
    population: int

    @property
    def within_m(self) -> float:
        """How near is through."""
        return next(metres for residents, metres in PASSED_WITHIN_M if self.population >= residents)


def settlements(network: Network, gazetteer: Sequence[GazetteerEntry]) -> tuple[Settlement, ...]:
    """List the settlements of the gazetteer and of the map, the largest first."""
    places = network.places
    mapped = [
        Settlement(name=network.texts[name], at=LatLon(lat=lat, lon=lon), population=people)
        for name, lat, lon, people in zip(
            *(column.tolist() for column in (places.name, places.lat, places.lon, places.population)), strict=True
        )
    ]
    listed = [
        Settlement(name=entry.name, at=entry.at, population=entry.population or 0)
        for entry in gazetteer
        if entry.kind == "settlement"
    ]
    return tuple(sorted(mapped + listed, key=lambda each: -each.population))


def described(network: Network, known: Sequence[Settlement], ways: Sequence[Way]) -> tuple[Alternative, ...]:
    """Say of each way what it differs by from all others."""
    return tuple(_described(network, known, way, _own(network, ways, way)) for way in ways)


def _own(network: Network, ways: Sequence[Way], way: Way) -> _Own:
    rest = [other.route.edges for other in ways if other is not way]
    others = np.unique(np.concatenate([np.empty(0, np.int64), *rest]))
    own = ~np.isin(driven(network, way.route.edges), driven(network, others))
    return _Own(edges=way.route.edges[own], others=others)


def _described(network: Network, known: Sequence[Settlement], way: Way, own: _Own) -> Alternative:
    place, road = _place(network, known, way, own), _road(network, own)
    phrase = THROUGH if place else ALONG if road else NO_OTHER_NAME
    ru = Words(place=through(place) if place else None, along=road.along if road else None)
    en = Words(place=romanized(place) if place else None, name=road.en if road else None)
    said_ru, said_en = values(phrase.ru, ru), values(phrase.en, en)
    return Alternative(route=way.route, differs_ru=said_ru, differs_en=said_en, shared=way.shared)


def _road(network: Network, own: _Own) -> Called | None:
    """Choose the road that makes up most of the way's own part, a numbered one by its number."""
    label, metres = _labels(network, own.edges), network.edge_length_m[own.edges]
    here_m = np.bincount(label, metres, len(network.texts))
    there_m = np.bincount(_labels(network, own.others), network.edge_length_m[own.others], len(network.texts))
    telling = (here_m > LEAST_SHARE * here_m.sum()) & (there_m <= ELSEWHERE * here_m)
    telling[0] = False  # roads without a name
    if not telling.any():
        return None
    longest = own.edges[label == np.where(telling, here_m, 0.0).argmax()]
    way = network.edge_way[longest[network.edge_length_m[longest].argmax()]]
    name, ref = network.text(network.ways.name[way]), network.text(network.ways.ref[way])
    return called(name, ref, network.text(network.ways.highway[way]))


def _labels(network: Network, edges: Longs) -> NDArray[np.int32]:
    """Number of each edge's road, or its name where it has no number."""
    ways, columns = network.ways_of(edges), network.ways
    return np.where(columns.ref[ways] > 0, columns.ref[ways], columns.name[ways])


def _place(network: Network, known: Sequence[Settlement], way: Way, own: _Own) -> str | None:
    """Choose the largest settlement that this way alone passes, not the one it begins or ends in."""
    here, there, ends = (_line(network, edges) for edges in (own.edges, own.others, way.route.edges[[0, -1]]))
    for place in _boxed(known, here):
        within_m = place.within_m
        alone = here.nearest_m(place.at) <= within_m < there.nearest_m(place.at)
        if alone and ends.nearest_m(place.at) > ENDS_TIMES * within_m:
            return place.name
    return None


@dataclass(frozen=True, kw_only=True)
class _Line:
    """The points of some edges, degrees."""

    lon: Floats
    lat: Floats

    def nearest_m(self, at: LatLon) -> float:
        """Metres to the nearest of the points, `inf` without any."""
        east_m = (self.lon - at.lon) * METRES_PER_DEGREE * np.cos(np.radians(at.lat))
        return float(np.hypot(east_m, (self.lat - at.lat) * METRES_PER_DEGREE).min(initial=np.inf))


def _line(network: Network, edges: Longs) -> _Line:
    pieces, drawn = network.pieces, network.edges.piece[edges]
    begin, end = pieces.first[drawn].astype(np.intp), pieces.first[drawn + 1].astype(np.intp)
    points = ranges(begin, end - begin)
    return _Line(lon=np.asarray(pieces.lon[points] * DEGREES), lat=np.asarray(pieces.lat[points] * DEGREES))


def _boxed(known: Sequence[Settlement], line: _Line) -> Iterator[Settlement]:
    """Drop what is plainly too far from the line."""
    if len(line.lon):
        west, east, south, north = line.lon.min(), line.lon.max(), line.lat.min(), line.lat.max()
        for place in known:
            room = place.within_m / METRES_PER_DEGREE
            wide = room / max(0.05, cos(radians(place.at.lat)))
            if west - wide <= place.at.lon <= east + wide and south - room <= place.at.lat <= north + room:
                yield place
