"""The generator stands beside its map and is no part of the distribution: it is found by its folder."""

import sys
from dataclasses import dataclass
from pathlib import Path

import osmium
import pytest

DATA_OSM = Path(__file__).resolve().parents[3] / "data" / "osm"
sys.path.insert(0, str(DATA_OSM))

from schematic.drivable import DrivableGraph, drivable_graph  # noqa: E402
from schematic.inputs import Inputs, read_inputs  # noqa: E402
from schematic.projection import to_vertex  # noqa: E402
from schematic.roads import Road  # noqa: E402


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """What a reader finds in the file."""

    roads: tuple[Road, ...]
    points: tuple[dict[str, str], ...]
    graph: DrivableGraph


def read_map(path: Path) -> MapFile:
    vertices, points, roads = {}, [], []
    for thing in osmium.FileProcessor(str(path)):
        tags = dict(thing.tags)
        if thing.is_node():
            vertices[thing.id] = to_vertex(lat=thing.location.lat, lon=thing.location.lon)
            if tags:
                points.append(tags)
        elif thing.is_way():
            roads.append(Road(vertices=tuple(vertices[node.ref] for node in thing.nodes), tags=tags))
    return MapFile(roads=tuple(roads), points=tuple(points), graph=drivable_graph(roads))


@pytest.fixture(scope="session")
def data_osm() -> Path:
    return DATA_OSM


@pytest.fixture(scope="session")
def map_path() -> Path:
    return DATA_OSM / "schematic.osm.pbf"


@pytest.fixture(scope="session")
def map_file(map_path: Path) -> MapFile:
    return read_map(map_path)


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    return read_inputs(DATA_OSM / "inputs")
