"""How long turns take, and what stands in the way."""

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Junctions, Network, Pieces
from routing.network.tags import Drives
from routing.types import Profile
from routing.weights.conditions import importance
from routing.weights.table import Table, speed_table

STRAIGHT_DEG = 40.0
AROUND_DEG = 170.0
OBSTACLES = {
    "signals": "signals",
    "level_crossings": "level_crossing",
    "gates": "gate",
    "booms": "boom",
    "bumps": "bump",
}
"""Columns of the network, and what the table calls them."""


def edge_delay_s(network: Network, profile: Profile) -> Floats:
    """Time lost on the way along each edge."""
    delay = speed_table()["delay_s"][profile]
    signs = network.edges.yields * float(delay["give_way"]) + network.edges.stops * float(delay["stop"])
    return np.asarray(_delay_s(network.pieces, delay)[network.edges.piece] + signs)


def _delay_s(places: Pieces | Junctions, delay: Table) -> Floats:
    found = [
        (getattr(places, column), float(delay[name])) for column, name in OBSTACLES.items() if hasattr(places, column)
    ]
    return np.asarray(np.add.reduce([count * lost_s for count, lost_s in found]))


def turn_seconds(network: Network, profile: Profile) -> Floats:
    """Time lost by turn and at its junction; a road that merely bends costs nothing."""
    cost, turns = speed_table()["turn_s"][profile], network.turns
    lost = _bending_s(network, cost)
    lost += np.where(_yields(network), cost["yielding"], 0.0)
    lost += turns.forbidden * float(cost["forbidden"])
    lost += _entering(network, network.edges.contraflow) * float(cost["against"])
    lost += _delay_s(network.junctions, speed_table()["delay_s"][profile])[network.edges.head[turns.tail]]
    return np.asarray(lost + _boarding_s(network))


def _bending_s(network: Network, cost: Table) -> Floats:
    """Turning left takes longer across the traffic that comes from ahead: a one-way street has none."""
    turns, edges = network.turns, network.edges
    back = edges.reverse[turns.tail]
    met = (back != turns.tail) & (edges.drives[back] & Drives.ORDINARY > 0)
    lost = np.where(turns.angle > 0, cost["right"], np.where(met, cost["left"], cost["left_freely"]))
    lost = np.where(np.abs(turns.angle) <= STRAIGHT_DEG, cost["straight"], lost)
    lost = np.where(turns.chosen == 1, lost, 0.0)
    return np.where(np.abs(turns.angle) >= AROUND_DEG, cost["around"], lost)


def _yields(network: Network) -> NDArray[np.bool_]:
    """Tell at which turns one gives way by rule: to a more important road, and to a ring. Signs count on their own."""
    turns, edges, ways = network.turns, network.edges, network.ways
    rank, way = importance(network), network.edge_way
    highest = np.zeros(len(network.junctions.osm_id))
    for ends in (edges.head, edges.tail):
        np.maximum.at(highest, ends, rank[way])
    ring = ways.roundabout[way] == 1
    at = edges.head[turns.tail]
    lower = (rank[way[turns.tail]] < highest[at]) | ring[turns.head]
    signed = (edges.yields[turns.tail] > 0) | (edges.stops[turns.tail] > 0)
    free = signed | ring[turns.tail] | (network.junctions.signals[at] > 0)
    return np.asarray(lower & ~free & (turns.chosen == 1))


def _entering(network: Network, is_there: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Tell which turns lead onto such edges from others."""
    there = is_there.astype(bool)
    return np.asarray(there[network.turns.head] & ~there[network.turns.tail])


def _boarding_s(network: Network) -> Floats:
    """Half the time between two ferries, and driving on board; the table's time where the map names none."""
    ferry = speed_table()["ferry"]
    said = network.ways.interval_s / 2 + float(ferry["boarding_s"])
    wait_s = np.where(np.isnan(said), float(ferry["wait_s"]), said)
    boards = _entering(network, network.way_is_ferry[network.edge_way])
    return np.where(boards, wait_s[network.edge_way[network.turns.head]], 0.0)
