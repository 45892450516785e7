"""The compiled network: flat numpy arrays, so that a file is mapped into memory and shared by processes.

A *way* is an OSM way; a *piece* is the part of a way between two junctions; an *edge* is a piece driven in
one direction; a *turn* leads from one edge to the next and is an arc of the search graph.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.network.tags import Drives
from routing.types import LatLon, Profile

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]

DRIVES = {Profile.SIREN: Drives.SIREN, Profile.ORDINARY: Drives.ORDINARY}
LADDER = (
    *("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street"),
    "service",
)
"""Classes of roads by importance, links with the roads they belong to."""
FERRY = "ferry"
"""What stands for a highway class where there is water."""
DEGREES = 1e-7
"""Coordinates are stored as OSM stores them: whole numbers of 1e-7 degrees."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """By way. Text columns are codes into `Network.texts`, where 0 is the empty text."""

    osm_id: Longs
    highway: Ints
    name: Ints
    ref: Ints
    surface: Ints
    smoothness: Ints
    tracktype: Ints
    synthetic: Ints
    destination: Ints
    destination_ref: Ints
    level: NDArray[np.int8]
    """above the ground (bridges) or below it (tunnels), 0 on it"""
    maxspeed_kmh: Singles
    """`nan` when the map does not say"""
    lanes: Singles
    """lanes in one direction, a half where one lane serves both, `nan` when unknown"""
    bus_lane: Bytes
    crossing_s: Singles
    """seconds from end to end of a ferry that says so, `nan` for all others"""
    interval_s: Singles
    """seconds between two ferries, `nan` when unknown"""
    urban: Bytes
    roundabout: Bytes


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """By piece: the geometry of piece `i` is ``lon[first[i]:first[i + 1]]``, 1e-7 degrees."""

    way: Ints
    length_m: Floats
    first: Longs
    lon: Ints
    lat: Ints
    signals: Bytes
    """traffic signals between the ends, as all that follows"""
    level_crossings: Bytes
    bumps: Bytes


@dataclass(frozen=True, kw_only=True)
class Edges:
    """By edge. `reverse` is the same piece driven the other way, the edge itself when there is none.

    A restriction over ways gives the edges on its way copies, which stand after all others: see `following`.
    """

    piece: Ints
    forward: Bytes
    tail: Ints
    head: Ints
    drives: Bytes
    reverse: Ints
    bearing_out: Singles
    """bearing on leaving the tail, degrees clockwise from north"""
    bearing_in: Singles
    """bearing on reaching the head"""
    copy: Bytes
    """0 for the edge itself, else which of its copies this is"""
    contraflow: Bytes
    """1 where only a siren drives, against the arrow of a one-way street"""
    yields: Bytes
    """signs met on the edge that tell to give way"""
    stops: Bytes
    """signs met on the edge that tell to stop"""


@dataclass(frozen=True, kw_only=True)
class Turns:
    """By turn: from edge `tail` to edge `head`, sorted by `tail`; turns of edge `e` start at ``first[e]``."""

    tail: Ints
    head: Ints
    first: Longs
    drives: Bytes
    angle: Singles
    """degrees, 0 straight on, positive to the right, from -180 to 180"""
    chosen: Bytes
    """1 where there is more than one way on, turning round not counted"""
    forbidden: Bytes
    """1 where a sign forbids what a siren may do all the same"""


@dataclass(frozen=True, kw_only=True)
class Junctions:
    """By junction."""

    osm_id: Longs
    lon: Ints
    lat: Ints
    signals: Bytes
    """1 where the junction has traffic signals, as all that follows"""
    level_crossings: Bytes
    gates: Bytes
    """opened by hand; they end a piece, so that who does not pass them does not wait"""
    booms: Bytes
    bumps: Bytes


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What changes by the clock: three lists of rules, each with the mask that says when.

    Mask `m` is in force at the moment `timetable.at` in ``masks[m * MASK:(m + 1) * MASK]``; -1 stands for the usual
    hours of ferries.
    """

    masks: Bytes
    edge: Ints
    edge_mask: Ints
    edge_who: Bytes
    """who may not drive the edge then"""
    turn: Ints
    turn_mask: Ints
    turn_who: Bytes
    """whom a sign forbids the turn then; the siren may do it all the same"""
    way: Ints
    way_mask: Ints
    way_kmh: Singles
    """the speed limit then"""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Settlements of the map itself, by place; `name` and `kind` are text codes, population 0 is unknown."""

    name: Ints
    kind: Ints
    lat: Floats
    lon: Floats
    population: Longs


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """Kilometre posts that stand on a numbered road; `ref` is a text code."""

    ref: Ints
    kilometre: Ints
    lon: Ints
    lat: Ints


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The elimination tree of the search graph. An edge's rank is its place in the order of contraction.

    Each subtree is a range of ranks that ends with its root.
    """

    rank: Words
    """by edge"""
    parent: Words
    """by rank, a root is its own"""
    depth: Words
    """by rank, how many ancestors"""


@dataclass(frozen=True, kw_only=True)
class Arcs:
    """The arcs of the contracted graph; `tail` and `head` are ranks, and the tail is the lower one.

    First come the arcs driven upwards, from tail to head, then those driven downwards, from head to tail; both are
    sorted by tail, then by head. Of N edges, arcs driven upwards with the tail `r` start at ``first[r]``, arcs driven
    downwards at ``first[N + 1 + r]``.
    """

    first: Words
    tail: Words
    head: Words
    turn: Ints
    """the turn that leads along this arc by itself, -1 when there is none and the arc is a shortcut"""
    lower_first: Words
    """as `first`, but by head, into `lower`"""
    lower: Words
    """arcs by direction and head"""
    beyond: Words
    """by arc: the first arc of the other direction that has the same tail and a higher head"""
    joined: NDArray[np.uint16]
    """by tail, by arc (those driven downwards first), and by each arc of the other direction from `beyond` to the last
    of the same tail: which arc the two make a way for, counted from the first one with its tail and direction"""


@dataclass(frozen=True, kw_only=True)
class Network:
    """Everything about the roads that does not change when the weights do."""

    ways: Ways
    pieces: Pieces
    edges: Edges
    turns: Turns
    junctions: Junctions
    timed: Timed
    places: Places
    milestones: Milestones
    tree: Tree
    arcs: Arcs
    texts: tuple[str, ...]
    left_out: dict[str, Longs]
    checksum: str
    date: str | None
    schematic: bool
    signs_read: int
    """relations of the map that forbid turns; the others are in `left_out`"""

    @cached_property
    def edge_way(self) -> Ints:
        """Index of the way, by edge."""
        return self.ways_of(np.arange(self.edge_count))

    @cached_property
    def edge_length_m(self) -> Floats:
        """Metres, by edge."""
        return self.pieces.length_m[self.edges.piece]

    @cached_property
    def drawn(self) -> Ints:
        """By stored point: longitude, latitude, and millimetres from the beginning of its piece, side by side."""
        lon, lat, length_m = self.pieces.lon, self.pieces.lat, self.pieces.length_m
        first, last = self.pieces.first[:-1], self.pieces.first[1:] - 1
        east = np.diff(lon) * np.cos(np.radians(lat[1:] * DEGREES))  # within a piece the plane does
        run = np.concatenate([[0.0], np.cumsum(np.hypot(east, np.diff(lat)))])
        whole = run[last] - run[first]
        scale = np.repeat(1000 * length_m / np.where(whole > 0, whole, 1.0), last - first + 1)
        passed_mm = np.rint((run - np.repeat(run[first], last - first + 1)) * scale)
        passed_mm[last] = np.rint(1000 * length_m)
        return np.column_stack([lon, lat, passed_mm.astype(np.int32)])

    @cached_property
    def edge_synthetic(self) -> NDArray[np.bool_]:
        """Tell which edges are not from a survey."""
        return self.ways.synthetic[self.edge_way] > 0

    @cached_property
    def edge_by_piece(self) -> Longs:
        """An edge of each piece, the forward one where there is one; the other is its reverse."""
        edge = np.zeros(len(self.pieces.way), np.int64)
        backwards = np.arange(self.edge_count)[::-1]
        edge[self.edges.piece[backwards]] = backwards
        return edge

    @cached_property
    def copies(self) -> dict[int, tuple[int, ...]]:
        """Copies of each edge that has some."""
        found: dict[int, tuple[int, ...]] = {}
        for copy in np.flatnonzero(self.edges.copy).tolist():
            original = self.original(copy)
            found[original] = (*found.get(original, ()), copy)
        return found

    def original(self, edge: int) -> int:
        """Return the edge that this one is a copy of, an edge that is none itself.

        Where an edge can be driven under a sign only, its first copy stands for it.
        """
        if self.edges.copy[edge] == 0:
            return edge
        first = int(self.edge_by_piece[self.edges.piece[edge]])
        return first if self.edges.forward[first] == self.edges.forward[edge] else int(self.edges.reverse[first])

    @cached_property
    def way_is_ferry(self) -> NDArray[np.bool_]:
        """Tell which ways are lines over water, by way."""
        lines = [code for code, text in enumerate(self.texts) if text == FERRY]
        return np.isin(self.ways.highway, lines)

    @cached_property
    def way_is_link(self) -> NDArray[np.bool_]:
        """Tell which ways are ramps and other links, by way."""
        links = [code for code, text in enumerate(self.texts) if text.endswith("_link")]
        return np.isin(self.ways.highway, links)

    @cached_property
    def way_rank(self) -> NDArray[np.int8]:
        """Place of each way on the ladder of classes, the most important first; what is not on it stands below it."""
        by_text = {name: place for place, name in enumerate(LADDER)}
        ranks = [by_text.get(text.removesuffix("_link"), len(LADDER)) for text in self.texts]
        return np.array(ranks, np.int8)[self.ways.highway]

    @property
    def edge_count(self) -> int:
        """How many directed edges there are."""
        return len(self.edges.piece)

    def ways_of(self, edges: NDArray[np.integer]) -> Ints:
        """Index of the way each of `edges` belongs to."""
        ways: Ints = self.pieces.way[self.edges.piece[edges]]
        return ways

    @cached_property
    def _edges_by_way(self) -> tuple[NDArray[np.intp], Longs]:
        """Edges sorted by the OSM id of their way, and these ids."""
        ids = self.ways.osm_id[self.edge_way]
        order = np.argsort(ids, kind="stable")
        return order, ids[order]

    def edges_of(self, osm_ways: Iterable[int]) -> Longs:
        """All edges of OSM ways, ascending; what is not in the network has none."""
        order, ids = self._edges_by_way
        wanted = np.fromiter(set(osm_ways), np.int64)
        begin, end = np.searchsorted(ids, wanted), np.searchsorted(ids, wanted, "right")
        counts = end - begin
        ends = np.cumsum(counts)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - (ends - counts), counts)
        return np.sort(order[at])

    def text(self, code: int) -> str | None:
        """The text behind a code, `None` for the empty one."""
        return self.texts[code] or None

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        lon, lat = self.pieces.lon, self.pieces.lat
        return tuple(float(v) * DEGREES for v in (lon.min(), lat.min(), lon.max(), lat.max()))  # type: ignore[return-value]


def at(lon: float, lat: float) -> LatLon:
    """Build a point from stored whole-number coordinates."""
    return LatLon(lat=float(lat) * DEGREES, lon=float(lon) * DEGREES)
