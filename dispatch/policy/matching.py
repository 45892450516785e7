"""All waiting incidents against all free crews in one assignment, solved exactly by OR-Tools.

A minimum-cost flow: every incident sends one unit to a crew or to «nobody». A pair costs its urgency's weight times the
seconds of `Offer.cost_s`; «nobody» is priced by the place in the queue, so that no incident is left waiting for the
sake of a later one. OR-Tools' network simplex is deterministic and needs 2 ms at 200 × 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.offers import Offer, offers, recommend
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
    name: str = "matching"

    def __call__(self, situation: Situation, times: TravelTimeMatrix) -> Plan:
        """Offer crews so that the sum over all incidents is least."""
        waiting = situation.waiting()
        ranked = {i.id: offers(situation, i, times, self.parameters.eligibility) for i in waiting}
        chosen = _assign(waiting, ranked, self.parameters)
        taken = {offer.crew.id: str(incident_id) for incident_id, offer in chosen.items()}
        made = []
        for incident in waiting:
            offer = chosen.get(incident.id)
            others = {crew: kept for crew, kept in taken.items() if kept != incident.id}
            made.append(recommend(self.name, incident, ranked[incident.id], offer, times, others))
        return Plan(recommendations=tuple(made))


def _assign(
    waiting: Sequence[Incident], ranked: Mapping[IncidentId, Sequence[Offer]], parameters: MatchingParameters
) -> dict[IncidentId, Offer]:
    """Solve the flow: nodes are incidents, then crews, then «nobody», then the sink."""
    crews = sorted({o.crew.id for found in ranked.values() for o in found})
    crew_node = {crew: len(waiting) + index for index, crew in enumerate(crews)}
    nobody, sink = len(waiting) + len(crews), len(waiting) + len(crews) + 1
    flow = SimpleMinCostFlow()
    pairs: dict[int, tuple[IncidentId, Offer]] = {}
    leave = _leave_costs(waiting, parameters)
    for node, incident in enumerate(waiting):
        for offer in ranked[incident.id]:
            arc = flow.add_arc_with_capacity_and_unit_cost(
                node, crew_node[offer.crew.id], 1, _cost(incident, offer, parameters)
            )
            pairs[arc] = (incident.id, offer)
        flow.add_arc_with_capacity_and_unit_cost(node, nobody, 1, leave[incident.id])
        flow.set_node_supply(node, 1)
    for node in _crew_nodes(crew_node):
        flow.add_arc_with_capacity_and_unit_cost(node, sink, 1, 0)
    flow.add_arc_with_capacity_and_unit_cost(nobody, sink, len(waiting), 0)
    flow.set_node_supply(sink, -len(waiting))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise Unsolved(f"min-cost flow ended with {status.name}")
    return {incident: offer for arc, (incident, offer) in pairs.items() if flow.flow(arc)}


def _crew_nodes(crew_node: Mapping[CrewId, int]) -> list[int]:
    return sorted(crew_node.values())


def _cost(incident: Incident, offer: Offer, parameters: MatchingParameters) -> int:
    return parameters.urgency_weight[incident.urgency] * round(min(offer.cost_s, WORST_COST_S))


def _leave_costs(waiting: Sequence[Incident], parameters: MatchingParameters) -> dict[IncidentId, int]:
    """Price leaving each incident without a crew, by its place in the queue.

    The sets of incidents that can be served together form a transversal matroid, so that prices one step apart make
    the choice lexicographic in queue order as soon as a step exceeds the travel cost of all pairs together.
    """
    step = max(parameters.urgency_weight.values()) * WORST_COST_S * (len(waiting) + 1)
    return {incident.id: step * (len(waiting) - place) for place, incident in enumerate(waiting)}
