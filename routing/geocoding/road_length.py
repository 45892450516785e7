"""How long a numbered road is: metres along it from the end nearest to the region's centre."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from routing.network.model import DEGREES, Floats, Network
from routing.types import EARTH_RADIUS_M, LatLon

GAP_M = 15_000.0
"""Parts of one number so near to each other are one road with a gap, as where it leads through a town; assumed."""
Links = tuple[NDArray[np.intp], NDArray[np.intp], Floats]
"""From, to, metres."""


def metres(lon: NDArray[np.floating[Any]], lat: NDArray[np.floating[Any]]) -> Floats:
    """Place points in space, metres from the middle of the Earth: near ones are as far apart as on the ground."""
    lam, phi = np.radians(lon), np.radians(lat)
    return EARTH_RADIUS_M * np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def measured(network: Network, pieces: NDArray[np.intp], centre: LatLon) -> tuple[Floats, NDArray[np.intp]]:
    """Metres along the road of each vertex of its pieces, `inf` for parts far away; and the vertices."""
    begin, end, junctions = _ends(network, pieces)
    length_m = network.pieces.length_m[pieces]
    place = metres(network.junctions.lon[junctions] * DEGREES, network.junctions.lat[junctions] * DEGREES)
    links = _joined((begin, end, np.maximum(length_m, 0.1)), place)
    reach_m = _from_end(_graph(links, len(place)), place, metres(np.array([centre.lon]), np.array([centre.lat])))
    counts = network.pieces.first[pieces + 1] - network.pieces.first[pieces]
    of = np.repeat(np.arange(len(pieces)), counts)
    vertices = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts) + network.pieces.first[pieces][of]
    share = _shares(network, vertices, of)
    by_begin, by_end = reach_m[begin[of]] + share * length_m[of], reach_m[end[of]] + (1 - share) * length_m[of]
    return np.minimum(by_begin, by_end), vertices


def _ends(network: Network, pieces: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Number the junctions at the begin and end of each piece; and which junctions these are."""
    edges = network.edge_by_piece[pieces]
    forward = network.edges.forward[edges] == 1
    begin = np.where(forward, network.edges.tail[edges], network.edges.head[edges])
    end = np.where(forward, network.edges.head[edges], network.edges.tail[edges])
    junctions, local = np.unique(np.concatenate([begin, end]), return_inverse=True)
    return local[: len(pieces)], local[len(pieces) :], junctions.astype(np.intp)


def _shares(network: Network, vertices: NDArray[np.intp], of: NDArray[np.intp]) -> Floats:
    """How far along its piece each vertex lies, 0…1."""
    xy_m = metres(network.pieces.lon[vertices] * DEGREES, network.pieces.lat[vertices] * DEGREES)
    step = np.zeros(len(vertices))
    step[1:] = np.where(of[1:] == of[:-1], np.linalg.norm(np.diff(xy_m, axis=0), axis=1), 0.0)
    total = np.cumsum(step)
    run = total - total[np.searchsorted(of, of)]
    return run / np.maximum(np.bincount(of, step)[of], 1e-6)


def _joined(links: Links, place: Floats) -> Links:
    """Link the parts of a road where they are nearest to each other, the largest first."""
    part = connected_components(_graph(links, len(place)), directed=False)[1]
    while len(np.unique(part)) > 1:
        main = np.bincount(part).argmax()
        mine, others = np.flatnonzero(part == main), np.flatnonzero(part != main)
        gap_m, nearest = (np.asarray(found) for found in KDTree(place[mine]).query(place[others]))
        best = int(gap_m.argmin())
        if gap_m[best] > GAP_M:
            break
        link = others[[best]], mine[nearest[[best]]], np.maximum(gap_m[[best]], 0.1)
        links = np.append(links[0], link[0]), np.append(links[1], link[1]), np.append(links[2], link[2])
        part[part == part[others[best]]] = main
    return links


def _graph(links: Links, size: int) -> csr_array:
    """Build a matrix of links; of several between two junctions the shortest, where a sparse sum would add them."""
    low, high = np.minimum(links[0], links[1]), np.maximum(links[0], links[1])
    order = np.lexsort((links[2], high, low))
    low, high, length_m = low[order], high[order], links[2][order]
    new = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))
    return coo_array((length_m[new], (low[new], high[new])), shape=(size, size)).tocsr()


def _from_end(graph: csr_array, place: Floats, centre: Floats) -> Floats:
    """Metres from the end nearest to the centre, over the largest part."""
    part = connected_components(graph, directed=False)[1]
    somewhere = int(np.flatnonzero(part == np.bincount(part).argmax())[0])
    one = _farthest(_reach_m(graph, somewhere))
    reach_m = _reach_m(graph, one)
    other = _farthest(reach_m)
    off = np.linalg.norm(place[[one, other]] - centre, axis=1)
    return reach_m if off[0] <= off[1] else _reach_m(graph, other)


def _reach_m(graph: csr_array, junction: int) -> Floats:
    reached: Floats = dijkstra(graph, directed=False, indices=np.array([junction]))[0]
    return reached


def _farthest(reach_m: Floats) -> int:
    return int(np.where(np.isfinite(reach_m), reach_m, -1).argmax())
