"""From the gates a trip passes to all edges of its way."""

from dataclasses import dataclass

import numpy as np

from routing.closures.crossing import START
from routing.closures.gates import Gates
from routing.engine.ends import Ends
from routing.network.model import Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The last gate of a trip, and the gate before each, see `cross`."""

    last: int
    before: Longs


def unfolded(gates: Gates, found: Found, begins: Ends, ends: Ends) -> Longs:
    """List the edges of a way over gates; `begins` and `ends` are those on roads that do not turn."""
    passed, begins_on = _passed(found, len(gates.edges))
    edges = [gates.edges[[begins_on]]] if begins_on is not None else []
    before = begins_on
    for gate in passed:
        edges += [_between(gates, before, gate, begins), gates.edges[[gate]]]
        before = gate
    if found.last < len(gates.edges):
        edges.append(_over(gates, begins if before is None else gates.leaving(before), ends))
    return np.concatenate(edges)


def _passed(found: Found, count: int) -> tuple[list[int], int | None]:
    """List the gates in order of travel, and the one that the trip begins on."""
    gate = found.last - count if found.last >= count else found.last
    passed: list[int] = []
    while gate >= 0:
        passed.append(gate)
        gate = int(found.before[gate])
    return passed[::-1], None if gate == START else -2 - gate


def _between(gates: Gates, before: int | None, gate: int, begins: Ends) -> Longs:
    if before is None:
        return _over(gates, begins, gates.reaching(gate))
    if gates.joined_ms(before, gate) == gates.links_ms[before, gate]:
        return np.empty(0, np.int64)
    return _over(gates, gates.leaving(before), gates.reaching(gate))


def _over(gates: Gates, begins: Ends, ends: Ends) -> Longs:
    path = gates.steady.path(begins, ends)
    if path is None:
        raise AssertionError("a way over gates leads where no road does")
    return path.edges
