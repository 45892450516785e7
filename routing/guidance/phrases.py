"""The sentences for the driver: Russian and English side by side, whole sentences only.

A name stands after a colon, in the form the map has it, so that no Russian declension is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages; `{name}`, `{distance}` and `{exit}` are filled in."""

    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence without and with the name of the road that follows."""

    plain: Phrase
    named: Phrase


CATALOGUE: Mapping[tuple[str, str | None], Pair] = {
    ("depart", None): Pair(
        Phrase("Начните движение", "Start driving"),
        Phrase("Начните движение: {name}", "Start driving: {name}"),
    ),
    ("turn", "left"): Pair(
        Phrase("Через {distance} поверните налево", "In {distance} turn left"),
        Phrase("Через {distance} поверните налево: {name}", "In {distance} turn left: {name}"),
    ),
    ("turn", "right"): Pair(
        Phrase("Через {distance} поверните направо", "In {distance} turn right"),
        Phrase("Через {distance} поверните направо: {name}", "In {distance} turn right: {name}"),
    ),
    ("turn", "slight left"): Pair(
        Phrase("Через {distance} держитесь левее", "In {distance} bear left"),
        Phrase("Через {distance} держитесь левее: {name}", "In {distance} bear left: {name}"),
    ),
    ("turn", "slight right"): Pair(
        Phrase("Через {distance} держитесь правее", "In {distance} bear right"),
        Phrase("Через {distance} держитесь правее: {name}", "In {distance} bear right: {name}"),
    ),
    ("turn", "sharp left"): Pair(
        Phrase("Через {distance} резко поверните налево", "In {distance} turn sharp left"),
        Phrase("Через {distance} резко поверните налево: {name}", "In {distance} turn sharp left: {name}"),
    ),
    ("turn", "sharp right"): Pair(
        Phrase("Через {distance} резко поверните направо", "In {distance} turn sharp right"),
        Phrase("Через {distance} резко поверните направо: {name}", "In {distance} turn sharp right: {name}"),
    ),
    ("turn", "straight"): Pair(
        Phrase("Через {distance} двигайтесь прямо", "In {distance} go straight on"),
        Phrase("Через {distance} двигайтесь прямо: {name}", "In {distance} go straight on: {name}"),
    ),
    ("turn", "uturn"): Pair(
        Phrase("Через {distance} развернитесь", "In {distance} make a U-turn"),
        Phrase("Через {distance} развернитесь: {name}", "In {distance} make a U-turn: {name}"),
    ),
    ("continue", None): Pair(
        Phrase("Через {distance} продолжайте движение", "In {distance} continue"),
        Phrase("Через {distance} продолжайте движение: {name}", "In {distance} continue: {name}"),
    ),
    ("on ramp", "left"): Pair(
        Phrase("Через {distance} сверните налево на въезд", "In {distance} take the ramp on the left"),
        Phrase("Через {distance} сверните налево на въезд: {name}", "In {distance} take the ramp on the left: {name}"),
    ),
    ("on ramp", "right"): Pair(
        Phrase("Через {distance} сверните направо на въезд", "In {distance} take the ramp on the right"),
        Phrase(
            "Через {distance} сверните направо на въезд: {name}", "In {distance} take the ramp on the right: {name}"
        ),
    ),
    ("on ramp", "straight"): Pair(
        Phrase("Через {distance} двигайтесь прямо на въезд", "In {distance} go straight onto the ramp"),
        Phrase("Через {distance} двигайтесь прямо на въезд: {name}", "In {distance} go straight onto the ramp: {name}"),
    ),
    ("off ramp", "left"): Pair(
        Phrase("Через {distance} уходите на съезд слева", "In {distance} take the exit on the left"),
        Phrase("Через {distance} уходите на съезд слева: {name}", "In {distance} take the exit on the left: {name}"),
    ),
    ("off ramp", "right"): Pair(
        Phrase("Через {distance} уходите на съезд справа", "In {distance} take the exit on the right"),
        Phrase("Через {distance} уходите на съезд справа: {name}", "In {distance} take the exit on the right: {name}"),
    ),
    ("off ramp", "straight"): Pair(
        Phrase("Через {distance} двигайтесь прямо на съезд", "In {distance} go straight onto the exit"),
        Phrase(
            "Через {distance} двигайтесь прямо на съезд: {name}",
            "In {distance} go straight onto the exit: {name}",
        ),
    ),
    ("merge", None): Pair(
        Phrase("Через {distance} выезжайте на дорогу", "In {distance} merge"),
        Phrase("Через {distance} выезжайте на дорогу: {name}", "In {distance} merge: {name}"),
    ),
    ("roundabout", None): Pair(
        Phrase("Через {distance} въезжайте на кольцо", "In {distance} enter the roundabout"),
        Phrase("Через {distance} въезжайте на кольцо: {name}", "In {distance} enter the roundabout: {name}"),
    ),
    ("roundabout", "exit"): Pair(
        Phrase(
            "Через {distance} въезжайте на кольцо, {exit}-й съезд",
            "In {distance} at the roundabout take exit {exit}",
        ),
        Phrase(
            "Через {distance} въезжайте на кольцо, {exit}-й съезд: {name}",
            "In {distance} at the roundabout take exit {exit}: {name}",
        ),
    ),
    ("exit roundabout", None): Pair(
        Phrase("Через {distance} съезжайте с кольца", "In {distance} leave the roundabout"),
        Phrase("Через {distance} съезжайте с кольца: {name}", "In {distance} leave the roundabout: {name}"),
    ),
    ("arrive", None): Pair(
        Phrase("Через {distance} место назначения", "In {distance} you reach the destination"),
        Phrase("Через {distance} место назначения: {name}", "In {distance} you reach the destination: {name}"),
    ),
    ("arrive", "left"): Pair(
        Phrase("Через {distance} место назначения слева", "In {distance} the destination is on the left"),
        Phrase(
            "Через {distance} место назначения слева: {name}", "In {distance} the destination is on the left: {name}"
        ),
    ),
    ("arrive", "right"): Pair(
        Phrase("Через {distance} место назначения справа", "In {distance} the destination is on the right"),
        Phrase(
            "Через {distance} место назначения справа: {name}", "In {distance} the destination is on the right: {name}"
        ),
    ),
}
METRES = Phrase("{n} м", "{n} m")
KILOMETRES = Phrase("{n} км", "{n} km")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A manoeuvre's sentence in both languages."""

    ru: str
    en: str


def say(kind: tuple[str, str | None], *, distance_m: float, name: str | None, leave_by: int | None) -> Said:
    """Fill in the sentence for a manoeuvre `distance_m` ahead."""
    pair = CATALOGUE[kind]
    phrase = pair.named if name else pair.plain
    distance = spoken_distance(distance_m)
    filled = {"name": name, "exit": leave_by}
    return Said(
        ru=phrase.ru.format(distance=distance.ru, **filled),
        en=phrase.en.format(distance=distance.en, **filled),
    )


def spoken_distance(metres: float) -> Said:
    """Round a distance as a person would say it."""
    if metres < 950:
        rounded = round(metres / 10) * 10 if metres < 200 else round(metres / 50) * 50
        return _said(METRES, str(max(10, rounded)))
    return _said(KILOMETRES, f"{metres / 1000:.0f}" if metres >= 9_950 else f"{metres / 1000:.1f}".removesuffix(".0"))


def _said(unit: Phrase, number: str) -> Said:
    return Said(ru=unit.ru.format(n=number.replace(".", ",")), en=unit.en.format(n=number))
