"""Location models: where to stand so that as much demand as possible is near.

Demand is any weight a point; `near` says which candidate (row) is near enough to which point (column).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from simulations.experiments.errors import TooFew
from simulations.experiments.milp import Solved, solved

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """How many new ones stand at each candidate, and what all are worth together. `optimal`: proven to be the best."""

    standing: tuple[int, ...]
    value: float
    optimal: bool


def maximal_covering(demand: Floats, near: Flags, count: int) -> Located:
    """Open `count` candidates so that most demand is near one of them: MCLP.

    Church and ReVelle 1974, doi:10.1007/BF01942293. Raises `TooFew` when there are not so many.
    """
    return expected_covering(demand, near, count, busy_share=0.0, most=1)


def expected_covering(  # noqa: PLR0913 (the parts of the model, each by name)
    demand: Floats,
    near: Flags,
    count: int,
    *,
    busy_share: float,
    already: Sequence[float] | Floats | None = None,
    most: int | None = None,
    allowed: Sequence[int] | None = None,
    apart_from: Sequence[Sequence[int]] = (),
) -> Located:
    """Place `count` crews so that a free one is near as much demand as can be expected: MEXCLP.

    Each crew is busy with the chance `busy_share`, whatever the others do, so that the k-th crew near a point adds
    (1 - q) q^(k-1) of its demand: Daskin 1983, doi:10.1287/trsc.17.1.48. `already` stand at the candidates and stay
    (None: nobody; a part of a crew is there for that part of the day); `most` new ones fit at a candidate (None: all),
    and only at the `allowed` rows (None: anywhere). Answers `apart_from` are not given again. Raises `TooFew` when so
    many have no place, and `OutOfReach` when no other answer is left.
    """
    stand = np.zeros(len(near)) if already is None else np.asarray(already, np.float64)
    limit = count if most is None else most
    rows = set(range(len(near)) if allowed is None else allowed)
    if count > limit * len(rows):
        raise TooFew(f"count={count}: мест {limit * len(rows)}, больше поставить некуда")
    model = mathopt.Model(name="MEXCLP")
    fits = [int(row in rows) for row in range(len(near))]
    new = [[model.add_integer_variable(lb=0, ub=ub) for _ in range(limit)] for ub in fits]
    model.add_linear_constraint(mathopt.fast_sum(place for row in new for place in row) == count)
    for row in new:
        for first, second in pairwise(row):
            model.add_linear_constraint(second <= first)
    for answer in apart_from:
        _forbid(model, new, answer)
    model.maximize(mathopt.fast_sum(_gains(model, new, (demand, near, stand), busy_share, count)))
    found = _standing(solved(model, [place for row in new for place in row]), limit)
    value = expected_cover(demand, near, stand + found[0], busy_share)
    return Located(standing=tuple(found[0].tolist()), value=value, optimal=found[1])


def expected_cover(
    demand: Floats, near: Flags, standing: Counts | Floats | Sequence[float], busy_share: float
) -> float:
    """The demand that a free crew is expected to be near of: each point times 1 - q^(crews near it)."""
    crews = np.asarray(standing, np.float64) @ near.astype(np.float64)
    return float(demand @ np.where(crews > 0, 1 - busy_share**crews, 0.0))


def nested_covering(demand: Floats, near: Flags, weights: Sequence[float]) -> tuple[tuple[int, ...], float]:
    """The order in which to open all candidates: after the k-th, the covered demand counts `weights[k]`.

    Returns rows in that order and the weighted sum of covered demand. Every prefix is part of the next one, so that a
    service that loses a crew moves nobody else.
    """
    rows = steps = range(len(near))
    model = mathopt.Model(name="nested MCLP")
    opened = [[model.add_binary_variable() for _ in steps] for _ in rows]
    gains: list[mathopt.LinearTerm] = []
    for step in steps:
        model.add_linear_constraint(mathopt.fast_sum(opened[row][step] for row in rows) == step + 1)
        for row in rows[: len(rows) if step else 0]:
            model.add_linear_constraint(opened[row][step - 1] <= opened[row][step])
        for point, amount in enumerate(demand.tolist()):
            covered = model.add_variable(lb=0.0, ub=1.0)
            by = mathopt.fast_sum(opened[row][step] for row in rows if near[row, point])
            model.add_linear_constraint(covered <= by)
            gains.append(weights[step] * amount * covered)
    model.maximize(mathopt.fast_sum(gains))
    found = solved(model, [place for row in opened for place in row])
    steps_open = np.array(found.values).reshape(len(rows), -1).sum(axis=1)
    order = np.argsort(-steps_open, kind="stable")
    after = [expected_cover(demand, near, np.isin(rows, order[: step + 1]).astype(np.float64), 0.0) for step in steps]
    return tuple(order.tolist()), float(np.dot(weights, after))


def _gains(
    model: mathopt.Model,
    new: Sequence[Sequence[mathopt.Variable]],
    data: tuple[Floats, Flags, Floats],
    busy_share: float,
    count: int,
) -> list[mathopt.LinearTerm]:
    """Return what the k-th new crew near each point adds. Points that are near the same candidates are one point.

    These shares need not be whole numbers in the model: the gains fall with k, so that they are in its best answer.
    """
    demand, near, stand = data
    patterns, place = np.unique(near, axis=1, return_inverse=True)
    weight = np.bincount(place.ravel(), demand, patterns.shape[1])
    found: list[mathopt.LinearTerm] = []
    for pattern, amount in zip(patterns.T, weight.tolist(), strict=True):
        rows = np.flatnonzero(pattern).tolist()
        before = float(stand[rows].sum())
        worth = [amount * (1 - busy_share) * busy_share ** (before + k) for k in range(count if rows else 0)]
        added = [model.add_variable(lb=0.0, ub=1.0) for gain in worth if gain > 0]
        if added:
            model.add_linear_constraint(
                mathopt.fast_sum(added) <= mathopt.fast_sum(each for row in rows for each in new[row])
            )
        found += [gain * share for gain, share in zip(worth, added, strict=False)]
    return found


def _forbid(model: mathopt.Model, new: Sequence[Sequence[mathopt.Variable]], answer: Sequence[int]) -> None:
    """Let at least one of the crews stand elsewhere: the count is fixed, so that this forbids that answer alone."""
    used = [place for row, stood in zip(new, answer, strict=True) for place in row[:stood]]
    model.add_linear_constraint(mathopt.fast_sum(used) <= len(used) - 1)


def _standing(found: Solved, limit: int) -> tuple[Counts, bool]:
    return np.array(found.values, np.int64).reshape(-1, limit).sum(axis=1), found.optimal
