"""The line of a path: edges strung together and cut at both ends. Vectorised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Floats, Longs, Network
from routing.network.topology import lengths_m, ranges
from routing.types import LatLon

Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Line:
    """Geometry in order of travel, degrees and metres from the start.

    `edge_m` is where each edge begins (the first one at 0), `edge_point` the geometry's index there.
    """

    lon: Floats
    lat: Floats
    along_m: Floats
    edge_m: Floats
    edge_point: Indices

    @property
    def length_m(self) -> float:
        """Metres travelled."""
        return float(self.along_m[-1])

    def points(self) -> tuple[LatLon, ...]:
        """Build the geometry as values."""
        pairs = zip(self.lat.tolist(), self.lon.tolist(), strict=True)
        return tuple(LatLon(lat=lat, lon=lon) for lat, lon in pairs)


def strung(network: Network, edges: Longs, begin_share: float, end_share: float) -> Line:
    """String `edges` together, from a share of the first one to a share of the last one."""
    points, first = _point_indices(network, edges)
    lon, lat = network.pieces.lon[points] * DEGREES, network.pieces.lat[points] * DEGREES
    along = np.concatenate([[0.0], np.cumsum(lengths_m(lon, lat))])
    lengths = network.edge_length_m[edges]
    start = begin_share * lengths[0]
    stop = max(start, along[first[-1]] + end_share * lengths[-1])
    inside = (along > start) & (along < stop) & (np.diff(along, prepend=-1.0) > 0)
    at = np.concatenate([[start], along[inside], [stop]])
    edge_m = np.maximum(along[first] - start, 0.0)
    return Line(
        lon=np.interp(at, along, lon),
        lat=np.interp(at, along, lat),
        along_m=at - start,
        edge_m=edge_m,
        edge_point=np.searchsorted(at - start, edge_m).clip(0, len(at) - 1),
    )


def _point_indices(network: Network, edges: Longs) -> tuple[Indices, Indices]:
    """Indices into the stored coordinates, in order of travel, and where each edge begins among them."""
    piece = network.edges.piece[edges]
    begin, end = network.pieces.first[piece], network.pieces.first[piece + 1]
    counts = (end - begin).astype(np.intp)
    first = np.cumsum(counts) - counts
    ahead = ranges(begin.astype(np.intp), counts)
    mirrored = np.repeat(begin + end - 1, counts) - ahead
    forward = np.repeat(network.edges.forward[edges] == 1, counts)
    return np.where(forward, ahead, mirrored), first
