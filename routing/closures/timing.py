"""When a closure is in force. Moments are POSIX seconds; a timetable speaks of local time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

from routing.types import Closure, TimetableUnreadable

if TYPE_CHECKING:
    from opening_hours import OpeningHours

DAY_S = 86_400
LOOKED_AHEAD_DAYS = 400
"""A timetable that says nothing of a year and a month to come says nothing."""
Window = tuple[float, float]
"""From, until."""


def checked(timetable: str) -> None:
    """Raise `TimetableUnreadable` for what is no opening_hours."""
    from opening_hours import validate  # noqa: PLC0415 a service without timetables never needs it

    if not validate(timetable):
        raise TimetableUnreadable(
            f"timetable={timetable!r} is no opening_hours of OpenStreetMap: write the hours in which the closure is in "
            "force, like «Apr 10-Nov 30 02:00-04:55» or «Mo-Fr 22:00-06:00»"
        )


def windows(closure: Closure, begin_at: float, end_at: float, utc_offset_s: float) -> list[Window]:
    """List when the closure is in force between two moments, clipped to them."""
    begin_at = max(begin_at, -inf if closure.begins_at is None else closure.begins_at)
    end_at = min(end_at, inf if closure.ends_at is None else closure.ends_at)
    if begin_at >= end_at:
        return []
    if closure.timetable is None:
        return [(begin_at, end_at)]
    local = _said(closure.timetable, begin_at + utc_offset_s, end_at + utc_offset_s)
    clipped = ((max(begin_at, begin - utc_offset_s), min(end_at, end - utc_offset_s)) for begin, end in local)
    return [(begin, end) for begin, end in clipped if begin < end]


def is_in_force(closure: Closure, at: float | None, utc_offset_s: float) -> bool:
    """Tell whether it is in force; at no known moment only what is so always."""
    if at is None:
        return not closure.has_times
    return bool(windows(closure, at, at + 1e-3, utc_offset_s))


def next_turn(closures: Iterable[Closure], at: float, utc_offset_s: float) -> float | None:
    """Return the next moment after `at` when any of them begins or ends, `None` when none ever does."""
    turns = (_next_turn(closure, at, utc_offset_s) for closure in closures if closure.has_times)
    return min((turn for turn in turns if turn is not None), default=None)


def _next_turn(closure: Closure, at: float, utc_offset_s: float) -> float | None:
    begin_at = max(at, at if closure.begins_at is None else closure.begins_at)
    end_at = inf if closure.ends_at is None else closure.ends_at
    for day in range(LOOKED_AHEAD_DAYS if closure.timetable else 1):
        since, until = begin_at + day * DAY_S, begin_at + (day + 1) * DAY_S if closure.timetable else end_at
        for window in windows(closure, since, until, utc_offset_s):
            turn = next((each for each in window if at < each and _turns(closure, each, utc_offset_s)), None)
            if turn is not None:
                return turn
    return None


def _turns(closure: Closure, at: float, utc_offset_s: float) -> bool:
    """Tell a moment when something changes from one where only a look begins or ends."""
    return at < inf and is_in_force(closure, at - 1e-3, utc_offset_s) != is_in_force(closure, at, utc_offset_s)


def _said(timetable: str, begin_s: float, end_s: float) -> Iterator[Window]:
    """List the hours of a timetable that touch a span of local time, those over midnight in one."""
    last: Window | None = None
    for day in range(int(begin_s // DAY_S), int(end_s // DAY_S) + 1):
        for begin, end in _of_day(timetable, day):
            if last is not None and last[1] >= begin:
                last = last[0], end
                continue
            if last is not None:
                yield last
            last = begin, end
    if last is not None:
        yield last


@lru_cache(maxsize=8192)
def _of_day(timetable: str, day: int) -> tuple[Window, ...]:
    """List the hours of one local day, seconds of local time since 1970; none for what cannot be read."""
    from opening_hours import validate  # noqa: PLC0415

    if not validate(timetable):
        return ()
    hours = _hours(timetable)
    midnight = datetime.fromtimestamp(day * DAY_S, tz=UTC).replace(tzinfo=None)
    found = hours.intervals(midnight, midnight + timedelta(days=1))
    base = day * DAY_S
    return tuple(
        (base + (begin - midnight).total_seconds(), base + (end - midnight).total_seconds())
        for begin, end, state, _ in found
        if str(state) == "open"
    )


@lru_cache(maxsize=1024)
def _hours(timetable: str) -> "OpeningHours":
    from opening_hours import OpeningHours  # noqa: PLC0415

    return OpeningHours(timetable)
