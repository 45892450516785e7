"""How many calls an hour has beside the mean hour of a year, for each group of complaints. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.demand.profile import Profile, Rhythm, Season, Shape

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

HOUR_S = 3_600.0
DAYS = 365
MONTH_MIDDLES = (15.5, 45.0, 74.5, 105.0, 135.5, 166.0, 196.5, 227.5, 258.0, 288.5, 319.0, 349.5)
"""Days from the New Year to the middle of each month of an ordinary year."""

SATURDAY, SUNDAY = 5, 6
YEAR_BEGIN = np.datetime64("2025-01-01T00", "h")
"""Any whole year serves to make the mean hour 1; this one has 365 days."""

AS_ALL = Rhythm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Consecutive local hours. `day` is that of the year from 0; `weekday` is 0 on Monday; `off`: nobody works."""

    hour: Codes
    day: Codes
    weekday: Codes
    off: NDArray[np.bool_]
    off_tomorrow: NDArray[np.bool_]


def hours_from(begin: np.datetime64, count: int, profile: Profile) -> Hours:
    """Return `count` local hours from the whole hour `begin`."""
    moments = begin + np.arange(count)
    dates = moments.astype("datetime64[D]")
    off, off_tomorrow = (_off(dates + shift, profile) for shift in (0, 1))
    return Hours(
        hour=(moments - dates).astype(np.int64),
        day=np.minimum((dates - dates.astype("datetime64[Y]")).astype(np.int64), DAYS - 1),
        weekday=_weekday(dates),
        off=off,
        off_tomorrow=off_tomorrow,
    )


def whole_year(profile: Profile) -> Hours:
    """Return the hours of a year, over which the mean is taken."""
    return hours_from(YEAR_BEGIN, DAYS * 24, profile)


def residents(hours: Hours, profile: Profile, group: str) -> Floats:
    """Return how the hours compare in calls from people at home."""
    weekday = np.where(hours.off & (hours.weekday < SATURDAY), SUNDAY, hours.weekday)
    return np.asarray(
        np.array(profile.weekdays)[weekday]
        * monthly(profile.months, hours.day)
        * _of_group(hours, weekday, profile, group),
        dtype=np.float64,
    )


def dacha(hours: Hours, profile: Profile, group: str) -> Floats:
    """Return how the hours compare in calls from people in the country."""
    where = profile.dacha
    if where is None:
        return np.zeros(len(hours.hour))
    arrived = hours.off | (hours.off_tomorrow & (hours.hour >= where.arrival_hour))
    weekday = np.where(arrived & (hours.weekday < SATURDAY), SUNDAY, hours.weekday)
    there = np.array(where.weekdays)[weekday] * monthly(where.months, hours.day)
    return np.asarray(there * _of_group(hours, weekday, profile, group), dtype=np.float64)


def _of_group(hours: Hours, weekday: Codes, profile: Profile, group: str) -> Floats:
    rhythm = profile.rhythms.get(group, AS_ALL)
    day = np.where(hours.off, _even(profile.day_off_hours)[hours.hour], _even(profile.workday_hours)[hours.hour])
    own = np.array(rhythm.hours)[hours.hour] * np.array(rhythm.weekdays)[weekday] * monthly(rhythm.months, hours.day)
    found = day * own
    for season in profile.seasons:
        if not season.groups or group in season.groups:
            found = found * _season(season, hours.day)
    return np.asarray(found, dtype=np.float64)


def _even(factors: tuple[float, ...]) -> Floats:
    """Return the factors with a mean of one, so that hours say nothing about days."""
    found = np.array(factors, dtype=np.float64)
    return found / (found.mean() or 1.0)


def _season(season: Season, day: Codes) -> Floats:
    begin, end = day_of_year(*season.begin), day_of_year(*season.end)
    length = (end - begin) % DAYS + 1
    passed = (day - begin) % DAYS + 0.5
    inside = passed < length
    if season.shape is Shape.FLAT:
        return np.where(inside, season.peak, 1.0)
    return np.where(inside, 1 + (season.peak - 1) * np.sin(np.pi * passed / length) ** 2, 1.0)


def day_of_year(month: int, day: int) -> int:
    """Days from the New Year to this day of an ordinary year."""
    first = np.datetime64(f"2025-{month:02d}-01", "D") - np.datetime64("2025-01-01", "D")
    return min(int(first.astype(np.int64)) + day - 1, DAYS - 1)


def monthly(factors: tuple[float, ...], day: Codes) -> Floats:
    """Return factors that are right in the middle of each month and pass evenly between."""
    return np.asarray(np.interp(day + 0.5, MONTH_MIDDLES, factors, period=DAYS), dtype=np.float64)


def _weekday(dates: NDArray[np.datetime64]) -> Codes:
    """1 January 1970 was a Thursday."""
    return (dates.astype(np.int64) + 3) % 7


def _off(dates: NDArray[np.datetime64], profile: Profile) -> NDArray[np.bool_]:
    months = dates.astype("datetime64[M]")
    month, day = months.astype(np.int64) % 12 + 1, (dates - months).astype(np.int64) + 1
    named = {month * 100 + day for month, day in profile.holidays}
    return np.asarray((_weekday(dates) >= SATURDAY) | np.isin(month * 100 + day, list(named)), dtype=np.bool_)
