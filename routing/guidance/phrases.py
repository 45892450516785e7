"""The sentences for the driver, Russian and English side by side, each as a whole.

What stands in square brackets is said only when its values are known, or else what stands after the bar. Names come in
the case the sentence asks for: `{onto}` is the accusative («на …»), `{along}` the dative («по …»).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypedDict

Kind = tuple[str, str | None]
"""Type and modifier of a manoeuvre, in OSRM's vocabulary."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages."""

    ru: str
    en: str


CATALOGUE: Mapping[Kind, Phrase] = {
    ("depart", None): Phrase(
        "Начните движение на {heading}[ по {along}][, {against}]",
        "Head {heading}[ along {name}][, {against}]",
    ),
    ("depart", "uturn"): Phrase(
        "Развернитесь и двигайтесь на {heading}[ по {along}][, {against}]",
        "Make a U-turn and head {heading}[ along {name}][, {against}]",
    ),
    ("turn", "left"): Phrase(
        "[Через {distance} ]поверните налево[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]turn left[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "right"): Phrase(
        "[Через {distance} ]поверните направо[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]turn right[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "slight left"): Phrase(
        "[Через {distance} ]плавно поверните налево[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]bear left[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "slight right"): Phrase(
        "[Через {distance} ]плавно поверните направо[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]bear right[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "sharp left"): Phrase(
        "[Через {distance} ]резко поверните налево[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]turn sharp left[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "sharp right"): Phrase(
        "[Через {distance} ]резко поверните направо[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]turn sharp right[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "straight"): Phrase(
        "[Через {distance} ]двигайтесь прямо[ на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]go straight on[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("turn", "uturn"): Phrase(
        "[Через {distance} ]развернитесь[ и двигайтесь по {along}]",
        "[In {distance} ]make a U-turn[ and drive along {name}]",
    ),
    ("continue", None): Phrase(
        "[Через {distance} ]продолжайте движение прямо[ по {along}][, {against}]",
        "[In {distance} ]continue straight on[ along {name}][, {against}]",
    ),
    ("fork", "slight left"): Phrase(
        "[Через {distance} ]на развилке держитесь левее[, на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]at the fork keep left[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("fork", "slight right"): Phrase(
        "[Через {distance} ]на развилке держитесь правее[, на {onto}][, указатель {sign}][, {against}]",
        "[In {distance} ]at the fork keep right[ onto {name}][, signed {sign}][, {against}]",
    ),
    ("on ramp", "left"): Phrase(
        "[Через {distance} ]сверните налево на въезд[ на {onto}][, указатель {sign}]",
        "[In {distance} ]take the ramp on the left[ onto {name}][, signed {sign}]",
    ),
    ("on ramp", "right"): Phrase(
        "[Через {distance} ]сверните направо на въезд[ на {onto}][, указатель {sign}]",
        "[In {distance} ]take the ramp on the right[ onto {name}][, signed {sign}]",
    ),
    ("off ramp", "left"): Phrase(
        "[Через {distance} ]уходите на съезд слева[ на {onto}][, указатель {sign}]",
        "[In {distance} ]take the exit on the left[ onto {name}][, signed {sign}]",
    ),
    ("off ramp", "right"): Phrase(
        "[Через {distance} ]уходите на съезд справа[ на {onto}][, указатель {sign}]",
        "[In {distance} ]take the exit on the right[ onto {name}][, signed {sign}]",
    ),
    ("merge", "slight left"): Phrase(
        "[Через {distance} ]выезжайте на [{onto}|дорогу], перестраиваясь влево",
        "[In {distance} ]merge left[ onto {name}]",
    ),
    ("merge", "slight right"): Phrase(
        "[Через {distance} ]выезжайте на [{onto}|дорогу], перестраиваясь вправо",
        "[In {distance} ]merge right[ onto {name}]",
    ),
    ("roundabout", None): Phrase(
        "[Через {distance} ]въезжайте на кольцо",
        "[In {distance} ]enter the roundabout",
    ),
    ("roundabout", "exit"): Phrase(
        "[Через {distance} ]на кольце {exit} съезд[ на {onto}][, указатель {sign}]",
        "[In {distance} ]at the roundabout take the {exit} exit[ onto {name}][, signed {sign}]",
    ),
    ("exit roundabout", None): Phrase(
        "[Через {distance} ]съезжайте с кольца[ на {onto}][, указатель {sign}]",
        "[In {distance} ]leave the roundabout[ onto {name}][, signed {sign}]",
    ),
    ("ferry", None): Phrase(
        "[Через {distance} ]заезжайте на паром",
        "[In {distance} ]board the ferry",
    ),
    ("exit ferry", None): Phrase(
        "[Через {distance} ]съезжайте с парома[ на {onto}]",
        "[In {distance} ]leave the ferry[ onto {name}]",
    ),
    ("arrive", None): Phrase(
        "[Через {distance} ]место назначения[: {note}]",
        "[In {distance} ]you reach the destination[: {note}]",
    ),
    ("arrive", "left"): Phrase(
        "[Через {distance} ]место назначения слева[: {note}]",
        "[In {distance} ]the destination is on the left[: {note}]",
    ),
    ("arrive", "right"): Phrase(
        "[Через {distance} ]место назначения справа[: {note}]",
        "[In {distance} ]the destination is on the right[: {note}]",
    ),
}
AGAINST = Phrase("против одностороннего движения", "against the one-way traffic")
THEN = Phrase("{now}, сразу затем {next}", "{now}, then at once {next}")
"""Two manoeuvres so close that the second has to be known before the first."""
THROUGH = Phrase("через {place}[ по {along}]", "through {place}[ along {name}]")
"""What one of several ways differs by."""
ALONG = Phrase("по {along}", "along {name}")
NO_OTHER_NAME = Phrase("по другим улицам", "along other streets")
METRES = Phrase("{n} м", "{n} m")
KILOMETRES = Phrase("{n} км", "{n} km")
HEADINGS = (
    *(Phrase("север", "north"), Phrase("северо-восток", "northeast"), Phrase("восток", "east")),
    *(Phrase("юго-восток", "southeast"), Phrase("юг", "south"), Phrase("юго-запад", "southwest")),
    *(Phrase("запад", "west"), Phrase("северо-запад", "northwest")),
)
EXITS = (
    *(Phrase("первый", "1st"), Phrase("второй", "2nd"), Phrase("третий", "3rd"), Phrase("четвёртый", "4th")),
    *(Phrase("пятый", "5th"), Phrase("шестой", "6th"), Phrase("седьмой", "7th"), Phrase("восьмой", "8th")),
)
LATER_EXIT = Phrase("{n}-й", "{n}th")
_OPTIONAL = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]]*))?\]")
_VALUE = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said, in both languages."""

    ru: str
    en: str


class Words(TypedDict, total=False):
    """What a sentence may need, in one language; `None`, or absent, is not known."""

    distance: str | None
    against: str | None
    onto: str | None
    along: str | None
    name: str | None
    sign: str | None
    heading: str | None
    exit: str | None
    note: str | None
    place: str | None


class _Part(NamedTuple):
    """A part of a sentence, the values without which it is not said, and what is said instead."""

    text: str
    needs: tuple[str, ...]
    otherwise: str


def filled(sentence: str, words: Words) -> str:
    """Fill in a sentence and begin it with a capital."""
    said = values(sentence, words)
    return said[0].upper() + said[1:]


def values(sentence: str, words: Words) -> str:
    """Fill in a part of a sentence, and leave out what is not known."""
    return "".join(
        part.text.format_map(words) if all(words.get(value) for value in part.needs) else part.otherwise
        for part in _parts(sentence)
    )


@cache
def _parts(sentence: str) -> tuple[_Part, ...]:
    """Take a sentence of the catalogue apart."""
    parts, end = [], 0
    for optional in _OPTIONAL.finditer(sentence):
        parts.append(_Part(sentence[end : optional.start()], (), ""))
        parts.append(_Part(optional[1], tuple(_VALUE.findall(optional[1])), optional[2] or ""))
        end = optional.end()
    return (*parts, _Part(sentence[end:], (), ""))


def heading(bearing: float) -> Phrase:
    """Name the quarter or half-quarter of the compass that a bearing in degrees lies in."""
    return HEADINGS[round(bearing / 45) % 8]


def nth(exit_number: int) -> Phrase:
    """Count an exit as people do."""
    if exit_number <= len(EXITS):
        return EXITS[exit_number - 1]
    return Phrase(LATER_EXIT.ru.format(n=exit_number), LATER_EXIT.en.format(n=exit_number))


def joined(now: Said, after: Said) -> Said:
    """Say two manoeuvres in one breath."""
    return Said(
        ru=THEN.ru.format(now=now.ru, next=after.ru[0].lower() + after.ru[1:]),
        en=THEN.en.format(now=now.en, next=after.en[0].lower() + after.en[1:]),
    )


def spoken_distance(metres: float) -> Said:
    """Round a distance as a person would say it."""
    if metres < 950:
        rounded = round(metres / 10) * 10 if metres < 200 else round(metres / 50) * 50
        return _said(METRES, str(max(10, rounded)))
    return _said(KILOMETRES, f"{metres / 1000:.0f}" if metres >= 9_950 else f"{metres / 1000:.1f}".removesuffix(".0"))


def _said(unit: Phrase, number: str) -> Said:
    return Said(ru=unit.ru.format(n=number.replace(".", ",")), en=unit.en.format(n=number))
