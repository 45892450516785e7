"""When people call, about what, and from where: the region's figures of demand as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.domain.incident import ClinicalFlag

HOURS, WEEKDAYS, MONTHS = 24, 7, 12
EVEN_DAY = (1.0,) * HOURS


class Shape(StrEnum):
    """How a season comes and goes: up and down, or at once."""

    BELL = "bell"
    FLAT = "flat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Calls of these groups (empty: all) times up to `peak`, every year from one day to another.

    Days are `(month, day)`, both ends counted; an end before the begin runs over the New Year.
    """

    name: str
    begin: tuple[int, int]
    end: tuple[int, int]
    peak: float
    groups: tuple[str, ...] = ()
    shape: Shape = Shape.BELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a group of complaints differs from all calls. Factors by local hour, by weekday (Monday first), by month."""

    hours: tuple[float, ...] = EVEN_DAY
    weekdays: tuple[float, ...] = (1.0,) * WEEKDAYS
    months: tuple[float, ...] = (1.0,) * MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Dacha:
    """People who are in the country for the summer, and at weekends. `share` is their part of a year's calls.

    `districts` gives the part of each district. On the eve of a day off they arrive at `arrival_hour`.
    """

    share: float
    districts: Mapping[str, float]
    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    arrival_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The figures of demand; only ratios matter but for `calls_per_day`, the mean day of a year (None: not said).

    `town_rate` and `village_rate` are calls per resident of settlements from and below `town_from` residents.
    `outside_share` is the part of road accidents that happens between settlements. `holidays` are days off besides
    the weekend, `(month, day)`. `flags` gives the share of calls that have the flag, by complaint, group, or "" for
    the others. `complaints` replaces the region's shares, by code; a code that is not named is not called for
    (empty: as the region says).
    """

    calls_per_day: float | None = None
    workday_hours: tuple[float, ...] = EVEN_DAY
    day_off_hours: tuple[float, ...] = EVEN_DAY
    weekdays: tuple[float, ...] = (1.0,) * WEEKDAYS
    months: tuple[float, ...] = (1.0,) * MONTHS
    holidays: frozenset[tuple[int, int]] = frozenset()
    seasons: tuple[Season, ...] = ()
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    dacha: Dacha | None = None
    town_from: int = 3_000
    town_rate: float = 1.0
    village_rate: float = 1.0
    outside_share: float = 0.0
    residents_per_point: float = 2_500.0
    residents_per_km2: float = 3_000.0
    flags: Mapping[ClinicalFlag, Mapping[str, float]] = field(default_factory=dict)
    complaints: Mapping[str, float] = field(default_factory=dict)


EVEN = Profile()
"""No hour, day, season or place calls more than another."""
