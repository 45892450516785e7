"""Where to stand so that the mean drive is shortest: the p-median, from the places that are manned already."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from simulations.experiments.errors import OutOfReach, TooFew
from simulations.experiments.milp import solved

Floats = NDArray[np.float64]

WORST_S = 4 * 3_600.0
"""Drives are counted as no longer: a place without a road to it must not outweigh all the others. Assumed."""
MOST_TRIED = 50_000
"""Placements that are simply tried out, a second or two: three new places among sixty are 34,220."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """The candidates to be opened, and the mean drive then, seconds. `optimal`: proven within the budget."""

    opened: tuple[int, ...]
    mean_s: float
    optimal: bool


def p_median(
    demand: Floats,
    seconds: Floats,
    count: int,
    already_s: Floats | None = None,
    apart_from: Sequence[Sequence[int]] = (),
) -> Median:
    """Open `count` candidates so that the demand-weighted mean drive from the nearest place is shortest (Hakimi 1964).

    `seconds` is (candidates × points), `inf` no road; `already_s` is the drive from the nearest place that is manned
    already (None: there is none). Answers `apart_from` are not given again. doi:10.1287/opre.12.3.450. Raises `TooFew`,
    and `OutOfReach` when no other answer is left.
    """
    if count > len(seconds):
        raise TooFew(f"count={count}: мест-кандидатов {len(seconds)}, больше открыть нельзя")
    drives = np.minimum(seconds, WORST_S)
    before = np.full(len(demand), WORST_S) if already_s is None else np.minimum(already_s, WORST_S)
    saved = demand * np.maximum(before - drives, 0.0)
    opened, optimal = _most_saved(saved, count, apart_from)
    nearest = np.minimum(before, drives[list(opened)].min(axis=0)) if opened else before
    return Median(opened=opened, mean_s=float(np.average(nearest, weights=demand)), optimal=optimal)


def _most_saved(saved: Floats, count: int, apart_from: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], bool]:
    """Choose `count` rows so that the sum of the best chosen value of each column is largest."""
    if comb(len(saved), count) <= MOST_TRIED:
        return _best_of_all(saved, count, {tuple(sorted(answer)) for answer in apart_from}), True
    return _best_of_model(saved, count, apart_from)


def _best_of_all(saved: Floats, count: int, apart_from: set[tuple[int, ...]]) -> tuple[int, ...]:
    tried = [rows for rows in combinations(range(len(saved)), count) if rows not in apart_from]
    if not tried:
        raise OutOfReach("p-median: другого ответа нет / no other answer is left")
    return max(tried, key=lambda rows: float(saved[list(rows)].max(axis=0, initial=0.0).sum()))


def _best_of_model(saved: Floats, count: int, apart_from: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], bool]:
    model = mathopt.Model(name="p-median")
    open_ = [model.add_binary_variable(name=f"open-{row}") for row in range(len(saved))]
    model.add_linear_constraint(mathopt.fast_sum(open_) == count)
    for answer in apart_from:
        model.add_linear_constraint(mathopt.fast_sum(open_[row] for row in answer) <= count - 1)
    gain: list[mathopt.LinearTerm] = []
    for point in range(saved.shape[1]):
        rows = np.flatnonzero(saved[:, point]).tolist()
        served = [model.add_variable(lb=0.0, ub=1.0) for _ in rows]
        if rows:
            model.add_linear_constraint(mathopt.fast_sum(served) <= 1)
        for row, share in zip(rows, served, strict=True):
            model.add_linear_constraint(share <= open_[row])
            gain.append(float(saved[row, point]) * share)
    model.maximize(mathopt.fast_sum(gain))
    found = solved(model, open_)
    return tuple(row for row, value in enumerate(found.values) if value), found.optimal
