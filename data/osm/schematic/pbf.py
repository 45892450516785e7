"""The network as an OSM file."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from schematic.points import MapPoint
from schematic.projection import Vertex, to_degrees
from schematic.roads import Road

MAP_DATE = "2026-11-01T00:00:00Z"
"""Date of the inputs, written as the date of the data: the file says nothing of when it was generated."""

GENERATOR = "doezd schematic: not a map. Places: GeoNames (geonames.org), CC BY 4.0. Shapes: made with Natural Earth."

# No versions and authors: nobody edited these objects.
_FORMAT = "pbf,add_metadata=false"


def write_pbf(path: Path, *, roads: Sequence[Road], points: Sequence[MapPoint]) -> None:
    """Write vertices, then points, then ways, each numbered from 1; an older file is replaced."""
    number_of: dict[Vertex, int] = {}
    for road in roads:
        for vertex in road.vertices:
            number_of.setdefault(vertex, len(number_of) + 1)
    with osmium.SimpleWriter(osmium.io.File(str(path), _FORMAT), header=_header(), overwrite=True) as writer:
        _write_nodes(writer, 1, list(number_of), ({} for _ in number_of))
        _write_nodes(writer, len(number_of) + 1, [point.at for point in points], (point.tags for point in points))
        for number, road in enumerate(roads, start=1):
            refs = [number_of[vertex] for vertex in road.vertices]
            writer.add_way(Way(id=number, nodes=refs, tags=_sorted(road.tags)))


def _header() -> osmium.io.Header:
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    header.set("osmosis_replication_timestamp", MAP_DATE)
    return header


def _write_nodes(
    writer: osmium.SimpleWriter, first: int, vertices: Sequence[Vertex], tags: Iterable[Mapping[str, str]]
) -> None:
    rows = zip(to_degrees(vertices).tolist(), tags, strict=True)
    for number, (location, node_tags) in enumerate(rows, start=first):
        writer.add_node(Node(id=number, location=location, tags=_sorted(node_tags)))


def _sorted(tags: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(tags.items()))
