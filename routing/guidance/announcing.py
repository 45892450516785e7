"""When to say what: a warning early enough to brake, one more before the turn, and the word at the turn itself."""

from dataclasses import dataclass

from routing.guidance.phrases import Phrase, Said, Words, filled, joined, spoken_distance
from routing.types import Announcement

LEADS_S = (40.0, 15.0)
"""So long before a manoeuvre it is announced, at the speed of the way to it; assumed, of the order of navigators'."""
AT_HAND_S, AT_HAND_M = 4.0, 30.0
"""So late, but no later than so near, the driver is told to act; assumed."""
ROUND_M = (100.0, 200.0, 300.0, 500.0, 1_000.0, 2_000.0)
"""Distances that people say."""
ROOM = 0.8
"""No warning sooner after the manoeuvre before than this leaves room for; assumed."""
AT_ONCE_M = 80.0
"""A manoeuvre this soon after another is said with it; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A manoeuvre's sentence and what is known to fill it with, but for the distance."""

    phrase: Phrase
    ru: Words
    en: Words

    def said(self, distance_m: float | None = None) -> Said:
        """Say it with the distance, or without."""
        if distance_m is None:
            return Said(ru=filled(self.phrase.ru, self.ru), en=filled(self.phrase.en, self.en))
        distance = spoken_distance(distance_m)
        return Said(
            ru=filled(self.phrase.ru, {**self.ru, "distance": distance.ru}),
            en=filled(self.phrase.en, {**self.en, "distance": distance.en}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """The way to a manoeuvre from the one before."""

    length_m: float
    duration_s: float

    @property
    def speed_mps(self) -> float:
        """Metres a second on average."""
        return self.length_m / self.duration_s if self.duration_s > 0 else 0.0


def announcements(here: Sentence, approach: Approach, after: Sentence | None) -> tuple[Announcement, ...]:
    """List what to say before a manoeuvre; `after` is the next one when it follows at once."""
    nearest_m = min(approach.length_m, max(AT_HAND_M, AT_HAND_S * approach.speed_mps))
    warnings = sorted({_round(lead_s * approach.speed_mps) for lead_s in LEADS_S}, reverse=True)
    told = [
        (before_m, here.said(before_m)) for before_m in warnings if nearest_m < before_m <= ROOM * approach.length_m
    ]
    told.append((nearest_m, joined(here.said(), after.said()) if after else here.said()))
    return tuple(Announcement(before_m=round(before_m, 1), text_ru=said.ru, text_en=said.en) for before_m, said in told)


def _round(metres: float) -> float:
    return min(ROUND_M, key=lambda known: abs(known - metres))
