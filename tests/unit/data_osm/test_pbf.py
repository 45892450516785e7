from pathlib import Path

import osmium
from schematic.pbf import write_pbf
from schematic.points import MapPoint

from tests.unit.data_osm.tiny import a_road

ROADS = [a_road((0, 0), (100, 0), highway="primary"), a_road((100, 0), (100, 100), highway="tertiary")]
POINTS = [MapPoint(at=(0, 0), tags={"place": "village", "name": "Деревня"})]


def test_roads_share_the_nodes_they_share_and_points_stand_free(tmp_path: Path):
    path = tmp_path / "tiny.osm.pbf"
    write_pbf(path, roads=ROADS, points=POINTS)

    things = [
        (thing.type_str(), thing.id, dict(thing.tags), [n.ref for n in thing.nodes] if thing.is_way() else [])
        for thing in osmium.FileProcessor(str(path))
    ]
    assert things == [
        ("n", 1, {}, []),
        ("n", 2, {}, []),
        ("n", 3, {}, []),
        ("n", 4, {"place": "village", "name": "Деревня"}, []),
        ("w", 1, {"highway": "primary"}, [1, 2]),
        ("w", 2, {"highway": "tertiary"}, [2, 3]),
    ]


def test_the_origin_of_the_plane_is_written_as_its_degrees(tmp_path: Path):
    path = tmp_path / "tiny.osm.pbf"
    write_pbf(path, roads=ROADS, points=POINTS)

    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    assert next((node.location.lat, node.location.lon) for node in nodes) == (60.0, 31.5)


def test_a_second_file_has_the_bytes_of_the_first(tmp_path: Path):
    one, other = tmp_path / "one.osm.pbf", tmp_path / "other.osm.pbf"
    for path in (one, other):
        write_pbf(path, roads=ROADS, points=POINTS)

    assert one.read_bytes() == other.read_bytes()
