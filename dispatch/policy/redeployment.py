"""Who goes where when all idle crews are placed at once: the exact program, a minimum-cost flow solved by OR-Tools.

Every base has places, worth less and less; a crew that takes a place brings its worth and costs its way there. The sum
of worths less costs is made greatest: the relocation program that JEMSS.jl calls zhang_ip. Crews send one unit each
through a base and one of its places to the sink, so that the solver finds the best of all placements, always the same.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Floats = NDArray[np.float64]

FINENESS = 1_000.0
"""The solver counts in whole thousandths."""

LARGEST = 1e9
"""No worth and no cost is greater: keeps the sums of a thousand crews inside 64 bits."""


class NoPlace(ValueError):
    """A crew that must stand somewhere has no base that it can reach and that has a place left."""


class Redeployed(Struct, frozen=True, kw_only=True):
    """The base of each crew, None for one left unplaced; `value` is what the places bring less what the ways cost."""

    to: tuple[int | None, ...]
    value: float


def redeploy(places: Sequence[Sequence[float]], cost: Floats, *, optional: NDArray[np.bool_]) -> Redeployed:
    """Place the crews so that worth less cost is greatest.

    Parameters
    ----------
    places
        For each base what the first crew there is worth, the second, and so on; never more than the one before.
    cost
        Of the shape (crews, bases); `inf` where a crew cannot go.
    optional
        One a crew: it may be left unplaced, which brings and costs nothing.

    Raises
    ------
    NoPlace
        When a crew that must be placed cannot be.
    """
    _check_falling(places)
    if not len(cost):
        return Redeployed(to=(), value=0.0)
    who, where = np.isfinite(cost).nonzero()
    taken = _flow(places, cost, optional, who, where)
    to: list[int | None] = [None] * len(cost)
    for crew, base in zip(who[taken].tolist(), where[taken].tolist(), strict=True):
        to[crew] = base
    return Redeployed(to=tuple(to), value=_value(places, cost, to))


def _check_falling(places: Sequence[Sequence[float]]) -> None:
    for base, worths in enumerate(places):
        if any(after > before for before, after in pairwise(worths)):
            raise ValueError(f"places[{base}]={[*worths]}: a further crew is worth no more than the one before it")


def _flow(
    places: Sequence[Sequence[float]],
    cost: Floats,
    optional: NDArray[np.bool_],
    who: NDArray[np.intp],
    where: NDArray[np.intp],
) -> NDArray[np.bool_]:
    """Solve the flow: nodes are crews, then bases, then the sink. Return which of the ways are taken."""
    crews, bases = cost.shape
    flow, sink = SimpleMinCostFlow(), crews + bases
    ways = _arcs(flow, who, where + crews, cost[who, where])
    worths = np.array([worth for of_base in places for worth in of_base], dtype=np.float64)
    _arcs(flow, np.repeat(np.arange(crews, sink), [len(of_base) for of_base in places]), sink, -worths)
    _arcs(flow, optional.nonzero()[0], sink, 0.0)
    flow.set_nodes_supplies(np.arange(crews, dtype=np.int32), np.ones(crews, dtype=np.int64))
    flow.set_node_supply(sink, -crews)
    if flow.solve() != flow.OPTIMAL:
        raise NoPlace(f"{crews} crews, {len(worths)} places: a crew that must be placed has none that it reaches")
    taken: NDArray[np.bool_] = flow.flows(ways) > 0
    return taken


def _arcs(
    flow: SimpleMinCostFlow, tails: NDArray[np.intp], heads: NDArray[np.intp] | int, cost: Floats | float
) -> NDArray[np.int32]:
    """Add arcs for one unit each and return their numbers."""
    whole = np.rint(np.clip(cost, -LARGEST, LARGEST) * FINENESS).astype(np.int64)
    found: NDArray[np.int32] = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32),
        np.broadcast_to(heads, tails.shape).astype(np.int32),
        np.ones(len(tails), dtype=np.int64),
        np.broadcast_to(whole, tails.shape).copy(),
    )
    return found


def _value(places: Sequence[Sequence[float]], cost: Floats, to: Sequence[int | None]) -> float:
    placed = [(crew, base) for crew, base in enumerate(to) if base is not None]
    standing = np.bincount([base for _, base in placed], minlength=len(places)).tolist()
    worth = sum(sum(worths[:count]) for worths, count in zip(places, standing, strict=True))
    return float(worth - sum(cost.item(crew, base) for crew, base in placed))
