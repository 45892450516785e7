"""The line of a path: edges strung together and cut at both ends."""

from dataclasses import dataclass

from routing.network.model import Floats, Longs, Network
from routing.types import Shape


@dataclass(frozen=True, kw_only=True)
class Line:
    """Geometry in order of travel, degrees and metres from the start.

    `edge_m` is where each edge begins (the first one at 0), `edge_point` the geometry's index there.
    """

    lon: Floats
    lat: Floats
    along_m: Floats
    edge_m: Floats
    edge_point: Longs

    @property
    def length_m(self) -> float:
        """Metres travelled."""
        return float(self.along_m[-1])

    def points(self) -> Shape:
        """Return the geometry alone."""
        return Shape(self.lat, self.lon)


def strung(network: Network, edges: Longs, begin_share: float, end_share: float) -> Line:
    """String `edges` together, from a share of the first one to a share of the last one."""
    from routing.guidance.stringing import cut, joined  # noqa: PLC0415 it imports numba: who opens no map need not wait

    pieces = network.pieces
    whole, begins = joined(edges, network.edges.piece, network.edges.forward, pieces.first, network.drawn)
    start_m = begin_share * float(pieces.length_m[network.edges.piece[edges[0]]])
    last_m = float(pieces.length_m[network.edges.piece[edges[-1]]])
    stop_m = max(start_m, float(whole[2, begins[-1]]) + end_share * last_m)
    line, edge_m, edge_point = cut(whole, begins, start_m, stop_m)
    return Line(lon=line[0], lat=line[1], along_m=line[2], edge_m=edge_m, edge_point=edge_point)
