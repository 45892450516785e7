"""Posts by hour: how many idle crews each post is to have at which hour, and which posts are short of them now.

What the field calls a compliance table: Alanis, Ingolfsson & Kolfal 2013, doi 10.1111/j.1937-5956.2012.01362.x; here
by the hour of the week instead of by the number of free crews.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct, field

from dispatch.domain.crew import DAY_S
from dispatch.domain.ids import StationId
from dispatch.domain.places import Certainty

WEEK_DAYS = 7
FIRST_WEEKDAY = 4
"""1 January 1970, the day that POSIX time is counted from, was a Thursday: ISO day 4."""


class Hardness(StrEnum):
    """How much a post's crew is worth: a move at any hour and price, or one whose price is weighed."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHours:
    """A post is to have `crews` idle crews between two times of the local day, seconds after midnight.

    `weekdays` are ISO days (1 is Monday) on which the hours begin. An end before the start runs over midnight; equal
    ones are 24 hours. Hours of one post that overlap do not add up: the greatest number counts.
    """

    post: StationId
    weekdays: frozenset[int]
    from_s: float
    until_s: float
    crews: int
    hardness: Hardness
    source: str
    certainty: Certainty

    def __post_init__(self) -> None:
        if not (self.weekdays and self.weekdays <= frozenset(range(1, WEEK_DAYS + 1))):
            raise ValueError(f"weekdays={sorted(self.weekdays)}: some of 1 to 7")
        if self.crews < 1:
            raise ValueError(f"crews={self.crews}: at least one")

    def hold(self, now: float, utc_offset_s: float) -> bool:
        """Whether it is the hour. `now` is POSIX seconds."""
        local = now + utc_offset_s
        since_s = (local - self.from_s) % DAY_S
        began = round((local - since_s - self.from_s) / DAY_S)
        return since_s < ((self.until_s - self.from_s) % DAY_S or DAY_S) and weekday(began) in self.weekdays


class Wanted(Struct, frozen=True, kw_only=True):
    """How many idle crews a post is to have now: `crews` in all, of which `must` at any price."""

    crews: int
    must: int


class ShortPost(Struct, frozen=True, kw_only=True):
    """A post has had fewer idle crews than it is to have since `since`, POSIX seconds; now it has `crews`."""

    since: float
    crews: int
    wanted: int


class PostBook(Struct, frozen=True, kw_only=True):
    """The hours of the posts, and the posts that are short of crews."""

    hours: tuple[PostHours, ...] = ()
    short: Mapping[StationId, ShortPost] = field(default_factory=dict)


class PostsCounted(Struct, frozen=True, kw_only=True):
    """Which posts are short of crews from now on; replaces what was known before."""

    at: float
    short: Mapping[StationId, ShortPost]


def weekday(days_since_1970: int) -> int:
    """Return the ISO day of the week."""
    return (days_since_1970 + FIRST_WEEKDAY - 1) % WEEK_DAYS + 1


def weekdays_of(text: str) -> frozenset[int] | None:
    """Read ISO days as people write them, ``1-5`` or ``6;7``; None when it is no such thing."""
    found: set[int] = set()
    for part in text.split(";"):
        match = re.fullmatch(r"\s*([1-7])(?:\s*-\s*([1-7]))?\s*", part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            return None
        found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


def wanted_now(hours: Iterable[PostHours], now: float, utc_offset_s: float) -> dict[StationId, Wanted]:
    """Return how many crews each post is to have now; posts without an hour now are left out."""
    crews: dict[StationId, int] = {}
    must: dict[StationId, int] = {}
    for row in hours:
        if row.hold(now, utc_offset_s):
            crews[row.post] = max(crews.get(row.post, 0), row.crews)
            if row.hardness is Hardness.MUST:
                must[row.post] = max(must.get(row.post, 0), row.crews)
    return {post: Wanted(crews=number, must=must.get(post, 0)) for post, number in crews.items()}
