"""Learnt factors put into weights."""

from dataclasses import replace

import numpy as np

from routing.network.model import Floats
from routing.weights import CLOSED, Weights


def with_factors(weights: Weights, factors: Floats) -> Weights:
    """Divide driving times by speed factors by edge; what turns take stays, and so does what is closed.

    Raises `ValueError` when there is not one factor for each edge.
    """
    if len(factors) != len(weights.edge_ms):
        raise ValueError(f"there are {len(factors)} factors for {len(weights.edge_ms)} edges: they are of another map")
    driven_ms = np.maximum(np.rint(weights.edge_ms / factors), 1).astype(np.int64)
    return replace(weights, edge_ms=np.where(weights.edge_ms < CLOSED, driven_ms, CLOSED))
