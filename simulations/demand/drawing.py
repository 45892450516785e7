"""A replication's calls, each with everything that no decision can change."""

from collections.abc import Iterator
from math import inf, isinf

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import ClinicalFlag, Urgency
from dispatch.domain.region import Region
from simulations.calls import Calls
from simulations.demand.destinations import destinations
from simulations.demand.points import DemandPoints
from simulations.demand.profile import Profile
from simulations.demand.source import Drawn, Source, source
from simulations.demand.streams import Streams
from simulations.durations import Durations
from simulations.scenario.model import GeneratedDemand, GivenCalls, Scenario, Triage

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
Flags = NDArray[np.bool_]

CHILD_NEVER = frozenset(ClinicalFlag) - {ClinicalFlag.CRITICAL_ALERT}


class DemandIsGiven(Exception):
    """The scenario's calls stand in a file: read them with `simulations.scenario`; there is nothing to draw."""


def demand_source(scenario: Scenario) -> Source:
    """Prepare the scenario's demand once for many replications. Raises `DemandIsGiven` when its calls are given."""
    match scenario.demand:
        case GeneratedDemand() as demand:
            return source(scenario.region, demand, scenario.start_at, scenario.ends_at)
        case GivenCalls(path=path):
            raise DemandIsGiven(f"{scenario.name}: вызовы заданы файлом {path}, разыгрывать нечего")


def demand_points(scenario: Scenario) -> DemandPoints:
    """Return every place from which a call of the scenario can come."""
    return demand_source(scenario).points


def draw_calls(scenario: Scenario, replication: int, prepared: Source | None = None) -> Calls:
    """Draw the calls from the scenario's start to its end; a function of the scenario and the number alone.

    `prepared` saves the preparation when many replications are drawn.
    """
    where = prepared or demand_source(scenario)
    drawn = where.drawn(Streams(seed=scenario.seed, replication=replication))
    return calls_of(scenario, where, drawn)


def calls_of(scenario: Scenario, where: Source, drawn: Drawn) -> Calls:
    """Make calls of their numbers."""
    region, takes, marks = scenario.region, scenario.durations, drawn.marks
    true = _urgencies(region)[drawn.complaint]
    transported, scene_s = _stays(region, takes, drawn)
    child = marks["children"] < np.array([row.child_share for row in region.call_shares])[drawn.complaint]
    return Calls(
        ids=drawn.ids,
        received_at=drawn.at,
        lat=where.points.lat[drawn.point],
        lon=where.points.lon[drawn.point],
        districts=where.points.districts,
        district=where.points.district[drawn.point],
        complaints=tuple(row.complaint for row in region.call_shares),
        complaint=drawn.complaint.astype(np.int16),
        urgency=graded(true, marks["triage"], scenario.triage),
        true_urgency=true,
        child=child,
        handling_s=takes.handling.quantile(marks["handling"]),
        turnout_s=takes.turnout_s(marks["turnout"], where.clock.hour_of_day(drawn.at)),
        walking_s=takes.walking.quantile(marks["walking"]),
        scene_s=scene_s,
        transported=transported,
        handover_s=takes.handover.quantile(marks["handover"]),
        cleaning_s=takes.cleaning.quantile(marks["cleaning"]),
        patience_s=patience(marks["patience"], scenario.patience_s),
        record_s=np.where(marks["record-found"] < takes.record_found, takes.record.quantile(marks["record"]), inf),
        hospital=destinations(region, where.points, drawn),
        flags=tuple(_flags(region, where.profile, drawn, child)),
    )


def patience(share: Floats, mean_s: float) -> Floats:
    """Return after how long callers give up, seconds: exponential in the mean `mean_s` (`inf`: nobody does)."""
    return np.full(len(share), inf) if isinf(mean_s) else -mean_s * np.log1p(-share)


def graded(true: Codes, share: Floats, triage: Triage) -> Codes:
    """Return the operator's urgency: a threat to life may be missed (P3), and seen where there is none (P2)."""
    threat = true <= Urgency.P2
    missed, alarmed = threat & (share >= triage.sensitivity), ~threat & (share >= triage.specificity)
    return np.where(missed, Urgency.P3, np.where(alarmed, Urgency.P2, true)).astype(np.int16)


def _urgencies(region: Region) -> Codes:
    by_code = {row.code: int(row.urgency) for row in region.complaints}
    return np.array([by_code[row.complaint] for row in region.call_shares], dtype=np.int16)


def _stays(region: Region, takes: Durations, drawn: Drawn) -> tuple[Flags, Floats]:
    transported, scene_s = np.zeros(len(drawn.at), dtype=np.bool_), np.zeros(len(drawn.at))
    for code in np.unique(drawn.complaint).tolist():
        row = region.call_shares[code]
        stay, here = takes.stay_for(row.complaint, row.group), np.flatnonzero(drawn.complaint == code)
        taken = drawn.marks["transported"][here] < stay.share_transported
        share = drawn.marks["scene"][here]
        transported[here] = taken
        scene_s[here] = np.where(taken, stay.transported.quantile(share), stay.treated.quantile(share))
    return transported, scene_s


def _flags(region: Region, profile: Profile, drawn: Drawn, child: Flags) -> Iterator[frozenset[ClinicalFlag]]:
    bits = np.zeros(len(drawn.at), dtype=np.int64)
    for number, flag in enumerate(ClinicalFlag):
        shares = profile.flags.get(flag, {})
        others = shares.get("", 0.0)
        by_row = [shares.get(row.complaint, shares.get(row.group, others)) for row in region.call_shares]
        noted = drawn.marks[f"flag-{number}"] < np.array(by_row)[drawn.complaint]
        bits |= (noted & ~(child & (flag in CHILD_NEVER))).astype(np.int64) << number
    sets = [
        frozenset(flag for number, flag in enumerate(ClinicalFlag) if code >> number & 1)
        for code in range(2 ** len(ClinicalFlag))
    ]
    yield from (sets[code] for code in bits.tolist())
