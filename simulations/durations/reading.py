"""durations.toml into `Durations`. Each distribution names its `kind`; the table `KINDS` says which keys go with it."""

from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from typing import Any

from dispatch.domain.ids import HospitalId
from simulations.durations.distributions import (
    Constant,
    Duration,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Truncated,
    Weibull,
)
from simulations.durations.model import HOURS, NONE, Durations, Stay
from simulations.durations.sheet import ORIGIN, Sheet

KINDS: Mapping[str, tuple[Callable[..., Duration], tuple[str, ...]]] = {
    "constant": (Constant, ("seconds",)),
    "exponential": (Exponential, ("expected_s",)),
    "lognormal": (LogNormal, ("median_s", "sigma")),
    "gamma": (Gamma, ("shape", "scale_s")),
    "weibull": (Weibull, ("shape", "scale_s")),
    "empirical": (Empirical, ("observed_s",)),
}
EDGES = ("low_s", "high_s")
LONGEST_S = 1e6
STEPS = ("handling", "turnout", "walking", "handover", "cleaning", "record", "confirming", "accepting")
MORE: Mapping[str, tuple[str, ...]] = {
    "turnout": ("by_hour",),
    "handover": ("factors",),
    "record": ("found_share",),
}
"""Keys of a step beside its distribution."""
STAY = ("share_transported", "treated", "transported")


def read_durations(path: Path, overrides: Mapping[str, Any] | None = None) -> Durations:
    """Read the file, with a scenario's tables laid over it. Raises `FiguresInvalid` with every finding.

    An override that names its `kind` replaces the distribution; one that does not changes single keys of it.
    """
    sheet = Sheet(path, overrides)
    sheet.only("", (*STEPS, "stay", "stays"))
    takes = {step: _step(sheet, step) for step in STEPS}
    stay = _stay(sheet, "stay", Stay())
    names = sheet.names("stays") if sheet.has("stays") else ()
    found = Durations(
        **takes,
        turnout_by_hour=sheet.numbers("turnout.by_hour", HOURS) if sheet.has("turnout.by_hour") else (1.0,) * HOURS,
        stay=stay,
        stays={name: _stay(sheet, f"stays.{name}", stay) for name in names},
        handover_factors=_factors(sheet),
        record_found=sheet.number("record.found_share", 0, 1) if sheet.has("record") else 0.0,
    )
    sheet.done()
    return found


def _step(sheet: Sheet, step: str) -> Duration:
    if not sheet.has(step):
        return NONE
    more = MORE.get(step, ())
    sheet.origin(step)
    return _distribution(sheet, step, (*more, *ORIGIN))


def _stay(sheet: Sheet, path: str, usual: Stay) -> Stay:
    if not sheet.has(path):
        return usual
    sheet.part(path, STAY)
    return Stay(
        share_transported=_or(sheet, f"{path}.share_transported", usual.share_transported),
        treated=_distribution(sheet, f"{path}.treated") if sheet.has(f"{path}.treated") else usual.treated,
        transported=_distribution(sheet, f"{path}.transported")
        if sheet.has(f"{path}.transported")
        else usual.transported,
    )


def _or(sheet: Sheet, path: str, usual: float) -> float:
    return sheet.number(path, 0, 1) if sheet.has(path) else usual


def _factors(sheet: Sheet) -> dict[HospitalId, float]:
    if not sheet.has("handover.factors"):
        return {}
    return {
        HospitalId(name): sheet.number(f"handover.factors.{name}", 0, 100) for name in sheet.names("handover.factors")
    }


def _distribution(sheet: Sheet, path: str, beside: tuple[str, ...] = ()) -> Duration:
    kind = sheet.text(f"{path}.kind")
    if kind not in KINDS:
        if kind:
            sheet.wrong(f"{path}.kind", f"«{kind}»: допустимо {', '.join(KINDS)}")
        return NONE
    known = len(sheet.findings)
    build, keys = KINDS[kind]
    sheet.only(path, ("kind", *keys, *EDGES, *beside))
    values = {key: _observed(sheet, path) if key == "observed_s" else _value(sheet, path, key) for key in keys}
    edges = {edge: sheet.number(f"{path}.{edge}", 0, LONGEST_S) for edge in EDGES if sheet.has(f"{path}.{edge}")}
    if len(sheet.findings) > known:
        return NONE
    return _built(sheet, path, build, values, edges)


def _built(
    sheet: Sheet, path: str, build: Callable[..., Duration], values: Mapping[str, Any], edges: Mapping[str, float]
) -> Duration:
    try:
        whole = build(**values)
        return Truncated(of=whole, **{"high_s": inf, **edges}) if edges else whole
    except ValueError as error:
        sheet.wrong(path, str(error))
        return NONE


def _value(sheet: Sheet, path: str, key: str) -> float:
    return sheet.number(f"{path}.{key}", 0, LONGEST_S)


def _observed(sheet: Sheet, path: str) -> tuple[float, ...]:
    values = sheet.get(f"{path}.observed_s", list, "нужен список секунд")
    if not values or not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        sheet.wrong(f"{path}.observed_s", "нужен непустой список чисел")
        return ()
    return tuple(map(float, values))
