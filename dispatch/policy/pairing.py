"""First responders and the specialists behind them, chosen together with all else that is decided.

A call that needs specialists is answered by a crew that has all it needs, or by a nearer one and, behind it, by
specialists, who stand in the queue as a part of the call. In which of these ways each call is answered says which
parts there are, and then an assignment says the rest: so it is branched over the ways. While the way of a call is open,
two assignments bound what a plan costs: in one the first crews are shared out, each charged with the best specialists
there are, whoever else may want them; in the other the specialists are, each charged with the best first crew. The
search ends when no branch can be below the best plan, or after `MOST_NODES` of them, fewer where the matrix is large:
then the bound is what is proven.
Mostly no two calls want the same specialists, and the first bound is the plan.
"""

from heapq import heappop, heappush
from itertools import count
from math import inf

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ways = tuple[int, ...]

MOST_NODES = 40
"""Branches looked into, under a millisecond each for 30 calls."""

MOST_CELLS = 2_000_000
"""So many cells of the matrix are looked at in all of them: ten times the region has 6 branches, 7 ms each."""

NOBODY = -1
OPEN = -1
"""The way of a call that is not decided yet."""


class Way(Struct, frozen=True, eq=False):
    """One way to answer a call: by which crews, and by whom behind them. One number a crew, `inf` where it cannot be.

    `first` is what the first crew costs; `behind` what each crew costs that comes behind it, None when nobody does;
    `leave` is the price of leaving those behind it out.
    """

    first: Floats
    behind: Floats | None = None
    leave: float = 0.0


class Severe(Struct, frozen=True, eq=False):
    """A call with more than one way to answer it: its row of the matrix, and the ways. No crew stands first in two."""

    row: int
    ways: tuple[Way, ...]


class Paired(Struct, frozen=True):
    """Who goes: by row the column of the crew, and of the specialists behind it. `NOBODY`: none.

    `value` is what that costs, `bound` what every plan costs at least.
    """

    chosen: tuple[int, ...]
    behind: dict[int, int]
    value: float
    bound: float


class _Node(Struct, frozen=True):
    bound: float
    ways: Ways
    likely: Ways


class _Model:
    """The calls that are decided together. `cost` has a row a call and a column a crew, in whole weighted seconds."""

    def __init__(self, cost: Floats, leave: Floats, severe: tuple[Severe, ...]) -> None:
        self.cost, self.leave, self.severe = cost, leave, severe
        self._rows = [each.row for each in severe]
        self._sent = [np.array([_least_with_behind(way) for way in each.ways]) for each in severe]
        self._used = [np.array([_least_as_specialist(way) for way in each.ways]) for each in severe]
        self._spared = [np.array([_least_without(way) for way in each.ways]) for each in severe]

    def node(self, ways: Ways) -> _Node:
        """Bound all plans with these ways, and say which of them is likely the best."""
        sent, _ = self._shared_first(ways)
        used, chosen = self._shared_specialists(ways)
        likely = (self._likely(at, way, chosen[self._rows[at]]) for at, way in enumerate(ways))
        return _Node(max(sent, used), ways, tuple(likely))

    def plan(self, ways: Ways) -> Paired:
        """Return the best plan with these ways, none of them open."""
        value, chosen = self._shared_first(ways)
        calls = len(self.cost)
        followed = [row for row, way in zip(self._rows, self._ways(ways), strict=True) if way.behind is not None]
        return Paired(tuple(chosen[:calls]), dict(zip(followed, chosen[calls:], strict=True)), value, value)

    def _ways(self, ways: Ways) -> list[Way]:
        return [each.ways[way] for each, way in zip(self.severe, ways, strict=True) if way != OPEN]

    def _shared_first(self, ways: Ways) -> tuple[float, list[int]]:
        rows = self.cost.copy()
        for at, (row, way) in enumerate(zip(self._rows, ways, strict=True)):
            rows[row] = self._sent[at].min(axis=0) if way == OPEN else self.severe[at].ways[way].first
        followed = [way for way in self._ways(ways) if way.behind is not None]
        whole = np.vstack([rows, *(way.behind for way in followed if way.behind is not None)])
        return _assigned(whole, np.concatenate([self.leave, [way.leave for way in followed]]))

    def _shared_specialists(self, ways: Ways) -> tuple[float, list[int]]:
        rows, leave = self.cost.copy(), self.leave.copy()
        for at, (row, way) in enumerate(zip(self._rows, ways, strict=True)):
            open_ = slice(None) if way == OPEN else slice(way, way + 1)
            rows[row] = self._used[at][open_].min(axis=0)
            leave[row] = min(leave[row], self._spared[at][open_].min())
        return _assigned(rows, leave)

    def _likely(self, at: int, way: int, specialists: int) -> int:
        if way != OPEN:
            return way
        costs = self._spared[at] if specialists == NOBODY else self._used[at][:, specialists]
        return int(costs.argmin())


def paired(cost: Floats, leave: Floats, severe: tuple[Severe, ...], most_nodes: int = MOST_NODES) -> Paired:
    """Return the cheapest plan. `leave` is the price of leaving each call without a crew.

    The rows of `cost` that are `severe` are not looked at.
    """
    model, order = _Model(cost, leave, severe), count()
    root = model.node((OPEN,) * len(severe))
    best = model.plan(root.likely)
    nodes = [(root.bound, next(order), root)]
    for _ in range(min(most_nodes, MOST_CELLS // max(cost.size, 1) + 1)):
        if not nodes or nodes[0][0] >= best.value:
            break
        for ways in _branches(severe, heappop(nodes)[2]):
            node = model.node(ways)
            best = min(best, model.plan(node.likely), key=_value)
            if OPEN in ways and node.bound < best.value:
                heappush(nodes, (node.bound, next(order), node))
    bound = min(best.value, nodes[0][0]) if nodes else best.value
    return Paired(best.chosen, best.behind, best.value, bound)


def _value(plan: Paired) -> float:
    return plan.value


def _branches(severe: tuple[Severe, ...], node: _Node) -> list[Ways]:
    """Decide the way of one more call: of one that is likely to have specialists behind it, if there is any."""
    undecided = [at for at, way in enumerate(node.ways) if way == OPEN]
    followed = [at for at in undecided if severe[at].ways[node.likely[at]].behind is not None]
    at = (followed or undecided)[0]
    return [(*node.ways[:at], way, *node.ways[at + 1 :]) for way in range(len(severe[at].ways))]


def _least_with_behind(way: Way) -> Floats:
    """Return what each first crew costs with whoever is best behind it."""
    return way.first if way.behind is None else way.first + _least_but_itself(way.behind, way.leave)


def _least_as_specialist(way: Way) -> Floats:
    """Return what each crew costs that brings what is needed: alone, or behind the best first crew."""
    return way.first if way.behind is None else way.behind + _least_but_itself(way.first, inf)


def _least_without(way: Way) -> float:
    """Return what the call costs at least when nobody brings what is needed."""
    return inf if way.behind is None else float(way.first.min(initial=inf)) + way.leave


def _least_but_itself(costs: Floats, leave: float) -> Floats:
    """Return for each crew the least of the others' costs, or `leave` when that is less."""
    found = np.full(len(costs), min(leave, float(costs.min(initial=inf))))
    if len(costs):
        best = int(costs.argmin())
        found[best] = min(leave, float(np.delete(costs, best).min(initial=inf)))
    return found


def _assigned(cost: Floats, leave: Floats) -> tuple[float, list[int]]:
    """Assign the rows to the columns, each with a «nobody» of its own."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 (half a second to import, for severe calls alone)

    rows, columns = cost.shape
    nobody = np.full((rows, rows), inf)
    np.fill_diagonal(nobody, leave)
    whole = np.hstack([cost, nobody])
    _, chosen = linear_sum_assignment(whole)
    value = float(whole[np.arange(rows), chosen].sum())
    return value, [each if each < columns else NOBODY for each in chosen.tolist()]
