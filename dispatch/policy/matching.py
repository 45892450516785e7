"""All that can still be decided against all crews that can still be sent: one assignment, solved by OR-Tools.

Incidents that wait, and those whose crew has not arrived; crews that are free, and those on their way to something less
urgent. A minimum-cost flow: every incident sends one unit to a crew or to «nobody». A pair costs what `objective` says;
«nobody» is priced by the place in the queue, so that no incident is left waiting for the sake of a later one. OR-Tools'
network simplex is deterministic and needs 2 ms at 200 × 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct
from msgspec import field as part
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.domain.assignment import Assignment
from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.asking import asked_of
from dispatch.policy.cover import CoverParameters
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.explaining import recommend
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.offers import muster_all
from dispatch.policy.queue import QueueOrder, queued
from dispatch.policy.reach import Reach
from dispatch.policy.redeciding import RedecidingParameters, drives_to, open_assignments
from dispatch.policy.relocation import RelocationParameters, is_time, rolling, standby_moves
from dispatch.policy.types import Question
from dispatch.policy.weighing import Weighed, weigh
from routing.types import LatLon, TravelTimeMatrix

WORST_COST = 10_000_000.0
"""A pair costs no more: keeps the prices of «nobody» apart and inside 64 bits. A P1 that waits a day and a half."""


class MatchingParameters(Struct, frozen=True, kw_only=True):
    """The parameters of all that a decision weighs."""

    objective: ObjectiveParameters = part(default_factory=ObjectiveParameters)
    eligibility: EligibilityParameters = part(default_factory=EligibilityParameters)
    redeciding: RedecidingParameters = part(default_factory=RedecidingParameters)
    cover: CoverParameters = part(default_factory=CoverParameters)
    relocation: RelocationParameters = part(default_factory=RelocationParameters)


class Unsolved(Exception):
    """The solver found no optimal assignment; the dispatcher falls back to a simpler policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The least expected harm over all that can still be decided."""

    parameters: MatchingParameters = field(default_factory=MatchingParameters)
    order: QueueOrder = QueueOrder.URGENCY
    name: str = "matching"

    @property
    def follows(self) -> bool:
        """Crews on their way may be sent elsewhere, so that their places matter."""
        return True

    def asks(self, situation: Situation) -> Question | None:
        """Ask for the roads of the crews that can still be sent to the incidents that can still be decided."""
        return asked_of(situation, open_assignments(situation, self.parameters.redeciding))

    def __call__(self, situation: Situation, times: TravelTimeMatrix, reach: Reach | None = None) -> Plan:
        """Offer crews so that the sum over all incidents is least."""
        driving = _known(open_assignments(situation, self.parameters.redeciding), times)
        incidents = queued(
            [*situation.waiting(), *(situation.incidents[a.incident] for a in driving)],
            self.order,
            situation.now,
            self.parameters.objective.escalation_s,
        )
        mustered = muster_all(situation, times, drives_to(driving))
        weighed = weigh(
            mustered,
            incidents,
            reach,
            objective=self.parameters.objective,
            eligibility=self.parameters.eligibility,
            cover=self.parameters.cover,
        )
        chosen = assign(weighed)
        return Plan(recommendations=tuple(self._told(weighed, chosen)))

    def on_road(self, situation: Situation, reach: Reach) -> Mapping[str, LatLon] | None:
        """Return the crews that are rolling, if it is time to think of moves."""
        return rolling(situation, reach) if is_time(situation, reach, self.parameters.relocation) else None

    def moves(self, situation: Situation, reach: Reach, from_road: TravelTimeMatrix) -> tuple[StandbyMove, ...]:
        """Return the standby moves that are worth their way."""
        return standby_moves(situation, reach, from_road, self.parameters.relocation, self.parameters.cover)

    def _told(self, weighed: Weighed, chosen: Sequence[int]) -> list[Recommendation]:
        """Put into words what waits, and what of the rest is to change, or was and is no longer."""
        ids, situation = weighed.mustered.free.ids, weighed.mustered.situation
        taken = {ids[crew]: str(weighed.incidents[row].id) for row, crew in enumerate(chosen) if crew >= 0}
        waiting, changed = [], []
        for row, crew in enumerate(chosen):
            own, incident = weighed.own[row].item(), weighed.incidents[row]
            known = situation.recommendations.get(incident.id)
            if own < 0:
                waiting.append(self._said(weighed, row, crew, taken))
            elif crew != own or (known is not None and known.instead_of is not None):
                changed.append(self._said(weighed, row, crew, taken))
        return [*waiting, *changed]

    def _said(self, weighed: Weighed, row: int, crew: int, taken: dict[CrewId, str]) -> Recommendation:
        ranked, own = weighed.ranked(row), weighed.own[row].item()
        others = {name: kept for name, kept in taken.items() if kept != ranked.incident.id}
        ids = weighed.mustered.free.ids
        instead_of = ids[own] if own >= 0 and crew not in {own, -1} else None
        return recommend(self.name, ranked, None if crew < 0 else ranked.offer(crew), others, instead_of=instead_of)


def _known(driving: list[Assignment], times: TravelTimeMatrix) -> list[Assignment]:
    """Return the commitments that the roads are known of."""
    if not driving:
        return driving
    crews, incidents = set(times.origins), set(times.destinations)
    return [a for a in driving if a.crew in crews and a.incident in incidents]


def assign(weighed: Weighed) -> list[int]:
    """Return for each incident the column of its crew, -1 for nobody. Raises `Unsolved`."""
    active = _active(weighed)
    chosen: list[int] = weighed.own.tolist()
    if len(active) == 1:
        chosen[active[0]] = _alone(weighed.cost[active[0]])
    elif active:
        for row, crew in zip(active, _flow(weighed, active), strict=True):
            chosen[row] = crew
    return chosen


def _alone(cost: NDArray[np.float64]) -> int:
    best = int(cost.argmin()) if len(cost) else -1
    return best if best >= 0 and np.isfinite(cost[best]) else -1


def _active(weighed: Weighed) -> list[int]:
    """Return the rows that a best assignment may change, in queue order.

    What waits; a crew's incident when somebody wants that crew; an incident that another crew would serve better. Of n
    incidents each needs no more than its n best free crews, so that a crew on its way is wanted when it is better than
    the n-th of them. Leaving the others out changes no best assignment.
    """
    own, bound, cost = weighed.own, weighed.bound, weighed.cost
    (driven,) = (own >= 0).nonzero()
    active = set((own < 0).nonzero()[0].tolist())
    if len(driven):
        best = cost[driven].min(axis=1)
        active.update(driven[best < cost[driven, own[driven]]].tolist())
        fresh = set(active)
        free = np.where(bound < 0, cost, np.inf)
        while fresh:
            fresh = {row for of in active for row in _wanted(weighed, free[of], of, len(active))} - active
            active |= fresh
    return sorted(active)


def _wanted(weighed: Weighed, free: NDArray[np.float64], row: int, count: int) -> list[int]:
    """Return the incidents whose crews are better for this one than its `count`-th best free crew."""
    enough = np.partition(free, count - 1)[count - 1] if len(free) >= count else np.inf
    better = (weighed.cost[row] < enough) & (weighed.bound >= 0)
    return [at for at in weighed.bound[better].tolist() if at != row]


def _flow(weighed: Weighed, active: list[int]) -> list[int]:
    """Solve the flow: nodes are incidents, then crews, then «nobody», then the sink."""
    count, flow = len(active), SimpleMinCostFlow()
    wanted = [_few(weighed.cost[row], count) for row in active]
    crews = np.unique(np.concatenate(wanted))
    nobody = count + len(crews)
    leave = _leave_costs(count)
    pairs = []
    for node, (row, columns) in enumerate(zip(active, wanted, strict=True)):
        heads = np.append(count + np.searchsorted(crews, columns), nobody).astype(np.int32)
        costs = np.append(np.rint(np.minimum(weighed.cost[row, columns], WORST_COST)).astype(np.int64), leave[node])
        tails, room = np.full(len(heads), node, dtype=np.int32), np.ones(len(heads), dtype=np.int64)
        pairs.append(flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)[:-1])
    _add_sink(flow, count, nobody)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise Unsolved(f"min-cost flow ended with {status.name}")
    return [_chosen(columns, flow.flows(arcs)) for columns, arcs in zip(wanted, pairs, strict=True)]


def _few(cost: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the `count` best columns, in order; ties by column."""
    if count < len(cost):
        worst = np.partition(cost, count - 1)[count - 1]
        (good,) = np.nonzero(cost <= worst)
    else:
        good = np.arange(len(cost))
    order = good[cost[good].argsort(kind="stable")][:count]
    return order[np.isfinite(cost[order])]


def _add_sink(flow: SimpleMinCostFlow, incidents: int, nobody: int) -> None:
    """Let each crew answer one incident and «nobody» all of them."""
    tails = np.arange(incidents, nobody + 1, dtype=np.int32)
    room = np.ones(len(tails), dtype=np.int64)
    room[-1] = incidents
    sink = np.full(len(tails), nobody + 1, dtype=np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(tails, sink, room, np.zeros(len(tails), dtype=np.int64))
    flow.set_nodes_supplies(np.arange(incidents, dtype=np.int32), np.ones(incidents, dtype=np.int64))
    flow.set_node_supply(nobody + 1, -incidents)


def _chosen(columns: NDArray[np.intp], flows: NDArray[np.int64]) -> int:
    (places,) = flows.nonzero()
    return columns[places.item()].item() if len(places) else -1


def _leave_costs(incidents: int) -> NDArray[np.int64]:
    """Price leaving each incident without a crew, by its place in the queue.

    The sets of incidents that can be served together form a transversal matroid, so that prices one step apart make
    the choice lexicographic in queue order as soon as a step exceeds the cost of all pairs together.
    """
    step = round(WORST_COST) * (incidents + 1)
    return step * np.arange(incidents, 0, -1, dtype=np.int64)
