"""What the fit found and how well it fits: as a value, as JSON, as lines for a person."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.demand.fit.moments import Moments
from simulations.demand.fit.past import PastCalls
from simulations.demand.fit.places import Places
from simulations.demand.fit.regression import Regression
from simulations.demand.fit.steps import Fitted

DAYS_BEFORE = (31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""Days of an ordinary year before February, March and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How well the counts of one part are met. `dispersion` is 1 for a Poisson process, above it for bunched calls."""

    part: str
    calls: int
    parameters: float
    deviance: float
    dispersion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Figures for a plot: mean calls an hour by hour of day, weekday or month, seen and fitted; None: not seen."""

    by: str
    seen: tuple[float | None, ...]
    fitted: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReport:
    """The report. `months_seen` says which months the file covers: the others are taken as the mean month.

    `ks` and `ks_p` are of the time-rescaling test of all calls; `p90_away_m` is within what distance of a settlement
    nine calls of ten lie.
    """

    calls: int
    hours: int
    calls_per_day: float
    months_seen: tuple[int, ...]
    ks: float
    ks_p: float
    p90_away_m: float
    parts: tuple[Part, ...]
    curves: tuple[Curve, ...]
    durations: tuple[Fitted, ...]

    def as_json(self) -> str:
        """Return the whole report."""
        told = [{**asdict(each), "family": type(each.duration).__name__} for each in self.durations]
        return json.dumps({**asdict(self), "durations": told}, ensure_ascii=False, indent=1)

    def lines(self) -> Iterator[str]:
        """Yield the report for a person."""
        yield f"Вызовов {self.calls}, часов {self.hours}; в средние сутки года {self.calls_per_day:.1f}"
        unseen = [str(month) for month in range(1, 13) if month not in self.months_seen]
        if unseen:
            yield f"Месяцев нет в журнале: {', '.join(unseen)}; приняты равными среднему"
        yield f"Поток после пересчёта времени: KS {self.ks:.4f}, p {self.ks_p:.3f}; 1 – пуассоновский разброс"
        yield f"Девять вызовов из десяти не дальше {self.p90_away_m:.0f} м от ближайшего поселения"
        yield "часть: вызовов, параметров, девианс, разброс"
        for part in self.parts:
            yield f"{part.part}: {part.calls}, {part.parameters:.1f}, {part.deviance:.0f}, {part.dispersion:.3f}"
        yield "длительность: наблюдений, семейство, среднее с, AIC лучше другого на, KS"
        for each in self.durations:
            family, gain = type(each.duration).__name__, each.other_aic - each.aic
            yield f"{each.part}: {each.count}, {family}, {each.duration.mean_s:.0f}, {gain:.1f}, {each.ks:.4f}"


def report(calls: PastCalls, moments: Moments, places: Places, durations: tuple[Fitted, ...]) -> FitReport:
    """Gather what was found."""
    counted, overall = moments.counted, moments.overall
    parts = [_part("все", counted.all, overall)]
    parts += [_part(name, counted.group[name], found) for name, found in sorted(moments.groups.items())]
    month = np.searchsorted(DAYS_BEFORE, counted.hours.day, side="right")
    by = {"hour": counted.hours.hour, "weekday": counted.hours.weekday, "month": month}
    sizes = {"hour": 24, "weekday": 7, "month": 12}
    return FitReport(
        calls=len(calls),
        hours=len(counted.all),
        calls_per_day=moments.profile.calls_per_day or 0.0,
        months_seen=tuple((np.unique(month) + 1).tolist()),
        ks=moments.ks,
        ks_p=moments.ks_p,
        p90_away_m=places.p90_away_m,
        parts=tuple(parts),
        curves=tuple(
            Curve(
                by=name,
                seen=_means(counted.all, codes, sizes[name]),
                fitted=_means(overall.mean, codes, sizes[name]),
            )
            for name, codes in by.items()
        ),
        durations=durations,
    )


def _part(name: str, counts: NDArray[np.float64], found: Regression) -> Part:
    return Part(
        part=name,
        calls=int(counts.sum()),
        parameters=round(found.edf, 2),
        deviance=round(found.deviance, 2),
        dispersion=round(found.dispersion, 4),
    )


def _means(values: NDArray[np.float64], codes: NDArray[np.int64], size: int) -> tuple[float | None, ...]:
    counts, sums = np.bincount(codes, minlength=size), np.bincount(codes, values, minlength=size)
    return tuple(float(total / count) if count else None for total, count in zip(sums, counts, strict=True))
