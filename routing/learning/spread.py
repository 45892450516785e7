"""How far a predicted time is to be trusted: the median and the ninth decile of what it will really be.

The ratio of the real time to the predicted one is taken as lognormal, with a median and a width that depend on the
length of the trip, on whether it runs through settlements, and on the hour. What runs have not taught yet comes
from published figures.
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
from routing.types import Profile

PACE_MIN_PER_10_KM = 10.0
"""Assumed, to make a share of the published minutes: 60 km/h."""
WIDTH = {
    Profile.SIREN: log(1 + 1.9 / PACE_MIN_PER_10_KM),
    Profile.ORDINARY: log(1 + 1.8 / PACE_MIN_PER_10_KM),
}
"""Width before any run: the whole error of a general map for ambulances, 1.9 and 1.8 min on 10 km (Denmark, 2024)."""
NIGHT_WIDTH = -log(1 - 0.22)
"""At night speeds were found 22 % lower (ISCRAM, 97,000 runs of a German city); whether they are here, nobody knows
yet, so that all of it widens the night."""
BANDS_S = (300.0, 900.0)
"""Short, middle and long trips part at 5 and 15 minutes; assumed."""
MIXED = 0.5
"""A trip is one through settlements if more than this share of it is; assumed."""
PRIOR_RUNS = 20.0
"""So many runs weigh as much as what is known without them; assumed."""
MEDIAN_OF_NORMAL = 0.67449
"""Median of the absolute value of a standard normal."""
NINTH_DECILE = 1.28155
"""Of a standard normal."""
LEAST_ERROR = 1e-3
"""An error of less than a thousandth is noise of the clock; it keeps the logarithm finite."""


class Grain(StrEnum):
    """From all trips to the trips most alike."""

    ALL = "all"
    BAND = "band"
    ALIKE = "alike"


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
        median, width = _summed(self.median, trips), _prior_width(self.profile, trips) + _summed(self.width, trips)
        p50_s = trips.predicted_s * np.exp(median)
        return Eta(p50_s=p50_s, p90_s=p50_s * np.exp(self.tail * np.exp(width)))


def fitted(profile: Profile, seen: Driven) -> Spread:
    """Fit the spread to runs that the predicting speeds were not learnt from, lest it come out too narrow."""
    trips = seen.trips
    some = (trips.predicted_s > 0) & (seen.actual_s > 0)
    trips = Trips(predicted_s=trips.predicted_s[some], urban=trips.urban[some], hour=trips.hour[some])
    errors = np.log(seen.actual_s[some] / trips.predicted_s)
    median, left = _peeled(trips, errors)
    prior = _prior_width(profile, trips)
    width, _ = _peeled(trips, np.log(np.maximum(np.abs(left), LEAST_ERROR) / MEDIAN_OF_NORMAL) - prior)
    standard = left / np.exp(prior + _summed(width, trips))
    return Spread(profile=profile, median=median, width=width, tail=_tail(standard), runs=len(errors))


def _peeled(trips: Trips, values: Floats) -> tuple[dict[Grain, Effects], Floats]:
    """Explain values grain by grain, and return what is left."""
    effects: dict[Grain, Effects] = {}
    for grain in Grain:
        key = _keys(trips, grain)
        effects[grain] = shrunk_medians(key, values, np.ones(len(values)), PRIOR_RUNS)
        values = values - effects[grain].of(key)
    return effects, values


def _tail(standard: Floats) -> float:
    if not len(standard):
        return NINTH_DECILE
    found = max(float(np.quantile(standard, 0.9)), 0.0)
    return (found * len(standard) + NINTH_DECILE * PRIOR_RUNS) / (len(standard) + PRIOR_RUNS)


def _summed(effects: Mapping[Grain, Effects], trips: Trips) -> Floats:
    return np.asarray(sum(effects[grain].of(_keys(trips, grain)) for grain in Grain))


def _keys(trips: Trips, grain: Grain) -> Longs:
    band = np.searchsorted(BANDS_S, trips.predicted_s).astype(np.int64)
    match grain:
        case Grain.ALL:
            return np.zeros(len(band), np.int64)
        case Grain.BAND:
            return band
        case Grain.ALIKE:
            return (band * 2 + (trips.urban > MIXED)) * len(HourClass) + trips.hour


def _prior_width(profile: Profile, trips: Trips) -> Floats:
    """Logarithm of the width that is known without runs."""
    by_night = trips.hour == HourClass.NIGHT
    return np.log(np.where(by_night, hypot(WIDTH[profile], NIGHT_WIDTH), WIDTH[profile]))
