"""How many crews a promise needs: halving between too few and enough, each size simulated on the same calls."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch.domain.ids import CrewId, StationId
from simulations.experiments.arms import Arm
from simulations.experiments.compare import compare_arms
from simulations.experiments.covering import expected_cover
from simulations.experiments.errors import NotComparable, OutOfReach, TooFew
from simulations.experiments.fleets import is_usual, usual_crew, with_crews, without_crews
from simulations.experiments.ground import BUSY_SHARE, Ground, ground_of, near_s, standing
from simulations.experiments.intervals import Estimate
from simulations.experiments.running import Running
from simulations.experiments.stopping import Stopping
from simulations.metrics import Better, described
from simulations.scenario.model import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """`metric` no worse than `target`, by its direction in the catalogue."""

    metric: str
    target: float

    def kept(self, value: float) -> bool:
        """Whether a value keeps it."""
        return value >= self.target if described(self.metric).better is Better.MORE else value <= self.target

    def clear(self, found: Estimate) -> bool:
        """Whether the whole interval is on one side."""
        ends = (found.low, found.high)
        return None not in ends and len({self.kept(end) for end in ends if end is not None}) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A fleet that was tried: `change` crews more (or less) than today."""

    change: int
    crews: int
    found: Estimate
    kept: bool
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSize:
    """The smallest fleet that keeps the promise, and every fleet that was tried, in order of size.

    `scenario` is that of the answer: whom to add or take away, and where. More crews are believed never to do worse,
    which chance and policies may belie: an answer whose neighbours are not `clear` is known only as well as they are.
    """

    promise: Promise
    answer: Step
    steps: tuple[Step, ...]
    scenario: Scenario


def fleet_size(
    scenario: Scenario,
    promise: Promise,
    *,
    least: int,
    most: int,
    stopping: Stopping | None = None,
    running: Running | None = None,
) -> FleetSize:
    """Find the smallest change of the fleet, from `least` to `most` crews, that keeps the promise.

    Crews are added where the expected cover gains most and taken away where it loses least; specialised crews stay.
    Raises `OutOfReach` when even the largest fleet fails, `TooFew` when there are not so many to take away.
    """
    if least > most:
        raise TooFew(f"least={least}, most={most}: наименьшее изменение больше наибольшего")
    fleets = _Fleets(scenario, ground_of(scenario, (running or Running()).cache), promise, stopping, running)
    largest = fleets.step(most)
    if not largest.kept:
        raise OutOfReach(
            f"{promise.metric}: и с {largest.crews} бригадами {largest.found.mean:.4g}, обещано {promise.target:.4g};"
            " увеличьте most / even the largest fleet fails"
        )
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fleets.step(middle).kept else (middle + 1, high)
    return FleetSize(promise=promise, answer=fleets.step(high), steps=fleets.tried(), scenario=fleets.scenario(high))


class _Fleets:
    """The fleets of one search, each simulated once."""

    def __init__(
        self,
        scenario: Scenario,
        ground: Ground,
        promise: Promise,
        stopping: Stopping | None,
        running: Running | None,
    ) -> None:
        self._base = scenario
        self._ground = ground
        self._promise = promise
        self._stopping = stopping
        self._running = running
        self._steps: dict[int, Step] = {}

    def tried(self) -> tuple[Step, ...]:
        return tuple(step for _, step in sorted(self._steps.items()))

    def step(self, change: int) -> Step:
        if change not in self._steps:
            self._steps[change] = self._simulated(change)
        return self._steps[change]

    def _simulated(self, change: int) -> Step:
        scenario, metric = self.scenario(change), self._promise.metric
        arm = Arm(name=scenario.title, scenario=scenario, policy=scenario.policy)
        found = compare_arms([arm], metrics=(metric,), stopping=self._stopping, running=self._running)
        value = found.base.estimate(metric, found.stopping.confidence)
        if value is None:
            raise NotComparable(f"{metric}: ни одно повторение не знает этого показателя")
        return Step(
            change=change,
            crews=len(scenario.region.crews),
            found=value,
            kept=self._promise.kept(value.mean),
            clear=self._promise.clear(value),
        )

    def scenario(self, change: int) -> Scenario:
        usual, base = usual_crew(self._base), self._base
        if change > 0:
            changed = with_crews(base, _gaining(base, self._ground, change), usual)
        else:
            changed = without_crews(base, _losing(base, self._ground, -change))
        return replace(changed, title=f"{base.title}: {change:+d} бригад") if change else base


def _gaining(scenario: Scenario, ground: Ground, count: int) -> list[StationId]:
    """Where to add crews one by one, each where it gains most: so that every fleet is part of each larger one."""
    near, stand = ground.near(near_s(scenario)), ground.standing.copy()
    found = []
    for _ in range(count):
        gains = _cover_with(ground, near, stand, np.eye(len(stand)))
        best = int(np.argmax(gains))
        stand[best] += 1
        found.append(ground.stations[best])
    return found


def _losing(scenario: Scenario, ground: Ground, count: int) -> frozenset[CrewId]:
    """Whom to take away one by one, each where it is missed least."""
    usual, near = usual_crew(scenario), ground.near(near_s(scenario))
    gone: set[CrewId] = set()
    for _ in range(count):
        left = without_crews(scenario, frozenset(gone))
        stand = standing(left)
        candidates = [crew for crew in left.region.crews if is_usual(crew, usual) and crew.station in ground.stations]
        if len(candidates) < 2:
            raise TooFew(f"least={-count}: обычных бригад {len(gone) + len(candidates)}, последнюю убрать нельзя")
        parts = np.zeros((len(candidates), len(stand)))
        for row, crew in enumerate(candidates):
            parts[row, ground.stations.index(crew.station)] = -crew.shift.length_s / 86_400
        gone.add(candidates[int(np.argmax(_cover_with(ground, near, stand, parts)))].id)
    return frozenset(gone)


def _cover_with(
    ground: Ground, near: np.ndarray, stand: np.ndarray, parts: Sequence[np.ndarray] | np.ndarray
) -> list[float]:
    return [expected_cover(ground.demand, near, stand + part, BUSY_SHARE) for part in parts]
