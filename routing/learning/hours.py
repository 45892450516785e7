"""Kinds of hours of the week, within which traffic is taken for the same."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Longs

HOUR_S, DAY_S = 3_600.0, 86_400.0
FIRST_MONDAY_S = 4 * DAY_S
"""1 January 1970 was a Thursday."""


class HourClass(IntEnum):
    """Kinds of hours; the borders are assumed, from the habits of an ordinary working week."""

    NIGHT = 0
    """22 to 6, any day"""
    MORNING = 1
    """7 to 10, working days"""
    DAY = 2
    """6 to 7 and 10 to 16 and 20 to 22, working days"""
    EVENING = 3
    """16 to 20, working days"""
    WEEKEND = 4
    """6 to 22, Saturday and Sunday"""


def hour_classes(at: Floats, utc_offset_s: float) -> Longs:
    """Classify moments, POSIX seconds, by the local hour of the week. Holidays are not known."""
    local = np.asarray(at, float) + utc_offset_s
    return _classes(local % DAY_S / HOUR_S, (local - FIRST_MONDAY_S) % (7 * DAY_S) >= 5 * DAY_S)


def class_of(hour_of_week: int) -> HourClass:
    """Classify an hour of the week, 0 begins on Monday at midnight."""
    day, hour = divmod(hour_of_week, 24)
    return HourClass(int(_classes(np.array([float(hour)]), np.array([day >= 5]))[0]))


def _classes(hour: Floats, weekend: NDArray[np.bool_]) -> Longs:
    found = np.where(weekend, HourClass.WEEKEND, HourClass.DAY)
    found = np.where(~weekend & (hour >= 7) & (hour < 10), HourClass.MORNING, found)
    found = np.where(~weekend & (hour >= 16) & (hour < 20), HourClass.EVENING, found)
    return np.asarray(np.where((hour < 6) | (hour >= 22), HourClass.NIGHT, found), np.int64)
