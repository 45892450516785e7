"""How long people take: distributions, and the region's figures for each step of a call.

`read_durations` is the door; data/region/leningrad/durations.toml has the figures with their sources.
"""

from simulations.durations.distributions import (
    Constant,
    Duration,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Truncated,
    Weibull,
)
from simulations.durations.model import Durations, Stay
from simulations.durations.reading import read_durations
from simulations.durations.sheet import FiguresInvalid, Origin, origins

__all__ = [
    "Constant",
    "Duration",
    "Durations",
    "Empirical",
    "Exponential",
    "FiguresInvalid",
    "Gamma",
    "LogNormal",
    "Origin",
    "Stay",
    "Truncated",
    "Weibull",
    "origins",
    "read_durations",
]
