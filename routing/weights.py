"""Milliseconds by edge and by turn, from the speed table and the specification of the moment.

The unit is the whole millisecond: a trip of a thousand edges is rounded by less than 20 ms (three standard
deviations), and the longest trip that fits the engine's 31 bits is 24 days.

A turn's weight is the time of the edge it leaves plus what the turn itself takes, so a path's length is the
time from the tail of its first edge to the tail of its last.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DRIVES, Floats, Junctions, Longs, Network, Pieces
from routing.network.tags import ROAD_CLASSES
from routing.types import Profile, WeightsSpec

CLOSED = 2**31 - 1
"""Weight of what may not be driven: RoutingKit's `inf_weight`."""
SLOWEST_KMH = 3.0
"""Nobody is slower than on foot; it also keeps every sum far from `CLOSED`."""
STRAIGHT_DEG = 40.0
AROUND_DEG = 170.0

Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The weights of one profile, int64 milliseconds, `CLOSED` where it may not drive."""

    edge_ms: Longs
    turn_ms: Longs


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


def weigh(network: Network, spec: WeightsSpec, profile: Profile) -> Weights:
    """Weigh every edge and turn for one profile."""
    edge_ms = seconds_to_ms(edge_seconds(network, spec, profile))
    shut = (network.edges.drives & DRIVES[profile]) == 0
    shut |= np.isin(network.ways.osm_id, spec.closed_ways)[network.edge_way]
    edge_ms[shut] = CLOSED
    turns = network.turns
    turn_ms = edge_ms[turns.tail] + seconds_to_ms(turn_seconds(network, profile))
    turn_ms[shut[turns.tail] | shut[turns.head] | ((turns.drives & DRIVES[profile]) == 0)] = CLOSED
    return Weights(edge_ms=edge_ms, turn_ms=turn_ms)


def seconds_to_ms(seconds: Floats) -> Longs:
    """Round to whole milliseconds."""
    return np.asarray(np.rint(seconds * 1000), np.int64)


def edge_seconds(network: Network, spec: WeightsSpec, profile: Profile) -> Floats:
    """Driving time by edge, signals and level crossings on the way included."""
    driving = network.edge_length_m * 3.6 / way_kmh(network, spec, profile)[network.edge_way]
    waiting = _delay_s(network.pieces, profile)[network.edges.piece]
    return np.asarray(np.maximum(driving + waiting, 0.001))  # no edge is free: paths stay unambiguous


def _delay_s(places: Pieces | Junctions, profile: Profile) -> Floats:
    delay = speed_table()["delay_s"][profile]
    at_rails = places.level_crossings * float(delay["level_crossing"])
    return np.asarray(places.signals * float(delay["signals"]) + at_rails)


def way_kmh(network: Network, spec: WeightsSpec, profile: Profile) -> Floats:
    """Speed by way, km/h."""
    table = speed_table()
    speed = legal_kmh(network) * _by_class(network, table["share"][profile])
    speed *= np.where(network.ways.lanes >= 2, table["several_lanes"][profile], 1.0)
    speed = np.minimum(speed, _by_text(network, network.ways.surface, table["surface_kmh"], np.inf))
    speed *= _by_text(network, network.ways.highway, spec.class_factor, 1.0)
    return np.maximum(speed * spec.speed_factor.get(profile, 1.0), SLOWEST_KMH)


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
    used = np.unique(codes)
    found = np.array([float(values.get(network.texts[code], otherwise)) for code in used])
    by_entry: Floats = found[np.searchsorted(used, codes)]
    return by_entry
