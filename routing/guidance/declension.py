"""Names of streets in the cases that a driver hears: «на» with the accusative, «по» with the dative.

A name is a word for its kind (улица, шоссе) with adjectives that agree with it and other words that never change
(улица Ленина). Endings follow Zaliznyak's grammar; a kind that is not listed leaves the name as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Gender = Literal["f", "m", "n"]


@dataclass(frozen=True, slots=True)
class Cases:
    """A name as it stands in a sentence."""

    accusative: str
    dative: str


_FEMININE_A = (
    *("улица", "аллея", "линия", "дорога", "автодорога", "дорожка", "просека", "эстакада", "развязка", "дамба"),
    *("плотина", "слобода", "коса", "гавань", "тропа", "трасса", "автомагистраль"),
)
_FEMININE_SOFT = ("площадь", "магистраль")
_MASCULINE = (
    *("проспект", "бульвар", "проезд", "тракт", "мост", "путепровод", "канал", "въезд", "подъезд", "обход", "съезд"),
    *("заезд", "квартал", "спуск", "диаметр", "виадук", "просек", "маршрут", "участок", "зимник", "тупик", "разъезд"),
    *("переезд", "сквер", "парк", "луч", "тоннель", "переулок", "городок"),
)
_IRREGULAR: Mapping[str, tuple[Gender, Cases]] = {
    "переулок": ("m", Cases("переулок", "переулку")),
    "участок": ("m", Cases("участок", "участку")),
    "городок": ("m", Cases("городок", "городку")),
    "тоннель": ("m", Cases("тоннель", "тоннелю")),
    "набережная": ("f", Cases("набережную", "набережной")),
    "шоссе": ("n", Cases("шоссе", "шоссе")),
    "полукольцо": ("n", Cases("полукольцо", "полукольцу")),
    "кольцо": ("n", Cases("кольцо", "кольцу")),
    "гавань": ("f", Cases("гавань", "гавани")),
    "автомагистраль": ("f", Cases("автомагистраль", "автомагистрали")),
}


def _feminine(noun: str) -> Cases:
    if noun.endswith("ь"):
        return Cases(noun, noun[:-1] + "и")
    stem = noun[:-1]
    return Cases(stem + ("ю" if noun.endswith("я") else "у"), stem + ("и" if noun.endswith("ия") else "е"))


KINDS: Mapping[str, tuple[Gender, Cases]] = {
    **{noun: ("f", _feminine(noun)) for noun in (*_FEMININE_A, *_FEMININE_SOFT)},
    **{noun: ("m", Cases(noun, noun + "у")) for noun in _MASCULINE},
    **_IRREGULAR,
}
"""What streets and roads are called, by the nominative."""

_SHORT = {"ул.": "улица", "пер.": "переулок", "пр-т": "проспект", "пл.": "площадь", "наб.": "набережная", "ш.": "шоссе"}
_SMALL = {"улица", "проспект", "переулок", "площадь", "проезд", "тупик", "линия", "шоссе", "подъезд", "съезд", "обход"}
"""Kinds that no proper name begins with: «Дорога жизни» keeps its capital."""
_NUMBER = re.compile(r"(\d)\s*[-=]\s*[аоы]?([яйе])\b")
"""5-я, also as people write it on maps: 5 - я, 5=я, 5-ая."""
_HUSHERS = "жшщч"
_STRESSED = ("больш", "чуж")
_OF_BEASTS = (
    *("лис", "трет", "рыбач", "медвеж", "волч", "птич", "заяч", "олен", "коз", "собач", "лебяж", "казач", "девич"),
    *("бараш", "верблюж", "коров", "овеч", "помещич"),
)
"""Stems of adjectives in -ий that have a soft sign in other cases: по Третьему переулку."""
_ENDINGS: Mapping[Gender, tuple[str, ...]] = {
    "f": ("ая", "яя", "ья", "-я"),
    "m": ("ый", "ий", "ой", "-й"),
    "n": ("ое", "ее", "ье", "-е"),
}


@lru_cache(maxsize=8192)
def declined(name: str) -> Cases | None:
    """Put the name of a street into its cases; `None` when it is no street's name but a place's or a road's own."""
    words = [_SHORT.get(word.lower(), word) for word in _NUMBER.sub(r"\1-\2", name.partition("/")[0]).split()]
    if name.isupper() and name.isalpha():
        return Cases(name, name)  # КАД
    at = _kind(words)
    if at is None:
        return _without_kind(words)
    gender, noun = KINDS[words[at].lower()]
    before, after = words[:at], words[at + 1 :]
    capital = words[at][0].isupper() and not (words[at].lower() in _SMALL and words[1:])
    agrees = bool(after) and all(_agrees(word, gender) for word in after)
    in_cases = [
        [
            *(_adjective(word, gender, case, owned=True) for word in before),
            getattr(noun, case).capitalize() if capital else getattr(noun, case),
            *(_adjective(word, gender, case) if agrees else word for word in after),
        ]
        for case in ("accusative", "dative")
    ]
    return Cases(*(" ".join(each) for each in in_cases))


def _kind(words: Sequence[str]) -> int | None:
    """Find the word for the kind. In «Набережная улица» it is the second one."""
    found = [i for i, word in enumerate(words) if word.lower() in KINDS]
    if len(found) > 1 and words[found[0]].lower() == "набережная" and found[1] == found[0] + 1:
        return found[1]
    return found[0] if found else None


def _without_kind(words: Sequence[str]) -> Cases | None:
    """Decline what is nothing but adjectives: people say «на Ямскую»."""
    for gender in ("f", "m"):
        if all(_agrees(word, gender) and not word[0].isdigit() for word in words):
            said = [[_adjective(word, gender, case) for word in words] for case in ("accusative", "dative")]
            return Cases(*(" ".join(each) for each in said))
    return None


def _agrees(word: str, gender: Gender) -> bool:
    return (len(word) > 3 and word.endswith(_ENDINGS[gender])) or bool(re.fullmatch(r"\d+-[яйе]", word))


def _adjective(word: str, gender: Gender, case: str, *, owned: bool = False) -> str:
    """Put a word into a case if it agrees with the kind; in «Окружная-Восточная» both halves do."""
    if re.fullmatch(r"\d+-[яйе]", word):
        return word[:-1] + _number_ending(word[-1], case)
    return "-".join(_part(part, gender, case, owned=owned) for part in word.split("-"))


def _number_ending(ending: str, case: str) -> str:
    accusative, dative = {"я": ("ю", "й"), "й": ("й", "му"), "е": ("е", "му")}[ending]
    return accusative if case == "accusative" else dative


def _part(word: str, gender: Gender, case: str, *, owned: bool) -> str:
    stem, ending = word[:-2], word[-2:]
    if len(word) > 3 and ending in _ENDINGS[gender]:
        return stem + _ending(stem.lower(), ending, gender, case)
    if owned and gender == "m" and case == "dative" and re.search(r"(ов|ев|ин|ын)$", word):
        return word + "у"  # Крюков канал
    return word


def _ending(stem: str, ending: str, gender: Gender, case: str) -> str:
    if gender == "f":
        accusative = {"ая": "ую", "яя": "юю", "ья": "ью"}[ending]
        soft = stem.endswith(tuple(_HUSHERS)) and stem not in _STRESSED
        dative = {"ая": "ей" if soft else "ой", "яя": "ей", "ья": "ьей"}[ending]
        return accusative if case == "accusative" else dative
    if case == "accusative":
        return ending
    if gender == "n":
        return {"ое": "ому", "ее": "ему", "ье": "ьему"}[ending]
    if ending != "ий" or stem.endswith(("г", "к", "х")):
        return "ому"
    return "ьему" if stem in _OF_BEASTS else "ему"


def through(settlement: str) -> str:
    """Put the name of a settlement into the accusative: «через Гатчину», «через Новую Ладогу», «через Сосновый Бор»."""
    return " ".join(_place(word) for word in settlement.split())


def _place(word: str) -> str:
    if word.endswith(("ая", "яя")):
        return word[:-2] + ("ую" if word.endswith("ая") else "юю")
    if word.endswith("а"):
        return word[:-1] + "у"
    return word[:-1] + "ю" if word.endswith("я") else word
