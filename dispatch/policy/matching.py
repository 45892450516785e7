"""All waiting incidents against all free crews in one assignment, solved exactly by OR-Tools.

A minimum-cost flow: every incident sends one unit to a crew or to «nobody». A pair costs its urgency's weight times the
seconds of `Offer.cost_s`; «nobody» is priced by the place in the queue, so that no incident is left waiting for the
sake of a later one. OR-Tools' network simplex is deterministic and needs 2 ms at 200 × 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.domain.incident import Urgency
from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.explaining import recommend
from dispatch.policy.offers import Offer, Ranked, muster, offers
from dispatch.policy.queue import QueueOrder, queue
from routing.types import TravelTimeMatrix

WORST_COST_S = 6 * 3_600
"""Seconds above which a pair costs no more: keeps the penalties of «nobody» apart and inside 64 bits."""


def _weights() -> Mapping[Urgency, int]:
    return MappingProxyType({Urgency.P1: 64, Urgency.P2: 16, Urgency.P3: 4, Urgency.P4: 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingParameters:
    """`urgency_weight` is what a second of waiting is worth; each level counts four times the next one (assumed)."""

    urgency_weight: Mapping[Urgency, int] = field(default_factory=_weights)
    eligibility: EligibilityParameters = field(default_factory=EligibilityParameters)


class Unsolved(Exception):
    """The solver found no optimal assignment; the dispatcher falls back to a simpler policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Least urgency-weighted waiting over all waiting incidents at once."""

    parameters: MatchingParameters = field(default_factory=MatchingParameters)
    order: QueueOrder = QueueOrder.URGENCY
    name: str = "matching"

    def __call__(self, situation: Situation, times: TravelTimeMatrix) -> Plan:
        """Offer crews so that the sum over all incidents is least."""
        mustered = muster(situation, times)
        ranked = [offers(mustered, i, self.parameters.eligibility) for i in queue(situation, self.order)]
        chosen = _assign(ranked, self.parameters)
        taken = {o.crew.id: str(r.incident.id) for r, o in zip(ranked, chosen, strict=True) if o is not None}
        made = []
        for found, offer in zip(ranked, chosen, strict=True):
            others = {crew: kept for crew, kept in taken.items() if kept != found.incident.id}
            made.append(recommend(self.name, found, offer, others))
        return Plan(recommendations=tuple(made))


def _assign(ranked: Sequence[Ranked], parameters: MatchingParameters) -> list[Offer | None]:
    """Solve the flow: nodes are incidents, then crews, then «nobody», then the sink."""
    crews = _wanted(ranked)
    nobody = len(ranked) + int(crews.sum())
    flow = SimpleMinCostFlow()
    pairs = _add_pairs(flow, ranked, len(ranked) - 1 + crews.cumsum(), nobody, parameters)
    _add_sink(flow, len(ranked), nobody)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise Unsolved(f"min-cost flow ended with {status.name}")
    return [_chosen(found, flow.flows(arcs)) for found, arcs in zip(ranked, pairs, strict=True)]


def _wanted(ranked: Sequence[Ranked]) -> NDArray[np.bool_]:
    """Return which of the mustered crews could answer at least one of the incidents."""
    free = len(ranked[0].cost_s) if ranked else 0
    wanted = np.zeros(free, dtype=np.bool_)
    for found in ranked:
        wanted[found.order] = True
    return wanted


def _add_pairs(
    flow: SimpleMinCostFlow,
    ranked: Sequence[Ranked],
    crew_node: NDArray[np.intp],
    nobody: int,
    parameters: MatchingParameters,
) -> list[NDArray[np.int32]]:
    """Join each incident with its crews, best first, and with «nobody»; return the arcs of its crews."""
    pairs = []
    leave = _leave_costs(len(ranked), parameters)
    for node, found in enumerate(ranked):
        tails = np.full(len(found) + 1, node, dtype=np.int32)
        heads = np.full(len(found) + 1, nobody, dtype=np.int32)
        heads[:-1] = crew_node[found.order]
        costs = np.full(len(found) + 1, leave[node])
        costs[:-1] = _costs(found, parameters)
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(found) + 1, dtype=np.int64), costs)
        pairs.append(arcs[:-1])
    return pairs


def _add_sink(flow: SimpleMinCostFlow, incidents: int, nobody: int) -> None:
    """Let each crew answer one incident and «nobody» all of them."""
    tails = np.arange(incidents, nobody + 1, dtype=np.int32)
    room = np.ones(len(tails), dtype=np.int64)
    room[-1] = incidents
    sink = np.full(len(tails), nobody + 1, dtype=np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(tails, sink, room, np.zeros(len(tails), dtype=np.int64))
    flow.set_nodes_supplies(np.arange(incidents, dtype=np.int32), np.ones(incidents, dtype=np.int64))
    flow.set_node_supply(nobody + 1, -incidents)


def _chosen(found: Ranked, flows: NDArray[np.int64]) -> Offer | None:
    (places,) = flows.nonzero()
    return found[places.item()] if len(places) else None


def _costs(found: Ranked, parameters: MatchingParameters) -> NDArray[np.int64]:
    weight = parameters.urgency_weight[found.incident.urgency]
    return weight * np.rint(np.minimum(found.cost_s[found.order], WORST_COST_S)).astype(np.int64)


def _leave_costs(incidents: int, parameters: MatchingParameters) -> NDArray[np.int64]:
    """Price leaving each incident without a crew, by its place in the queue.

    The sets of incidents that can be served together form a transversal matroid, so that prices one step apart make
    the choice lexicographic in queue order as soon as a step exceeds the travel cost of all pairs together.
    """
    step = max(parameters.urgency_weight.values()) * WORST_COST_S * (incidents + 1)
    return step * np.arange(incidents, 0, -1, dtype=np.int64)
