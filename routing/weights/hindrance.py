"""What stands in the way at a moment: edges that are shut, and edges that jams slow down."""

from dataclasses import dataclass, field, replace

import numpy as np

from routing.network.model import Floats, Longs, Network
from routing.weights.factored import divided_ms
from routing.weights.weighed import CLOSED, Weights

ON_FOOT_KMH = 3.0
"""No jam is slower than going on foot; it also keeps every sum far from `CLOSED`."""


def _no_edges() -> Longs:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Edges ascending, each once; `left` is the share of the speed that a jam leaves, by slowed edge."""

    shut: Longs = field(default_factory=_no_edges)
    slowed: Longs = field(default_factory=_no_edges)
    left: Floats = field(default_factory=lambda: np.empty(0))

    def on(self, edges: Longs) -> "Hindrance":
        """Return what of it stands on some edges."""
        if not len(self.shut) and not len(self.slowed):
            return self
        slowed = np.isin(self.slowed, edges)
        return Hindrance(shut=self.shut[np.isin(self.shut, edges)], slowed=self.slowed[slowed], left=self.left[slowed])


def hindered(weights: Weights, what: Hindrance) -> Weights:
    """Put a hindrance on weights that know nothing of it."""
    if not len(what.shut) and not len(what.slowed):
        return weights
    edge_ms = weights.edge_ms.copy()
    edge_ms[what.slowed] = slowed_ms(weights.network, what.slowed, edge_ms[what.slowed], what.left)
    edge_ms[what.shut] = CLOSED
    return replace(weights, edge_ms=edge_ms)


def slowed_ms(network: Network, edges: Longs, free_ms: Longs, left: Floats) -> Longs:
    """Milliseconds of edges in a jam."""
    on_foot_ms = np.rint(network.edge_length_m[edges] * 3_600 / ON_FOOT_KMH).astype(np.int64)
    return np.minimum(divided_ms(free_ms, left), np.maximum(free_ms, on_foot_ms))
