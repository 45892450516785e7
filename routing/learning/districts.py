"""Which district a street lies in: that of the nearest settlement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.network.model import DEGREES, Longs, Network
from routing.types import GazetteerEntry


@dataclass(frozen=True, kw_only=True)
class Districts:
    """District by edge, a place in `names`."""

    names: tuple[str, ...]
    by_edge: Longs


def districts(network: Network, gazetteer: Sequence[GazetteerEntry]) -> Districts:
    """Give every edge the district of the settlement nearest to its end; without settlements all lie in one."""
    from scipy.spatial import KDTree  # noqa: PLC0415 half a second to import, and only learning needs it

    known = [entry for entry in gazetteer if entry.district is not None]
    if not known:
        return Districts(names=("",), by_edge=np.zeros(network.edge_count, np.int64))
    names = tuple(sorted({str(entry.district) for entry in known}))
    lat, lon = network.junctions.lat * DEGREES, network.junctions.lon * DEGREES
    wide = float(np.cos(np.radians(lat.mean())))
    tree = KDTree([(entry.at.lat, entry.at.lon * wide) for entry in known])
    _, nearest = tree.query(np.column_stack([lat, lon * wide]))
    code = np.array([names.index(str(entry.district)) for entry in known])
    return Districts(names=names, by_edge=np.asarray(code[nearest][network.edges.head], np.int64))
