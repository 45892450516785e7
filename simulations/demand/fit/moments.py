"""When people call: the hour, the weekday, the month, of all calls and of each group beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.stats import kstest

from dispatch.domain.region import Region
from simulations.demand import calendar
from simulations.demand.fit.past import PastCalls
from simulations.demand.fit.regression import Floats, Regression, best, regress, round_the_clock
from simulations.demand.intensity import HOUR_S, clock
from simulations.demand.profile import HOURS, MONTHS, WEEKDAYS, Profile, Rhythm

SMOOTHING = (0.3, 3.0, 30.0, 300.0, 3_000.0)
"""Strengths of smoothing that are tried; the one of the smallest AIC is taken."""
ENOUGH = 300
"""Calls of a group from which its own rhythm is looked for: about a dozen for each hour of the day."""
FREE = np.full((1, 1), 1e-9)
"""Penalty of the level: as good as none."""
SHRINKING = 0.03
"""Beside smoothing, each effect is drawn to nothing by this part of its strength, so that what was not seen stays 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """Calls by whole local hour, all and of each group. `moments_h` are the calls' moments, hours since the first."""

    hours: calendar.Hours
    all: Floats
    group: Mapping[str, Floats]
    moments_h: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """The profile found, how well all calls fit, and the statistic and p-value of the time-rescaling test.

    Under the fitted rate the waits between calls are exponential (Brown et al. 2002, doi 10.1162/08997660252741149).
    """

    profile: Profile
    overall: Regression
    groups: Mapping[str, Regression]
    counted: Counted
    ks: float
    ks_p: float


def fit_moments(calls: PastCalls, region: Region, base: Profile) -> Moments:
    """Fit the hours, days and months, with the holidays of `base`. Raises `ValueError` for less than three hours."""
    counted = _counted(calls, region, base)
    overall = _overall(counted)
    profile = _with_overall(base, overall)
    groups = {name: _of_group(counted, overall, counts) for name, counts in counted.group.items()}
    rhythms = {name: _rhythm(found) for name, found in groups.items() if found is not None}
    ks, p = _rescaled(counted, overall)
    return Moments(
        profile=_with(profile, rhythms, _calls_per_day(counted, profile)),
        overall=overall,
        groups={name: found for name, found in groups.items() if found is not None},
        counted=counted,
        ks=ks,
        ks_p=p,
    )


def _counted(calls: PastCalls, region: Region, base: Profile) -> Counted:
    """Count whole hours only: the first and the last one of the file are cut short by its ends."""
    first_at, last_at = float(calls.received_at[0]), float(calls.received_at[-1])
    local = clock(region, base, first_at, last_at)
    size = int(local.index(np.array([last_at]))[0]) - 1
    if size < 1:
        raise ValueError("received_at: для подбора нужно хотя бы три часа вызовов")
    hours = calendar.hours_from(np.datetime64("1970-01-01T00", "h") + _first_hour(local.first_s, region), size, base)
    index = local.index(calls.received_at) - 1
    groups = np.array([row.group for row in region.call_shares])[calls.complaint]
    inside = (index >= 0) & (index < size)
    found = (calls.received_at - local.first_s) / HOUR_S - 1
    return Counted(
        hours=hours,
        all=_count(index[inside], size),
        group={str(name): _count(index[inside & (groups == name)], size) for name in np.unique(groups)},
        moments_h=found[inside],
    )


def _first_hour(first_s: float, region: Region) -> int:
    return round((first_s + region.utc_offset_s) / HOUR_S) + 1


def _count(index: NDArray[np.intp], size: int) -> Floats:
    return np.bincount(index, minlength=size).astype(np.float64)


def _overall(counted: Counted) -> Regression:
    off = counted.hours.off
    hour = _one_hot(counted.hours.hour, HOURS)
    design = np.hstack([np.ones((len(off), 1)), hour * ~off[:, None], hour * off[:, None], _days(counted.hours)])
    circles = (HOURS, HOURS)
    penalties = [block_diag(FREE, *_circles(circles, strength), *_calm(strength)) for strength in SMOOTHING]
    return best(counted.all, design, np.full(len(off), max(counted.all.mean(), 1e-9)), penalties)


def _of_group(counted: Counted, overall: Regression, counts: Floats) -> Regression | None:
    """Fit how a group differs; None when it has few calls, or does not differ enough to be told from chance."""
    if counts.sum() < ENOUGH:
        return None
    expected = overall.mean * (counts.sum() / overall.mean.sum())
    hours = counted.hours
    design = np.hstack([np.ones((len(counts), 1)), _one_hot(hours.hour, HOURS), _days(hours)])
    penalties = [block_diag(FREE, *_circles((HOURS,), strength), *_calm(strength)) for strength in SMOOTHING]
    alike = regress(counts, design[:, :1], expected, np.zeros((1, 1)))
    found = best(counts, design, expected, penalties)
    return found if found.aic < alike.aic else None


def _days(hours: calendar.Hours) -> Floats:
    weekday = np.where(hours.off & (hours.weekday < calendar.SATURDAY), calendar.SUNDAY, hours.weekday)
    months = np.stack(
        [calendar.monthly(tuple(row), hours.day) for row in np.eye(MONTHS).tolist()],
        axis=1,
    )
    return np.hstack([_one_hot(weekday, WEEKDAYS), months])


def _one_hot(codes: NDArray[np.int64], size: int) -> Floats:
    return np.eye(size)[codes]


def _circles(sizes: tuple[int, ...], strength: float) -> list[Floats]:
    return [strength * (round_the_clock(size) + SHRINKING * np.eye(size)) for size in sizes]


def _calm(strength: float) -> list[Floats]:
    """Weekdays do not resemble their neighbours; months do, far less than hours."""
    return [strength * SHRINKING * np.eye(WEEKDAYS), strength * SHRINKING * (np.eye(MONTHS) + round_the_clock(MONTHS))]


def _with_overall(base: Profile, overall: Regression) -> Profile:
    _, work, off, weekdays, months = np.split(np.exp(overall.coefficients), np.cumsum((1, HOURS, HOURS, WEEKDAYS)))
    level = np.where(np.arange(WEEKDAYS) < calendar.SATURDAY, work.mean(), off.mean())
    return replace(  # what the base had of seasons and dachas is in the months now
        base,
        seasons=(),
        rhythms={},
        dacha=None,
        workday_hours=tuple((work / work.mean()).tolist()),
        day_off_hours=tuple((off / off.mean()).tolist()),
        weekdays=_relative(weekdays * level),
        months=_relative(months),
    )


def _rhythm(found: Regression) -> Rhythm:
    _, hours, weekdays, months = np.split(np.exp(found.coefficients), np.cumsum((1, HOURS, WEEKDAYS)))
    return Rhythm(hours=_relative(hours), weekdays=_relative(weekdays), months=_relative(months))


def _relative(factors: Floats) -> tuple[float, ...]:
    return tuple((factors / factors.mean()).tolist())


def _calls_per_day(counted: Counted, profile: Profile) -> float:
    """Return the mean day of a year: what was counted, over what the profile expects of those hours."""
    year = calendar.residents(calendar.whole_year(profile), profile, "")
    seen = calendar.residents(counted.hours, profile, "")
    return float(counted.all.sum() / seen.sum() * year.mean() * HOURS)


def _with(profile: Profile, rhythms: Mapping[str, Rhythm], calls_per_day: float) -> Profile:
    return replace(profile, rhythms=dict(rhythms), calls_per_day=calls_per_day)


def _rescaled(counted: Counted, overall: Regression) -> tuple[float, float]:
    passed = np.concatenate([[0.0], np.cumsum(overall.mean)])
    waits = np.diff(np.interp(np.sort(counted.moments_h), np.arange(len(passed)), passed))
    if len(waits) < 2:
        return 0.0, 1.0
    found = kstest(waits, "expon")
    return float(found.statistic), float(found.pvalue)
