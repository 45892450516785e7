"""What each gate takes, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.closures.crossing import NEVER, left_ms
from routing.closures.outlook import HORIZON_S, Turning
from routing.network.model import Floats, Longs, Network
from routing.weights import CLOSED, slowed_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """By gate and span of time: when the span begins, milliseconds after the departure, and what the gate takes then.

    A span lasts until the next begins, the last for ever; `NEVER` is no span, `CLOSED` shut.
    """

    begins_ms: Longs
    takes_ms: Longs

    def open_at_first(self, gate: int) -> bool:
        """Tell whether a gate is open at the departure."""
        return bool(self.takes_ms[gate, 0] < CLOSED)

    def left_ms(self, gate: int, at_ms: int, begin: float, end: float) -> tuple[int, int]:
        """Tell when a gate, or a part of it, is driven, and when one sets out on it."""
        over_ms, since_ms = left_ms(gate, at_ms, begin, end, self.begins_ms, self.takes_ms)
        return int(over_ms), int(since_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Gates without what turns: their edges, milliseconds, and the share of the speed that steady jams leave."""

    network: Network
    edges: Longs
    ms: Longs
    left: Floats


def schedule(free: Free, turning: Sequence[Turning], departs_at: float) -> Schedule:
    """Lay out the spans of all gates; gates that the same closures touch have the same spans."""
    touched = np.array([np.isin(free.edges, each.edges) for each in turning]).reshape(len(turning), -1)
    kinds, kind = np.unique(touched, axis=1, return_inverse=True)
    spans = [_spans([each for each, does in zip(turning, one, strict=True) if does], departs_at) for one in kinds.T]
    most = max((len(begins) for begins, _ in spans), default=1)
    begins_ms = np.full((len(free.edges), most), NEVER, np.int64)
    takes_ms = np.full((len(free.edges), most), CLOSED, np.int64)
    for which, (begins, shares) in enumerate(spans):
        gates = np.flatnonzero(kind.ravel() == which)
        begins_ms[gates, : len(begins)] = begins
        takes_ms[gates, : len(begins)] = np.column_stack([_takes_ms(free, gates, share) for share in shares])
    return Schedule(begins_ms=begins_ms, takes_ms=takes_ms)


def _spans(felt: Sequence[Turning], departs_at: float) -> tuple[list[int], list[float]]:
    """List when spans begin, and the share of the speed that is left in each, 0 where the gate is shut."""
    spans = [
        (round((begin - departs_at) * 1_000), round((end - departs_at) * 1_000), each.left)
        for each in felt
        for begin, end in each.windows
    ]
    bounds = {bound for begin, end, _ in spans for bound in (begin, end) if 0 < bound < HORIZON_S * 1_000}
    begins = [0, *sorted(bounds)]
    left = [min((share for begin, end, share in spans if begin <= at < end), default=1.0) for at in begins]
    return begins, left


def _takes_ms(free: Free, gates: Longs, left: float) -> Longs:
    if left == 0:
        return np.full(len(gates), CLOSED, np.int64)
    return slowed_ms(free.network, free.edges[gates], free.ms[gates], np.minimum(free.left[gates], left))
