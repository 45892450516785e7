"""Which map file to load, and what to say about it."""

from itertools import chain
from pathlib import Path

import numpy as np

from routing.network import store
from routing.network.compiler import checksum_of
from routing.network.model import Network
from routing.types import MapInfo, MapUnreadable

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
SCHEMATIC_LICENCE = "Places: GeoNames (geonames.org), CC BY 4.0. Shapes: made with Natural Earth."


def find_map(explicit: Path | None, root: Path) -> Path:
    """Choose the map: the one asked for, a local extract, the shared one, the embedded schematic one.

    `root` is the folder of the repository. Raises `MapUnreadable` when there is none.
    """
    if explicit is not None:
        if explicit.is_file():
            return explicit
        raise MapUnreadable(f"{explicit} is not a file: give an .osm.pbf with --map or DOEZD_MAP")
    local = sorted((root / "data" / "osm" / "local").glob("*.osm.pbf"))
    known = [root.parent / "shared" / "osm" / "leningrad.osm.pbf", root / "data" / "osm" / "schematic.osm.pbf"]
    found = next((path for path in chain(local, known) if path.is_file()), None)
    if found is None:
        raise MapUnreadable(f"there is no map under {root / 'data' / 'osm'}: put an extract there or give --map")
    return found


def is_compiled(map_path: Path, cache_dir: Path) -> bool:
    """Whether a map lies compiled in the cache. Raises `MapUnreadable`."""
    return store.cache_file(cache_dir, checksum_of(map_path)).exists()


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
