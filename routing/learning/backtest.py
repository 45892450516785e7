"""What learning is worth: the error of predicted times on runs that nothing was learnt from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.learning.districts import Districts
from routing.learning.runs import Run
from routing.learning.speeds import learn
from routing.learning.spread import Spread, fitted
from routing.learning.table import SpeedTable
from routing.learning.trips import Driven, Predictor, driven
from routing.network.model import Floats, Network
from routing.types import Profile, RoutingError

SPEEDS_SHARE, SPREAD_SHARE = 0.6, 0.8
"""The oldest runs teach speeds, the next ones the spread, the newest are held out; assumed."""
LEAST_RUNS = 5
"""Fewer leave a part empty."""


class TooLittle(RoutingError):
    """There are not enough runs to learn from, let alone to tell whether it helped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Errors of predicted times. `within_p50` should be near 0.5 and `within_p90` near 0.9."""

    runs: int
    mean_absolute_s: float
    mean_absolute_share: float
    bias_s: float
    """predicted minus real"""
    within_p50: float
    within_p90: float


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """Errors on held-out runs by the table and the published figures, and by what was learnt."""

    before: Errors
    after: Errors


def backtest(
    network: Network, table: SpeedTable, zones: Districts, runs: Sequence[Run], *, utc_offset_s: float
) -> Backtest:
    """Learn from the older runs and predict the newest ones. Raises `TooLittle`."""
    runs = sorted((run for run in runs if run.track.chains), key=lambda run: float(run.track.chains[0].at[0]))
    if len(runs) < LEAST_RUNS:
        raise TooLittle(f"{len(runs)} runs could be matched, and at least {LEAST_RUNS} are needed, better hundreds")
    first, second = int(SPEEDS_SHARE * len(runs)), int(SPREAD_SHARE * len(runs))
    held_out = runs[second:]
    untaught = Predictor(network=network, table=table, utc_offset_s=utc_offset_s)
    taught = replace(untaught, speeds=learn(network, table, zones, runs[:first], utc_offset_s=utc_offset_s))
    spreads = learn_spreads(taught, runs[first:second])
    return Backtest(
        before=errors_of({profile: Spread(profile=profile) for profile in Profile}, _by_profile(untaught, held_out)),
        after=errors_of(spreads, _by_profile(taught, held_out)),
    )


def learn_spreads(taught: Predictor, runs: Sequence[Run]) -> dict[Profile, Spread]:
    """Fit the spread of every profile to runs that nothing was learnt from."""
    return {profile: fitted(profile, each) for profile, each in _by_profile(taught, runs).items()}


def _by_profile(predictor: Predictor, runs: Sequence[Run]) -> dict[Profile, Driven]:
    return {profile: driven(predictor, profile, [run for run in runs if run.profile is profile]) for profile in Profile}


def errors_of(spreads: Mapping[Profile, Spread], seen: Mapping[Profile, Driven]) -> Errors:
    """Compare predicted with real times, drives of all profiles together."""
    etas = {profile: spreads[profile].eta(each.trips) for profile, each in seen.items()}
    real_s = _joined([each.actual_s for each in seen.values()])
    p50_s = _joined([eta.p50_s for eta in etas.values()])
    p90_s = _joined([eta.p90_s for eta in etas.values()])
    return Errors(
        runs=len(real_s),
        mean_absolute_s=_mean(np.abs(p50_s - real_s)),
        mean_absolute_share=_mean(np.abs(p50_s - real_s) / np.maximum(real_s, 1.0)),
        bias_s=_mean(p50_s - real_s),
        within_p50=_mean(real_s <= p50_s),
        within_p90=_mean(real_s <= p90_s),
    )


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *parts])


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")
