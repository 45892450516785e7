"""Which closures stand all through a trip, and which begin or end under way."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.closures.standing import Standing
from routing.closures.timing import Window, windows
from routing.network.model import Longs

HORIZON_S = 21_600.0
"""So far ahead of a departure turns are looked for: no trip in the region takes six hours with a siren, and nobody
waits longer at a bridge. What turns later is taken to stay as it is then. Assumed."""
MOST_EDGES = 2_000
"""So many edges may turn and still be reckoned with exactly; the largest closures beyond it are taken to stand all the
time, which never leads anybody onto a road that is shut. Assumed, so that a matrix stays below a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Edges that shut, or get slower, and when: by a closure that begins or ends within the horizon, or by a sign."""

    name: Hashable
    edges: Longs
    left: float
    """share of the speed meanwhile, 0 where it is shut"""
    windows: tuple[Window, ...]
    standing: Standing | None = None
    """the closure; a sign is in the weights of its hour as it is"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a trip that leaves at a moment has to reckon with."""

    departs_at: float
    steady: tuple[Standing, ...]
    turning: tuple[Turning, ...]

    def at_departure(self) -> tuple[Standing, ...]:
        """List what is in force when the trip begins."""
        now = [each.standing for each in self.turning if each.windows[0][0] <= self.departs_at]
        return (*self.steady, *(standing for standing in now if standing))

    def key(self) -> tuple[object, ...]:
        """Tell outlooks apart that shut and slow other edges; equal ones differ in their hours alone."""
        return (
            tuple(each.closure for each in self.steady),
            tuple(each.name for each in self.turning),
        )


def outlook(known: Sequence[Standing], departs_at: float, utc_offset_s: float) -> Outlook:
    """Look ahead from a departure."""
    until = departs_at + HORIZON_S
    steady, turning = [], []
    for each in known:
        spans = tuple(windows(each.closure, departs_at, until, utc_offset_s))
        if spans == ((departs_at, until),):
            steady.append(each)
        elif spans:
            turning.append(_turning(each, spans))
    exact, beyond = _within_bounds(turning)
    return Outlook(departs_at=departs_at, steady=(*steady, *beyond), turning=exact)


def _turning(each: Standing, spans: tuple[Window, ...]) -> Turning:
    left = each.closure.speed_factor or 0.0
    return Turning(name=each.closure, edges=each.edges, left=left, windows=spans, standing=each)


def _within_bounds(turning: Sequence[Turning]) -> tuple[tuple[Turning, ...], tuple[Standing, ...]]:
    """Keep the smallest closures that have few enough edges together."""
    by_size = sorted(turning, key=lambda each: len(each.edges))
    fit = int(np.searchsorted(np.cumsum([len(each.edges) for each in by_size]), MOST_EDGES, "right"))
    return tuple(by_size[:fit]), tuple(each.standing for each in by_size[fit:] if each.standing)
