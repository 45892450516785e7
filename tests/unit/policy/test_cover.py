"""What idle crews are worth where they stand: by hand, and against the sums written out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.ids import StationId
from dispatch.policy.cover import NOBODY_S, CoverParameters, harm_s, posture_of
from dispatch.policy.reach import Reach
from routing.types import LatLon

PLAIN = CoverParameters(late_s=0.0)


def a_reach(seconds: list[list[float]], weight: list[float]) -> Reach:
    """`seconds` from each base to each point."""
    bases = tuple(StationId(f"base{n}") for n in range(len(seconds)))
    return Reach(
        bases=bases,
        row={base: n for n, base in enumerate(bases)},
        at=tuple(LatLon(lat=60.0, lon=30.0 + n) for n in range(len(seconds))),
        to_points_s=np.array(seconds),
        between_s=np.zeros((len(seconds), len(seconds))),
        weight=np.array(weight) / sum(weight),
        by_hour=None,
        weights_version="1",
    )


def wait_s(crews: list[int], busy: float, reach: Reach) -> float:
    """The expected wait, written out: the nearest crew that is free answers."""
    total = 0.0
    for point, weight in enumerate(reach.weight):
        near = sorted(reach.to_points_s[base, point] for base, count in enumerate(crews) for _ in range(count))
        free = [(1 - busy) * busy**rank for rank in range(len(near))]
        total += weight * (sum(p * s for p, s in zip(free, near, strict=True)) + busy ** len(near) * NOBODY_S)
    return total


def test_one_crew_and_one_village_by_hand() -> None:
    found = posture_of(np.array([1]), 0.25, 0, a_reach([[600.0]], [1.0]), PLAIN)
    assert found.wait_s == pytest.approx(0.75 * 600 + 0.25 * NOBODY_S)
    assert found.loss_s.tolist() == pytest.approx([0.75 * (NOBODY_S - 600)])
    assert found.gain_s.tolist() == pytest.approx([0.25 * 0.75 * (NOBODY_S - 600)])


@given(
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(st.lists(st.floats(10, 5_000), min_size=4, max_size=4), min_size=3, max_size=3),
    st.sampled_from([0.1, 0.5, 0.8]),
)
def test_gains_and_losses_are_the_differences_of_the_waits(
    crews: list[int], seconds: list[list[float]], busy: float
) -> None:
    reach = a_reach(seconds, [4.0, 3.0, 2.0, 1.0])
    found = posture_of(np.array(crews), busy, 0, reach, PLAIN)
    near = {"abs": 0.02 * NOBODY_S}  # the crews that are asked with less than `TAIL` are left out
    assert found.wait_s == pytest.approx(wait_s(crews, busy, reach), **near)
    for base, change in product(range(3), (1, -1)):
        other = [count + change * (n == base) for n, count in enumerate(crews)]
        if min(other) < 0:
            assert found.loss_s[base] == 0.0
            continue
        by = wait_s(crews, busy, reach) - wait_s(other, busy, reach)
        assert (found.gain_s[base] if change > 0 else -found.loss_s[base]) == pytest.approx(by, **near)


def test_where_nobody_lives_nobody_is_needed() -> None:
    reach = a_reach([[60.0, 3_000.0], [3_000.0, 60.0]], [1.0, 0.0])
    assert (
        posture_of(np.array([1, 0]), 0.3, 0, reach, PLAIN).gain_s[1]
        < posture_of(np.array([1, 0]), 0.3, 0, reach, PLAIN).gain_s[0]
    )


def test_no_road_is_as_long_as_nobody_and_a_broken_promise_costs_more() -> None:
    parameters = CoverParameters()
    drive_s = np.array([60.0, 1_020.0, 2_000.0, np.inf])
    found = harm_s(drive_s, parameters)
    assert found[1] == pytest.approx(1_020 + 300)
    assert found.tolist() == sorted(found.tolist())
    assert found[3] == pytest.approx(NOBODY_S + parameters.late_s)
