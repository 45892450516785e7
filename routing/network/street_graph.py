"""The network as an osmnx graph: what people know, and any osmnx function takes."""

import geopandas
import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES, Network


def street_graph(network: Network) -> "nx.MultiDiGraph[int]":
    """Build the graph of junctions in osmnx's conventions.

    Nodes have `x` and `y`; edges have `osmid`, `length` (m), `highway`, `oneway`, `reversed`, `geometry`,
    where known `name`, `ref`, `surface` and `synthetic`, and `edge`, this package's own number. Copies of edges, and
    what only a siren drives against the arrow, are left out.
    """
    attributes = {"crs": "epsg:4326", "simplified": True}
    graph: nx.MultiDiGraph[int] = osmnx.graph_from_gdfs(_nodes(network), _edges(network), graph_attrs=attributes)
    return graph


def _nodes(network: Network) -> geopandas.GeoDataFrame:
    x, y = network.junctions.lon * DEGREES, network.junctions.lat * DEGREES
    return geopandas.GeoDataFrame(
        {"x": x, "y": y}, geometry=shapely.points(x, y), index=network.junctions.osm_id, crs="epsg:4326"
    )


def _edges(network: Network) -> geopandas.GeoDataFrame:
    shown = np.flatnonzero((network.edges.copy == 0) & (network.edges.contraflow == 0))
    edges, ways = network.edges, network.ways
    way = network.edge_way[shown]
    columns = {
        "edge": shown,
        "osmid": ways.osm_id[way],
        "highway": _texts(network, ways.highway[way]),
        "name": _texts(network, ways.name[way]),
        "ref": _texts(network, ways.ref[way]),
        "surface": _texts(network, ways.surface[way]),
        "synthetic": _texts(network, ways.synthetic[way]),
        "length": network.edge_length_m[shown],
        "oneway": (edges.reverse == np.arange(network.edge_count))[shown]
        | (edges.contraflow[edges.reverse] == 1)[shown],
        "reversed": edges.forward[shown] == 0,
    }
    return geopandas.GeoDataFrame(
        columns, geometry=_lines(network, shown), index=_index(network, shown), crs="epsg:4326"
    )


def _texts(network: Network, codes: NDArray[np.integer]) -> NDArray[np.object_]:
    known = np.array([text or None for text in network.texts], object)
    return np.asarray(known[codes])


def _lines(network: Network, shown: NDArray[np.integer]) -> NDArray[np.object_]:
    pieces, edges = network.pieces, network.edges
    points = np.array([pieces.lon, pieces.lat], np.float64).T * DEGREES
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(len(pieces.way)), np.diff(pieces.first)))
    drawn = np.asarray(lines)[edges.piece[shown]]
    return np.asarray(np.where(edges.forward[shown] == 1, drawn, shapely.reverse(drawn)))


def _index(network: Network, shown: NDArray[np.integer]) -> pd.MultiIndex:
    """Tail, head and a running number among parallel edges."""
    ids = network.junctions.osm_id
    ends = pd.DataFrame({"u": ids[network.edges.tail[shown]], "v": ids[network.edges.head[shown]]})
    keys = ends.groupby(["u", "v"]).cumcount()
    return pd.MultiIndex.from_arrays([ends["u"], ends["v"], keys], names=["u", "v", "key"])
