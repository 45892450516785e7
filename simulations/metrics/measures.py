"""All the figures of one replication as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from simulations.metrics.care import Care, care
from simulations.metrics.carried import Carried, carried
from simulations.metrics.doezd import Doezd, Waits, by_code, doezd
from simulations.metrics.equity import gini, mean_of_worst, variation
from simulations.metrics.flights import Flights, flights
from simulations.metrics.outcome import Harm, Survival, harm, survived
from simulations.metrics.pauses import Pauses, pauses
from simulations.metrics.service import (
    DAY_S,
    HOUR_S,
    Cost,
    Cover,
    Decisions,
    Fleet,
    HospitalQueue,
    cost,
    cover,
    decisions,
    fleet,
    hospitals,
)
from simulations.metrics.yardstick import Yardstick
from simulations.results import CallRows, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calls that count, those that still had no crew when the world ended, and those that gave up before one came."""

    count: int
    without_crew: int
    gave_up: int
    gave_up_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """Between districts with calls; None when there is none."""

    gini: float | None
    variation: float | None
    worst_p90_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The figures of one replication. Urgency in `by_urgency` and `emergency` is the card's, as the promise is."""

    calls: Counts
    doezd: Doezd
    emergency: Doezd
    by_urgency: Mapping[Urgency, Doezd]
    by_district: Mapping[str, Doezd]
    by_hour: tuple[Doezd, ...]
    harm: Harm
    survival: Survival
    cover: Cover
    fleet: Fleet
    pauses: Pauses
    transport: Carried
    air: Flights
    hospital: HospitalQueue
    care: Care
    decisions: Decisions
    equity: Equity
    cost: Cost


def measured(results: Results, yardstick: Yardstick | None = None) -> Measures:
    """Measure a replication; `yardstick` None: the norms of the country, no price."""
    by = yardstick or Yardstick()
    rows, waits = results.calls, Waits.of(results, by.ends_at)
    urgency = rows.urgency[rows.counted]
    districts = dict(
        zip(rows.districts, by_code(waits, by.norm_s, rows.district[rows.counted], len(rows.districts)), strict=True)
    )
    levels = by_code(waits, by.norm_s, urgency - 1, len(Urgency))
    return Measures(
        calls=_counts(waits),
        doezd=doezd(waits, by.norm_s),
        emergency=doezd(waits, by.norm_s, urgency <= Urgency.P2),
        by_urgency=dict(zip(Urgency, levels, strict=True)),
        by_district=districts,
        by_hour=by_code(waits, by.norm_s, _hours(rows, by.utc_offset_s), 24),
        harm=harm(rows, waits, by),
        survival=survived(rows, waits, by),
        cover=cover(rows, by, results.posts),
        fleet=fleet(results.crews, results.counted_s),
        pauses=pauses(results.crews),
        transport=carried(results.transport),
        air=flights(results),
        hospital=hospitals(rows),
        care=care(rows, by.cures, results.flown_s),
        decisions=decisions(results),
        equity=_equity(tuple(districts.values())),
        cost=cost(results, by.cost_per_crew_hour),
    )


def _counts(waits: Waits) -> Counts:
    gave_up = int(waits.gave_up.sum())
    return Counts(
        count=len(waits),
        without_crew=int(waits.waiting.sum()),
        gave_up=gave_up,
        gave_up_share=gave_up / len(waits) if len(waits) else None,
    )


def _equity(districts: tuple[Doezd, ...]) -> Equity:
    means = [each.mean_s for each in districts if each.mean_s is not None]
    tails = [each.p90_s for each in districts if each.p90_s is not None]
    some = any(means)
    return Equity(
        gini=gini(means) if some else None,
        variation=variation(means) if some else None,
        worst_p90_s=mean_of_worst(tails) if tails else None,
    )


def _hours(rows: CallRows, utc_offset_s: float) -> NDArray[np.intp]:
    """Hour of the local day, 0 to 23."""
    local = (rows.received_at[rows.counted] + utc_offset_s) % DAY_S
    return np.asarray(local // HOUR_S, dtype=np.intp)
