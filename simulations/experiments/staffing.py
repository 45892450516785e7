"""Shift plans: how many crews must begin when, so that every hour has enough of them for the fewest hours paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from dispatch.domain.crew import DAY_S, Shift
from simulations.experiments.arms import Arm
from simulations.experiments.compare import HEADLINES, Comparison, compare_arms
from simulations.experiments.covering import expected_cover
from simulations.experiments.errors import TooFew
from simulations.experiments.fleets import is_usual, usual_crew, with_crews, without_crews
from simulations.experiments.ground import BUSY_SHARE, Ground, ground_of, near_s
from simulations.experiments.milp import solved
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.results import Results
from simulations.scenario.model import Scenario

Floats = NDArray[np.float64]

HOURS, HOUR_S = 24, 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    """`crews` begin each of `shifts`. `needed` and `present` are by local hour; `crew_hours` are of one day."""

    shifts: tuple[Shift, ...]
    crews: tuple[int, ...]
    needed: tuple[int, ...]
    present: tuple[int, ...]
    crew_hours: float
    optimal: bool


def shift_plan(needed: Sequence[int], shifts: Sequence[Shift]) -> ShiftPlan:
    """The cheapest crews that cover the need of every hour (a set-covering program: Dantzig 1954).

    A crew is there in an hour when its shift runs through the whole of it. doi:10.1287/opre.2.3.339. Raises `TooFew`
    when no shift runs through an hour that needs somebody.
    """
    runs = np.array([_hours(shift) for shift in shifts]).reshape(-1, HOURS)
    bare = [hour for hour in range(HOURS) if needed[hour] and not runs[:, hour].any()]
    if bare:
        raise TooFew(f"shifts: в {', '.join(f'{hour:02}:00' for hour in bare)} нужны бригады, но ни одна смена не идёт")
    model = mathopt.Model(name="shift plan")
    crews = [model.add_integer_variable(lb=0) for _ in shifts]
    for hour in range(HOURS):
        there = mathopt.fast_sum(crew for crew, at in zip(crews, runs[:, hour], strict=True) if at)
        model.add_linear_constraint(there >= needed[hour])
    lengths = [shift.length_s / HOUR_S for shift in shifts]
    model.minimize(mathopt.fast_sum(length * crew for length, crew in zip(lengths, crews, strict=True)))
    found = solved(model, crews)
    return ShiftPlan(
        shifts=tuple(shifts),
        crews=found.values,
        needed=tuple(needed),
        present=tuple((np.array(found.values, dtype=np.int64) @ runs.astype(np.int64)).tolist()),
        crew_hours=float(np.dot(lengths, found.values)),
        optimal=found.optimal,
    )


def busy_by_hour(results: Results, utc_offset_s: float, kinds: frozenset[str] | None = None) -> Floats:
    """How many crews (of these kinds; None: all) were at work on counted calls, mean by local hour of the day.

    A crew works from its order until it is free; a call that was never finished is work until the last moment known.
    """
    rows, crews = results.calls, results.crews
    wanted = {name for name, kind in zip(crews.ids, crews.kinds, strict=True) if kinds is None or kind in kinds}
    codes = [code for code, name in enumerate(rows.crews) if name in wanted]
    mine = rows.counted & np.isin(rows.crew, codes) & ~np.isnan(rows.notified_at)
    begin = rows.notified_at[mine]
    end = np.fmax(np.where(np.isnan(rows.available_at), rows.at_scene_at, rows.available_at)[mine], begin)
    busy = np.zeros(HOURS)
    for first, last in zip((begin + utc_offset_s).tolist(), (end + utc_offset_s).tolist(), strict=True):
        for hour in range(int(first // HOUR_S), int(last // HOUR_S) + 1):
            busy[hour % HOURS] += max(0.0, min(last, (hour + 1) * HOUR_S) - max(first, hour * HOUR_S))
    return busy / HOUR_S / (results.counted_s / DAY_S)


def needed_by_hour(busy: Floats, busy_share: float) -> tuple[int, ...]:
    """How many crews an hour needs so that none is busy more than `busy_share` of it in the mean."""
    return tuple(ceil(round(crews / busy_share, 6)) for crews in busy.tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """A plan for the usual crews, and how the region did with it beside today's shifts."""

    plan: ShiftPlan
    busy: tuple[float, ...]
    comparison: Comparison


def staffing(
    scenario: Scenario,
    shifts: Sequence[Shift],
    *,
    busy_share: float,
    metrics: Sequence[str] = HEADLINES,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> Staffing:
    """Plan shifts so that usual crews are busy `busy_share` of each hour, place them, and simulate beside today's.

    Specialised crews keep their shifts. The need is read off the base's first replication. Raises `TooFew`.
    """
    if scenario.horizon_s % DAY_S:
        raise TooFew("horizon_days: план смен строится по целым суткам, нужно 1, 2, 7… / whole days are needed")
    run, usual = running or Running(), usual_crew(scenario)
    first = run.results(scenario)
    busy = busy_by_hour(first, scenario.region.utc_offset_s, frozenset({usual.kind}))
    plan = shift_plan(needed_by_hour(busy, busy_share), shifts)
    planned = _staffed(scenario, plan, ground_of(scenario, run.cache))
    arms = [Arm(name=each.title, scenario=each, policy=each.policy) for each in (scenario, planned)]
    found = compare_arms(arms, metrics=metrics, stopping=stopping, running=run)
    return Staffing(plan=plan, busy=tuple(busy.tolist()), comparison=found)


def _staffed(scenario: Scenario, plan: ShiftPlan, ground: Ground) -> Scenario:
    """Put the plan's crews, longest shifts first, each where it adds most to those who are there at its hours."""
    usual, near = usual_crew(scenario), ground.near(near_s(scenario))
    crews = frozenset(crew.id for crew in scenario.region.crews if is_usual(crew, usual))
    planned = without_crews(scenario, crews)
    order = sorted(zip(plan.shifts, plan.crews, strict=True), key=lambda each: -each[0].length_s)
    for shift, count in order:
        stand = _beside(planned, ground, shift)
        for _ in range(count):
            gains = [expected_cover(ground.demand, near, stand + one, BUSY_SHARE) for one in np.eye(len(stand))]
            best = int(np.argmax(gains))
            stand[best] += 1
            planned = with_crews(planned, [ground.stations[best]], usual, shift)
    title = f"{scenario.title}: смены по нагрузке"
    return replace(planned, title=title)


def _beside(scenario: Scenario, ground: Ground, shift: Shift) -> Floats:
    """Count who stands at each station during a shift, each for the part of it that both run."""
    mine, found = _hours(shift), np.zeros(len(ground.stations))
    for crew in scenario.region.crews:
        if crew.station in ground.stations:
            found[ground.stations.index(crew.station)] += (mine & _hours(crew.shift)).sum() / max(mine.sum(), 1)
    return found


def _hours(shift: Shift) -> NDArray[np.bool_]:
    """The local hours of the day that the shift runs through."""
    begins = np.arange(HOURS) * HOUR_S
    return np.asarray((begins - shift.start_s) % DAY_S + HOUR_S <= shift.length_s)
