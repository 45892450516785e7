"""The best decisions there are, found by other means than the policy's own."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment

from dispatch.domain.situation import Situation
from dispatch.policy.assigning import WORST_COST, assign, leave_costs
from dispatch.policy.cover import CoverParameters, base_rows, busy_share, hour, posture_of, standing
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.reach import Reach
from dispatch.policy.weighing import USUAL, Weighed, calls_while_away

Floats = NDArray[np.float64]
OBJECTIVE, COVER = ObjectiveParameters(), CoverParameters()
DEEP = 5
"""So many crews of one base are told apart; further ones are missed as much as the last of them."""


def cost_of(weighed: Weighed, chosen: Sequence[int]) -> float:
    """Return the sum over all incidents in whole weighted seconds, «nobody» priced by the rank in the queue."""
    whole, leave = _whole(weighed.cost), leave_costs(weighed.rank)
    return float(sum(leave[row] if crew < 0 else whole[row, crew] for row, crew in enumerate(chosen)))


def best_cost(weighed: Weighed) -> float:
    """Return the least such sum, by an assignment on the whole matrix with a «nobody» for each incident."""
    leave = leave_costs(weighed.rank)
    nobody = np.full((len(leave), len(leave)), np.inf)
    np.fill_diagonal(nobody, leave)
    whole = np.hstack([_whole(weighed.cost), nobody])
    rows, columns = linear_sum_assignment(whole)
    return float(whole[rows, columns].sum())


def _whole(cost: Floats) -> Floats:
    return np.where(np.isfinite(cost), np.rint(np.minimum(cost, WORST_COST)), np.inf)


def promised(weighed: Weighed, reach: Reach) -> float:
    """Return what the policy's choice truly costs. Somebody goes to each call."""
    chosen = assign(weighed)
    assert min(chosen) >= 0
    rows = np.arange(len(chosen))
    return float(_own(weighed)[rows, chosen].sum() + _left(weighed, reach)(chosen))


def least_bound(weighed: Weighed, reach: Reach) -> float:
    """Return what every choice truly costs at least: crews of one base counted exactly, those of several as apart.

    The expected wait is supermodular: the second crew that a base loses is missed more than the first, whoever else
    has left. So each base is a node of the flow whose outgoing arcs cost ever more; those of one base that no best
    flow uses twice are left as they are.
    """
    bases = base_rows(weighed.mustered.situation, reach)[weighed.mustered.free.rows]
    more = np.zeros((len(reach.bases), DEEP))
    known: set[int] = set()
    while True:
        bound, chosen = _flow_by_base(weighed, bases, more)
        used = np.bincount(bases[chosen][bases[chosen] >= 0], minlength=len(reach.bases))
        fresh = set(np.flatnonzero(used > 1).tolist()) - known
        if not fresh:
            return bound
        known |= fresh
        for base in fresh:
            more[base] = _missed_more(weighed, reach, base)


def _missed_more(weighed: Weighed, reach: Reach, base: int) -> Floats:
    """Return by how much each further crew of a base is missed more than its first, in weighted seconds."""
    situation = weighed.mustered.situation
    busy, at_hour, crews = busy_share(situation), hour(situation), standing(situation, reach).copy()
    loss_s = []
    for _ in range(min(DEEP, int(crews[base]))):
        loss_s.append(posture_of(crews, busy, at_hour, reach, COVER).loss_s.item(base))
        crews[base] -= 1
    missed = np.maximum.accumulate(np.array(loss_s) - loss_s[0])
    return _worth(situation) * np.concatenate([missed, np.full(DEEP - len(missed), missed[-1])])


def _flow_by_base(weighed: Weighed, bases: NDArray[np.intp], more: Floats) -> tuple[float, list[int]]:
    """Solve with costs rounded down, so that the sum stays a bound: calls, crews, bases, the sink."""
    flow, (calls, crews) = SimpleMinCostFlow(), weighed.cost.shape
    sink = calls + crews + len(more)
    rows, columns = np.isfinite(weighed.cost).nonzero()
    ones = np.ones(len(rows), dtype=np.int64)
    costs = np.floor(np.minimum(weighed.cost[rows, columns], WORST_COST)).astype(np.int64)
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        rows.astype(np.int32), (columns + calls).astype(np.int32), ones, costs
    )
    for crew, base in enumerate(bases.tolist()):
        flow.add_arc_with_capacity_and_unit_cost(calls + crew, sink if base < 0 else calls + crews + base, 1, 0)
    for base, steps in enumerate(np.floor(more).astype(np.int64).tolist()):
        for step, cost in enumerate(steps):
            room = 1 if step + 1 < DEEP else crews
            flow.add_arc_with_capacity_and_unit_cost(calls + crews + base, sink, room, cost)
    flow.set_nodes_supplies(np.arange(calls, dtype=np.int32), np.ones(calls, dtype=np.int64))
    flow.set_node_supply(sink, -calls)
    assert flow.solve() == flow.OPTIMAL
    sent = flow.flows(pairs).nonzero()[0]
    return float(flow.optimal_cost()), columns[sent].tolist()


def _worth(situation: Situation) -> float:
    return OBJECTIVE.cover * OBJECTIVE.urgency_weight[USUAL] * calls_while_away(situation)


def truly_best(weighed: Weighed, reach: Reach) -> float:
    """Return the least true cost over all sets of crews that can be sent, one to each incident."""
    own, left = _own(weighed), _left(weighed, reach)
    calls, crews = own.shape
    return min(_within(own[:, used]) + left(used) for used in map(list, combinations(range(crews), calls)))


def _within(cost: Floats) -> float:
    try:
        rows, columns = linear_sum_assignment(cost)
    except ValueError:  # somebody has nobody who may go
        return np.inf
    return float(cost[rows, columns].sum())


def _own(weighed: Weighed) -> Floats:
    """Return all terms but the cover."""
    return sum((term for name, term in weighed.terms.items() if name != "cover"), np.zeros_like(weighed.cost))


def _left(weighed: Weighed, reach: Reach) -> Callable[[Sequence[int]], float]:
    """Return what the cover is worth that is left when these columns are sent, and all other crews stand by."""
    situation: Situation = weighed.mustered.situation
    bases = base_rows(situation, reach)[weighed.mustered.free.rows]
    busy, at_hour, now = busy_share(situation), hour(situation), standing(situation, reach)
    worth = _worth(situation)
    everybody = np.bincount(bases, minlength=len(reach.bases))
    before_s = posture_of(now, busy, at_hour, reach, COVER).wait_s

    def left(used: Sequence[int]) -> float:
        crews = everybody - np.bincount(bases[used], minlength=len(reach.bases))
        return worth * (posture_of(crews, busy, at_hour, reach, COVER).wait_s - before_s)

    return left
