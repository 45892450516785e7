"""Cut ways at junctions into pieces, and pieces into directed edges. Vectorised.

Gives the same edges as `osmnx.simplify_graph(G, edge_attrs_differ=["osmid"])` in a fiftieth of the time; the
tests hold the two against each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Bytes, Edges, Ints, Junctions, Longs, Pieces, Singles
from routing.network.reader import RawMap
from routing.network.tags import Drives
from routing.types import EARTH_RADIUS_M


@dataclass(frozen=True, kw_only=True)
class Vertices:
    """The nodes of all ways, one after another. `node` is an index into `osm_id`, `lon` and `lat`."""

    node: NDArray[np.intp]
    way: NDArray[np.intp]
    osm_id: Longs
    lon: Ints
    lat: Ints


def vertices(raw: RawMap) -> Vertices:
    """Lay the ways' nodes end to end."""
    osm_id, first, node = np.unique(np.asarray(raw.node, np.int64), return_index=True, return_inverse=True)
    way = np.repeat(np.arange(len(raw.ways)), [way.nodes for way in raw.ways])
    lon, lat = (np.asarray(each, np.int32)[first] for each in (raw.lon, raw.lat))
    return Vertices(node=node, way=way, osm_id=osm_id, lon=lon, lat=lat)


def junction_mask(all_nodes: Vertices, raw: RawMap) -> NDArray[np.bool_]:
    """Tell which nodes end a piece: shared by ways, met twice, at a way's end, barred, or a gate."""
    used = np.bincount(all_nodes.node, minlength=len(all_nodes.osm_id)) > 1
    starts = np.flatnonzero(np.diff(all_nodes.way, prepend=-1))
    used[all_nodes.node[starts]] = True
    used[all_nodes.node[np.append(starts[1:] - 1, len(all_nodes.node) - 1)]] = True
    used[np.isin(all_nodes.osm_id, [*raw.barriers, *raw.gates, *raw.booms])] = True
    return used


def lengths_m(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> NDArray[np.float64]:
    """Great-circle metres between consecutive points given in degrees (haversine, as osmnx does)."""
    lam, phi = np.radians(lon), np.radians(lat)
    half = np.sin(np.diff(phi) / 2) ** 2
    half += np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half)))


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Pieces as ranges of vertices, both ends included, and their end nodes."""

    start: NDArray[np.intp]
    stop: NDArray[np.intp]
    source: NDArray[np.intp]
    target: NDArray[np.intp]


def cut(all_nodes: Vertices, junction: NDArray[np.bool_]) -> Cut:
    """Cut each way at its junctions."""
    at = np.flatnonzero(junction[all_nodes.node])
    same_way = all_nodes.way[at[:-1]] == all_nodes.way[at[1:]]
    start, stop = at[:-1][same_way], at[1:][same_way]
    return Cut(start=start, stop=stop, source=all_nodes.node[start], target=all_nodes.node[stop])


def ranges(starts: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Concatenate ``arange(start, start + count)`` for each pair."""
    ends = np.cumsum(counts)
    return np.asarray(np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - counts), counts))


def pieces(raw: RawMap, all_nodes: Vertices, parts: Cut) -> Pieces:
    """Give each piece its geometry, its length and what stands on it."""
    counts = parts.stop - parts.start + 1
    nodes = all_nodes.node[ranges(parts.start, counts)]
    lon, lat = all_nodes.lon[nodes], all_nodes.lat[nodes]
    first = np.concatenate([[0], np.cumsum(counts)])
    steps = np.append(lengths_m(lon * DEGREES, lat * DEGREES), 0.0)
    steps[first[1:] - 1] = 0.0
    return Pieces(
        way=all_nodes.way[parts.start].astype(np.int32),
        length_m=np.add.reduceat(steps, first[:-1]),
        first=first.astype(np.int64),
        lon=lon,
        lat=lat,
        signals=inner_count(parts, all_nodes, raw.signals),
        level_crossings=inner_count(parts, all_nodes, raw.level_crossings),
        bumps=inner_count(parts, all_nodes, raw.bumps),
    )


def inner_count(parts: Cut, all_nodes: Vertices, wanted: Collection[int]) -> Bytes:
    """Count the wanted nodes on each piece, its two ends left out: those belong to the junctions."""
    hit = np.isin(all_nodes.osm_id, list(wanted))[all_nodes.node]
    upto = np.concatenate([[0], np.cumsum(hit)])
    return np.asarray(np.minimum(upto[parts.stop] - upto[parts.start + 1], 255), np.uint8)


def bearings(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> NDArray[np.float64]:
    """Bearing of each step between consecutive points, degrees clockwise from north."""
    lam, phi = np.radians(lon), np.radians(lat)
    east = np.sin(np.diff(lam)) * np.cos(phi[1:])
    north = np.cos(phi[:-1]) * np.sin(phi[1:]) - np.sin(phi[:-1]) * np.cos(phi[1:]) * np.cos(np.diff(lam))
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360)


def edges(raw: RawMap, all_nodes: Vertices, parts: Cut, drawn: Pieces, contraflow: NDArray[np.bool_]) -> Edges:
    """Make one edge for each piece and each direction that somebody may drive. Heads and tails are nodes.

    `contraflow` are the pieces that a siren may drive against their arrow.
    """
    lawful = [
        np.array(each, np.uint8)[drawn.way] for each in zip(*((w.along, w.against) for w in raw.ways), strict=True)
    ]
    along, against = (np.where(contraflow & (each == 0), np.uint8(Drives.SIREN), each) for each in lawful)
    ahead, back = np.flatnonzero(along), np.flatnonzero(against)
    piece = np.concatenate([ahead, back])
    forward = np.arange(len(piece)) < len(ahead)
    order = np.lexsort((~forward, piece))
    piece, forward = piece[order], forward[order]
    bearing_out, bearing_in = _end_bearings(drawn, piece, forward)
    yields, stops = (_signs(parts, all_nodes, each, piece, forward) for each in (raw.yields, raw.stops))
    return Edges(
        piece=piece.astype(np.int32),
        forward=forward.astype(np.uint8),
        tail=np.where(forward, parts.source[piece], parts.target[piece]).astype(np.int32),
        head=np.where(forward, parts.target[piece], parts.source[piece]).astype(np.int32),
        drives=np.where(forward, along[piece], against[piece]).astype(np.uint8),
        reverse=reverses(piece, forward),
        bearing_out=bearing_out,
        bearing_in=bearing_in,
        copy=np.zeros(len(piece), np.uint8),
        contraflow=(np.where(forward, lawful[0][piece], lawful[1][piece]) == 0).astype(np.uint8),
        yields=yields,
        stops=stops,
    )


def _signs(
    parts: Cut, all_nodes: Vertices, signs: Mapping[int, str], piece: NDArray[np.intp], forward: NDArray[np.bool_]
) -> Bytes:
    """Count the signs on each edge that face its driver."""
    facing = [[at for at, to in signs.items() if to in {way, "both"}] for way in ("forward", "backward")]
    ahead, back = (inner_count(parts, all_nodes, each)[piece] for each in facing)
    return np.asarray(np.where(forward, ahead, back), np.uint8)


def reverses(piece: NDArray[np.integer], forward: NDArray[np.generic]) -> Ints:
    """Index of the edge, no copy if there is one, that drives the same piece the other way; its own if none does."""
    size, ahead = int(piece.max(initial=-1)) + 1, forward.astype(bool)
    other = np.arange(len(piece), dtype=np.int32)
    for mine in (ahead, ~ahead):
        first = np.full(size, -1, np.int32)
        theirs = np.flatnonzero(~mine)[::-1]  # backwards, so that the first of several is written last
        first[piece[theirs]] = theirs
        found = first[piece[mine]]
        other[mine] = np.where(found >= 0, found, other[mine])
    return other


def chosen(drawn: Edges, which: NDArray[np.integer]) -> Edges:
    """Pick edges, and find their reverses anew."""
    kept = {item.name: getattr(drawn, item.name)[which] for item in fields(drawn)}
    return replace(drawn, **kept | {"reverse": reverses(kept["piece"], kept["forward"])})


def _end_bearings(drawn: Pieces, piece: NDArray[np.intp], forward: NDArray[np.bool_]) -> tuple[Singles, Singles]:
    steps = bearings(drawn.lon * DEGREES, drawn.lat * DEGREES)
    begin, end = steps[drawn.first[:-1]][piece], steps[drawn.first[1:] - 2][piece]
    out = np.where(forward, begin, (end + 180) % 360)
    into = np.where(forward, end, (begin + 180) % 360)
    return out.astype(np.float32), into.astype(np.float32)


def without_unused(drawn: Pieces, joined: Edges) -> tuple[Pieces, Edges]:
    """Drop the pieces that no edge drives."""
    used, numbered = np.unique(joined.piece, return_inverse=True)
    counts = (drawn.first[used + 1] - drawn.first[used]).astype(np.intp)
    points = ranges(drawn.first[used].astype(np.intp), counts)
    kept = Pieces(
        way=drawn.way[used],
        length_m=drawn.length_m[used],
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        lon=drawn.lon[points],
        lat=drawn.lat[points],
        signals=drawn.signals[used],
        level_crossings=drawn.level_crossings[used],
        bumps=drawn.bumps[used],
    )
    return kept, replace(joined, piece=numbered.astype(np.int32))


def with_junctions(raw: RawMap, drawn: Edges, all_nodes: Vertices) -> tuple[Edges, Junctions]:
    """Number the nodes that edges touch, and point the edges to these numbers."""
    used, numbered = np.unique(np.concatenate([drawn.tail, drawn.head]), return_inverse=True)
    tail, head = np.split(numbered.astype(np.int32), 2)
    osm_id = all_nodes.osm_id[used]
    places = Junctions(
        osm_id=osm_id,
        lon=all_nodes.lon[used],
        lat=all_nodes.lat[used],
        signals=np.isin(osm_id, list(raw.signals)).astype(np.uint8),
        level_crossings=np.isin(osm_id, list(raw.level_crossings)).astype(np.uint8),
        gates=np.isin(osm_id, list(raw.gates)).astype(np.uint8),
        booms=np.isin(osm_id, list(raw.booms)).astype(np.uint8),
        bumps=np.isin(osm_id, list(raw.bumps)).astype(np.uint8),
    )
    return replace(drawn, tail=tail, head=head), places
