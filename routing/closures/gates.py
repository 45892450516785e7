"""Edges that turn under way, as gates, and how far it is between them by roads that do not turn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.closures.crossing import NEVER
from routing.engine.arrays import Places
from routing.engine.ends import End, Ends
from routing.engine.metric import Metric
from routing.network.model import Floats, Longs, Network
from routing.network.topology import ranges
from routing.weights import CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Turns that lead onto gates, or off them: the gate, ascending, the edge on the other side, and what it takes."""

    gate: Longs
    edge: Longs
    due_ms: Longs

    def of(self, gate: int) -> list[tuple[int, int]]:
        """List the edges of one gate and what their turns take."""
        begin, end = np.searchsorted(self.gate, (gate, gate + 1)).tolist()
        return list(zip(self.edge[begin:end].tolist(), self.due_ms[begin:end].tolist(), strict=True))


@dataclass(frozen=True, kw_only=True)
class Gates:
    """The gates of a profile; `steady` are the weights with every gate shut."""

    steady: Metric
    edges: Longs
    """ascending"""

    @property
    def network(self) -> Network:
        """The roads."""
        return self.steady.network

    @cached_property
    def number(self) -> Longs:
        """Number of the gate by edge, -1 for all that is none."""
        found = np.full(self.network.edge_count, -1, np.int64)
        found[self.edges] = np.arange(len(self.edges))
        return found

    @cached_property
    def exits(self) -> Ways:
        """Turns off the gates onto other roads."""
        turns, gate, onto = self._turns_off
        return self._ways(gate, self.network.turns.head[turns], turns, onto < 0)

    @cached_property
    def entries(self) -> Ways:
        """Turns from other roads onto the gates."""
        turns = np.flatnonzero(self.number[self.network.turns.head] >= 0)
        tail = self.network.turns.tail[turns]
        return self._ways(self.number[self.network.turns.head[turns]], tail, turns, self.number[tail] < 0)

    @cached_property
    def direct(self) -> Ways:
        """Turns from gate to gate; here `edge` is the number of the second one."""
        turns, gate, onto = self._turns_off
        between = (onto >= 0) & (self._due_ms(turns) < CLOSED)
        return Ways(gate=gate[between], edge=onto[between], due_ms=self._due_ms(turns[between]))

    @cached_property
    def _turns_off(self) -> tuple[Longs, Longs, Longs]:
        """All turns off the gates: the turn, the gate, and the gate it leads onto or -1."""
        first = self.network.turns.first
        counts = (first[self.edges + 1] - first[self.edges]).astype(np.intp)
        turns = ranges(first[self.edges].astype(np.intp), counts)
        return turns, np.repeat(np.arange(len(self.edges)), counts), self.number[self.network.turns.head[turns]]

    def _ways(self, gate: Longs, edge: NDArray[np.integer], turns: Longs, outside: NDArray[np.bool_]) -> Ways:
        open_ = outside & (self._due_ms(turns) < CLOSED) & (self.steady.weights.edge_ms[edge] < CLOSED)
        some = np.flatnonzero(open_)
        some = some[np.argsort(gate[some], kind="stable")]
        return Ways(gate=gate[some], edge=edge[some].astype(np.int64), due_ms=self._due_ms(turns[some]))

    def _due_ms(self, turns: Longs) -> Longs:
        return self.steady.weights.due_ms[turns].astype(np.int64)

    @cached_property
    def links_ms(self) -> Longs:
        """Milliseconds from the head of each gate to the tail of each, over no other; `NEVER` where there is no way."""
        exits, entries = self.exits, self.entries
        found = np.full((len(self.edges), len(self.edges)), NEVER, np.int64)
        if len(exits.gate) and len(entries.gate):
            begin, end = self._begins(exits.edge), self._ends(entries.edge)
            off, _ = _least(milliseconds(self.steady.between(begin, end)), exits, 0)
            both, _ = _least(off, entries, 1)
            found[np.ix_(np.unique(exits.gate), np.unique(entries.gate))] = both
        np.minimum.at(found, (self.direct.gate, self.direct.edge), self.direct.due_ms)
        return found

    def enter_ms(self, origins: Places) -> Longs:
        """Milliseconds from each origin to the tail of each gate, over no other."""
        found = np.full((len(origins.rank), len(self.edges)), NEVER, np.int64)
        if len(self.entries.gate):
            there, gates = _least(
                milliseconds(self.steady.between(origins, self._ends(self.entries.edge))), self.entries, 1
            )
            found[:, gates] = there
        return found

    def away_ms(self, destinations: Places) -> Longs:
        """Milliseconds from the head of each gate to each destination, over no other."""
        found = np.full((len(self.edges), len(destinations.rank)), NEVER, np.int64)
        if len(self.exits.gate):
            there, gates = _least(
                milliseconds(self.steady.matrix(self._begins(self.exits.edge), destinations)), self.exits, 0
            )
            found[gates] = there
        return found

    def _begins(self, edges: Longs) -> Places:
        return self.steady.along(edges, np.zeros(len(edges)))

    def _ends(self, edges: Longs) -> Places:
        return self.steady.along(edges, np.ones(len(edges)))

    def leaving(self, gate: int) -> Ends:
        """All ways to begin at the head of a gate."""
        return tuple(End(edge, -due_ms) for edge, due_ms in self.exits.of(gate))

    def reaching(self, gate: int) -> Ends:
        """All ways to end at the tail of a gate."""
        edge_ms = self.steady.weights.edge_ms
        return tuple(End(edge, int(edge_ms[edge]) + due_ms) for edge, due_ms in self.entries.of(gate))

    def joined_ms(self, one: int, other: int) -> float:
        """Milliseconds of the turn straight from one gate onto another, `inf` where there is none."""
        return min((due_ms for gate, due_ms in self.direct.of(one) if gate == other), default=np.inf)


def milliseconds(seconds: Floats) -> Longs:
    """Whole milliseconds, `NEVER` for no road."""
    return np.where(np.isinf(seconds), NEVER, np.rint(np.where(np.isinf(seconds), 0, seconds) * 1_000)).astype(np.int64)


def _least(there_ms: Longs, ways: Ways, axis: int) -> tuple[Longs, Longs]:
    """Add what turns take to rows or columns by turn, and keep the least by gate; and say which gates these are."""
    due_ms = ways.due_ms[:, None] if axis == 0 else ways.due_ms[None, :]
    gates, begin = np.unique(ways.gate, return_index=True)
    least = np.minimum.reduceat(there_ms + due_ms, begin, axis=axis)
    return np.minimum(least, NEVER), gates
