"""`python -m dispatch.runtime.prepare map|tiles`: build what the cache lacks, in a process of its own.

Compiling needs memory that the running service should not keep.
"""

import sys
from pathlib import Path

from dispatch.bootstrap.region import chosen_map, gazetteer, load_region, tiles_file
from dispatch.config import ROOT, Settings
from routing.oracle import compile_map
from routing.tiles import PlaceLabel, build_tiles

WATER = ROOT / "data" / "osm" / "inputs" / "masks_natural_earth.geojson"


def prepare_map(settings: Settings) -> None:
    """Compile the map into the cache, telling the steps."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    compile_map(chosen_map(settings), settings.cache, lambda step: print(f"  карта: {step}", flush=True))  # noqa: T201


def prepare_tiles(settings: Settings) -> Path:
    """Build the tiles of the map if they are not there."""
    out = tiles_file(settings)
    if not out.exists():
        region = load_region(settings.region)
        labels = [PlaceLabel(name=p.name, at=p.at, population=p.population) for p in gazetteer(region)]
        build_tiles(chosen_map(settings), out, water=WATER if WATER.exists() else None, places=labels)
    return out


if __name__ == "__main__":
    {"map": prepare_map, "tiles": prepare_tiles}[sys.argv[1]](Settings())
