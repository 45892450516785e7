"""What a closure closes, for people to look at before it is set."""

import numpy as np

from routing.network.model import DEGREES, Longs, Network
from routing.types import Closing, LatLon

NAMED = 10
"""So many roads are named."""


def closing(network: Network, edges: Longs) -> Closing:
    """Sum up the edges."""
    pieces = np.unique(network.edges.piece[edges]).astype(np.int64)
    ways = network.pieces.way[pieces]
    return Closing(
        edges=len(edges),
        length_km=round(float(network.pieces.length_m[pieces].sum()) / 1_000, 3),
        ways=tuple(np.unique(network.ways.osm_id[ways]).tolist()),
        names=_names(network, pieces),
        lines=tuple(_line(network, piece) for piece in pieces.tolist()),
    )


def _names(network: Network, pieces: Longs) -> tuple[str, ...]:
    ways = network.pieces.way[pieces]
    label = np.where(network.ways.ref[ways] > 0, network.ways.ref[ways], network.ways.name[ways])
    metres = np.bincount(label, network.pieces.length_m[pieces], len(network.texts))
    metres[0] = 0.0  # roads without a name
    longest = np.argsort(-metres, kind="stable")[:NAMED]
    return tuple(network.texts[code] for code in longest.tolist() if metres[code] > 0)


def _line(network: Network, piece: int) -> tuple[LatLon, ...]:
    drawn = network.pieces
    span = slice(drawn.first[piece], drawn.first[piece + 1])
    return tuple(
        LatLon(lat=lat * DEGREES, lon=lon * DEGREES)
        for lat, lon in zip(drawn.lat[span].tolist(), drawn.lon[span].tolist(), strict=True)
    )
