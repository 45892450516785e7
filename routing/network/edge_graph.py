"""The search graph as a networkx graph: the truth that the tests compare the engine with."""

from typing import TYPE_CHECKING

import numpy as np

from routing.network.model import Longs, Network

if TYPE_CHECKING:
    import networkx as nx


def edge_graph(network: Network, edge_ms: Longs, turn_ms: Longs, closed: int) -> "nx.DiGraph[int]":
    """Build the expanded graph: a node is an edge of the network, an arc is a turn, `ms` their weights.

    What weighs `closed` is left out.
    """
    import networkx as nx  # noqa: PLC0415 slow to import, and no service needs this graph

    graph: nx.DiGraph[int] = nx.DiGraph()
    for edge in np.flatnonzero(edge_ms < closed).tolist():
        graph.add_node(edge, ms=int(edge_ms[edge]))
    open_turns = np.flatnonzero(turn_ms < closed)
    rows = zip(
        network.turns.tail[open_turns].tolist(),
        network.turns.head[open_turns].tolist(),
        turn_ms[open_turns].tolist(),
        strict=True,
    )
    graph.add_weighted_edges_from(rows, weight="ms")
    return graph
