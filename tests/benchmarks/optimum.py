"""The best decisions there are, found by other means than the policy's own."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from dispatch.domain.situation import Situation
from dispatch.policy.cover import CoverParameters, base_rows, busy_share, hour, posture_of, standing
from dispatch.policy.matching import WORST_COST, assign
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.reach import Reach
from dispatch.policy.weighing import USUAL, Weighed, calls_while_away

Floats = NDArray[np.float64]
OBJECTIVE, COVER = ObjectiveParameters(), CoverParameters()


def cost_of(cost: Floats, chosen: Sequence[int]) -> float:
    """Return the sum over all incidents in whole weighted seconds, «nobody» priced by the place in the queue."""
    whole, leave = _whole(cost), _leave(len(cost))
    return float(sum(leave[row] if crew < 0 else whole[row, crew] for row, crew in enumerate(chosen)))


def best_cost(cost: Floats) -> float:
    """Return the least such sum, by an assignment on the whole matrix with a «nobody» for each incident."""
    leave = _leave(len(cost))
    nobody = np.full((len(cost), len(cost)), np.inf)
    np.fill_diagonal(nobody, leave)
    whole = np.hstack([_whole(cost), nobody])
    rows, columns = linear_sum_assignment(whole)
    return float(whole[rows, columns].sum())


def _whole(cost: Floats) -> Floats:
    return np.where(np.isfinite(cost), np.rint(np.minimum(cost, WORST_COST)), np.inf)


def _leave(incidents: int) -> Floats:
    return WORST_COST * (incidents + 1) * np.arange(incidents, 0, -1, dtype=np.float64)


def promised(weighed: Weighed, reach: Reach) -> tuple[float, float]:
    """Return what the policy's choice truly costs, and the sum by which it was chosen. Somebody goes to each call."""
    chosen = assign(weighed)
    assert min(chosen) >= 0
    rows = np.arange(len(chosen))
    return _own(weighed)[rows, chosen].sum() + _left(weighed, reach)(chosen), weighed.cost[rows, chosen].sum()


def truly_best(weighed: Weighed, reach: Reach) -> float:
    """Return the least true cost over all sets of crews that can be sent, one to each incident."""
    own, left = _own(weighed), _left(weighed, reach)
    calls, crews = own.shape
    return min(_within(own[:, used]) + left(used) for used in map(list, combinations(range(crews), calls)))


def _within(cost: Floats) -> float:
    try:
        rows, columns = linear_sum_assignment(cost)
    except ValueError:  # somebody has nobody who may go
        return np.inf
    return float(cost[rows, columns].sum())


def _own(weighed: Weighed) -> Floats:
    """Return all terms but the cover."""
    return sum((term for name, term in weighed.terms.items() if name != "cover"), np.zeros_like(weighed.cost))


def _left(weighed: Weighed, reach: Reach) -> Callable[[Sequence[int]], float]:
    """Return what the cover is worth that is left when these columns are sent, and all other crews stand by."""
    situation: Situation = weighed.mustered.situation
    bases = base_rows(situation, reach)[weighed.mustered.free.rows]
    busy, at_hour, now = busy_share(situation), hour(situation), standing(situation, reach)
    worth = OBJECTIVE.cover * OBJECTIVE.urgency_weight[USUAL] * calls_while_away(situation)
    everybody = np.bincount(bases, minlength=len(reach.bases))
    before_s = posture_of(now, busy, at_hour, reach, COVER).wait_s

    def left(used: Sequence[int]) -> float:
        crews = everybody - np.bincount(bases[used], minlength=len(reach.bases))
        return worth * (posture_of(crews, busy, at_hour, reach, COVER).wait_s - before_s)

    return left
