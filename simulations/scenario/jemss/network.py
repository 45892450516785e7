"""Road networks of nodes and arcs, with one travel time for each mode, and the times between any points beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from simulations.scenario.errors import ImportImpossible
from simulations.scenario.jemss.tables import number, read_tables

Floats = NDArray[np.float64]
FORMS = ("undirected", "directed")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """`xy` has one row a node. `graphs` are directed, one for each mode, with nodes 0… and the time as ``weight``."""

    xy: Floats
    graphs: tuple["nx.DiGraph[int]", ...]


def read_network(nodes: Path, arcs: Path) -> Network:
    """Read the two files. Raises `ImportImpossible`."""
    node_rows = read_tables(nodes).get("nodes", ())
    tables = read_tables(arcs)
    number_of = {row["index"]: at for at, row in enumerate(node_rows)}
    form = next((row.get("arcForm", "") for row in tables.get("miscData", ())), "")
    if form not in FORMS:
        raise ImportImpossible([f"{arcs.name} поле arcForm: «{form}»: нужно {' или '.join(FORMS)}"])
    rows = tables.get("arcs", ())
    modes = [name for name in (rows[0] if rows else {}) if name.startswith("mode_")]
    pairs = [(_node(arcs, row, "fromNode", number_of), _node(arcs, row, "toNode", number_of)) for row in rows]
    times = [[number(arcs, row, mode) for row in rows] for mode in modes]
    xy = np.array([(number(nodes, row, "x"), number(nodes, row, "y")) for row in node_rows])
    return Network(xy=xy, graphs=tuple(graph_of(len(xy), pairs, of, both_ways=form == "undirected") for of in times))


def graph_of(
    nodes: int, pairs: Sequence[tuple[int, int]], times: Sequence[float], *, both_ways: bool
) -> "nx.DiGraph[int]":
    """Return the graph; of several arcs between two nodes the fastest counts."""
    arcs: list[tuple[int, int, float]] = [(begin, end, time) for (begin, end), time in zip(pairs, times, strict=True)]
    arcs += [(end, begin, time) for begin, end, time in arcs] if both_ways else []
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    slowest_first = sorted(arcs, key=lambda arc: float(arc[2]), reverse=True)
    graph.add_weighted_edges_from(slowest_first)  # of several the last one stays
    return graph


def all_pairs(graph: "nx.DiGraph[int]") -> Floats:
    """Return the time from every node (rows) to every node; `inf` where no way leads."""
    found = np.full((len(graph), len(graph)), np.inf)
    for begin, reached in nx.all_pairs_dijkstra_path_length(graph):
        for end, time in reached.items():
            found[begin, end] = time
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Kilometres of one degree: JEMSS measures on a plane."""

    x_km: float
    y_km: float

    def distances_km(self, a: Floats, b: Floats) -> Floats:
        """Return the straight kilometres from every point of `a` to every point of `b`."""
        apart = (a[:, None, :] - b[None, :, :]) * np.array([self.x_km, self.y_km])
        found: Floats = np.hypot(apart[..., 0], apart[..., 1])
        return found


def times_between(network: Network, mode: int, points: Floats, scale: Scale, off_road_km_per_day: float) -> Floats:
    """Return the days from each point to each: off the road to the nearest node, by road, off the road again."""
    to_nodes_km = scale.distances_km(points, network.xy)
    nearest = to_nodes_km.argmin(axis=1)
    off_road = to_nodes_km.min(axis=1) / off_road_km_per_day
    found: Floats = off_road[:, None] + all_pairs(network.graphs[mode])[np.ix_(nearest, nearest)] + off_road[None, :]
    np.fill_diagonal(found, 0.0)
    return found


def _node(path: Path, row: Mapping[str, str], field: str, number_of: Mapping[str, int]) -> int:
    name = row.get(field, "")
    if name not in number_of:
        raise ImportImpossible([f"{path.name} поле {field}: «{name}»: такого узла нет"])
    return number_of[name]
