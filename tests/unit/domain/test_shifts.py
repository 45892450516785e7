"""When a crew is on shift, by the region's clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.crew import DAY_S, Shift

HOUR = 3_600.0
MIDNIGHT = 1_795_305_600.0
"""22 November 2026, 00:00 UTC."""

MOSCOW = 3 * HOUR


def remaining_h(shift: Shift, hour: float, offset_s: float = 0.0) -> float | None:
    left_s = shift.remaining_s(MIDNIGHT + hour * HOUR, offset_s)
    return None if left_s is None else left_s / HOUR


DAY = Shift(start_s=8 * HOUR, end_s=20 * HOUR)
NIGHT = Shift(start_s=20 * HOUR, end_s=8 * HOUR)
WHOLE_DAY = Shift(start_s=8 * HOUR, end_s=8 * HOUR)


@pytest.mark.parametrize(
    ("shift", "hour", "left_h"),
    [
        (DAY, 7.99, None),
        (DAY, 8, 12),
        (DAY, 19.5, 0.5),
        (DAY, 20, None),
        (NIGHT, 19.99, None),
        (NIGHT, 20, 12),
        (NIGHT, 23.5, 8.5),
        (NIGHT, 24, 8),
        (NIGHT, 0, 8),
        (NIGHT, 7.5, 0.5),
        (NIGHT, 8, None),
        (NIGHT, 12, None),
        (WHOLE_DAY, 8, 24),
        (WHOLE_DAY, 7.5, 0.5),
        (WHOLE_DAY, 0, 8),
        (Shift(start_s=0, end_s=0), 0, 24),
        (Shift(start_s=0, end_s=0), 23.5, 0.5),
    ],
)
def test_a_shift_ends_on_its_own_day_or_the_next_one(shift: Shift, hour: float, left_h: float | None) -> None:
    found = remaining_h(shift, hour)
    assert (found is None) == (left_h is None)
    assert found == pytest.approx(left_h) or found is left_h


def test_a_shift_is_read_by_the_clock_of_the_region() -> None:
    assert remaining_h(DAY, 5, MOSCOW) == pytest.approx(12)
    assert remaining_h(DAY, 17, MOSCOW) is None
    assert remaining_h(DAY, 20, -4 * HOUR) == pytest.approx(4)


@pytest.mark.parametrize("shift", [DAY, NIGHT, WHOLE_DAY])
def test_a_shift_is_as_long_as_it_says(shift: Shift) -> None:
    minutes = [hour for hour in range(24 * 60) if remaining_h(shift, hour / 60) is not None]
    assert len(minutes) * 60 == shift.length_s


@pytest.mark.parametrize("wrong", [-1.0, DAY_S, float("nan"), float("inf")])
def test_a_time_of_day_beyond_the_day_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="start_s"):
        Shift(start_s=wrong, end_s=0)
    with pytest.raises(ValueError, match="end_s"):
        Shift(start_s=0, end_s=wrong)


moments = st.integers(0, 4_000_000_000_000).map(lambda ms: ms / 1000)
times_of_day = st.integers(0, int(DAY_S) - 1).map(float)


@given(start=times_of_day, end=times_of_day, now=moments)
def test_what_is_left_is_never_more_than_the_shift_and_never_nothing(start: float, end: float, now: float) -> None:
    shift = Shift(start_s=start, end_s=end)
    left = shift.remaining_s(now, 0.0)
    assert left is None or 0 < left <= shift.length_s


@given(start=times_of_day, end=times_of_day, now=moments)
def test_a_shift_and_the_one_that_follows_it_never_leave_the_day_uncovered(
    start: float, end: float, now: float
) -> None:
    ours, theirs = Shift(start_s=start, end_s=end), Shift(start_s=end, end_s=start)
    assert ours.remaining_s(now, 0.0) is not None or theirs.remaining_s(now, 0.0) is not None
