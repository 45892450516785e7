"""Trips that leave at one moment, while closures begin and end under way: exact, waiting where that is shorter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from routing.closures.crossing import NEVER, START, cross
from routing.closures.driving import Timed, Way, driven, ways
from routing.closures.gates import Gates, milliseconds
from routing.closures.schedule import Schedule
from routing.closures.unfolding import Found, unfolded
from routing.engine.ends import End, Ends
from routing.network.model import Floats, Longs
from routing.snapping.snapper import Feet
from routing.types import Snap
from routing.weights import CLOSED


@dataclass(frozen=True, kw_only=True)
class Trips:
    """Answers for one departure."""

    gates: Gates
    schedule: Schedule

    def matrix(self, origins: Feet, destinations: Feet) -> Floats:
        """Seconds from each origin to each destination, `inf` where there is no road within the horizon."""
        steady = self.gates.steady
        begin, end = steady.places(origins.edge, origins.offset), steady.places(destinations.edge, destinations.offset)
        on = list(self._on_gates(origins.edge, origins.offset, arriving=False))
        aims = list(self._on_gates(destinations.edge, destinations.offset, arriving=True))
        best_ms = milliseconds(steady.matrix(begin, end))
        for i, gate, share in on:
            for j, other, aim in aims:
                if gate == other and share <= aim:
                    best_ms[i, j] = min(best_ms[i, j], self.schedule.left_ms(gate, 0, share, aim)[0])
        leave_ms = np.full((len(best_ms), len(self.gates.edges)), NEVER, np.int64)
        for i, gate, share in on:
            leave_ms[i, gate] = min(leave_ms[i, gate], self.schedule.left_ms(gate, 0, share, 1.0)[0])
        self._cross(self.gates.enter_ms(begin), leave_ms, self.gates.away_ms(end), aims, best_ms)
        return np.where(best_ms < NEVER, best_ms / 1_000, np.inf)

    def _on_gates(self, edges: Longs, offsets: Floats, *, arriving: bool) -> Iterator[tuple[int, int, float]]:
        """List places on gates: which, the gate, the share passed. One begins only on a gate that is open."""
        network = self.gates.network
        either = (self.gates.number[edges] >= 0) | (self.gates.number[network.edges.reverse[edges]] >= 0)
        for place in np.flatnonzero(either & ~np.isnan(offsets)).tolist():
            for way in ways(network, int(edges[place]), float(offsets[place]), copies=arriving):
                gate = int(self.gates.number[way.edge])
                if gate >= 0 and (arriving or self.schedule.open_at_first(gate)):
                    yield place, gate, way.share

    def _cross(
        self, enter_ms: Longs, leave_ms: Longs, away_ms: Longs, aims: Sequence[tuple[int, int, float]], best_ms: Longs
    ) -> tuple[Longs, Longs]:
        """Improve `best_ms` in place; return the last gates and those before, see `cross`."""
        last = np.full(best_ms.shape, START, np.int64)
        before = np.full(enter_ms.shape, START, np.int64)
        to, gate, share = (np.array(column) for column in zip(*aims, strict=True)) if aims else (_NONE, _NONE, _NONE)
        cross(
            enter_ms,
            leave_ms,
            self.gates.links_ms,
            away_ms,
            self.schedule.begins_ms,
            self.schedule.takes_ms,
            gate.astype(np.int64),
            to.astype(np.int64),
            share.astype(np.float64),
            best_ms,
            last,
            before,
        )
        return last, before

    def path(self, start: Sequence[Way], end: Snap) -> Timed | None:
        """Find the way that arrives first, `None` when there is none within the horizon."""
        steady = self.gates.steady
        begins, ends = self._steady_ends(start), steady.ends(end)
        straight = steady.path(begins, ends)
        choices = [self._driven(straight.edges, start, end)] if straight else []
        choices += self._along_a_gate(start, end)
        best = min(choices, key=lambda timed: timed.path.duration_ms, default=None)
        found = self._found(start, end, best)
        if found.last == START:
            return best
        return self._driven(unfolded(self.gates, found, begins, ends), start, end)

    def _driven(self, edges: Longs, start: Sequence[Way], end: Snap) -> Timed:
        """Drive along edges, from the way to begin on the first one to the place on the last one."""
        network = self.gates.network
        begin = next(way for way in start if way.edge == edges[0])
        aim = next(way for way in ways(network, end.edge, end.offset, copies=True) if way.edge == edges[-1])
        return driven(self.gates, self.schedule, edges, begin, aim.share)

    def _along_a_gate(self, start: Sequence[Way], end: Snap) -> list[Timed]:
        """Drive along a gate on which the trip both begins and ends."""
        there = {way.edge: way.share for way in ways(self.gates.network, end.edge, end.offset, copies=False)}
        return [
            driven(self.gates, self.schedule, np.array([way.edge], np.int64), way, there[way.edge])
            for way in start
            if self._begins_on_gate(way) and way.share <= there.get(way.edge, -1.0)
        ]

    def _begins_on_gate(self, way: Way) -> bool:
        gate = int(self.gates.number[way.edge])
        return gate >= 0 and self.schedule.open_at_first(gate)

    def _found(self, start: Sequence[Way], end: Snap, best: Timed | None) -> Found:
        gates, steady = self.gates, self.gates.steady
        enter_ms = np.full((1, len(gates.edges)), NEVER, np.int64)
        leave_ms = enter_ms.copy()
        for way in start:
            gate = int(gates.number[way.edge])
            if self._begins_on_gate(way):
                leave_ms[0, gate] = min(leave_ms[0, gate], self.schedule.left_ms(gate, way.late_ms, way.share, 1.0)[0])
            elif gate < 0:
                begin = steady.along(np.array([way.edge]), np.array([way.share]))
                enter_ms = np.minimum(enter_ms, gates.enter_ms(begin) + way.late_ms)
        best_ms = np.array([[best.path.duration_ms if best else NEVER]], np.int64)
        edge, offset = np.array([end.edge], np.int64), np.array([end.offset])
        aims = list(self._on_gates(edge, offset, arriving=True))
        last, before = self._cross(enter_ms, leave_ms, gates.away_ms(steady.places(edge, offset)), aims, best_ms)
        return Found(last=int(last[0, 0]), before=before[0])

    def _steady_ends(self, start: Sequence[Way]) -> Ends:
        edge_ms = self.gates.steady.weights.edge_ms
        return tuple(
            End(way.edge, round(int(edge_ms[way.edge]) * way.share) - way.late_ms)
            for way in start
            if edge_ms[way.edge] < CLOSED
        )


_NONE = np.empty(0)
