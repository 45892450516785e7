"""Case endings of Russian names: «в Гатчине», «на Киевской», «из Киришей»."""

from collections.abc import Iterable, Iterator
from itertools import product

SHORTEST_STEM = 3
MOST_NAMES = 8
"""So many combinations of nominatives are looked up, no more."""
_ADJECTIVE = ("ого", "ому", "ом", "ым")
_SOFT_ADJECTIVE = ("его", "ему", "ем", "им", "ого", "ому", "ом")
ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ая", ("ой", "ую")),
    ("яя", ("ей", "юю")),
    ("ый", _ADJECTIVE),
    ("ий", (*_SOFT_ADJECTIVE, "ия", "ию", "ии")),
    ("ой", _ADJECTIVE),
    ("ое", _ADJECTIVE),
    ("ее", _SOFT_ADJECTIVE),
    ("ье", ("ья", "ью", "ьем", "ьего", "ьему")),
    ("ые", ("ых", "ым", "ыми")),
    ("ие", ("их", "им", "ими", "ия", "ию", "ии")),
    ("ия", ("ии", "ию", "ией")),
    ("ец", ("ца", "цу", "цем", "це")),
    ("ок", ("ка", "ку", "ком", "ке")),
    ("а", ("ы", "и", "е", "у", "ой")),
    ("я", ("и", "е", "ю", "ей")),
    ("о", ("а", "у", "ом", "е")),
    ("е", ("я", "ю", "ем", "а", "у")),
    ("ь", ("и", "ью", "я", "ю", "ем", "е")),
    ("ы", ("ов", "ам", "ами", "ах", "ев")),
    ("и", ("ов", "ам", "ами", "ах", "ей", "ям", "ях", "ок", "ек")),
    ("й", ("я", "ю", "ем", "е")),
)
"""Nominative ending → endings of the other cases; the first that fits is the rule of a word. School grammar."""
_OF_CONSONANT = ("а", "у", "ом", "е")


def forms(word: str) -> list[str]:
    """Give the other cases of a nominative, nothing for what is too short or has no case."""
    for nominative, others in ENDINGS:
        stem = word.removesuffix(nominative)
        if stem != word:
            return [stem + ending for ending in others] if len(stem) >= SHORTEST_STEM else []
    return [word + ending for ending in _OF_CONSONANT] if len(word) >= SHORTEST_STEM and word.isalpha() else []


class Nominatives:
    """Leads the cases of known words back to these."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        for word in dict.fromkeys(known):
            for form in forms(word):
                self._words.setdefault(form, []).append(word)

    def of(self, words: list[str]) -> Iterator[list[str]]:
        """Give the ways to read words as cases of known ones, the words themselves left out."""
        choices = [[word, *self._words.get(word, [])] for word in words]
        for count, choice in enumerate(product(*choices)):
            if count > MOST_NAMES:
                return
            if count:
                yield list(choice)
