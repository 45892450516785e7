"""Kernels that lead trips over gates: edges that open, shut, or get slower or faster while one is under way.

Between gates one drives by weights that do not change. Who comes to a gate takes it at once or waits before it until
it pays to: so nobody arrives later by coming earlier (FIFO), and settling gates by their arrivals is exact (Dijkstra).
Who has entered an edge drives it to its end by the weight of that moment.
"""

# ruff: noqa: PLR0913, PLR0917 kernels hand on flat arrays, each by itself: that compiles three times as fast

import numpy as np

from routing.network.kernel import Whole, kernel
from routing.network.model import Bytes, Floats, Longs
from routing.weights import CLOSED

NEVER = 2**60
"""Milliseconds that stand for no way."""
START = -1
"""Before a gate, or before the end, lies the beginning of the trip."""


@kernel
def left_ms(k: Whole, at_ms: Whole, begin: float, end: float, begins_ms: Longs, takes_ms: Longs) -> tuple[Whole, Whole]:
    """Find when one who is at a gate at `at_ms` has driven it from one share of it to another, and when he set out.

    ``takes_ms[k, s]`` is what the gate takes from ``begins_ms[k, s]`` to the next of these; what is `NEVER` is no span.
    """
    best, set_out, spans = np.int64(NEVER), np.int64(at_ms), begins_ms.shape[1]
    for s in range(spans):
        if begins_ms[k, s] >= NEVER:
            break
        over = s + 1 < spans and begins_ms[k, s + 1] <= at_ms
        if over or takes_ms[k, s] >= CLOSED:
            continue
        leaves = max(np.int64(at_ms), begins_ms[k, s])
        drives = np.int64(np.rint(takes_ms[k, s] * end)) - np.int64(np.rint(takes_ms[k, s] * begin))
        if leaves + drives < best:
            best, set_out = leaves + drives, leaves
    return best, set_out


@kernel
def cross(
    enter_ms: Longs,
    leave_ms: Longs,
    links_ms: Longs,
    away_ms: Longs,
    begins_ms: Longs,
    takes_ms: Longs,
    aim_gate: Longs,
    aim_to: Longs,
    aim_share: Floats,
    best_ms: Longs,
    last: Longs,
    before: Longs,
) -> None:
    """Improve the milliseconds from each origin to each destination by ways over gates, in place.

    `enter_ms` is by origin and gate the time to its tail without other gates, `leave_ms` to its head for who begins on
    it; `links_ms` by two gates the time from head to tail, `away_ms` by gate and destination. Destinations on gates are
    the aims. `last` gets the last gate of each way, and plus the number of gates where it ends on that one; `before`
    the one before each gate; both `START` for none, and ``-2 - k`` for gate `k` as the beginning of the trip.
    """
    for i in range(best_ms.shape[0]):
        at_ms = enter_ms[i].copy()
        for k in range(len(at_ms)):
            if leave_ms[i, k] < NEVER:
                _relax(-2 - k, k, leave_ms[i, k], links_ms, away_ms, at_ms, before[i], best_ms[i], last[i])
        _settle(links_ms, away_ms, begins_ms, takes_ms, at_ms, before[i], best_ms[i], last[i])
        for a in range(len(aim_gate)):
            k, j = aim_gate[a], aim_to[a]
            there_ms, _ = left_ms(k, at_ms[k], 0.0, aim_share[a], begins_ms, takes_ms)
            if there_ms < best_ms[i, j]:
                best_ms[i, j], last[i, j] = there_ms, len(at_ms) + k


@kernel
def _settle(
    links_ms: Longs,
    away_ms: Longs,
    begins_ms: Longs,
    takes_ms: Longs,
    at_ms: Longs,
    before: Longs,
    best_ms: Longs,
    last: Longs,
) -> None:
    """Pass the gates one after another, the one that is come to first; those too late for every destination stay."""
    done = np.zeros(len(at_ms), np.uint8)
    k = _first(at_ms, done)
    while k >= 0 and at_ms[k] < np.max(best_ms):
        done[k] = 1
        there_ms, _ = left_ms(k, at_ms[k], 0.0, 1.0, begins_ms, takes_ms)
        if there_ms < NEVER:
            _relax(k, k, there_ms, links_ms, away_ms, at_ms, before, best_ms, last)
        k = _first(at_ms, done)


@kernel
def _first(at_ms: Longs, done: Bytes) -> Whole:
    """Find the gate that is come to first, -1 when none is left."""
    found, least = -1, np.int64(NEVER)
    for k in range(len(at_ms)):
        if done[k] == 0 and at_ms[k] < least:
            found, least = k, at_ms[k]
    return found


@kernel
def _relax(
    name: Whole,
    k: Whole,
    there_ms: Whole,
    links_ms: Longs,
    away_ms: Longs,
    at_ms: Longs,
    before: Longs,
    best_ms: Longs,
    last: Longs,
) -> None:
    """Go on from the head of gate `k`."""
    for g in range(len(at_ms)):
        if there_ms + links_ms[k, g] < at_ms[g]:
            at_ms[g], before[g] = there_ms + links_ms[k, g], name
    for j in range(len(best_ms)):
        if there_ms + away_ms[k, j] < best_ms[j]:
            best_ms[j], last[j] = there_ms + away_ms[k, j], name


def try_out() -> None:
    """Lead nobody over one gate, so that the kernels are compiled before somebody waits for them."""
    one, none = np.full((1, 1), NEVER, np.int64), np.empty(0, np.int64)
    left_ms(0, 0, 0.0, 1.0, one, one)
    cross(one, one, one, one, one, one, none, none, np.empty(0), one.copy(), one.copy(), one.copy())
