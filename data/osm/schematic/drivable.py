"""The network as a graph: distances, and what can be reached from everywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from schematic.projection import Vertex, distance_m
from schematic.roads import Road


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivableGraph:
    """Vertices and, as a sparse matrix, the metres from each to its neighbours."""

    vertices: tuple[Vertex, ...]
    number_of: dict[Vertex, int]
    metres: csr_array

    def nearest(self, vertex: Vertex) -> Vertex:
        """Return the vertex of the network that is closest."""
        offsets = np.asarray(self.vertices) - vertex
        return self.vertices[int(np.argmin((offsets**2).sum(axis=1)))]

    def distances_m(self, start: Vertex, *, limit_m: float = np.inf) -> NDArray[np.float64]:
        """Return the shortest distance to each vertex; `inf` is unreachable, or farther than the limit."""
        return dijkstra(self.metres, indices=self.number_of[start], limit=limit_m)

    def distance_m(self, start: Vertex, end: Vertex, *, limit_m: float = np.inf) -> float:
        """Return the shortest distance; `inf` is unreachable, or farther than the limit."""
        return float(self.distances_m(start, limit_m=limit_m)[self.number_of[end]])


def drivable_graph(roads: Iterable[Road]) -> DrivableGraph:
    """Build the directed graph of the roads."""
    number_of: dict[Vertex, int] = {}
    arcs: dict[tuple[int, int], float] = {}
    for road in roads:
        numbers = [number_of.setdefault(vertex, len(number_of)) for vertex in road.vertices]
        for (a, b), (start, end) in zip(pairwise(numbers), pairwise(road.vertices), strict=True):
            arcs[a, b] = distance_m(start, end)
            if not road.is_oneway:
                arcs[b, a] = arcs[a, b]
    rows, columns = np.array(list(arcs), dtype=np.int64).reshape(-1, 2).T
    size = len(number_of)
    metres = csr_array((np.fromiter(arcs.values(), dtype=np.float64), (rows, columns)), shape=(size, size))
    return DrivableGraph(vertices=tuple(number_of), number_of=number_of, metres=metres)


def largest_connected_part(roads: Sequence[Road]) -> list[Road]:
    """Return the roads cut back to the vertices that can all be driven to from each other."""
    graph = drivable_graph(roads)
    _, labels = connected_components(graph.metres, connection="strong")
    is_kept = labels == np.bincount(labels).argmax()
    kept = {vertex for vertex, keep in zip(graph.vertices, is_kept, strict=True) if keep}
    return [road.along(run) for road in roads for run in runs_within(road.vertices, kept)]


def runs_within(vertices: Iterable[Vertex], kept: set[Vertex]) -> list[list[Vertex]]:
    """Return the unbroken runs of at least two vertices that are kept."""
    runs: list[list[Vertex]] = [[]]
    for vertex in vertices:
        if vertex in kept:
            runs[-1].append(vertex)
        else:
            runs.append([])
    return [run for run in runs if len(run) > 1]
