"""Kernels that string the edges of a path together and cut the line at both ends."""

import numpy as np

from routing.network.kernel import kernel
from routing.network.model import DEGREES, Bytes, Floats, Ints, Longs


@kernel
def joined(edges: Longs, piece: Ints, forward: Bytes, first: Longs, drawn: Ints) -> tuple[Floats, Longs]:
    """List all points of the edges, junctions twice: longitude, latitude, metres; and where each edge begins."""
    begins = np.empty(len(edges) + 1, np.int64)
    begins[0] = 0
    for e in range(len(edges)):
        p = piece[edges[e]]
        begins[e + 1] = begins[e] + first[p + 1] - first[p]
    line, found, passed_mm = np.empty((3, begins[-1])), 0, 0
    for e in range(len(edges)):
        ahead = forward[edges[e]] != 0
        begin, end = first[piece[edges[e]]], first[piece[edges[e]] + 1]
        for i in range(begin, end):
            at = i if ahead else begin + end - 1 - i
            line[0, found], line[1, found] = drawn[at, 0] * DEGREES, drawn[at, 1] * DEGREES
            line[2, found] = (passed_mm + (drawn[at, 2] if ahead else drawn[end - 1, 2] - drawn[at, 2])) / 1000
            found += 1
        passed_mm += drawn[end - 1, 2]
    return line, begins[:-1]


@kernel
def cut(whole: Floats, begins: Longs, start_m: float, stop_m: float) -> tuple[Floats, Floats, Longs]:
    """Keep what lies between two cuts, each point once, metres from the first cut; see `Line` for the edges."""
    metres = whole[2]
    line = np.empty((3, len(metres) + 2))
    _put(line, 0, start_m, whole)
    last = 1
    for i in range(len(metres)):
        if start_m < metres[i] < stop_m and metres[i] > line[2, last - 1]:
            for row in range(3):
                line[row, last] = whole[row, i]
            last += 1
    _put(line, last, stop_m, whole)
    line = line[:, : last + 1]
    line[2] -= start_m
    edge_m, edge_point, at = np.empty(len(begins)), np.empty(len(begins), np.int64), 0
    for e in range(len(begins)):
        edge_m[e] = max(0.0, metres[begins[e]] - start_m)
        while at < last and line[2, at] < edge_m[e]:
            at += 1
        edge_point[e] = at
    return line, edge_m, edge_point


@kernel
def _put(line: Floats, place: int, cut_m: float, whole: Floats) -> None:
    """Put the point that lies so many metres along the whole line at a place of another."""
    metres = whole[2]
    after = min(max(1, int(np.searchsorted(metres, cut_m))), len(metres) - 1)
    run_m = metres[after] - metres[after - 1]
    share = min(1.0, max(0.0, (cut_m - metres[after - 1]) / run_m)) if run_m > 0 else 0.0
    for row in range(2):
        line[row, place] = whole[row, after - 1] + share * (whole[row, after] - whole[row, after - 1])
    line[2, place] = cut_m
