"""How well and how fast addresses are found. `run` gives rows for the benchmark runner; seeds are fixed."""

import csv
import re
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from routing.geocoding.endings import forms
from routing.geocoding.geocoder import Geocoder
from routing.geocoding.spelling import KEYS_EN, KEYS_RU
from routing.oracle import RoadOracle
from routing.types import FoundPlace, GazetteerEntry, LatLon

SEED = 20_240_601
ADDRESSES = 300
"""Places asked for in each class of distortion."""
TAKEN = 0.5
"""From this confidence on, intake takes an address for found."""
TARGET_MS, TARGET_TOP = 20, 0.95
ROWS = ("geocode.p99_ms", "geocode.one_slip_share", "geocode.build_s", "geocode.memory_mb")
ROOT = Path(__file__).resolve().parents[2]
LISTS = (ROOT.parent / "shared" / "osm" / "settlements.csv", ROOT / "data" / "region" / "leningrad" / "places.csv")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place of the index that no other is named like."""

    street: str | None
    settlement: str
    district: str | None
    at: LatLon

    @property
    def line(self) -> str:
        """The address as it is written."""
        return ", ".join(part for part in (self.settlement, self.street) if part)


def run(oracle: RoadOracle) -> list[Row]:
    """Measure search over all classes of distortion, and the index itself."""
    entries = listed()
    begin = perf_counter()
    Geocoder(oracle._network, entries)
    built_s = perf_counter() - begin
    tracemalloc.start()
    geocoder = Geocoder(oracle._network, entries)
    held_mb = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    answers = asked(geocoder)
    ms = np.array([answer.seconds for found in answers.values() for answer in found]) * 1e3
    slips = [answer.right for answer in answers["one slip"]]
    return [
        row("geocode.p99_ms", float(np.percentile(ms, 99)), TARGET_MS, median=float(np.median(ms))),
        row("geocode.one_slip_share", float(np.mean(slips)), TARGET_TOP, least=True),
        row("geocode.build_s", built_s, 2),
        row("geocode.memory_mb", held_mb, 100),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a text found. `right` is about the first answer alone."""

    text: str
    best: FoundPlace | None
    right: bool
    seconds: float

    @property
    def confidence(self) -> float:
        """Confidence of the first answer, 0 when there was none."""
        return self.best.confidence if self.best else 0.0


def asked(geocoder: Geocoder) -> dict[str, list[Answer]]:
    """Ask for addresses distorted in each way, by name of the way."""
    rng = np.random.default_rng(SEED)
    known = addresses(geocoder, rng)
    return {name: [_answer(geocoder, each, distort(each, rng)) for each in known] for name, distort in WAYS.items()}


def _answer(geocoder: Geocoder, truth: Address, text: str) -> Answer:
    begin = perf_counter()
    found = geocoder.find(text, None, 5)
    seconds = perf_counter() - begin
    best = found[0] if found else None
    return Answer(text=text, best=best, right=best is not None and best.at == truth.at, seconds=seconds)


def listed() -> list[GazetteerEntry]:
    """Read the longest list of settlements at hand."""
    path = next(path for path in LISTS if path.is_file())
    with path.open(encoding="utf-8") as file:
        return [_entry(line) for line in csv.DictReader(file)]


def _entry(line: dict[str, str]) -> GazetteerEntry:
    where = LatLon(lat=float(line["lat"]), lon=float(line["lon"]))
    people = int(line["population"]) if line["population"] else None
    return GazetteerEntry(name=line["name"], at=where, district=line["district"] or None, population=people)


def addresses(geocoder: Geocoder, rng: np.random.Generator) -> list[Address]:
    """Choose settlements, and streets of settlements, whose names are the only ones such."""
    towns, streets = geocoder._settlements, geocoder._streets
    town_keys = Counter(town.name.key for town in towns)
    alone = [i for i, town in enumerate(towns) if town_keys[town.name.key] == 1 and len(town.label) > 4]
    pairs = Counter((street.name.key, street.settlement) for street in streets)
    sure = [
        s for s in streets if s.settlement in set(alone) and pairs[s.name.key, s.settlement] == 1 and _plain(s.label)
    ]
    places = [
        Address(street=None, settlement=towns[i].label, district=towns[i].district, at=towns[i].at) for i in alone
    ]
    found = [
        Address(street=s.label, settlement=towns[s.settlement].label, district=towns[s.settlement].district, at=s.at)
        for s in sure
        if s.settlement is not None
    ]
    return [*_some(places, ADDRESSES // 4, rng), *_some(found, ADDRESSES - ADDRESSES // 4, rng)]


def _plain(label: str) -> bool:
    return bool(re.fullmatch(r"[\w\- .]+", label)) and len(label) > 7


def _some(places: Sequence[Address], count: int, rng: np.random.Generator) -> list[Address]:
    return [places[i] for i in rng.permutation(len(places))[:count].tolist()]


Distortion = Callable[[Address, np.random.Generator], str]


def one_slip(truth: Address, rng: np.random.Generator) -> str:
    """A letter left out, doubled, mistyped or exchanged with the next; not the first of its word."""
    return _slipped(truth.line, rng, first=False)


def first_letter(truth: Address, rng: np.random.Generator) -> str:
    """The same in the first letter of a word."""
    return _slipped(truth.line, rng, first=True)


def two_slips(truth: Address, rng: np.random.Generator) -> str:
    """Two slips somewhere."""
    return _slipped(_slipped(truth.line, rng, first=False), rng, first=False)


def _slipped(line: str, rng: np.random.Generator, *, first: bool) -> str:
    telling = [word for word in re.finditer(r"[^\W\d_]{5,}", line) if word[0].lower() not in KINDS]
    if not telling:
        return line
    word = telling[int(rng.integers(len(telling)))]
    at = word.start() + (0 if first else int(rng.integers(1, len(word[0]) - 1)))
    letter = KEYS_RU[int(rng.integers(0, 32))]
    return [
        line[:at] + line[at + 1 :],
        line[:at] + line[at] + line[at:],
        line[:at] + letter + line[at + 1 :],
        line[:at] + line[at + 1] + line[at] + line[at + 2 :],
    ][int(rng.integers(4))]


KINDS = {
    "улица",
    "проспект",
    "переулок",
    "площадь",
    "набережная",
    "шоссе",
    "бульвар",
    "проезд",
    "тупик",
    "аллея",
    "линия",
}
SHORT = {"улица": "ул.", "проспект": "пр-т", "переулок": "пер.", "площадь": "пл.", "набережная": "наб.", "шоссе": "ш."}
IN_WORDS = {"1": "первая", "2": "вторая", "3": "третья", "4": "четвёртая", "5": "пятая", "7": "седьмая", "8": "восьмая"}


def shortened(truth: Address, rng: np.random.Generator) -> str:
    """With a postal index, abbreviations, a house and a flat."""
    street = " ".join(SHORT.get(word.lower(), word) for word in (truth.street or "").split())
    house = f", д. {rng.integers(1, 90)} корп. 2, кв. {rng.integers(1, 200)}" if street else ""
    return (
        f"188{rng.integers(100, 999)}, ЛО, {truth.settlement}, {street}{house}"
        if street
        else f"нп {truth.settlement}"[3:]
    )


def reordered(truth: Address, _: np.random.Generator) -> str:
    """The street first, its words turned round."""
    words = (truth.street or "").split()
    return ", ".join(part for part in (" ".join(words[1:] + words[:1]), truth.settlement) if part)


def as_spoken(truth: Address, rng: np.random.Generator) -> str:
    """In the prepositional case, without commas: «в Гатчине на Киевской улице 5»."""
    town = " ".join(_locative(word) for word in truth.settlement.split())
    if truth.street is None:
        return f"в {town}"
    street = " ".join(word if _genitive(word) else _locative(word) for word in truth.street.split())
    return f"в {town} на {street} {rng.integers(1, 60)}"


def _genitive(word: str) -> bool:
    return word[0].isdigit() or (word[0].isupper() and not word.endswith(("ая", "ий", "ый", "ой", "ое", "яя")))


def _locative(word: str) -> str:
    cases = forms(word.lower())
    ending = {"ая": 0, "яя": 0, "ий": 2, "ый": 2, "ой": 2, "ое": 2, "ия": 0, "ье": 1, "ые": 0, "ие": 0}.get(word[-2:])
    last = {"а": 2, "я": 1, "о": 3, "ь": 0, "ы": 3, "и": 3, "й": 3, "е": 2}.get(word[-1], 3)
    return cases[ending if ending is not None else last] if cases else word


def numbers_in_words(truth: Address, _: np.random.Generator) -> str:
    """«Первая линия»; what has no number is asked for without ё and in capitals."""
    said = re.sub(r"\b([1-578])-[яй]\b", lambda number: IN_WORDS[number[1]], truth.line)
    return said if said != truth.line else truth.line.upper().replace("Ё", "Е")


def wrong_layout(truth: Address, _: np.random.Generator) -> str:
    """The Latin layout was on."""
    return truth.line.translate(str.maketrans(KEYS_RU, KEYS_EN))


SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ж": "zh",
}  # fmt: skip


def in_latin(truth: Address, _: np.random.Generator) -> str:
    """By the sounds, as in a passport."""
    return "".join(SOUNDS.get(letter, letter) for letter in truth.line.lower())


def in_latin_wrong_layout(truth: Address, rng: np.random.Generator) -> str:
    """The same with the Russian layout on."""
    return in_latin(truth, rng).translate(str.maketrans(KEYS_EN, KEYS_RU))


def as_written(truth: Address, _: np.random.Generator) -> str:
    """As the map has it."""
    return truth.line


WAYS: dict[str, Distortion] = {
    "as written": as_written,
    "one slip": one_slip,
    "first letter": first_letter,
    "two slips": two_slips,
    "shortened, with a house": shortened,
    "reordered": reordered,
    "as spoken": as_spoken,
    "numbers in words, capitals": numbers_in_words,
    "wrong layout": wrong_layout,
    "in Latin": in_latin,
    "in Latin, wrong layout": in_latin_wrong_layout,
}


def calibration(answers: Sequence[Answer]) -> Iterator[tuple[float, int, float]]:
    """By tenth of confidence: its beginning, how many answers, the share of right ones."""
    tenth = np.array([min(9, int(answer.confidence * 10)) for answer in answers])
    right = np.array([answer.right for answer in answers])
    for each in np.unique(tenth).tolist():
        yield each / 10, int((tenth == each).sum()), float(right[tenth == each].mean())


def row(name: str, value: float, target: float, *, median: float | None = None, least: bool = False) -> Row:
    """One line of the report; the unit is the last part of the name."""
    shown = {"median": round(median, 2)} if median is not None else {}
    unit = name.rsplit("_", 1)[1]
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "p99": round(value, 3),
        "target": target,
        "peers": {},
    } | (shown | ({"least": True} if least else {}))
