"""A distribution of seconds in bins: small, mergeable over any number of replications, and enough to draw from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEP_S = 15.0
LONGEST_S = 3 * 3_600.0
EDGES_S = np.arange(0.0, LONGEST_S + STEP_S, STEP_S)
"""Bins of a quarter of a minute up to three hours; what is longer, or endless, stands in one last bin."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """How many waits fall into each bin of `EDGES_S`; the last count is of all that are longer."""

    counts: NDArray[np.int64]

    @classmethod
    def of(cls, seconds: Floats) -> "Spread":
        """Count waits, seconds; `inf` counts as longer than any."""
        within, _ = np.histogram(seconds, EDGES_S)
        return cls(counts=np.append(within, seconds.size - within.sum()).astype(np.int64))

    def __add__(self, other: "Spread") -> "Spread":
        """Both together."""
        return Spread(counts=self.counts + other.counts)

    @property
    def total(self) -> int:
        """How many waits there are."""
        return int(self.counts.sum())

    def shares(self) -> Floats:
        """Return the share of waits not longer than each edge (ECDF); zeros without waits."""
        return np.concatenate(([0.0], np.cumsum(self.counts[:-1]))) / max(self.total, 1)

    def within(self, limit_s: float) -> float | None:
        """Return the share of waits not longer than a limit, to a bin; None without waits."""
        return float(self.shares()[int(np.searchsorted(EDGES_S, limit_s))]) if self.total else None

    def quantile_s(self, share: float) -> float | None:
        """Return the wait that this share does not exceed, to a bin; None without waits, `inf` past the last bin."""
        if not self.total:
            return None
        place = int(np.searchsorted(self.shares(), share))
        return float(EDGES_S[place]) if place < EDGES_S.size else float("inf")


NOTHING = Spread(counts=np.zeros(EDGES_S.size, dtype=np.int64))
