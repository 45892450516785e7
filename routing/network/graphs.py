"""The network as networkx graphs: what people know, and the truth that the tests compare with."""

import networkx as nx
import numpy as np
import shapely

from routing.network.model import DEGREES, Longs, Network


def street_graph(network: Network) -> "nx.MultiDiGraph[int]":
    """Build the graph of junctions in osmnx's conventions, so that any osmnx function takes it.

    Nodes have `x` and `y`; edges have `osmid`, `length` (m), `highway`, `oneway`, `reversed`, `geometry`, and
    `edge`, this package's own number.
    """
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    junctions = network.junctions
    osm_id = junctions.osm_id.tolist()
    for node, lon, lat in zip(osm_id, junctions.lon * DEGREES, junctions.lat * DEGREES, strict=True):
        graph.add_node(node, x=float(lon), y=float(lat))
    for edge in range(network.edge_count):
        tail, head = int(network.edges.tail[edge]), int(network.edges.head[edge])
        graph.add_edge(osm_id[tail], osm_id[head], **_edge_data(network, edge))
    return graph


def _edge_data(network: Network, edge: int) -> dict[str, object]:
    way = network.edge_way[edge]
    ways = network.ways
    named = {"name": ways.name, "ref": ways.ref, "surface": ways.surface, "synthetic": ways.synthetic}
    said = {key: text for key, codes in named.items() if (text := network.text(codes[way]))}
    return said | {
        "edge": edge,
        "osmid": int(ways.osm_id[way]),
        "highway": network.texts[ways.highway[way]],
        "length": float(network.edge_length_m[edge]),
        "oneway": bool(network.edges.reverse[edge] == edge),
        "reversed": not network.edges.forward[edge],
        "geometry": shapely.LineString(network.edge_points(edge)),
    }


def edge_graph(network: Network, edge_ms: Longs, turn_ms: Longs, closed: int) -> "nx.DiGraph[int]":
    """Build the expanded graph: a node is an edge of the network, an arc is a turn, `ms` their weights.

    What weighs `closed` is left out.
    """
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
