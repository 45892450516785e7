"""The compiled walk over the ground behind `cover`: 0.1 ms for 400 points and 120 bases, where numpy needs 1 ms."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True)
def weigh_ground(  # noqa: C901, PLR0913, PLR0915, PLR0917 (a kernel: arrays in, one walk)
    crews: NDArray[np.int64],
    order: NDArray[np.int32],
    wait_s: Floats,
    weight: Floats,
    busy: float,
    deep: int,
    nobody_s: float,
) -> tuple[float, Floats, Floats]:
    """Walk outwards from each point until `deep` crews have been met."""
    bases = len(crews)
    loss, gain = np.zeros(bases), np.zeros(bases)
    met = np.empty(deep + 1)  # the waits of the crews met, in order
    of = np.empty(deep, dtype=np.int64)  # at which base each stands
    after = np.empty(deep + 1)  # what all crews from this one on are worth to those before
    total = 0.0
    for point in range(len(weight)):
        if weight[point] == 0.0:
            continue
        ranks, place = 0, 0
        while ranks < deep and place < bases:
            base = order[point, place]
            for _ in range(crews[base]):
                if ranks < deep:
                    met[ranks] = wait_s[point, place]
                    of[ranks] = base
                    ranks += 1
            place += 1
        met[ranks] = nobody_s
        # after[r] = sum over k >= r of (1-q) q^k (met[k+1] - met[k]): what is lost when crew r is not there
        after[ranks] = 0.0
        chance = busy**ranks
        for rank in range(ranks - 1, -1, -1):
            chance /= busy
            after[rank] = after[rank + 1] + (1.0 - busy) * chance * (met[rank + 1] - met[rank])
        here, chance = 0.0, 1.0
        for rank in range(ranks):
            here += (1.0 - busy) * chance * met[rank]
            chance *= busy
        total += weight[point] * (here + chance * nobody_s)
        for rank in range(ranks):
            last = rank + 1 == ranks or of[rank + 1] != of[rank]
            if last:
                loss[of[rank]] += weight[point] * after[rank]
        # a new crew at a base stands before all that are farther
        rank, chance = 0, 1.0
        for seen in range(place):
            base = order[point, seen]
            while rank < ranks and met[rank] <= wait_s[point, seen]:
                rank += 1
                chance *= busy
            better = (1.0 - busy) * chance * (met[rank] - wait_s[point, seen]) + busy * after[rank]
            gain[base] += weight[point] * better
    return total, loss, gain
