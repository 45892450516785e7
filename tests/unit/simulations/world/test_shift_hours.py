"""How long a crew was on shift in the time that counts."""

import pytest

from dispatch.domain.crew import Shift
from simulations.world.keeping import on_shift_s

HOUR_S = 3_600.0
DAY = Shift(start_s=8 * HOUR_S, end_s=20 * HOUR_S)
NIGHT = Shift(start_s=20 * HOUR_S, end_s=8 * HOUR_S)
ROUND_THE_CLOCK = Shift(start_s=8 * HOUR_S, end_s=8 * HOUR_S)


@pytest.mark.parametrize(
    ("shift", "begin_h", "end_h", "hours"),
    [
        (DAY, 0, 24, 12),
        (DAY, 6, 10, 2),
        (DAY, 19, 33, 2),
        (NIGHT, 0, 24, 12),
        (NIGHT, 6, 22, 4),
        (NIGHT, 9, 19, 0),
        (ROUND_THE_CLOCK, 5, 11, 6),
        (DAY, 12, 12 + 24 * 7, 12 * 7),
    ],
)
def test_only_the_hours_of_the_shift_inside_the_window_count(
    shift: Shift, begin_h: float, end_h: float, hours: float
) -> None:
    assert on_shift_s(shift, begin_h * HOUR_S, end_h * HOUR_S) == pytest.approx(hours * HOUR_S)
