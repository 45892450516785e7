"""The contracted network of one profile, ready for any weights."""

import numpy as np

from routing.engine.adjustment import adjust, unmarked
from routing.engine.arrays import Passing, Roads, dues, lent
from routing.engine.buffers import Buffers
from routing.engine.customization import customize
from routing.engine.metric import Metric
from routing.network.model import Longs, Network, Words
from routing.weights import Weights


class Engine:
    """Makes metrics. One thread at a time; engines of several profiles side by side.

    `due_ms` is what turns take, which no weights change.
    """

    def __init__(self, network: Network, roads: Roads, due_ms: Words) -> None:
        self._roads = roads
        self._dues = dues(network, due_ms)
        self._halves = np.zeros((len(roads.head), 2), np.uint32)
        self._marks = unmarked(len(roads.head), len(roads.rank))
        self._buffers = Buffers(len(roads.head))

    def customized(self, weights: Weights) -> Metric:
        """Put weights on the whole network."""
        ms = Passing(edge=_words(weights), arc=self._buffers.blank())
        customize(self._roads, self._dues, ms)
        return self._metric(weights, ms, None)

    def adjusted(self, latest: Metric, weights: Weights, edges: Longs) -> Metric:
        """Put on weights that differ from those of the metric made last on these `edges` only."""
        ms = Passing(edge=_words(weights), arc=self._buffers.copied(latest.arc_ms))
        new = edges[weights.edge_ms[edges] != latest.weights.edge_ms[edges]]
        return self._metric(weights, ms, adjust(new, self._roads, self._dues.arc, ms.edge, ms.arc, self._marks))

    def _metric(self, weights: Weights, ms: Passing, changed: Words | None) -> Metric:
        metric = Metric(weights, self._roads, self._dues, ms, self._halves)
        self._buffers.wrote(metric, ms.arc, changed)
        return metric


def _words(weights: Weights) -> Words:
    return lent(weights.edge_ms.astype(np.uint32))
