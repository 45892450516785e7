"""When a sign is in force: conditions of OSM's conditional tags as a mask over seasons and hours of the week.

A mask has a row by season and one more for a season that is not known, and a column by hour of the week and one more
for an hour that is not known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from routing.types import HOURS_OF_WEEK, Season

Mask = NDArray[np.bool_]
SHAPE = (len(Season) + 1, HOURS_OF_WEEK + 1)
SIZE = SHAPE[0] * SHAPE[1]
WEEK_OF = {
    Season.WINTER: datetime(2025, 1, 20),  # noqa: DTZ001 the clock of the place, wherever that is
    Season.SPRING: datetime(2025, 4, 21),  # noqa: DTZ001
    Season.SUMMER: datetime(2025, 7, 14),  # noqa: DTZ001
    Season.AUTUMN: datetime(2025, 10, 13),  # noqa: DTZ001
}
"""The Monday of a week that stands for its season where a sign names dates; assumed."""
WINTRY = frozenset({"winter", "snow", "ice"})
_CLAUSE = re.compile(r"\s*([^@;]+?)\s*@\s*(\([^)]*\)|[^;]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Hours that a condition touches at all, and hours that it covers from end to end."""

    touched: Mask
    covered: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A tag's value, and when it is in force."""

    value: str
    span: Span


def clauses(text: str | None) -> list[Clause]:
    """Read a conditional tag; conditions that are not about time (weight, wet, …) are left out."""
    read = ((value, span_of(condition)) for value, condition in _CLAUSE.findall(text or ""))
    return [Clause(value=value, span=span) for value, span in read if span is not None]


@cache
def span_of(condition: str) -> Span | None:
    """Read one condition, `None` when it is not about time."""
    parts = [_open_share(part.strip()) for part in re.split(r"\bAND\b|\band\b", condition.strip().strip("()"))]
    shares = [part for part in parts if part is not None]
    if not shares or len(shares) < len(parts):
        return None
    share = np.minimum.reduce(shares)
    return Span(touched=_unknown(share > 0, either=True), covered=_unknown(share >= 1, either=False))


def _unknown(known: Mask, *, either: bool) -> Mask:
    """Add what to think of a season, or an hour, that is not known.

    In a season that is not known a sign that touches the hour in any season is taken to be in force, and only one that
    covers it in all seasons is relied on. At an hour that is not known only what holds all week counts.
    """
    mask = np.zeros(SHAPE, bool)
    mask[:-1, :-1] = known
    mask[-1, :-1] = known.any(axis=0) if either else known.all(axis=0)
    mask[:-1, -1], mask[-1, -1] = known.all(axis=1), known.all()
    return mask


def _open_share(text: str) -> NDArray[np.float64] | None:
    """Share of each hour that a condition covers, by season and hour."""
    if text.lower() in WINTRY:
        return np.repeat([[float(season is Season.WINTER)] for season in Season], HOURS_OF_WEEK, axis=1)
    from opening_hours import OpeningHours, validate  # noqa: PLC0415 needed only to compile a map

    if not validate(text):
        return None
    hours = OpeningHours(text)
    return np.array([_week_share(hours.intervals(begin, begin + _WEEK), begin) for begin in WEEK_OF.values()])


_WEEK = timedelta(hours=HOURS_OF_WEEK)


def _week_share(
    intervals: Iterable[tuple[datetime, datetime | None, object, str]], monday: datetime
) -> NDArray[np.float64]:
    share = np.zeros(HOURS_OF_WEEK)
    hours = np.arange(HOURS_OF_WEEK)
    for begin, end, state, _ in intervals:
        if str(state) == "open":
            first, last = ((at - monday) / timedelta(hours=1) for at in (begin, end or monday + _WEEK))
            share += np.clip(last - hours, 0, 1) - np.clip(first - hours, 0, 1)
    return share


def shut(closed: bool, changes: Iterable[tuple[bool, Span]]) -> Mask:
    """Tell when something is shut that is `closed` but for the `changes`, each closed or not; later ones win."""
    mask = np.full(SHAPE, closed)
    for now_closed, span in changes:
        mask = mask | span.touched if now_closed else mask & ~span.covered
    return mask


class Timetables:
    """Number the masks of a map."""

    def __init__(self) -> None:
        self._codes: dict[bytes, int] = {}

    def code(self, mask: Mask) -> int:
        """Return the number of a mask, a new one if it was never seen."""
        return self._codes.setdefault(mask.tobytes(), len(self._codes))

    def all(self) -> NDArray[np.uint8]:
        """Lay out all masks, one after the other."""
        return np.frombuffer(b"".join(self._codes), np.uint8)


def at(season: Season | None, hour_of_week: int | None) -> int:
    """Index of a moment in a mask that is laid out flat."""
    row = len(Season) if season is None else list(Season).index(season)
    return row * SHAPE[1] + (HOURS_OF_WEEK if hour_of_week is None else hour_of_week)
