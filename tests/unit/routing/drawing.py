"""A map drawn in a test: ways as tags and points, kilometres east and north; equal points are one node."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from routing.oracle import RoadOracle
from routing.types import GazetteerEntry
from tests.tiny_town.town import spot

Point = tuple[float, float]
Way = tuple[Mapping[str, str], Sequence[Point]]
Sign = tuple[Mapping[str, str], int, Point | Sequence[int], int]
"""Tags of a restriction, numbers of the ways from which and to which, and between them a point or numbers of ways."""


def drawn(
    folder: Path,
    *ways: Way,
    gazetteer: Sequence[GazetteerEntry] = (),
    at: str | None = None,
    nodes: Mapping[Point, Mapping[str, str]] | None = None,
    signs: Sequence[Sign] = (),
) -> RoadOracle:
    """Open a map of these ways, numbered from 1; `at` is the timestamp of its ways, `nodes` says what stands where."""
    root = ET.Element("osm", version="0.6")
    numbers = {point: i for i, point in enumerate(dict.fromkeys(p for _, points in ways for p in points), 1)}
    for point, number in numbers.items():
        place = spot(*point)
        node = ET.SubElement(root, "node", id=str(number), lat=f"{place.lat:.7f}", lon=f"{place.lon:.7f}", version="1")
        for key, value in (nodes or {}).get(point, {}).items():
            ET.SubElement(node, "tag", k=key, v=value)
    for number, (tags, points) in enumerate(ways, 1):
        way = ET.SubElement(root, "way", id=str(number), version="1", **({"timestamp": at} if at else {}))
        for point in points:
            ET.SubElement(way, "nd", ref=str(numbers[point]))
        for key, value in tags.items():
            ET.SubElement(way, "tag", k=key, v=value)
    for number, sign in enumerate(signs, 1):
        posted(root, number, sign, numbers)
    path = folder / "drawn.osm"
    ET.ElementTree(root).write(path, encoding="utf-8")
    return RoadOracle.open(path, folder / "cache", gazetteer=gazetteer)


def posted(root: ET.Element, number: int, sign: Sign, numbers: Mapping[Point, int]) -> None:
    """Add a restriction to a map."""
    tags, begin, via, end = sign
    relation = ET.SubElement(root, "relation", id=str(number), version="1")
    between = [("node", numbers[via])] if via in numbers else [("way", way) for way in via]
    members = [("from", "way", begin), *(("via", *each) for each in between), ("to", "way", end)]
    for role, kind, ref in members:
        ET.SubElement(relation, "member", type=kind, ref=str(ref), role=role)
    for key, value in {"type": "restriction", **tags}.items():
        ET.SubElement(relation, "tag", k=key, v=value)
