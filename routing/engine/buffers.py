"""Weights in two copies: one answers while the other is written, and what was written last is brought over."""

from collections import deque
from dataclasses import dataclass
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Words

KEPT = 8
"""How many adjustments a copy may lie behind before it is copied whole; assumed."""


@dataclass(frozen=True, slots=True)
class _Copy:
    arc_ms: Words
    written: int
    """which writing it holds"""


class Buffers:
    """Arrays of weights by arc. One thread at a time may ask for them; any may drop what they have got."""

    def __init__(self, arcs: int) -> None:
        self._arcs = arcs
        self._written = 0
        self._changes: deque[tuple[int, NDArray[np.integer]]] = deque(maxlen=KEPT)
        self._spare: deque[_Copy] = deque(maxlen=2)

    def blank(self) -> Words:
        """Return an array to be written from end to end."""
        self._changes.clear()
        return self._spare.pop().arc_ms if self._spare else np.empty(self._arcs, np.uint32)

    def copied(self, latest: Words) -> Words:
        """Return an array that equals the `latest` one."""
        spare = self._spare.pop() if self._spare else _Copy(np.empty(self._arcs, np.uint32), -1)
        since = [arcs for written, arcs in self._changes if written > spare.written]
        if len(since) == self._written - spare.written:
            for arcs in since:
                spare.arc_ms[arcs] = latest[arcs]
        else:
            np.copyto(spare.arc_ms, latest)
        return spare.arc_ms

    def wrote(self, holder: object, arc_ms: Words, changed: NDArray[np.integer] | None = None) -> None:
        """Note that an array is written; it is free again when its `holder` is gone.

        `changed` are the arcs that are not as in the array written before, `None` when that is not known.
        """
        self._written += 1
        if changed is not None:
            self._changes.append((self._written, changed))
        finalize(holder, self._spare.append, _Copy(arc_ms, self._written)).atexit = False
