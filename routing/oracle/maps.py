"""What to say about the map that is loaded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.mapfile import cache_file, checksum_of
from routing.network import store
from routing.network.model import DEGREES, Network
from routing.types import LatLon, MapInfo

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
SCHEMATIC_LICENCE = "Places: GeoNames (geonames.org), CC BY 4.0. Shapes: made with Natural Earth."

CELL_DEGREES = 0.1
"""A place with no junction in its cell nor in those around it is not on the map: 6 km at least; assumed."""


def off_roads(map_path: Path, cache_dir: Path, points: Sequence[LatLon]) -> tuple[int, ...]:
    """List the numbers of the points that have no road within some kilometres, none for a map that is not compiled.

    Raises `MapUnreadable`.
    """
    try:
        network = store.load(cache_file(cache_dir, checksum_of(map_path)))
    except store.CacheDamaged:
        return ()
    with_roads = _cells(network.junctions.lon * DEGREES, network.junctions.lat * DEGREES)
    near = {(east + i, north + j) for east, north in with_roads for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return tuple(i for i, at in enumerate(points) if not _cells(np.array([at.lon]), np.array([at.lat])) <= near)


def _cells(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> set[tuple[int, int]]:
    cells = np.unique(np.floor(np.column_stack([lon, lat]) / CELL_DEGREES).astype(np.int64), axis=0)
    return {(east, north) for east, north in cells.tolist()}


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
