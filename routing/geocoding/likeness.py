"""How well the words of one reading fit the names of the index. Each name is compared once for a query."""

import numpy as np

from routing.geocoding.index import Settlement, Street
from routing.geocoding.names import Names, Scores
from routing.geocoding.points import Point
from routing.geocoding.text import Name, short_key

TOWN_SLIP = 2.0
"""A slip in a settlement's name costs more: the next village may be called so. The power of a street's likeness."""
SHORT_NAME = 0.94
"""A street known by its last word only is a little less certain."""
WRONG_KIND = 0.92
"""So is an avenue where a street was asked for, in a known settlement."""
NUMBER_MISSED = 0.8
"""«Янино» is Янино-1, most likely."""
NOT_SUCH = 0.45
"""An allotment or a housing estate was asked for, and the name is that of a town."""
BIG_VILLAGE, BIG_VILLAGE_DOUBT = 10_000, 0.75
"""«Деревня Никольское» is hardly the town; but Мурино was called a village until 2019."""


class Known:
    """All names of the index, ready to be compared. Read only."""

    def __init__(self, streets: list[Street], settlements: list[Settlement], points: list[Point]) -> None:
        self.streets = Names([street.name.key for street in streets])
        self.streets_short = Names([short_key(street.label) or "" for street in streets])
        self.settlements = Names([place.name.key for place in settlements])
        self.settlements_short = Names([_without_number(place.name.key) for place in settlements])
        self.points = Names([point.key for point in points])
        self.people = np.array([place.population for place in settlements], np.int64)
        self.town_keys = frozenset(place.name.key for place in settlements)


class Likeness:
    """Compares the names of one query with the known ones; `None` stands for nothing alike."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._streets: dict[str, Scores | None] = {}
        self._towns: dict[str, Scores | None] = {}
        self._points: dict[str, Scores | None] = {}

    def points(self, key: str) -> Scores | None:
        """Likeness 0…1 by named place."""
        if key not in self._points:
            self._points[key] = self._known.points.scores(key)
        return self._points[key]

    def streets(self, asked: Name) -> Scores | None:
        """Likeness 0…1 by street, kinds apart."""
        if asked.key not in self._streets:
            full = self._known.streets.scores(asked.key)
            self._streets[asked.key] = _better(full, self._known.streets_short.scores(asked.key), SHORT_NAME)
        return self._streets[asked.key]

    def towns(self, asked: Name) -> Scores | None:
        """Likeness 0…1 by settlement, with the doubts that the kind raises."""
        if asked.key not in self._towns:
            full = self._known.settlements.scores(asked.key)
            found = _better(full, self._known.settlements_short.scores(asked.key), NUMBER_MISSED ** (1 / TOWN_SLIP))
            self._towns[asked.key] = None if found is None else found**TOWN_SLIP
        scores = self._towns[asked.key]
        if scores is None:
            return None
        if asked.kind in {"садоводство", "микрорайон"}:
            return scores * NOT_SUCH
        if asked.kind in {"деревня", "село", "хутор"}:
            return np.where(self._known.people >= BIG_VILLAGE, BIG_VILLAGE_DOUBT, 1.0) * scores
        return scores


def kind_factor(asked: Name, street: Street) -> float:
    """Say how much a street of another kind than was asked for is doubted."""
    return 1.0 if asked.kind in {None, street.name.kind} else WRONG_KIND


def _better(full: Scores | None, short: Scores | None, share: float) -> Scores | None:
    if short is None:
        return full
    return share * short if full is None else np.maximum(full, share * short)


def _without_number(key: str) -> str:
    """Give a name without its number, nothing when it has none."""
    bare = " ".join(word for word in key.split() if not word.isdigit())
    return "" if bare == key else bare
