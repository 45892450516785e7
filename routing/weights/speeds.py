"""How fast one drives along a road when nothing is in the way."""

import numpy as np

from routing.network.model import Floats, Network
from routing.network.tags import ROAD_CLASSES
from routing.types import Profile
from routing.weights.table import Table, by_text, speed_table

GROUNDS = ("surface", "smoothness", "tracktype")


def lawful_kmh(network: Network, profile: Profile, limit_kmh: Floats) -> Floats:
    """Speed by way on an ordinary day under these speed limits, km/h."""
    table = speed_table()
    speed = limit_kmh * _by_class(network, table["share"][profile]) * _by_lanes(network, table["lanes"][profile])
    for ground in GROUNDS:
        speed = np.minimum(speed, by_text(network, getattr(network.ways, ground), table[f"{ground}_kmh"], np.inf))
    return np.where(network.way_is_ferry, _ferry_kmh(network), speed)


def limits_kmh(network: Network) -> Floats:
    """Speed limit by way: what the map says, else what the law says of such a road."""
    legal = speed_table()["legal_kmh"]
    default = np.where(network.ways.urban == 1, float(legal["urban"]), float(legal["rural"]))
    special = {name: float(legal[name]) for name in ("motorway", "living_street", "service")}
    by_class = by_text(network, network.ways.highway, special, np.nan)
    default = np.where(np.isnan(by_class), default, by_class)
    return np.where(np.isnan(network.ways.maxspeed_kmh), default, network.ways.maxspeed_kmh).astype(float)


def _by_class(network: Network, shares: Table) -> Floats:
    known = [{name: shares[name][zone] for name in ROAD_CLASSES} for zone in ("urban", "rural")]
    urban, rural = (
        by_text(network, network.ways.highway, each, shares["other"][zone])
        for each, zone in zip(known, ("urban", "rural"), strict=True)
    )
    return np.where(network.ways.urban == 1, urban, rural)


def _by_lanes(network: Network, shares: Table) -> Floats:
    lanes = network.ways.lanes
    return np.select(
        [lanes < 1, lanes >= 3, lanes >= 2], [float(shares[name]) for name in ("shared", "three", "two")], 1.0
    )


def _ferry_kmh(network: Network) -> Floats:
    """Speed over water by way: what the line's timetable says of its length, else the table's."""
    length_m = np.bincount(network.pieces.way, network.pieces.length_m, len(network.ways.osm_id))
    said = length_m * 3.6 / network.ways.crossing_s
    return np.where(np.isnan(said), float(speed_table()["ferry"]["kmh"]), said)
