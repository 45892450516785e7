"""The square-root law: how far the nearest free crew is, in a sanity check's precision."""

from math import sqrt

AT_RANDOM = 0.5
"""Constant for straight lines and crews scattered at random (a Poisson field)."""
AT_BEST = 0.3772
"""Constant for straight lines and crews at the centres of hexagons: the least there can be."""


def nearest_m(area_m2: float, free_crews: float, constant: float = AT_RANDOM) -> float:
    """Return the mean distance to the nearest free crew, metres.

    Kolesar and Blum, doi:10.1287/mnsc.19.12.1368. Raises `ValueError` when no crew is free.
    """
    if not (free_crews > 0 and area_m2 >= 0):
        raise ValueError(f"free_crews={free_crews}, area_m2={area_m2}: above 0, and from 0 up")
    return constant * sqrt(area_m2 / free_crews)
