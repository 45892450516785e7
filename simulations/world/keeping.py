"""Rows of the results, filled in as the world goes."""

from array import array
from collections import Counter
from math import nan

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.crew import DAY_S, Shift
from dispatch.domain.pauses import BreakBegun, BreakEnded
from dispatch.domain.recommendation import Reason
from simulations.calls import Calls
from simulations.results import MOMENTS, CallRows, CrewRows, Results
from simulations.scenario.model import Scenario
from simulations.world.meals import meals_of, pauses_of


def on_shift_s(shift: Shift, begin: float, end: float) -> float:
    """Return the seconds of a daily shift between two moments of the local clock, seconds after a local midnight."""

    def until(moment: float) -> float:
        days, rest = divmod(moment - shift.start_s, DAY_S)
        return days * shift.length_s + min(rest, shift.length_s)

    return until(end) - until(begin)


class Kept:
    """What is known of each call and each crew so far. Moments are POSIX seconds."""

    def __init__(self, scenario: Scenario, calls: Calls, *, reasons: bool) -> None:
        self._scenario = scenario
        self._calls = calls
        self._with_reasons = reasons
        count, crews = len(calls), len(scenario.region.crews)
        # Arrays, not lists: a year of calls then takes 8 bytes a number instead of 32.
        self.moments = {name: array("d", [nan]) * count for name in MOMENTS}
        self.moments["received_at"] = array("d", calls.received_at)
        self.eta_s = array("d", [nan]) * count
        self.queue_s = array("d", [0.0]) * count
        self.crew = array("h", [-1]) * count
        self.hospital = array("h", [-1]) * count
        self.attempts = array("h", [0]) * count
        self.gave_up = array("b", [0]) * count
        self.reasons: dict[int, tuple[Reason, ...]] = {}
        self.busy_s = [0.0] * crews
        self.overtime_s = [0.0] * crews
        self.answered = [0] * crews
        self.moves = [0] * crews
        self.pauses: list[list[BreakBegun | BreakEnded]] = [[] for _ in range(crews)]
        self.fallbacks: Counter[str] = Counter()
        self.further: Counter[str] = Counter()
        self.transport: Counter[str] = Counter()
        self.air = dict.fromkeys(("offered", "flights", "saved_s"), 0.0) if scenario.air is not None else {}
        self.flown_s: dict[str, float] = {}
        self.posts: Counter[str] = Counter()
        self.refused = 0

    def because(self, row: int, reasons: tuple[Reason, ...]) -> None:
        """Remember why this crew, if the reasons are wanted."""
        if self._with_reasons:
            self.reasons[row] = reasons

    def busy(self, crew: int, begin: float, end: float, remaining_s: float) -> None:
        """Book a crew's work from `begin` to `end`; what exceeds the shift's `remaining_s` is overtime."""
        first, last = self._counted()
        self.busy_s[crew] += max(0.0, min(end, last) - max(begin, first))
        self.overtime_s[crew] += max(0.0, min(end, last) - max(begin + remaining_s, first))
        self.answered[crew] += first <= begin < last

    def _counted(self) -> tuple[float, float]:
        return self._scenario.start_at + self._scenario.warm_up_s, self._scenario.ends_at

    def call_rows(self) -> CallRows:
        """Return the rows of the calls."""
        first, last = self._counted()
        calls, region = self._calls, self._scenario.region
        moments = {name: np.frombuffer(column, dtype=np.float64) for name, column in self.moments.items()}
        return CallRows(
            ids=calls.ids,
            counted=(calls.received_at >= first) & (calls.received_at < last),
            districts=calls.districts,
            district=calls.district,
            complaints=calls.complaints,
            complaint=calls.complaint,
            urgency=calls.urgency,
            true_urgency=calls.true_urgency,
            crews=tuple(str(crew.id) for crew in region.crews),
            crew=np.frombuffer(self.crew, dtype=np.int16),
            hospitals=tuple(str(hospital.id) for hospital in region.hospitals),
            hospital=np.frombuffer(self.hospital, dtype=np.int16),
            lat=calls.lat,
            lon=calls.lon,
            eta_s=np.frombuffer(self.eta_s, dtype=np.float64),
            queue_at_hospital_s=np.frombuffer(self.queue_s, dtype=np.float64),
            gave_up=np.frombuffer(self.gave_up, dtype=np.bool_),
            attempts=np.frombuffer(self.attempts, dtype=np.int16),
            reasons=tuple(self.reasons.get(row, ()) for row in range(len(calls))) if self._with_reasons else (),
            **moments,
        )

    def crew_rows(self, driving_s: list[float]) -> CrewRows:
        """Return the rows of the crews."""
        crews, (first, last) = self._scenario.region.crews, self._counted()
        offset_s = self._scenario.region.utc_offset_s
        return CrewRows(
            ids=tuple(str(crew.id) for crew in crews),
            kinds=tuple(str(crew.kind) for crew in crews),
            stations=tuple(str(crew.station) for crew in crews),
            on_shift_s=np.array([on_shift_s(crew.shift, first + offset_s, last + offset_s) for crew in crews]),
            busy_s=np.array(self.busy_s),
            overtime_s=np.array(self.overtime_s),
            driving_s=np.array(driving_s),
            calls=np.array(self.answered, dtype=np.int64),
            moves=np.array(self.moves, dtype=np.int64),
            **self._pause_columns(),
        )

    def _pause_columns(self) -> dict[str, NDArray[np.int64]]:
        """Count meals and broken pauses; no rows where the scenario plans no pauses."""
        rules, region, window = self._scenario.duty, self._scenario.region, self._counted()
        if rules is None:
            return {}
        had = [tuple(pauses_of(events)) for events in self.pauses]
        meals = [
            meals_of(crew, of, rules, region.utc_offset_s, window) for crew, of in zip(region.crews, had, strict=True)
        ]
        first, last = window
        broken = [sum(p.interrupted and first <= p.begun_at < last for p in of) for of in had]
        return {
            "meals_due": np.array([m.due for m in meals], dtype=np.int64),
            "meals_taken": np.array([m.taken for m in meals], dtype=np.int64),
            "meals_on_time": np.array([m.on_time for m in meals], dtype=np.int64),
            "pauses_broken": np.array(broken, dtype=np.int64),
        }

    def results(self, *, replication: int, policy: str, crews: CrewRows, door: tuple[int, int, int]) -> Results:
        """Return everything. `door` is how many commands, events and still open calls there were."""
        commands, events, still_open = door
        return Results(
            scenario=self._scenario.name,
            replication=replication,
            policy=policy,
            seed=self._scenario.seed,
            counted_s=self._scenario.horizon_s,
            calls=self.call_rows(),
            crews=crews,
            commands=commands,
            events=events,
            refused=self.refused,
            open_calls=still_open,
            fallbacks=dict(self.fallbacks),
            transport=dict(self.transport),
            air=self.air,
            flown_s=self.flown_s,
            posts=dict(self.posts),
        )
