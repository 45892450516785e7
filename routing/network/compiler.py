"""Compile an OSM file to a `Network`, once per map."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.mapfile import cache_file, checksum_of
from routing.network import attributes, component, store, topology
from routing.network.contraflow import contraflow
from routing.network.following import Followed, followed
from routing.network.model import Edges, Longs, Network, Pieces, Timed, Turns
from routing.network.progress import Phase, Progress, unheard
from routing.network.reader import RawMap, read_map
from routing.network.timed import timed
from routing.network.turns import timed_signs, turns
from routing.types import MapUnreadable


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """All pieces and edges of the map, connected or not; edges end in numbers of `nodes`."""

    nodes: topology.Vertices
    pieces: Pieces
    edges: Edges
    followed: Followed


def compiled(map_path: Path, cache_dir: Path, progress: Progress = unheard) -> Network:
    """Load the network of a map from the cache, or compile and keep it. Raises `MapUnreadable`.

    Of several processes that want the same map one compiles it, and the others wait for it.
    """
    checksum = checksum_of(map_path)
    path = cache_file(cache_dir, checksum)
    known = _known(path, progress)
    if known is not None:
        return known
    with store.alone(path, lambda: progress(Phase.WAITING)):
        return _known(path, unheard) or _made(map_path, checksum, path, progress)


def _known(path: Path, progress: Progress) -> Network | None:
    if not path.exists():
        return None
    try:
        return store.load(path)
    except store.CacheDamaged:
        progress(Phase.DAMAGED)
        return None


def _made(map_path: Path, checksum: str, path: Path, progress: Progress) -> Network:
    network = compile_network(map_path, checksum, progress)
    progress(Phase.SAVING)
    try:
        store.save(network, path)
    except OSError:  # the disk is full, or may not be written: this network is used, and built again next time
        progress(Phase.NOT_KEPT)
        return network
    return store.load(path)


def compile_network(map_path: Path, checksum: str, progress: Progress = unheard) -> Network:
    """Read, cut, connect and order the roads of a map. Raises `MapUnreadable`."""
    progress(Phase.READING)
    raw = read_map(map_path)
    progress(Phase.CUTTING)
    drawn = _draw(raw)
    progress(Phase.CONNECTING)
    edges = connected(raw, drawn)
    if not len(edges.piece):
        raise MapUnreadable(f"{map_path} holds no road network that can be entered and left again")
    _note_unconnected(raw, drawn, edges)
    return _finish(raw, drawn, edges, checksum, progress)


def _draw(raw: RawMap) -> Drawn:
    nodes = topology.vertices(raw)
    parts = topology.cut(nodes, topology.junction_mask(nodes, raw))
    pieces = topology.pieces(raw, nodes, parts)
    plain = topology.edges(raw, nodes, parts, pieces, contraflow(raw, pieces))
    edges, said = followed(raw, plain, _osm_ways(raw, pieces, plain))
    return Drawn(nodes=nodes, pieces=pieces, edges=edges, followed=said)


def connected(raw: RawMap, drawn: Drawn) -> Edges:
    """Drop edges until what is left is strongly connected.

    More than one round is needed: where a branch is dropped a new dead end appears, at which one may turn round.
    """
    edges = drawn.edges
    while len(edges.piece):
        drives = component.permitted(edges, _turns(raw, drawn, edges))
        if np.array_equal(drives, edges.drives):
            return edges
        edges = component.with_drives(edges, drives)
    return edges


def _turns(raw: RawMap, drawn: Drawn, edges: Edges) -> Turns:
    numbered, junctions = topology.with_junctions(raw, edges, drawn.nodes)
    return turns(raw, numbered, junctions, _osm_ways(raw, drawn.pieces, edges), drawn.followed)


def _timed(raw: RawMap, drawn: Drawn, edges: Edges, made: Turns) -> Timed:
    numbered, junctions = topology.with_junctions(raw, edges, drawn.nodes)
    signs = timed_signs(raw, numbered, junctions, _osm_ways(raw, drawn.pieces, edges), drawn.followed, made)
    return timed(raw.ways, edges, drawn.pieces.way[edges.piece], signs)


def _osm_ways(raw: RawMap, pieces: Pieces, edges: Edges) -> Longs:
    ids = np.array([way.osm_id for way in raw.ways], np.int64)
    return ids[pieces.way[edges.piece]]


def _note_unconnected(raw: RawMap, drawn: Drawn, edges: Edges) -> None:
    kept = set(_osm_ways(raw, drawn.pieces, edges).tolist())
    for way in raw.ways:
        if way.osm_id not in kept:
            raw.leave_out("unconnected", way.osm_id)


def _finish(raw: RawMap, drawn: Drawn, edges: Edges, checksum: str, progress: Progress) -> Network:
    texts = attributes.Texts()
    steps = _turns(raw, drawn, edges)
    rules = _timed(raw, drawn, edges, steps)
    pieces, edges = topology.without_unused(drawn.pieces, edges)
    edges, junctions = topology.with_junctions(raw, edges, drawn.nodes)
    from routing.network.contraction import contracted  # noqa: PLC0415 half a second to import, for compiling only

    tree, arcs = contracted(len(edges.piece), steps, progress)
    return Network(
        ways=attributes.ways(raw.ways, pieces, texts),
        pieces=pieces,
        edges=edges,
        turns=steps,
        junctions=junctions,
        timed=rules,
        places=attributes.places(raw, texts),
        milestones=attributes.milestones(raw, drawn.nodes, texts),
        tree=tree,
        arcs=arcs,
        texts=texts.all(),
        left_out={reason: np.array(ids, np.int64) for reason, ids in raw.left_out.items()},
        checksum=checksum,
        date=raw.date,
        schematic=raw.schematic,
        signs_read=raw.signs_read,
    )
