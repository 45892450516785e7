"""How far a predicted time is to be trusted: the median and the ninth decile of what it will really be.

The ratio of the real time to the predicted one is taken as lognormal, with a median and a width that depend on the
length of the trip and on the hour: on nothing that is known of a way only when it has been found, so that a whole
matrix is spread by one small table. What runs have not taught yet comes from published figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot, log

import numpy as np

from routing.learning.hours import HourClass
from routing.learning.levels import NOTHING, Effects, shrunk_medians
from routing.learning.trips import Driven, Trips
from routing.network.model import Floats, Longs
from routing.types import NINTH_DECILE, PUBLISHED_WIDTH, Profile, TimeSpread

NIGHT_WIDTH = -log(1 - 0.22)
"""At night speeds were found 22 % lower (ISCRAM, 97,000 runs of a German city); whether they are here, nobody knows
yet, so that all of it widens the night."""
BANDS_S = (300.0, 900.0)
"""Short, middle and long trips part at 5 and 15 minutes; assumed."""
PRIOR_RUNS = 20.0
"""So many runs weigh as much as what is known without them; assumed."""
MEDIAN_OF_NORMAL = 0.67449
"""Median of the absolute value of a standard normal."""
LEAST_ERROR = 1e-3
"""An error of less than a thousandth is noise of the clock; it keeps the logarithm finite."""


class Grain(StrEnum):
    """From all trips to the trips most alike."""

    ALL = "all"
    BAND = "band"
    HOUR = "hour"


@dataclass(frozen=True, kw_only=True)
class Eta:
    """Seconds by trip: half of the trips take at most `p50_s`, nine of ten at most `p90_s`."""

    p50_s: Floats
    p90_s: Floats


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What is known of the spread under one profile. Made without arguments but the profile, it knows the figures."""

    profile: Profile
    median: Mapping[Grain, Effects] = field(default_factory=lambda: dict.fromkeys(Grain, NOTHING))
    width: Mapping[Grain, Effects] = field(default_factory=lambda: dict.fromkeys(Grain, NOTHING))
    tail: float = NINTH_DECILE
    """widths from the median to the ninth decile"""
    runs: int = 0

    def eta(self, trips: Trips) -> Eta:
        """Spread predicted times."""
        p50_s = trips.predicted_s * np.exp(_summed(self.median, _band(trips.predicted_s), trips.hour))
        return Eta(p50_s=p50_s, p90_s=p50_s * self._beyond(_band(p50_s), trips.hour))

    def table(self, hour: HourClass | None) -> TimeSpread:
        """Return what holds at an hour, or at none in particular, by the length of the trip."""
        band = np.arange(len(BANDS_S) + 1)
        hours = None if hour is None else np.full(len(band), int(hour), np.int64)
        p50, p90 = np.exp(_summed(self.median, band, hours)), self._beyond(band, hours)
        return TimeSpread(until_s=BANDS_S, p50=tuple(p50.tolist()), p90=tuple(p90.tolist()))

    def _beyond(self, band: Longs, hour: Longs | None) -> Floats:
        """Ninth decile over median; `band` is that of the median."""
        width = _prior_width(self.profile, band, hour) + _summed(self.width, band, hour)
        return np.asarray(np.exp(self.tail * np.exp(width)))


def fitted(profile: Profile, seen: Driven) -> Spread:
    """Fit the spread to runs that the predicting speeds were not learnt from, lest it come out too narrow."""
    trips = seen.trips
    some = (trips.predicted_s > 0) & (seen.actual_s > 0)
    predicted_s, hour = trips.predicted_s[some], trips.hour[some]
    errors = np.log(seen.actual_s[some] / predicted_s)
    median, left = _peeled(_band(predicted_s), hour, errors)
    band = _band(predicted_s * np.exp(errors - left))
    prior = _prior_width(profile, band, hour)
    width, _ = _peeled(band, hour, np.log(np.maximum(np.abs(left), LEAST_ERROR) / MEDIAN_OF_NORMAL) - prior)
    standard = left / np.exp(prior + _summed(width, band, hour))
    return Spread(profile=profile, median=median, width=width, tail=_tail(standard), runs=len(errors))


def _peeled(band: Longs, hour: Longs, values: Floats) -> tuple[dict[Grain, Effects], Floats]:
    """Explain values grain by grain, and return what is left."""
    effects: dict[Grain, Effects] = {}
    for grain in Grain:
        key = _keys(grain, band, hour)
        effects[grain] = shrunk_medians(key, values, np.ones(len(values)), PRIOR_RUNS)
        values = values - effects[grain].of(key)
    return effects, values


def _tail(standard: Floats) -> float:
    if not len(standard):
        return NINTH_DECILE
    found = max(float(np.quantile(standard, 0.9)), 0.0)
    return (found * len(standard) + NINTH_DECILE * PRIOR_RUNS) / (len(standard) + PRIOR_RUNS)


def _summed(effects: Mapping[Grain, Effects], band: Longs, hour: Longs | None) -> Floats:
    if hour is not None:
        return np.asarray(sum(effects[grain].of(_keys(grain, band, hour)) for grain in Grain))
    whole = effects[Grain.ALL].of(np.zeros_like(band)) + effects[Grain.BAND].of(band)
    return np.asarray(whole + effects[Grain.HOUR].over_hours().of(band))


def _keys(grain: Grain, band: Longs, hour: Longs) -> Longs:
    match grain:
        case Grain.ALL:
            return np.zeros(len(band), np.int64)
        case Grain.BAND:
            return band
        case Grain.HOUR:
            return band * len(HourClass) + hour


def _band(seconds: Floats) -> Longs:
    return np.searchsorted(BANDS_S, seconds, "right").astype(np.int64)


def _prior_width(profile: Profile, band: Longs, hour: Longs | None) -> Floats:
    """Logarithm of the width that is known without runs: the night's is wider, an unknown hour is taken for a day's."""
    by_night = np.zeros(len(band), bool) if hour is None else hour == HourClass.NIGHT
    by_day = PUBLISHED_WIDTH[profile]
    return np.log(np.where(by_night, hypot(by_day, NIGHT_WIDTH), by_day))
