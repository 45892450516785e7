"""Kinds of hours of the week, within which traffic is taken for the same."""

from enum import IntEnum

import numpy as np

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
    hour = local % DAY_S / HOUR_S
    weekend = (local - FIRST_MONDAY_S) % (7 * DAY_S) >= 5 * DAY_S
    found = np.where(weekend, HourClass.WEEKEND, HourClass.DAY)
    found = np.where(~weekend & (hour >= 7) & (hour < 10), HourClass.MORNING, found)
    found = np.where(~weekend & (hour >= 16) & (hour < 20), HourClass.EVENING, found)
    return np.asarray(np.where((hour < 6) | (hour >= 22), HourClass.NIGHT, found), np.int64)
