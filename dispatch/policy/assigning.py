"""The assignment behind every decision: incidents to crews, and to «nobody», as a minimum-cost flow (OR-Tools).

Every incident sends one unit to a crew or to «nobody», who is priced by the rank in the queue, so that no incident is
left waiting for the sake of a less urgent one. The network simplex is deterministic and needs 2 ms at 200 × 100.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.policy.weighing import Weighed

WORST_COST = 10_000_000.0
"""A pair costs no more: keeps the prices of «nobody» apart and inside 64 bits. A P1 that waits a day and a half."""


class Unsolved(Exception):
    """The solver found no optimal assignment; the dispatcher falls back to a simpler policy."""


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
    leave = leave_costs(weighed.rank[active])
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


def leave_costs(rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Price leaving each incident without a crew, by its rank in the queue.

    The sets of incidents that can be served together form a transversal matroid, so that prices one step apart make
    the choice lexicographic by rank as soon as a step exceeds the cost of all pairs together.
    """
    step = round(WORST_COST) * (len(rank) + 1)
    return np.asarray(step * (rank.max(initial=0) - rank + 1), dtype=np.int64)


def whole_costs(weighed: Weighed) -> NDArray[np.float64]:
    """Return the costs in whole weighted seconds; of equal ones the crew that drives there already is the least."""
    whole = np.where(np.isfinite(weighed.cost), np.rint(np.minimum(weighed.cost, WORST_COST)), np.inf)
    (driven,) = (weighed.own >= 0).nonzero()
    whole[driven, weighed.own[driven]] -= 0.5
    return whole
