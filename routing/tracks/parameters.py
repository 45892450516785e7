"""The numbers of the matcher, each with its source. N&K is Newson & Krumm 2009, doi:10.1145/1653771.1653818."""

from dataclasses import dataclass, fields
from math import isfinite

ACCURACY_PER_SIGMA = 1.515
"""The circle that holds 68 % of a two-dimensional normal error has the radius sqrt(-2 ln 0.32) sigma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchParameters:
    """How the matcher weighs a fix against a way to drive. Raises `ValueError` for what is not positive."""

    least_sigma_m: float = 4.07
    """N&K, table of section 5.1: the error of a receiver under a free sky"""
    most_sigma_m: float = 50.0
    """assumed: what is worse says nothing about the street"""
    useless_accuracy_m: float = 200.0
    """assumed: a place by radio cells, not by satellites; N&K take 200 m as the search radius"""
    reach_sigmas: float = 4.0
    """assumed: a normal error is beyond this once in 16,000 fixes"""
    least_reach_m: float = 40.0
    """assumed: a wide road, its centre line, and the map's own error"""
    detour_share: float = 0.05
    """assumed, tuned on drives over the real map: how much longer than the straight line a step usually is"""
    detour_per_sigma: float = 0.5
    """assumed, tuned likewise: two errors along the road change a step's length by about so many sigma"""
    around_m: float = 150.0
    """assumed, tuned likewise: turning round in the street costs as much belief as a detour of this length"""
    heading_sigma_deg: float = 30.0
    """assumed: a receiver's course over ground in motion"""
    heading_from_mps: float = 3.0
    """assumed: a slower receiver does not know its course"""
    fastest_mps: float = 50.0
    """N&K, section 4.2: 180 km/h"""
    slower_than_table: float = 0.3
    """assumed: no step is driven more than about three times as fast as the speed table says"""
    longest_gap_s: float = 180.0
    """N&K, section 4.2: past this a track is two tracks"""
    late_s: float = 120.0
    """assumed: a fix older than its predecessor by less was delivered late, by more the clock was set back"""
    outliers: int = 3
    """assumed: so many fixes in a row may lie, past that the vehicle is where they say"""
    lag: int = 4
    """assumed, tuned likewise: on-line, a place is settled when so many later fixes have been seen"""
    unsaid_sigma_m: float = 10.0
    """assumed: on-line, the error of a receiver that does not tell its accuracy"""
    beam: float = 18.0
    """what is e^18 times less likely than the best is not followed"""
    pieces: int = 12
    """at most so many pieces of road are considered for a fix, nearest first"""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if not (isfinite(value) and value > 0):
                raise ValueError(f"{item.name} is {value}: it must be a positive number")
