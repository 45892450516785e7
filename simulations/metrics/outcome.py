"""What waiting did to the patients: harm in weighted seconds, lateness, survival. By what each call truly was."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from simulations.metrics.doezd import Waits
from simulations.metrics.survival import survival
from simulations.metrics.yardstick import Yardstick
from simulations.results import CallRows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """`weighted_s`: mean wait, each call weighing as much as its urgency. `late_s`: mean seconds beyond its promise.

    `late_share` is of calls beyond the promise of their urgency, given-up ones included. None without a call.
    """

    weighted_s: float | None
    late_s: float | None
    late_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """Mean chance of cardiac arrests and their expected survivors; `p1_share` applies the same curve to every P1."""

    arrests: int
    arrest_share: float | None
    survivors: float
    p1_share: float | None


def harm(rows: CallRows, waits: Waits, yardstick: Yardstick) -> Harm:
    """Weigh and compare the waits; those who gave up have no seconds, only lateness."""
    urgency = rows.true_urgency[rows.counted]
    reached = np.isfinite(waits.seconds)
    limit, weight = _by_urgency(urgency, yardstick.targets_s), _by_urgency(urgency, yardstick.urgency_weight)[reached]
    seconds = waits.seconds[reached]
    return Harm(
        weighted_s=float(weight @ seconds / weight.sum()) if weight.any() else None,
        late_s=float(np.maximum(seconds - limit[reached], 0).mean()) if seconds.size else None,
        late_share=float(waits.late(limit).mean()) if len(waits) else None,
    )


def survived(rows: CallRows, waits: Waits, yardstick: Yardstick) -> Survival:
    """Apply the curve to the arrests and to all P1."""
    codes = [code for code, name in enumerate(rows.complaints) if name in yardstick.arrest]
    arrests = survival(waits.seconds[np.isin(rows.complaint[rows.counted], codes)])
    first = survival(waits.seconds[rows.true_urgency[rows.counted] == Urgency.P1])
    return Survival(
        arrests=arrests.size,
        arrest_share=float(arrests.mean()) if arrests.size else None,
        survivors=float(arrests.sum()),
        p1_share=float(first.mean()) if first.size else None,
    )


def _by_urgency(urgency: NDArray[np.int16], value: Mapping[Urgency, float]) -> Floats:
    known = np.full(max(Urgency) + 1, np.nan)
    for key, number in value.items():
        known[key] = number
    return np.asarray(known[urgency])
