"""Which parts of the roads lie within a limit, and which do not: edges partly reached are cut."""

from dataclasses import dataclass

import numpy as np

from routing.isochrones.reach import Reach
from routing.network.model import Floats, Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Portions:
    """Parts of pieces, from `begin` to `end`, shares of the piece as it is drawn."""

    piece: Longs
    begin: Floats
    end: Floats


def within(reach: Reach, limit_ms: int) -> Portions:
    """List the parts reached within the limit; parts driven both ways may overlap."""
    edge, share = _entered(reach, limit_ms)
    start_edge, start, stop = _own_parts(reach, limit_ms)
    edge = np.concatenate([edge, start_edge])
    begin, end = np.concatenate([np.zeros(len(share)), start]), np.concatenate([share, stop])
    edges = reach.weights.network.edges
    ahead = edges.forward[edge] == 1
    return Portions(
        piece=edges.piece[edge].astype(np.int64),
        begin=np.where(ahead, begin, 1 - end),
        end=np.where(ahead, end, 1 - begin),
    )


def beyond(reach: Reach, limit_ms: int) -> Portions:
    """List the parts of drivable pieces that take longer than the limit."""
    found = within(reach, limit_ms)
    pieces = reach.weights.network.pieces
    begin, end = np.zeros(len(pieces.way)), np.ones(len(pieces.way))
    from_tail, from_head = found.begin <= 0, found.end >= 1
    np.maximum.at(begin, found.piece[from_tail], found.end[from_tail])
    np.minimum.at(end, found.piece[from_head], found.begin[from_head])
    left = np.flatnonzero(reach.usable & (begin < end))
    inside = np.flatnonzero(~from_tail & ~from_head)
    return _without(Portions(piece=left, begin=begin[left], end=end[left]), found, inside)


def _entered(reach: Reach, limit_ms: int) -> tuple[Longs, Floats]:
    """Edges entered at their tails in time, and the shares of them that are passed by then."""
    edge = np.flatnonzero(reach.tail_ms <= limit_ms)
    left_ms = limit_ms - reach.tail_ms[edge].astype(np.int64)
    return edge, np.minimum(1.0, left_ms / reach.weights.edge_ms[edge])


def _own_parts(reach: Reach, limit_ms: int) -> tuple[Longs, Floats, Floats]:
    """What lies ahead of the starts on their own edges."""
    whole_ms = reach.weights.edge_ms[reach.starts.edge]
    begin = reach.starts.passed_ms / whole_ms
    return reach.starts.edge, begin, np.minimum(1.0, begin + limit_ms / whole_ms)


def _without(left: Portions, found: Portions, inside: Longs) -> Portions:
    """Take out the few parts that touch no end of their piece: the starts' own, when the limit is short."""
    piece, begin, end = left.piece, left.begin, left.end
    for part in inside:
        at = np.flatnonzero((piece == found.piece[part]) & (begin < found.end[part]) & (end > found.begin[part]))
        piece = np.concatenate([piece, piece[at]])
        begin = np.concatenate([begin, np.maximum(begin[at], found.end[part])])
        end = np.concatenate([end, end[at]])
        end[at] = np.minimum(end[at], found.begin[part])
    some = begin < end
    return Portions(piece=piece[some], begin=begin[some], end=end[some])
