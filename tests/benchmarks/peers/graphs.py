"""The libraries that people know, on our own expanded graph: no snapping, no places within a street."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from routing.oracle import RoadOracle
from routing.types import Profile
from tests.benchmarks.peers.measured import Answers, Questions

PAIRS = 4
"""A pair takes networkx a third of a second."""


def on_the_graph(oracle: RoadOracle, asked: Questions) -> Answers:
    """What networkx and scipy need for some of the pairs, for the small table, and for new weights."""
    graph = oracle.edge_graph(Profile.ORDINARY)
    tails, heads, ms = (np.array(column) for column in zip(*graph.edges(data="ms"), strict=True))
    size = oracle.info.edges
    sparse = coo_array((ms.astype(float), (tails, heads)), shape=(size, size)).tocsr()
    ends = [tuple(oracle.snap(at, Profile.ORDINARY).edge for at in pair) for pair in asked.pairs[:PAIRS]]
    small = next(iter(asked.tables))
    rows = [oracle.snap(at, Profile.ORDINARY).edge for at in asked.tables[small][0]]
    weights = dict(zip(zip(tails.tolist(), heads.tolist(), strict=True), ms.tolist(), strict=True))
    return {
        "networkx": _silent(asked, f"{len(rows)} searches, about a second each")
        | {
            "route": [_seconds(lambda a=a, b=b: nx.bidirectional_dijkstra(graph, a, b, weight="ms")) for a, b in ends],
            "weights": [_seconds(lambda: nx.set_edge_attributes(graph, weights, "ms"))],
        },
        "scipy": _silent(asked, "not asked: one search a row")
        | {
            "route": [_seconds(lambda a=a: dijkstra(sparse, indices=a)) for a, _ in ends],
            f"table {small}": [_seconds(lambda: dijkstra(sparse, indices=rows))],
            "weights": [_seconds(lambda: sparse.data.__setitem__(slice(None), sparse.data * 1.1))],
        },
    }


def _silent(asked: Questions, why: str) -> dict[str, Any]:
    return {"route with geometry": "knows no lines"} | {f"table {size}": why for size in asked.tables}


def _seconds(ask: Callable[[], object]) -> float:
    begin = perf_counter()
    ask()
    return perf_counter() - begin
