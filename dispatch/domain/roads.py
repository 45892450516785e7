"""What is known of the roads: closures and jams that people have set, and the hour and season that speeds depend on.

The weights in force, `WeightsSpec`, follow from both; whoever asks for times is given them whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from msgspec import Struct, field

from dispatch.domain.places import Certainty
from routing.types import HOURS_OF_WEEK, Closure, ClosureId, Season, WeightsSpec

HOUR_S = 3_600.0
EPOCH_HOUR_OF_WEEK = 72
"""1 January 1970 was a Thursday, and the week begins on Monday."""

REMEMBERED_S = 86_400.0
"""A closure that is over stays on the list for a day, so that who comes on shift sees what has just opened. Assumed."""


class StatedClosure(Struct, frozen=True, kw_only=True):
    """A closure as somebody has set it. `revision` counts how often it has been said anew, from 1."""

    closure: Closure
    by: str
    at: float
    revision: int = 1


class RoadBook(Struct, frozen=True, kw_only=True):
    """The closures that stand, and the moment (POSIX seconds) of which the weights in force are."""

    closures: Mapping[ClosureId, StatedClosure] = field(default_factory=dict)
    weighed_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonBegin:
    """The day on which a season begins, every year. `month` and `day` count from 1, by the region's own calendar."""

    season: Season
    month: int
    day: int
    source: str
    certainty: Certainty


def is_over(closure: Closure, now: float) -> bool:
    """Whether the closure will never be in force again."""
    return closure.ends_at is not None and closure.ends_at <= now


def with_closure(book: RoadBook, stated: StatedClosure) -> RoadBook:
    """Let a closure stand, in place of what was said under its id before."""
    return RoadBook(closures={**book.closures, stated.closure.id: stated}, weighed_at=book.weighed_at)


def without_closure(book: RoadBook, closure: ClosureId) -> RoadBook:
    """Lift a closure."""
    kept = {name: stated for name, stated in book.closures.items() if name != closure}
    return RoadBook(closures=kept, weighed_at=book.weighed_at)


def weighed(book: RoadBook, at: float) -> RoadBook:
    """Note when the roads were weighed, and forget what has been over for long."""
    kept = {name: it for name, it in book.closures.items() if not is_over(it.closure, at - REMEMBERED_S)}
    return RoadBook(closures=kept, weighed_at=at)


def spec_with(weights: WeightsSpec, book: RoadBook, now: float, utc_offset_s: float) -> WeightsSpec:
    """Return the weights with every closure that is not over, in the order of their ids."""
    stand = (stated.closure for _, stated in sorted(book.closures.items()))
    closures = tuple(closure for closure in stand if not is_over(closure, now))
    return replace(weights, closures=closures, utc_offset_s=utc_offset_s)


def hour_of_week(now: float, utc_offset_s: float) -> int:
    """Return the local hour of the week, 0 on Monday at midnight."""
    return int((now + utc_offset_s) // HOUR_S + EPOCH_HOUR_OF_WEEK) % HOURS_OF_WEEK


def season_of(begins: Sequence[SeasonBegin], now: float, utc_offset_s: float) -> Season | None:
    """Return the season of a moment; None where nobody has said when the seasons begin."""
    if not begins:
        return None
    local = datetime.fromtimestamp(now + utc_offset_s, tz=UTC)
    year = sorted(begins, key=lambda begin: (begin.month, begin.day))
    begun = [begin.season for begin in year if (begin.month, begin.day) <= (local.month, local.day)]
    return begun[-1] if begun else year[-1].season
