"""Milliseconds by edge and by turn, from the speed table and the specification of the moment.

The unit is the whole millisecond: a trip of a thousand edges is rounded by less than 20 ms (three standard
deviations), and the longest trip that fits the engine's 31 bits is 24 days.

A turn's weight is the time of the edge it leaves plus its due, what the turn itself takes; so a path's length is the
time from the tail of its first edge to the tail of its last.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DRIVES, Floats, Junctions, Longs, Network, Pieces, Words
from routing.network.tags import ROAD_CLASSES
from routing.types import Profile, WeightsSpec

CLOSED = 2**31 - 1
"""Weight of what may not be driven: two of them still fit 32 bits."""
SLOWEST_KMH = 3.0
"""Nobody is slower than on foot; it also keeps every sum far from `CLOSED`."""
STRAIGHT_DEG = 40.0
AROUND_DEG = 170.0

Table = Mapping[str, Any]


@cache
def _table_bytes() -> bytes:
    return Path(__file__).with_name("speeds.toml").read_bytes()


@cache
def speed_table() -> Table:
    """Read the speed table that comes with the package."""
    return tomllib.loads(_table_bytes().decode())


def weights_version(network: Network, spec: WeightsSpec) -> str:
    """Short hash of all that the weights depend on: map, speed table, specification."""
    said = {
        "speed_factor": sorted((str(name), factor) for name, factor in spec.speed_factor.items()),
        "class_factor": sorted(spec.class_factor.items()),
        "closed_ways": sorted(set(spec.closed_ways)),
    }
    digest = hashlib.sha256(network.checksum.encode())
    digest.update(_table_bytes())
    digest.update(json.dumps(said).encode())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The weights of one profile, milliseconds, `CLOSED` where it may not drive."""

    network: Network
    edge_ms: Longs
    due_ms: Words
    """by turn: what it takes beyond the edge before it"""

    def usable(self, pieces: NDArray[np.integer] | None = None) -> NDArray[np.bool_]:
        """Tell which pieces of road, of all or of these, can be driven in one direction at least."""
        edges = self.network.edge_by_piece if pieces is None else self.network.edge_by_piece[pieces]
        return (self.edge_ms[edges] < CLOSED) | (self.edge_ms[self.network.edges.reverse[edges]] < CLOSED)

    @cached_property
    def turn_ms(self) -> Longs:
        """By turn, from the tail of the edge before it to the tail of the edge after it."""
        return self.passing_ms(np.arange(len(self.due_ms)))

    def passing_ms(self, turns: NDArray[np.integer]) -> Longs:
        """The same for some turns."""
        tail, head = self.network.turns.tail[turns], self.network.turns.head[turns]
        before, after, due = self.edge_ms[tail], self.edge_ms[head], self.due_ms[turns]
        shut = (before >= CLOSED) | (after >= CLOSED) | (due >= CLOSED)
        return np.where(shut, CLOSED, before + due)


class Weigher:
    """Weighs a network for one profile. What no specification changes is worked out once."""

    def __init__(self, network: Network, profile: Profile) -> None:
        self.network = network
        self._profile = profile
        self._kmh = _lawful_kmh(network, profile)
        self._waiting_s = _delay_s(network.pieces, profile)[network.edges.piece]
        self._shut = (network.edges.drives & DRIVES[profile]) == 0
        self._classes = dict(zip(*_used(network, network.ways.highway), strict=True))
        self.due_ms = _due_ms(network, profile)

    def weigh(self, spec: WeightsSpec) -> Weights:
        """Weigh every edge."""
        kmh = self._way_kmh(spec, slice(None))[self.network.edge_way]
        edge_ms = _edge_ms(self.network.edge_length_m, kmh, self._waiting_s)
        edge_ms[self._shut] = CLOSED
        edge_ms[self.network.edges_of(spec.closed_ways)] = CLOSED
        return Weights(network=self.network, edge_ms=edge_ms, due_ms=self.due_ms)

    def reweigh(self, latest: Weights, spec: WeightsSpec, edges: Longs) -> Weights:
        """Weigh only `edges` anew, all that the specification changes."""
        network, edge_ms = self.network, latest.edge_ms.copy()
        ways = network.ways_of(edges)
        some_ms = _edge_ms(network.edge_length_m[edges], self._way_kmh(spec, ways), self._waiting_s[edges])
        shut = self._shut[edges] | np.isin(network.ways.osm_id[ways], spec.closed_ways)
        edge_ms[edges] = np.where(shut, CLOSED, some_ms)
        return Weights(network=network, edge_ms=edge_ms, due_ms=self.due_ms)

    def _way_kmh(self, spec: WeightsSpec, ways: NDArray[np.integer] | slice) -> Floats:
        speed, highway_of = self._kmh[ways], self.network.ways.highway[ways]
        for highway, factor in spec.class_factor.items():
            if highway in self._classes:
                speed = np.where(highway_of == self._classes[highway], speed * factor, speed)
        return np.maximum(speed * spec.speed_factor.get(self._profile, 1.0), SLOWEST_KMH)


def _edge_ms(length_m: Floats, kmh: Floats, waiting_s: Floats) -> Longs:
    """Driving time, signals and level crossings on the way included; no edge is free: paths stay unambiguous."""
    return seconds_to_ms(np.maximum(length_m * 3.6 / kmh + waiting_s, 0.001))


def _due_ms(network: Network, profile: Profile) -> Words:
    due_ms = seconds_to_ms(turn_seconds(network, profile)).astype(np.uint32)
    due_ms[(network.turns.drives & DRIVES[profile]) == 0] = CLOSED
    return due_ms


def seconds_to_ms(seconds: Floats) -> Longs:
    """Round to whole milliseconds."""
    return np.asarray(np.rint(seconds * 1000), np.int64)


def _delay_s(places: Pieces | Junctions, profile: Profile) -> Floats:
    delay = speed_table()["delay_s"][profile]
    at_rails = places.level_crossings * float(delay["level_crossing"])
    return np.asarray(places.signals * float(delay["signals"]) + at_rails)


def _lawful_kmh(network: Network, profile: Profile) -> Floats:
    """Speed by way on an ordinary day, km/h."""
    table = speed_table()
    speed = legal_kmh(network) * _by_class(network, table["share"][profile])
    speed *= np.where(network.ways.lanes >= 2, table["several_lanes"][profile], 1.0)
    return np.minimum(speed, _by_text(network, network.ways.surface, table["surface_kmh"], np.inf))


def legal_kmh(network: Network) -> Floats:
    """Speed limit by way: what the map says, else what the law says of such a road."""
    legal = speed_table()["legal_kmh"]
    default = np.where(network.ways.urban == 1, float(legal["urban"]), float(legal["rural"]))
    special = {name: float(legal[name]) for name in ("motorway", "living_street", "service")}
    by_class = _by_text(network, network.ways.highway, special, np.nan)
    default = np.where(np.isnan(by_class), default, by_class)
    return np.where(np.isnan(network.ways.maxspeed_kmh), default, network.ways.maxspeed_kmh).astype(float)


def turn_seconds(network: Network, profile: Profile) -> Floats:
    """Time lost by turn and at its junction's signals; a road that merely bends costs nothing."""
    cost = speed_table()["turn_s"][profile]
    angle = network.turns.angle
    lost = np.where(angle > 0, cost["right"], cost["left"])
    lost = np.where(np.abs(angle) <= STRAIGHT_DEG, cost["straight"], lost)
    lost = np.where(network.turns.chosen == 1, lost, 0.0)
    lost = np.where(np.abs(angle) >= AROUND_DEG, cost["around"], lost)
    waiting = _delay_s(network.junctions, profile)[network.edges.head[network.turns.tail]]
    return np.asarray(lost + waiting)


def _by_class(network: Network, shares: Table) -> Floats:
    area = np.where(network.ways.urban == 1, "urban", "rural")
    known = [{name: shares[name][zone] for name in ROAD_CLASSES} for zone in ("urban", "rural")]
    urban, rural = (
        _by_text(network, network.ways.highway, each, shares["other"][zone])
        for each, zone in zip(known, ("urban", "rural"), strict=True)
    )
    return np.where(area == "urban", urban, rural)


def _by_text(network: Network, codes: NDArray[np.integer], values: Table, otherwise: float) -> Floats:
    """Look each text code up in `values`."""
    texts, used = _used(network, codes)
    found = np.full(len(network.texts), otherwise)
    found[used] = [float(values.get(text, otherwise)) for text in texts]
    return np.asarray(found[codes])


def _used(network: Network, codes: NDArray[np.integer]) -> tuple[list[str], list[int]]:
    """List the texts that stand in a column, and their codes."""
    used = np.flatnonzero(np.bincount(codes)).tolist()
    return [network.texts[code] for code in used], used
