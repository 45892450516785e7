"""Speed factors by edge, on top of the table: what crews' own tracks have taught."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.network.model import Floats, Longs
from routing.types import Profile
from routing.weights.weighed import CLOSED, Weights

SpeedFactors = Callable[[Profile, int | None], Floats]
"""Speed factor by edge of the network at an hour of the week, or at none in particular: 2 is twice as fast."""


def with_factors(weights: Weights, factors: Floats) -> Weights:
    """Divide driving times by speed factors by edge; what turns take stays, and so does what is closed.

    Raises `ValueError` when there is not one factor for each edge.
    """
    if len(factors) != len(weights.edge_ms):
        raise ValueError(f"there are {len(factors)} factors for {len(weights.edge_ms)} edges: they are of another map")
    return replace(weights, edge_ms=divided_ms(weights.edge_ms, factors))


def divided_ms(edge_ms: Longs, factors: Floats) -> Longs:
    """Divide what is open; no edge becomes free."""
    driven_ms = np.maximum(np.rint(edge_ms / factors), 1).astype(np.int64)
    return np.where(edge_ms < CLOSED, driven_ms, CLOSED)
