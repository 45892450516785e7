"""What each reading of a query may mean: candidates with their scores."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from routing.geocoding.index import Settlement, Street
from routing.geocoding.likeness import SHORT_NAME, TOWN_SLIP, Known, Likeness, kind_factor
from routing.geocoding.names import INFLECTED, Scores
from routing.geocoding.points import INSTITUTIONS, Point, point_key
from routing.geocoding.readings import Reading
from routing.geocoding.text import Name, settlement_name, street_name
from routing.geocoding.vocabulary import STREET_KIND

STREET_UNKNOWN = 0.65
"""Of an address only the settlement was found."""
STREET_ALONE, STREET_ALONE_ALIKE = 0.6, 0.45
"""A street without a settlement is believed only where it was called a street, its name is exact and the only one:

«Ивановка» may be a village that no list has, «улица Большая Ивановка» is that street.
"""
DOUBT = 0.7
"""What makes an answer doubtful, such as a village where two names fit or no settlement around a street."""
WHOLE_STREET = 0.5
"""The words are the name of one street, and a settlement was seen in some of them."""
BESIDE = 0.6
"""The street lies at the edge of the settlement named, and rather in the one beside it: second after the settlement."""


POINT_ALONE = 0.9
"""A hospital's name may be what people call a street or village."""
POINT_IN_TOWN, KIND_IN_TOWN = 0.97, 0.85
"""Named with its settlement; or «больница, Тосно», where a town may have several."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate: score 0…1, and a street, a settlement or a named place by index."""

    score: float
    street: int | None
    settlement: int | None
    point: int | None = None


class Candidates:
    """The streets and settlements of one map, asked reading by reading."""

    def __init__(self, streets: list[Street], settlements: list[Settlement], points: list[Point]) -> None:
        self._streets = streets
        self._points = points
        self._institutions = {
            word: [i for i, point in enumerate(points) if word in point.key.split()] for word in INSTITUTIONS
        }
        self._known = Known(streets, settlements, points)
        self._in_town = np.array([-1 if s.settlement is None else s.settlement for s in streets], np.intp)
        self._beside = np.array([-1 if s.beside is None else s.beside for s in streets], np.intp)

    def likeness(self) -> Likeness:
        """Begin a query."""
        return Likeness(self._known)

    def _towns(self, tokens: list[str], like: Likeness) -> Scores | None:
        """Likeness by settlement. «Западная улица» is no misspelt Западная Лица, and «2-я» no settlement."""
        asked = settlement_name(tokens)
        if asked.kind is None and asked.key.replace(" ", "").isdigit():
            return None
        towns = like.towns(asked)
        if towns is None or not any(token in STREET_KIND for token in tokens):
            return towns
        return np.where(towns >= INFLECTED**TOWN_SLIP, towns, 0.0)

    def of(self, reading: Reading, like: Likeness) -> Iterator[Hit]:
        """Give all that one reading may mean."""
        if reading.street and reading.settlement:
            yield from self._both(reading, like)
        elif reading.street:
            yield from self._street_alone(street_name(reading.street), like)
            for i, score in _best(like.points(point_key(reading.street))):
                yield Hit(score * reading.weight * POINT_ALONE, None, self._points[i].settlement, i)
        else:
            towns = self._towns(reading.settlement, like)
            yield from (Hit(score * reading.weight, None, i) for i, score in _best(towns))

    def _both(self, reading: Reading, like: Likeness) -> Iterator[Hit]:
        towns = self._towns(reading.settlement, like)
        if towns is None or not towns.any():
            return
        if not reading.by_comma:
            reading = replace(reading, weight=reading.weight * self._whole(reading, like))
        asked = street_name(reading.street)
        unknown = STREET_UNKNOWN * reading.weight * self._doubt(reading, asked)
        yield from (Hit(unknown * score, None, i) for i, score in _best(towns))
        yield from self._points_in(reading, like, towns)
        streets = like.streets(asked)
        if streets is not None:
            yield from self._in_towns(reading, asked, streets, towns)

    def _whole(self, reading: Reading, like: Likeness) -> float:
        """Doubt a cut through what as a whole is the name of a street: «Луга — Медведь», «Лесной переулок»."""
        streets = like.streets(street_name([*reading.settlement, *reading.street]))
        return WHOLE_STREET if streets is not None and streets.max() == 1 else 1.0

    def _points_in(self, reading: Reading, like: Likeness, towns: Scores) -> Iterator[Hit]:
        """Give the named places in a settlement, by their name or, «больница», by what they are."""
        key = point_key(reading.street)
        named = [(i, score * POINT_IN_TOWN) for i, score in _best(like.points(key))]
        for i, score in [*named, *((i, KIND_IN_TOWN) for i in self._institutions.get(key, ()))]:
            town = self._points[i].settlement
            if town is not None and towns[town]:
                yield Hit(score * float(towns[town]) * reading.weight, None, town, i)

    def _in_towns(self, reading: Reading, asked: Name, streets: Scores, towns: Scores) -> Iterator[Hit]:
        padded = np.append(towns, 0.0)  # no settlement is number -1
        like = np.flatnonzero(streets)
        own, beside = padded[self._in_town[like]], padded[self._beside[like]]
        town = np.maximum(own, beside)
        for at in np.flatnonzero(town).tolist():
            street = int(like[at])
            # a street that is indeed there speaks for the settlement's name, too
            sure = town[at] + (1 - town[at]) * streets[street] / 2
            score = float(sure * (1 + streets[street]) / 2) * kind_factor(asked, self._streets[street])
            score *= 1.0 if own[at] >= beside[at] else BESIDE
            yield Hit(score * reading.weight, street, self._streets[street].settlement)

    def _doubt(self, reading: Reading, street: Name) -> float:
        """Without a comma, what is left beside a settlement's name may mean that no settlement was meant."""
        if reading.by_comma or street.kind:
            return 1.0
        another = any(settlement_name([word]).key in self._known.town_keys for word in reading.street)
        return DOUBT if reading.settlement_last or another else 1.0

    def _street_alone(self, asked: Name, like: Likeness) -> Iterator[Hit]:
        for i, score in _best(like.streets(asked)):
            street = self._streets[i]
            exact = score >= SHORT_NAME and asked.kind and asked.kind == street.name.kind
            belief = STREET_ALONE if exact else STREET_ALONE_ALIKE
            belief *= 1.0 if kind_factor(asked, street) == 1 else DOUBT
            belief *= DOUBT if street.settlement is None else 1.0
            yield Hit(score * belief, i, street.settlement)


def _best(scores: Scores | None, most: int = 200) -> list[tuple[int, float]]:
    if scores is None:
        return []
    hit = np.flatnonzero(scores)
    ranked = hit[np.argsort(-scores[hit], kind="stable")][:most]
    return [(int(i), float(scores[i])) for i in ranked]
