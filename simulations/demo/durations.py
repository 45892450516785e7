"""How long people take, in simulated seconds.

None of it is published for the oblast, so all of it is assumed; log-normal, because such times are never negative and
have a long tail. The share taken to hospital is published and comes from the region.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNormal:
    """A duration with this median; `sigma` is the deviation of its logarithm."""

    median_s: float
    sigma: float

    def draw(self, rng: np.random.Generator) -> float:
        """Seconds."""
        return float(self.median_s * np.exp(self.sigma * rng.standard_normal()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """What a crew and a dispatcher need for each step. Assumed."""

    confirming: LogNormal = LogNormal(median_s=8, sigma=0.5)
    accepting: LogNormal = LogNormal(median_s=20, sigma=0.5)
    turnout: LogNormal = LogNormal(median_s=60, sigma=0.4)
    walking_in: LogNormal = LogNormal(median_s=90, sigma=0.5)
    care_at_home: LogNormal = LogNormal(median_s=1_800, sigma=0.4)
    care_before_transport: LogNormal = LogNormal(median_s=1_200, sigma=0.4)
    handover: LogNormal = LogNormal(median_s=900, sigma=0.4)
    cleaning: LogNormal = LogNormal(median_s=300, sigma=0.4)
