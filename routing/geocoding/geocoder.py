"""Fuzzy search over the index, and names for points."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from routing.geocoding import index
from routing.geocoding.text import Name, Query, name_of, read, retyped, same_district, short_key, without_numbers
from routing.network.model import Network, at
from routing.types import FoundPlace, GazetteerEntry, LatLon

CUTOFF = 70.0
"""Names less alike than this (0…100) are not the same name."""
SHORT_NAME = 0.94
"""A street known by its last word only is a little less certain."""
WRONG_KIND = 0.92
"""So is an avenue where a street was asked for."""
STREET_ALONE = 0.95
STREET_UNKNOWN = 0.65
"""Of an address only the settlement was found."""
AMBIGUOUS = 0.75
DISTRICT_MISSED = 0.6
_ROAD = re.compile(r"\b([а-яa-z]|\d{2}[а-яa-z])\s*-?\s*(\d{1,4})\b", re.IGNORECASE)
_KM = re.compile(r"(\d+)(?:[.,]\d+)?\s*-?\s*(?:й\s*)?(?:км|километр)", re.IGNORECASE)
_TO_CYRILLIC = str.maketrans("ampkhaAMPKHA", "амркнаамркна")
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate: score 0…1, and either a street or a settlement by index."""

    score: float
    street: int | None
    settlement: int | None


class Geocoder:
    """Finds places by text and names points. Built in a fraction of a second, then read only."""

    def __init__(self, network: Network, gazetteer: Sequence[GazetteerEntry]) -> None:
        self._network = network
        self._settlements = index.settlements(network, gazetteer)
        self._nearby = index.Nearby(self._settlements)
        self._streets, self._street_of = index.streets(network, self._nearby, len(self._settlements))
        self._streets_named = _Names([street.name.key for street in self._streets])
        self._short_named = _Names([short_key(street.label) or "" for street in self._streets])
        self._settlements_named = _Names([place.name.key for place in self._settlements])
        self._in_town = np.array([-1 if s.settlement is None else s.settlement for s in self._streets], np.intp)

    def find(self, text: str, district: str | None, limit: int) -> list[FoundPlace]:
        """Find places, best first."""
        text = retyped(text)
        road = self._road(text)
        if road:
            return road[:limit]
        query = read(text)
        hits = self._ranked(list(self._hits(query)), district or query.district)
        return [self._found(hit, hits) for hit in hits[:limit]]

    def _hits(self, query: Query) -> Iterator[Hit]:
        readings = chain(_splits(query.parts), _splits(without_numbers(query.parts)))
        for street, settlement in readings:
            if street and settlement:
                yield from self._both(name_of(street), name_of(settlement))
            elif street:
                yield from self._street_alone(name_of(street))
            else:
                yield from self._settlement_alone(name_of(settlement))

    def _both(self, street: Name, settlement: Name) -> Iterator[Hit]:
        streets, towns = self._street_scores(street), self._settlements_named.scores(settlement.key)
        if not len(towns):
            return
        for i in _best(towns):
            yield Hit(STREET_UNKNOWN * _certainty(towns[i]), None, i)
        town = np.where(self._in_town >= 0, towns[self._in_town], 0.0)
        for i in np.flatnonzero((streets > 0) & (town > 0)).tolist():
            score = _certainty(0.55 * streets[i] + 0.45 * town[i])
            yield Hit(score * self._kind_factor(street, i), i, self._streets[i].settlement)

    def _street_alone(self, street: Name) -> Iterator[Hit]:
        scores = self._street_scores(street)
        for i in _best(scores):
            score = _certainty(scores[i]) * STREET_ALONE * self._kind_factor(street, i)
            yield Hit(score, i, self._streets[i].settlement)

    def _settlement_alone(self, settlement: Name) -> Iterator[Hit]:
        scores = self._settlements_named.scores(settlement.key)
        for i in _best(scores):
            yield Hit(_certainty(scores[i]), None, i)

    def _street_scores(self, street: Name) -> Scores:
        full = self._streets_named.scores(street.key)
        short = self._short_named.scores(street.key)
        return np.maximum(full, SHORT_NAME * short)

    def _kind_factor(self, asked: Name, street: int) -> float:
        kind = self._streets[street].name.kind
        return 1.0 if asked.kind in {None, kind} else WRONG_KIND

    def _ranked(self, hits: list[Hit], district: str | None) -> list[Hit]:
        """Best score first, larger settlements first among equals, each place once."""
        weighed = [Hit(hit.score * self._district_factor(hit, district), hit.street, hit.settlement) for hit in hits]
        weighed.sort(key=lambda hit: (-round(hit.score, 2), -self._people(hit), hit.street or -1))
        unique: dict[tuple[int | None, int | None], Hit] = {}
        for hit in weighed:
            unique.setdefault((hit.street, hit.settlement), hit)
        return list(unique.values())

    def _district_factor(self, hit: Hit, district: str | None) -> float:
        if district is None:
            return 1.0
        known = None if hit.settlement is None else self._settlements[hit.settlement].district
        return 1.0 if same_district(district, known) else DISTRICT_MISSED

    def _people(self, hit: Hit) -> int:
        return 0 if hit.settlement is None else self._settlements[hit.settlement].population

    def _found(self, hit: Hit, hits: Sequence[Hit]) -> FoundPlace:
        rivals = sum(abs(other.score - hit.score) < 0.02 for other in hits) - 1
        confidence = hit.score * (AMBIGUOUS if rivals else 1.0)
        return self._place(hit.street, hit.settlement, confidence)

    def _place(self, street: int | None, settlement: int | None, confidence: float) -> FoundPlace:
        town = None if settlement is None else self._settlements[settlement]
        way = None if street is None else self._streets[street]
        labels = [way.label if way else None, town.label if town else None, town.district if town else None]
        where = way or town
        assert where is not None  # noqa: S101 a hit is a street or a settlement
        return FoundPlace(
            label=", ".join(label for label in labels if label),
            at=where.at,
            precision="street" if way else "settlement",
            settlement=town.label if town else None,
            district=town.district if town else None,
            confidence=round(float(min(1.0, confidence)), 3),
        )

    def _road(self, text: str) -> list[FoundPlace]:
        """Road and kilometre: «А-121, 45 км». The nearest kilometre post on the map answers."""
        road, kilometre = _ROAD.search(text), _KM.search(text)
        if not road or not kilometre:
            return []
        ref = f"{road[1]}-{road[2]}".translate(_TO_CYRILLIC).upper()
        posts = self._network.milestones
        mine = np.array([ref in normal_ref(self._network.texts[code]) for code in posts.ref], bool)
        if not mine.any():
            return []
        off = np.abs(posts.kilometre - int(kilometre[1])) + np.where(mine, 0, 10_000)
        best = int(off.argmin())
        where = at(posts.lon[best], posts.lat[best])
        label = f"{ref}, {posts.kilometre[best]} км"
        town = self._town_at(where)
        return [
            FoundPlace(
                label=label,
                at=where,
                precision="road",
                settlement=town.label if town else None,
                district=town.district if town else None,
                confidence=round(0.9 / (1 + int(off[best])), 3),
            )
        ]

    def _town_at(self, point: LatLon, reach_m: float = 15_000.0) -> index.Settlement | None:
        found = self._nearby.belongs(np.array([point.lon]), np.array([point.lat]), reach_m)[0]
        return self._settlements[found] if found < len(self._settlements) else None

    def name_point(self, point: LatLon, way: int | None) -> FoundPlace | None:
        """Name a point by the way beside it, if any, and its settlement."""
        town = self._nearby.belongs(np.array([point.lon]), np.array([point.lat]))[0]
        code = 0 if way is None else int(self._network.ways.name[way])
        street = self._street_of.get((code, int(town)))
        if street is not None:
            found = self._place(street, self._streets[street].settlement, 1.0)
            return replace(found, at=point)
        place = self._town_at(point)
        if place is None:
            return None
        return replace(self._place(None, self._settlements.index(place), 0.8), at=point)


class _Names:
    """Names to compare a text with, each different name once."""

    def __init__(self, keys: Sequence[str]) -> None:
        unique = dict.fromkeys(keys)
        number = {key: i for i, key in enumerate(unique)}
        self._unique = list(unique)
        self._of = np.array([number[key] for key in keys], np.intp)

    def scores(self, key: str) -> Scores:
        """Likeness 0…100 by entry, 0 below the cut-off."""
        if not self._unique:
            return np.zeros(0)
        table = process.cdist([key], self._unique, scorer=fuzz.ratio, score_cutoff=CUTOFF)
        return np.asarray(table[0][self._of], float)


def _splits(parts: Sequence[Sequence[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Ways to read the words as street and settlement: by comma if there is one, else at each gap."""
    flat = [word for part in parts for word in part]
    if not flat:
        return
    yield flat, []
    yield [], flat
    cuts = np.cumsum([len(part) for part in parts])[:-1] if len(parts) > 1 else range(1, len(flat))
    for cut in cuts:
        yield flat[:cut], flat[cut:]
        yield flat[cut:], flat[:cut]


def _certainty(likeness: float) -> float:
    """Turn likeness 0…100 into 0…1, squared: a left-over word must cost more than a slip of the finger."""
    return (likeness / 100) ** 2


def _best(scores: Scores, most: int = 200) -> list[int]:
    hit = np.flatnonzero(scores)
    ranked: list[int] = hit[np.argsort(-scores[hit], kind="stable")][:most].tolist()
    return ranked


def normal_ref(ref: str) -> list[str]:
    """Road numbers of a `ref` tag, in Cyrillic capitals."""
    return [each.strip().translate(_TO_CYRILLIC).upper() for each in ref.split(";")]
