"""Fuzzy search over the index, and names for points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.geocoding import index
from routing.geocoding.readings import Reading, readings
from routing.geocoding.roads import Roads
from routing.geocoding.text import Name, read, retyped, same_district, settlement_name, short_key, street_name
from routing.network.model import Network
from routing.types import FoundPlace, GazetteerEntry, LatLon, great_circle_m

MOST_SLIPS = 2
"""Names with more slips of the finger between them are two names; so are those of `SLIPS_FROM` letters or fewer."""
SLIPS_FROM = (4, 8)
"""Letters from which one slip and two slips may be forgiven."""
TOWN_SLIP = 2.0
"""A slip in a settlement's name costs more: the next village may be called so. The power of a street's likeness."""
SHORT_NAME = 0.94
"""A street known by its last word only is a little less certain."""
WRONG_KIND = 0.92
"""So is an avenue where a street was asked for, in a known settlement."""
NUMBER_MISSED = 0.8
"""«Янино» is Янино-1, most likely."""
STREET_UNKNOWN = 0.65
"""Of an address only the settlement was found."""
STREET_ALONE, STREET_ALONE_ALIKE = 0.6, 0.45
"""A street without a settlement is believed only where it was called a street, its name is exact and the only one:

«Ивановка» may be a village that no list has, «улица Большая Ивановка» is that street.
"""
DOUBT = 0.7
"""What makes an answer doubtful, such as a village where two names fit or no settlement around a street."""
NOT_SUCH = 0.45
"""An allotment or a housing estate was asked for, and the name is that of a town."""
BIG_VILLAGE, BIG_VILLAGE_DOUBT = 10_000, 0.75
"""«Деревня Никольское» is hardly the town; but Мурино was called a village until 2019."""
BESIDE = 0.6
"""The street lies at the edge of the settlement named, and rather in the one beside it: second after the settlement."""
RIVAL, FAR_RIVAL_M, NEAR_RIVAL_M = 0.02, 5_000.0, 500.0
"""Answers so alike in score, and so far apart, are rivals."""
AMBIGUOUS, AMBIGUOUS_IN_TOWN = 0.45, 0.75
"""Far rivals make any answer one not to be taken; near ones a doubtful one."""
OUTWEIGHED, MUCH_LARGER = 0.75, 20
"""A town of so many times the inhabitants is meant before the hamlet of its name."""
OTHER_DISTRICT, DISTRICT_UNKNOWN = 0.45, 0.8
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
        self._settlements_short = _Names([_without_number(place.name.key) for place in self._settlements])
        self._town_keys = frozenset(place.name.key for place in self._settlements)
        self._people = np.array([place.population for place in self._settlements], np.int64)
        self._in_town = np.array([-1 if s.settlement is None else s.settlement for s in self._streets], np.intp)
        self._beside = np.array([-1 if s.beside is None else s.beside for s in self._streets], np.intp)
        self._roads = Roads(network)

    def find(self, text: str, district: str | None, limit: int) -> list[FoundPlace]:
        """Find places, best first."""
        road = self._roads.find(text) or self._roads.find(retyped(text))
        if road:
            return [self._with_town(post) for post in road[:limit]]
        query = read(retyped(text))
        hits = [hit for reading in readings(query.parts) for hit in self._hits(reading)]
        ranked = self._ranked(hits, district or query.district)
        return [self._found(hit, ranked) for hit in ranked[:limit]]

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if reading.street and reading.settlement:
            yield from self._both(reading)
        elif reading.street:
            yield from self._street_alone(street_name(reading.street))
        else:
            towns = self._town_scores(settlement_name(reading.settlement))
            yield from (Hit(float(towns[i]) * reading.weight, None, i) for i in _best(towns))

    def _both(self, reading: Reading) -> Iterator[Hit]:
        towns = self._town_scores(settlement_name(reading.settlement))
        if not towns.any():
            return
        street = street_name(reading.street)
        unknown = STREET_UNKNOWN * reading.weight * self._doubt(reading, street)
        for i in _best(towns):
            yield Hit(unknown * float(towns[i]), None, i)
        streets = self._street_scores(street)
        padded = np.append(towns, 0.0)  # no settlement is number -1
        own, beside = padded[self._in_town], padded[self._beside]
        town = np.maximum(own, beside)
        for i in np.flatnonzero((streets > 0) & (town > 0)).tolist():
            # a street that is indeed there speaks for the settlement's name, too
            sure = town[i] + (1 - town[i]) * streets[i] / 2
            score = float(sure * (1 + streets[i]) / 2) * self._kind_factor(street, i)
            score *= 1.0 if own[i] >= beside[i] else BESIDE
            yield Hit(score * reading.weight, i, self._streets[i].settlement)

    def _doubt(self, reading: Reading, street: Name) -> float:
        """Without a comma, what is left beside a settlement's name may mean that no settlement was meant."""
        if reading.by_comma or street.kind:
            return 1.0
        another = any(settlement_name([word]).key in self._town_keys for word in reading.street)
        return DOUBT if reading.settlement_last or another else 1.0

    def _street_alone(self, street: Name) -> Iterator[Hit]:
        scores = self._street_scores(street)
        for i in _best(scores):
            exact = scores[i] >= SHORT_NAME and street.kind and street.kind == self._streets[i].name.kind
            belief = STREET_ALONE if exact else STREET_ALONE_ALIKE
            belief *= 1.0 if self._kind_factor(street, i) == 1 else DOUBT
            belief *= DOUBT if self._streets[i].settlement is None else 1.0
            yield Hit(float(scores[i]) * belief, i, self._streets[i].settlement)

    def _town_scores(self, asked: Name) -> Scores:
        full = self._settlements_named.scores(asked.key)
        short = self._settlements_short.scores(asked.key)
        scores = np.maximum(full**TOWN_SLIP, NUMBER_MISSED * short**TOWN_SLIP)
        if asked.kind in {"садоводство", "микрорайон"}:
            return scores * NOT_SUCH
        if asked.kind in {"деревня", "село", "хутор"}:
            return np.where(self._people >= BIG_VILLAGE, BIG_VILLAGE_DOUBT, 1.0) * scores
        return scores

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
        weighed.sort(key=lambda hit: (-round(hit.score, 2), -self._size(hit), -1 if hit.street is None else hit.street))
        unique: dict[tuple[int | None, int | None], Hit] = {}
        for hit in weighed:
            unique.setdefault((hit.street, hit.settlement), hit)
        return list(unique.values())

    def _district_factor(self, hit: Hit, district: str | None) -> float:
        if district is None:
            return 1.0
        known = None if hit.settlement is None else self._settlements[hit.settlement].district
        if known is None:
            return DISTRICT_UNKNOWN
        return 1.0 if same_district(district, known) else OTHER_DISTRICT

    def _size(self, hit: Hit) -> int:
        return 0 if hit.settlement is None else self._settlements[hit.settlement].population

    def _at(self, hit: Hit) -> LatLon:
        if hit.street is not None:
            return self._streets[hit.street].at
        assert hit.settlement is not None  # noqa: S101 a hit is a street or a settlement
        return self._settlements[hit.settlement].at

    def _found(self, hit: Hit, hits: Sequence[Hit]) -> FoundPlace:
        near = (other for other in hits if other is not hit and abs(other.score - hit.score) < RIVAL)
        certainty = min((self._against(hit, other) for other in near), default=1.0)
        return self._place(hit.street, hit.settlement, hit.score * certainty)

    def _against(self, hit: Hit, rival: Hit) -> float:
        """How much of a candidate's score stands against one that fits as well."""
        apart_m = great_circle_m(self._at(hit), self._at(rival))
        if apart_m <= NEAR_RIVAL_M:
            return 1.0
        if apart_m <= FAR_RIVAL_M:
            return AMBIGUOUS_IN_TOWN
        towns = hit.street is None and rival.street is None
        return OUTWEIGHED if towns and self._size(hit) > MUCH_LARGER * self._size(rival) else AMBIGUOUS

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

    def _with_town(self, place: FoundPlace) -> FoundPlace:
        town = self._town_at(place.at)
        return replace(place, settlement=town.label, district=town.district) if town else place

    def _town_at(self, point: LatLon, reach_m: float = 15_000.0) -> index.Settlement | None:
        found = int(self._nearby.belongs(np.array([point.lon]), np.array([point.lat]), reach_m)[0][0])
        return self._settlements[found] if found < len(self._settlements) else None

    def name_point(self, point: LatLon, way: int | None) -> FoundPlace | None:
        """Name a point by the way beside it, if any, and its settlement."""
        town = self._nearby.belongs(np.array([point.lon]), np.array([point.lat]))[0][0]
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
        self._length = np.array([len(key) for key in unique])
        self._initial = np.array([key[:1] for key in unique], "<U1")

    def scores(self, key: str) -> Scores:
        """Likeness 0…1 by entry: 1 for the same name, less by each slip, 0 for another name."""
        if not self._unique or not key:
            return np.zeros(len(self._of))
        slips = process.cdist([key], self._unique, scorer=OSA.distance, score_cutoff=MOST_SLIPS)[0]
        slips = slips + (self._initial != key[0])  # people seldom mistake the first letter: Калиновка is no Малиновка
        length = np.maximum(self._length, len(key))
        forgiven = slips <= np.searchsorted(SLIPS_FROM, length, side="right")
        likeness = np.where(forgiven, (1 - slips / length) ** 2, 0.0)
        return likeness[self._of]


def _without_number(key: str) -> str:
    """Give a name without its number, nothing when it has none."""
    bare = " ".join(word for word in key.split() if not word.isdigit())
    return "" if bare == key else bare


def _best(scores: Scores, most: int = 200) -> list[int]:
    hit = np.flatnonzero(scores)
    ranked: list[int] = hit[np.argsort(-scores[hit], kind="stable")][:most].tolist()
    return ranked
