"""Which edge may follow which: all turns, less what a sign, a barrier or good sense forbids.

Turning round is allowed only where there is no other way on: at dead ends and before closed barriers.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Bytes, Edges, Ints, Junctions, Longs, Turns
from routing.network.reader import RawMap, RawRestriction
from routing.network.tags import Drives
from routing.network.topology import ranges


def turns(raw: RawMap, drawn: Edges, places: Junctions, osm_way: Longs) -> Turns:
    """List the turns between `drawn` edges. `osm_way` is the OSM way id by edge."""
    tail, head = _all_pairs(drawn, len(places.osm_id))
    drives = drawn.drives[tail] & drawn.drives[head]
    drives &= _past_barriers(raw, places)[drawn.head[tail]]
    _restrict(raw.restrictions, drives, tail, head, places.osm_id[drawn.head], osm_way)
    back = _is_back(drawn, tail, head)
    drives = np.where(back, _turning_round(drives, back, tail, drawn), drives)
    kept = drives != Drives.NOBODY
    return _turns(drawn, tail[kept], head[kept], drives[kept])


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


def _restrict(
    signs: Sequence[RawRestriction], drives: Bytes, tail: Ints, head: Ints, via: Longs, osm_way: Longs
) -> None:
    """Take the forbidden turns out of `drives`, in place."""
    posted: dict[tuple[int, int], list[RawRestriction]] = {}
    for sign in signs:
        posted.setdefault((sign.via_node, sign.from_way), []).append(sign)
    near = np.flatnonzero(np.isin(via[tail], [sign.via_node for sign in signs]))
    for turn in near.tolist():
        for sign in posted.get((int(via[tail[turn]]), int(osm_way[tail[turn]])), ()):
            if _forbids(sign, int(osm_way[head[turn]])):
                drives[turn] &= np.uint8(Drives.SIREN if sign.frees_siren else Drives.NOBODY)


def _forbids(sign: RawRestriction, onto: int) -> bool:
    return (onto == sign.to_way) == sign.kind.startswith("no_")


def _turning_round(drives: Bytes, back: NDArray[np.bool_], tail: Ints, drawn: Edges) -> Bytes:
    """Who may turn round: a profile that has no other way on, and the siren wherever everybody may."""
    allowed = np.zeros(len(tail), np.uint8)
    for who in (Drives.SIREN, Drives.ORDINARY):
        onward = np.bincount(tail[~back & (drives & who > 0)], minlength=len(drawn.head))
        stuck = (onward[tail] == 0) & (drawn.drives[tail] & drawn.drives[drawn.reverse[tail]] & who > 0)
        allowed |= np.where(stuck, np.uint8(who), np.uint8(0))
    return np.where(allowed & Drives.ORDINARY > 0, allowed | Drives.SIREN, allowed).astype(np.uint8)


def _turns(drawn: Edges, tail: Ints, head: Ints, drives: Bytes) -> Turns:
    back = _is_back(drawn, tail, head)
    angle = (drawn.bearing_out[head] - drawn.bearing_in[tail] + 180) % 360 - 180
    counts = np.bincount(tail, minlength=len(drawn.head))
    onward = np.bincount(tail[~back], minlength=len(drawn.head))
    return Turns(
        tail=tail,
        head=head,
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        drives=drives,
        angle=np.where(back, np.float32(180), angle).astype(np.float32),
        chosen=(onward[tail] > 1).astype(np.uint8),
    )
