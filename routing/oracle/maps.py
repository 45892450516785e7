"""What to say about the map that is loaded."""

from pathlib import Path

import numpy as np

from routing.network.model import Network
from routing.types import MapInfo

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
SCHEMATIC_LICENCE = "Places: GeoNames (geonames.org), CC BY 4.0. Shapes: made with Natural Earth."


def describe(network: Network, map_path: Path) -> MapInfo:
    """Sum up the loaded map."""
    return MapInfo(
        path=str(map_path),
        checksum=network.checksum,
        date=network.date,
        licence=SCHEMATIC_LICENCE if network.schematic else OSM_LICENCE,
        schematic=network.schematic,
        junctions=len(network.junctions.osm_id),
        edges=network.edge_count,
        turns=len(network.turns.tail),
        length_km=round(float(network.pieces.length_m.sum()) / 1000, 1),
        synthetic_km=_synthetic_km(network),
        bounds=network.bounds(),
        left_out={reason: len(ids) for reason, ids in network.left_out.items()},
    )


def _synthetic_km(network: Network) -> dict[str, float]:
    kind = network.ways.synthetic[network.pieces.way]
    metres = np.bincount(kind, network.pieces.length_m)
    return {network.texts[code]: round(float(metres[code]) / 1000, 1) for code in np.unique(kind[kind > 0])}
