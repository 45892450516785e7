"""Which edge may follow which: all turns, less what a barrier or good sense forbids; signs bind all but a siren.

Turning round is allowed only where there is no other way on: at dead ends and before closed barriers. A siren may do
what a sign forbids, at a cost (Traffic Rules of the Russian Federation, 3.1); such turns are marked.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from routing.network.following import Followed
from routing.network.model import Bytes, Edges, Ints, Junctions, Longs, Turns
from routing.network.reader import RawMap
from routing.network.restrictions import RawRestriction
from routing.network.tags import Drives
from routing.network.topology import ranges


def turns(raw: RawMap, drawn: Edges, places: Junctions, osm_way: Longs, followed: Followed) -> Turns:
    """List the turns between `drawn` edges. `osm_way` is the OSM way id by edge."""
    tail, head = _all_pairs(drawn, len(places.osm_id))
    right = followed.enters(drawn, tail, head)
    tail, head = tail[right], head[right]
    drives = drawn.drives[tail] & drawn.drives[head]
    drives &= _past_barriers(raw, places)[drawn.head[tail]]
    forbidden = np.zeros(len(tail), np.uint8)
    for turn, sign in _signs(raw.restrictions, followed, drawn, (tail, head), places.osm_id[drawn.head], osm_way):
        if sign.when is None:
            drives[turn] &= np.uint8(Drives.SIREN)
            forbidden[turn] |= not sign.frees_siren
    back = _is_back(drawn, tail, head)
    drives = np.where(back, _turning_round(drives, back, tail, drawn), drives)
    forbidden[back] = 0
    kept = drives != Drives.NOBODY
    return _turns(drawn, tail[kept], head[kept], drives[kept], forbidden[kept])


def timed_signs(
    raw: RawMap, drawn: Edges, places: Junctions, osm_way: Longs, followed: Followed, made: Turns
) -> list[tuple[int, RawRestriction]]:
    """List the turns that signs forbid at times."""
    found = _signs(raw.restrictions, followed, drawn, (made.tail, made.head), places.osm_id[drawn.head], osm_way)
    back = _is_back(drawn, made.tail, made.head)
    return [(turn, sign) for turn, sign in found if sign.when is not None and not back[turn]]


def _all_pairs(drawn: Edges, junctions: int) -> tuple[Ints, Ints]:
    by_tail = np.argsort(drawn.tail, kind="stable")
    leaving = np.bincount(drawn.tail, minlength=junctions)
    begin = np.concatenate([[0], np.cumsum(leaving)])[:-1]
    counts = leaving[drawn.head]
    tail = np.repeat(np.arange(len(drawn.head), dtype=np.int32), counts)
    return tail, by_tail[ranges(begin[drawn.head], counts)].astype(np.int32)


def _is_back(drawn: Edges, tail: Ints, head: Ints) -> NDArray[np.bool_]:
    return np.asarray((drawn.reverse[tail] == head) & (tail != head))


def _past_barriers(raw: RawMap, places: Junctions) -> Bytes:
    passes = np.full(len(places.osm_id), Drives.ALL, np.uint8)
    for at in np.flatnonzero(np.isin(places.osm_id, list(raw.barriers))):
        passes[at] = raw.barriers[int(places.osm_id[at])]
    return passes


def _signs(
    signs: Iterable[RawRestriction],
    followed: Followed,
    drawn: Edges,
    pairs: tuple[Ints, Ints],
    via: Longs,
    osm_way: Longs,
) -> Iterator[tuple[int, RawRestriction]]:
    """List turns with the signs that forbid them; `via` is the OSM node at the head, by edge."""
    tail, head = pairs
    posted: dict[tuple[int, int], list[RawRestriction]] = {}
    for sign in signs:
        for way in sign.from_ways if sign.via_node is not None else ():
            posted.setdefault((int(sign.via_node or 0), way), []).append(sign)
    near = np.flatnonzero(np.isin(via[tail], [node for node, _ in posted]))
    for turn in near.tolist():
        for sign in posted.get((int(via[tail[turn]]), int(osm_way[tail[turn]])), ()):
            if sign.forbids(int(osm_way[head[turn]])):
                yield turn, sign
    yield from followed.signs(drawn, tail, head)


def _turning_round(drives: Bytes, back: NDArray[np.bool_], tail: Ints, drawn: Edges) -> Bytes:
    """Who may turn round: a profile that has no other way on, and the siren wherever everybody may."""
    allowed = np.zeros(len(tail), np.uint8)
    for who in (Drives.SIREN, Drives.ORDINARY):
        onward = np.bincount(tail[~back & (drives & who > 0)], minlength=len(drawn.head))
        stuck = (onward[tail] == 0) & (drawn.drives[tail] & drawn.drives[drawn.reverse[tail]] & who > 0)
        allowed |= np.where(stuck, np.uint8(who), np.uint8(0))
    return np.where(allowed & Drives.ORDINARY > 0, allowed | Drives.SIREN, allowed).astype(np.uint8)


def _turns(drawn: Edges, tail: Ints, head: Ints, drives: Bytes, forbidden: Bytes) -> Turns:
    back = _is_back(drawn, tail, head)
    angle = (drawn.bearing_out[head] - drawn.bearing_in[tail] + 180) % 360 - 180
    counts = np.bincount(tail, minlength=len(drawn.head))
    onward = np.bincount(tail[~back & (drawn.contraflow[head] == 0)], minlength=len(drawn.head))
    against = (drawn.contraflow[tail] | drawn.contraflow[head]) == 1
    return Turns(
        tail=tail,
        head=head,
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        drives=drives,
        angle=np.where(back, np.float32(180), angle).astype(np.float32),
        chosen=((onward[tail] > 1) | against).astype(np.uint8),
        forbidden=forbidden,
    )
