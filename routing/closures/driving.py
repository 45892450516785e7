"""Driving along a path while closures begin and end: when each edge is come to, and where one waits."""

from dataclasses import dataclass

import numpy as np

from routing.closures.gates import Gates
from routing.closures.schedule import Schedule
from routing.engine.ends import End, Path
from routing.guidance.path import turns_between
from routing.network.model import Longs, Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to begin or end: along an edge, this share of it passed, so late because of turning round first."""

    edge: int
    share: float
    late_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A path, when each of its edges is come to (milliseconds after the departure), and the waits before edges."""

    path: Path
    starts_ms: Longs
    waits_ms: tuple[tuple[int, int], ...]
    """place in the path, and how long"""


def ways(network: Network, edge: int, offset: float, *, copies: bool) -> list[Way]:
    """List the ways to begin or end at a place: both directions of its edge, and their copies."""
    back = int(network.edges.reverse[edge])
    found = [Way(edge=edge, share=offset)]
    if back != edge:
        found.append(Way(edge=back, share=1 - offset))
    if copies:
        found += [Way(edge=copy, share=way.share) for way in found for copy in network.copies.get(way.edge, ())]
    return found


def driven(gates: Gates, schedule: Schedule, edges: Longs, begin: Way, end: float) -> Timed:
    """Drive along edges, from the way to begin on the first one to a share of the last one."""
    clock = _Clock(gates=gates, schedule=schedule)
    due_ms = gates.steady.weights.due_ms[turns_between(gates.network, edges)].tolist()
    at_ms, starts_ms, waits_ms = begin.late_ms, [], []
    for place, edge in enumerate(edges.tolist()):
        share, until = begin.share if place == 0 else 0.0, end if place == len(edges) - 1 else 1.0
        over_ms, since_ms = clock.left_ms(edge, at_ms, share, until)
        starts_ms.append(at_ms if place else 0)
        if since_ms > at_ms:
            waits_ms.append((place, since_ms - at_ms))
        at_ms = over_ms + (due_ms[place] if place < len(due_ms) else 0)
    path = Path(duration_ms=at_ms, edges=edges, begin=End(begin.edge, 0), end=End(int(edges[-1]), 0))
    return Timed(path=path, starts_ms=np.array(starts_ms, np.int64), waits_ms=tuple(waits_ms))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    gates: Gates
    schedule: Schedule

    def left_ms(self, edge: int, at_ms: int, begin: float, end: float) -> tuple[int, int]:
        """Tell when a part of an edge is driven, and when one sets out on it."""
        gate = int(self.gates.number[edge])
        if gate >= 0:
            return self.schedule.left_ms(gate, at_ms, begin, end)
        whole_ms = int(self.gates.steady.weights.edge_ms[edge])
        return at_ms + round(whole_ms * end) - round(whole_ms * begin), at_ms
