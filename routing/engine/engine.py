"""The contracted network of one profile, ready for any weights."""

import numpy as np

from routing.engine.adjustment import adjust, unmarked
from routing.engine.arrays import Dues, Passing, Roads, dues, lent
from routing.engine.buffers import Buffers
from routing.engine.customization import customize
from routing.engine.metric import Metric
from routing.network.model import Longs, Network, Words
from routing.weights import Weights


class Engine:
    """Makes metrics. One thread at a time; engines of several profiles side by side."""

    def __init__(self, network: Network, roads: Roads) -> None:
        self._network = network
        self._roads = roads
        self._dues: tuple[Words, Dues] | None = None
        self._halves = np.zeros((len(roads.head), 2), np.uint32)
        self._marks = unmarked(len(roads.head), len(roads.rank))
        self._buffers = Buffers(len(roads.head))

    def customized(self, weights: Weights) -> Metric:
        """Put weights on the whole network."""
        ms = Passing(edge=_words(weights), arc=self._buffers.blank())
        laid_out = self._laid_out(weights.due_ms)
        customize(self._roads, laid_out, ms)
        return self._metric(weights, laid_out, ms, None)

    def adjusted(self, latest: Metric, weights: Weights, edges: Longs) -> Metric:
        """Put on weights that differ from those of the metric made last on these `edges`, and in no turn."""
        laid_out = self._laid_out(weights.due_ms)
        edge_ms = np.array(latest.passing.edge)
        edge_ms[edges] = weights.edge_ms[edges]
        new = edges[edge_ms[edges] != latest.passing.edge[edges]]
        ms = Passing(edge=lent(edge_ms), arc=self._buffers.copied(latest.passing.arc))
        changed = adjust(new, self._roads, laid_out.arc, ms.edge, ms.arc, self._marks)
        return self._metric(weights, laid_out, ms, changed)

    def beside(self, latest: Metric, weights: Weights, edges: Longs) -> Metric:
        """Do the same as `adjusted`, from any metric and into memory of its own: the next one starts from another."""
        laid_out = self._laid_out(weights.due_ms)
        edge_ms = np.array(latest.passing.edge)
        edge_ms[edges] = weights.edge_ms[edges]
        new = edges[edge_ms[edges] != latest.passing.edge[edges]]
        ms = Passing(edge=lent(edge_ms), arc=np.array(latest.passing.arc))
        adjust(new, self._roads, laid_out.arc, ms.edge, ms.arc, self._marks)
        return Metric(weights, self._roads, laid_out, ms, self._halves)

    def _laid_out(self, due_ms: Words) -> Dues:
        """Lay out what turns take, which hardly any weights change."""
        if self._dues is None or self._dues[0] is not due_ms:
            self._dues = due_ms, dues(self._network, due_ms)
        return self._dues[1]

    def _metric(self, weights: Weights, laid_out: Dues, ms: Passing, changed: Words | None) -> Metric:
        metric = Metric(weights, self._roads, laid_out, ms, self._halves)
        self._buffers.wrote(metric, ms.arc, changed)
        return metric


def _words(weights: Weights) -> Words:
    return lent(weights.edge_ms.astype(np.uint32))
