"""The ways to read the words of an address: which are the settlement, which the street."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

from routing.geocoding.text import Parts, without_numbers

MOST_WORDS, MOST_PARTS = 10, 4
"""A longer text is speech, not an address; and its cost must stay bounded."""
SETTLEMENT_LAST = 0.93
"""People name the settlement first."""
SKIPPED = 0.85
"""Some of the words were left out: «Гатчина, второй двор, Чкалова»."""
NUMBER_DROPPED = 0.97
"""A number inside was taken for that of a house."""
SPEECH, SPEECH_WORDS = 0.6, 5
"""So many words for a street are speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read an address; either part may be empty. `weight` is 0…1."""

    street: list[str]
    settlement: list[str]
    weight: float = 1.0
    by_comma: bool = False
    settlement_last: bool = False


def readings(parts: Parts) -> Iterator[Reading]:
    """Read with the numbers, which may belong to a name, and without them."""
    yield from _readings(parts)
    yield from (replace(each, weight=each.weight * NUMBER_DROPPED) for each in _readings(without_numbers(parts)))


def _readings(parts: Parts) -> Iterator[Reading]:
    flat = [word for part in parts for word in part]
    if not flat or len(parts) > MOST_PARTS:
        return
    long = SPEECH if len(flat) > MOST_WORDS else 1.0
    flat = flat[:MOST_WORDS]
    yield Reading(street=flat, settlement=[], weight=long)
    yield Reading(street=[], settlement=flat, weight=long)
    if len(parts) == 1:
        yield from _by_gap(flat, long)
        return
    whole = SKIPPED if len(parts) > 2 else 1.0
    for one, other in permutations(range(len(parts)), 2):
        weight = long * whole * (SETTLEMENT_LAST if one > other else 1.0)
        yield _pair(list(parts[one]), list(parts[other]), weight, by_comma=True, last=one > other)
    for part in parts:
        yield from _by_gap(list(part[:MOST_WORDS]), long * SKIPPED)


def _by_gap(words: list[str], weight: float) -> Iterator[Reading]:
    """Cut one part at each gap between its words."""
    for cut in range(1, len(words)):
        yield _pair(words[:cut], words[cut:], weight, by_comma=False, last=False)
        yield _pair(words[cut:], words[:cut], weight * SETTLEMENT_LAST, by_comma=False, last=True)


def _pair(settlement: list[str], street: list[str], weight: float, *, by_comma: bool, last: bool) -> Reading:
    speech = SPEECH if len(street) >= SPEECH_WORDS else 1.0
    return Reading(
        street=street, settlement=settlement, weight=weight * speech, by_comma=by_comma, settlement_last=last
    )
