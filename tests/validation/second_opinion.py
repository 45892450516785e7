"""The same queues a second time, in a few lines that share nothing with the world, to be compared call by call."""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def first_come(
    received_s: Floats, scene_s: Floats, preference: Sequence[Sequence[int]], *, queue: bool
) -> tuple[Ints, Floats]:
    """Return who answers each call and from when on: the first free one of its preference, else the first to be free.

    `preference` has a row a call. Without a `queue` a call that meets all busy is lost: -1, NaN.
    """
    free_at = [0.0] * len(preference[0])
    who, when = np.full(len(received_s), -1), np.full(len(received_s), np.nan)
    for row, (now, takes_s) in enumerate(zip(received_s.tolist(), scene_s.tolist(), strict=True)):
        chosen = next((crew for crew in preference[row] if free_at[crew] <= now), None)
        if chosen is None and queue:
            chosen = min(range(len(free_at)), key=free_at.__getitem__)
        if chosen is not None:
            who[row], when[row] = chosen, max(now, free_at[chosen])
            free_at[chosen] = when[row] + takes_s
    return who, when


def by_urgency(received_s: Floats, scene_s: Floats, urgency: Ints, staff: int) -> Floats:
    """Return when each call is begun: whoever becomes free takes the most urgent of those waiting, then the oldest."""
    begun_at = np.full(len(received_s), np.nan)
    free_at, waiting = [0.0] * staff, list[tuple[int, int]]()
    row = 0
    while row < len(received_s) or waiting:
        now = heapq.heappop(free_at)
        if not waiting:
            now = max(now, received_s[row])
        while row < len(received_s) and received_s[row] <= now:
            heapq.heappush(waiting, (int(urgency[row]), row))
            row += 1
        _, chosen = heapq.heappop(waiting)
        begun_at[chosen] = now
        heapq.heappush(free_at, now + scene_s[chosen])
    return begun_at
