"""How long each step took: log-normal or gamma by maximum likelihood, whichever has the smaller AIC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, polygamma
from scipy.stats import kstest

from dispatch.domain.ids import HospitalId
from dispatch.domain.region import Region
from simulations.demand.fit.past import PastCalls
from simulations.durations import Duration, Durations, Gamma, LogNormal, Stay

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ENOUGH = 40
"""Observations from which a distribution is fitted; with fewer, that of the wider group stays."""
PRIOR_CALLS = 50
"""Weight, in calls, with which a share or a factor is drawn to that of all calls."""
NEWTON_STEPS = 20
LEAST_SIGMA = 1e-3
STEPS = ("handling", "turnout", "walking", "handover", "cleaning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One distribution: how many observations, its AIC and that of the other family, and the distance of Kolmogorov.

    With many thousand observations no family passes a test, so that the distance tells more than a p-value.
    """

    part: str
    duration: Duration
    count: int
    zeros: int
    aic: float
    other_aic: float
    ks: float


def fit_duration(part: str, seconds: Floats) -> Fitted | None:
    """Fit the positive ones of these durations (NaN is not known); None when there are fewer than `ENOUGH`."""
    known = seconds[np.isfinite(seconds)]
    above = known[known > 0]
    if len(above) < ENOUGH:
        return None
    lognormal, gamma = _lognormal(above), _gamma(above)
    better, worse = sorted((lognormal, gamma), key=lambda found: found[1])
    return Fitted(
        part=part,
        duration=better[0],
        count=len(above),
        zeros=len(known) - len(above),
        aic=better[1],
        other_aic=worse[1],
        ks=float(kstest(better[0].share_within(above), "uniform").statistic),
    )


def fit_durations(calls: PastCalls, region: Region, base: Durations) -> tuple[Durations, tuple[Fitted, ...]]:
    """Fit every step that was written down; the others stay as in `base`."""
    hour = ((calls.received_at + region.utc_offset_s) // 3_600).astype(np.int64) % 24
    by_hour = _by_hour(calls.step("turnout_s"), hour)
    columns: Mapping[str, Floats] = {step: calls.step(f"{step}_s") for step in STEPS}
    factors = _by_hospital(calls, region)
    columns = {**columns, "turnout": columns["turnout"] / np.array(by_hour)[hour]}
    columns = {**columns, "handover": columns["handover"] / _each(factors, calls, region)}
    found = {step: fit_duration(step, seconds) for step, seconds in columns.items()}
    steps: dict[str, Any] = {step: each.duration for step, each in found.items() if each is not None}
    stay, stays, fitted = _stays(calls, region, base)
    whole = replace(
        base,
        **steps,
        turnout_by_hour=by_hour if found["turnout"] else base.turnout_by_hour,
        handover_factors=factors if found["handover"] else base.handover_factors,
        stay=stay,
        stays=stays,
    )
    return whole, (*(each for each in found.values() if each is not None), *fitted)


def _lognormal(seconds: Floats) -> tuple[Duration, float]:
    logs = np.log(seconds)
    mu, sigma = float(logs.mean()), max(float(logs.std()), LEAST_SIGMA)
    likelihood = -np.sum(logs + np.log(sigma) + 0.5 * np.log(2 * np.pi) + (logs - mu) ** 2 / (2 * sigma**2))
    return LogNormal(median_s=float(np.exp(mu)), sigma=sigma), float(4 - 2 * likelihood)


def _gamma(seconds: Floats) -> tuple[Duration, float]:
    """Maximise by Newton's method on the shape (Minka 2002, Estimating a Gamma distribution)."""
    mean, logs = float(seconds.mean()), float(np.log(seconds).mean())
    gap = max(np.log(mean) - logs, 1e-9)
    shape = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(NEWTON_STEPS):
        slope = (logs - np.log(mean) + np.log(shape) - digamma(shape)) / (shape**2 * (1 / shape - polygamma(1, shape)))
        shape = 1 / (1 / shape + slope)
    shape, scale = float(shape), mean / float(shape)
    likelihood = len(seconds) * ((shape - 1) * logs - mean / scale - shape * np.log(scale) - gammaln(shape))
    return Gamma(shape=shape, scale_s=scale), float(4 - 2 * likelihood)


def _by_hour(seconds: Floats, hour: NDArray[np.int64]) -> tuple[float, ...]:
    return tuple(_shrunk(seconds, [hour == each for each in range(24)]))


def _by_hospital(calls: PastCalls, region: Region) -> dict[HospitalId, float]:
    rows = [calls.hospital == at for at in range(len(region.hospitals))]
    factors = _shrunk(calls.step("handover_s"), rows)
    return {row.id: factor for row, factor, here in zip(region.hospitals, factors, rows, strict=True) if here.any()}


def _each(factors: Mapping[HospitalId, float], calls: PastCalls, region: Region) -> Floats:
    by_row = [*(factors.get(row.id, 1.0) for row in region.hospitals), 1.0]
    return np.array(by_row)[calls.hospital]


def _shrunk(seconds: Floats, parts: Sequence[Flags]) -> list[float]:
    """Return the geometric mean of each part beside that of all, drawn to 1 where a part is small."""
    logs = np.log(np.where(seconds > 0, seconds, np.nan))
    known = np.isfinite(logs)
    if not known.any():
        return [1.0] * len(parts)
    usual = logs[known].mean()
    return [float(np.exp((logs[part & known] - usual).sum() / ((part & known).sum() + PRIOR_CALLS))) for part in parts]


def _stays(calls: PastCalls, region: Region, base: Durations) -> tuple[Stay, dict[str, Stay], list[Fitted]]:
    """Fit the stay of all calls, of each group met often enough, and of each such complaint beside its group."""
    fitted: list[Fitted] = []
    stay = _stay("stay", calls, np.ones(len(calls), dtype=np.bool_), base.stay, fitted)
    stays = dict(base.stays)
    groups = sorted({row.group for row in region.call_shares})
    for name in groups:
        here = _are(calls, [row.group == name for row in region.call_shares])
        stays |= _met(name, calls, here, stay, fitted)
    for row in region.call_shares:
        if row.complaint not in groups:  # a group of one complaint may be called as it is
            here = _are(calls, [each is row for each in region.call_shares])
            stays |= _met(row.complaint, calls, here, stays.get(row.group, stay), fitted)
    return stay, stays, fitted


def _are(calls: PastCalls, which: Sequence[bool]) -> Flags:
    found: Flags = np.array(which, dtype=np.bool_)[calls.complaint]
    return found


def _met(name: str, calls: PastCalls, here: Flags, wider: Stay, fitted: list[Fitted]) -> dict[str, Stay]:
    known = here & (calls.transported >= 0)
    return {name: _stay(f"stays.{name}", calls, known, wider, fitted)} if known.sum() >= ENOUGH else {}


def _stay(part: str, calls: PastCalls, here: Flags, wider: Stay, fitted: list[Fitted]) -> Stay:
    """Fit one stay; the share is drawn to the wider one, and so are the times where they were seen too seldom."""
    seconds, taken = calls.step("scene_s"), calls.transported
    treated = fit_duration(f"{part}.treated", seconds[here & (taken == 0)])
    transported = fit_duration(f"{part}.transported", seconds[here & (taken == 1)])
    fitted += [each for each in (treated, transported) if each is not None]
    known = float(np.sum(here & (taken >= 0)))
    share = (np.sum(here & (taken == 1)) + PRIOR_CALLS * wider.share_transported) / (known + PRIOR_CALLS)
    return Stay(
        share_transported=float(share),
        treated=wider.treated if treated is None else treated.duration,
        transported=wider.transported if transported is None else transported.duration,
    )
