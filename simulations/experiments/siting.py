"""Where to put the next crew: a location model chooses a few places, the simulated region chooses among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.crew import Crew
from dispatch.domain.ids import StationId
from simulations.experiments.arms import Arm
from simulations.experiments.compare import Comparison, compare_arms
from simulations.experiments.covering import expected_cover, expected_covering
from simulations.experiments.differences import Difference
from simulations.experiments.errors import NotComparable, OutOfReach, TooFew
from simulations.experiments.fleets import usual_crew, with_crews
from simulations.experiments.ground import Ground, ground_of, near_s
from simulations.experiments.median import WORST_S, p_median
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.metrics import Better, described
from simulations.runner import Task
from simulations.scenario.model import Scenario


class Model(StrEnum):
    """What chooses the places that are simulated: cover by free crews (MEXCLP), or the shortest drives (p-median)."""

    COVER = "cover"
    MEDIAN = "median"


METRIC = "emergency.late_share"
TOP = 5

Answer = tuple[tuple[StationId, ...], float]
"""Stations, one for each new crew, and what the model thinks of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Siting:
    """Where new crews might stand: one tuple of stations an answer.

    `promised` are the model's answers, best first, each with the share of demand that a free crew is expected to be
    near of (`now`: without any of them), or with the mean drive in seconds; `simulated` are the same answers by what
    they did to `metric`, best first.
    """

    metric: str
    model: Model
    near_s: float
    busy_share: float
    now: float
    promised: tuple[Answer, ...]
    simulated: tuple[tuple[tuple[StationId, ...], Difference], ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for: `count` crews like `like` (None: the usual one), together, at `candidates` (None: anywhere).

    Candidates are stations and posts of the region: a place that is only thought of is added to the scenario first
    (`[[add_post]]`). `near_s` None: the drive that keeps the norm. `busy_share` None: as one replication of the base
    has it. `top` answers of the model are simulated.
    """

    count: int = 1
    like: Crew | None = None
    candidates: Sequence[StationId] | None = None
    near_s: float | None = None
    busy_share: float | None = None
    top: int = TOP
    metric: str = METRIC
    model: Model = Model.COVER


def siting(
    scenario: Scenario,
    wish: Wish | None = None,
    *,
    metrics: Sequence[str] = (),
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> Siting:
    """Find the best places for new crews; `metrics` are compared besides the one that is asked about.

    Raises `TooFew`, `NotComparable`, and as `compare`.
    """
    asked, run = wish or Wish(), running or Running()
    ground = ground_of(scenario, run.cache)
    limit_s = near_s(scenario) if asked.near_s is None else asked.near_s
    busy = _busy_share(scenario, run) if asked.busy_share is None else asked.busy_share
    lay = _Lay(ground, asked, limit_s, busy)
    promised = tuple(lay.answers())
    found = compare_arms(
        [_arm(scenario, (), asked), *(_arm(scenario, stations, asked) for stations, _ in promised)],
        metrics=tuple(dict.fromkeys((asked.metric, *metrics))),
        stopping=stopping,
        running=run,
    )
    return Siting(
        metric=asked.metric,
        model=asked.model,
        near_s=limit_s,
        busy_share=busy,
        now=lay.now,
        promised=promised,
        simulated=_ranked(found, [stations for stations, _ in promised], asked.metric),
        comparison=found,
    )


class _Lay:
    """The location model over one ground, asked again and again, each time for another answer."""

    def __init__(self, ground: Ground, wish: Wish, limit_s: float, busy: float) -> None:
        self._ground = ground
        self._wish = wish
        self._near = ground.near(limit_s)
        self._busy = busy
        self._rows = _rows(ground, ground.stations if wish.candidates is None else wish.candidates)

    @property
    def now(self) -> float:
        if self._wish.model is Model.MEDIAN:
            return float(np.minimum(self._nearest_s, WORST_S) @ self._ground.demand)
        return expected_cover(self._ground.demand, self._near, self._ground.standing, self._busy)

    def answers(self) -> Iterator[Answer]:
        given: list[tuple[int, ...]] = []
        for _ in range(self._wish.top):
            try:
                rows, value = self._another(given)
            except OutOfReach:
                return
            given.append(rows)
            yield tuple(self._ground.stations[row] for row in rows), value

    def _another(self, given: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], float]:
        """Rows of the ground, each as often as it gets a crew, and what the model thinks of it."""
        demand, count = self._ground.demand, self._wish.count
        if self._wish.model is Model.MEDIAN:
            apart = [[self._rows.index(row) for row in answer] for answer in given]
            middle = p_median(demand, self._ground.seconds[self._rows], count, self._nearest_s, apart)
            return tuple(self._rows[place] for place in middle.opened), middle.mean_s
        best = expected_covering(
            demand,
            self._near,
            count,
            busy_share=self._busy,
            already=self._ground.standing,
            allowed=self._rows,
            apart_from=[np.bincount(answer, minlength=len(self._near)).tolist() for answer in given],
        )
        return tuple(np.repeat(np.arange(len(self._near)), best.standing).tolist()), best.value

    @property
    def _nearest_s(self) -> NDArray[np.float64]:
        manned = self._ground.standing > 0
        return np.asarray(self._ground.seconds[manned].min(axis=0, initial=np.inf))


def _rows(ground: Ground, wanted: Sequence[StationId]) -> list[int]:
    unknown = [name for name in wanted if name not in ground.stations]
    if unknown:
        raise TooFew(f"candidates: нет таких подстанций и постов: {', '.join(unknown)}")
    return [ground.stations.index(name) for name in wanted]


def _arm(scenario: Scenario, stations: Sequence[StationId], wish: Wish) -> Arm:
    if not stations:
        return Arm(name=scenario.title, scenario=scenario, policy=scenario.policy)
    title = f"{scenario.title} + {', '.join(stations)}"
    more = with_crews(scenario, list(stations), wish.like or usual_crew(scenario))
    return Arm(name=title, scenario=replace(more, title=title), policy=scenario.policy)


def _busy_share(scenario: Scenario, running: Running) -> float:
    (one,) = running.outcomes([Task.of(scenario, replications=(0,))])
    if "fleet.utilisation" not in one.figures:
        raise NotComparable("fleet.utilisation: ни одной бригады на смене, занятость неизвестна; задайте busy_share")
    return min(one.figures["fleet.utilisation"], 1.0)


def _ranked(
    found: Comparison, answers: Sequence[tuple[StationId, ...]], metric: str
) -> tuple[tuple[tuple[StationId, ...], Difference], ...]:
    sign = -1.0 if described(metric).better is Better.MORE else 1.0
    known = [
        (stations, difference)
        for stations, arm in zip(answers, found.arms[1:], strict=True)
        if (difference := found.difference(arm.name, metric)) is not None
    ]
    return tuple(sorted(known, key=lambda each: sign * each[1].interval.mean))
