"""A map drawn in a test: ways as tags and points, kilometres east and north; equal points are one node."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from routing.oracle import RoadOracle
from routing.types import GazetteerEntry
from tests.tiny_town.town import spot

Way = tuple[Mapping[str, str], Sequence[tuple[float, float]]]


def drawn(folder: Path, *ways: Way, gazetteer: Sequence[GazetteerEntry] = (), at: str | None = None) -> RoadOracle:
    """Open a map of these ways; `at` is the timestamp of its ways."""
    root = ET.Element("osm", version="0.6")
    numbers = {point: i for i, point in enumerate(dict.fromkeys(p for _, points in ways for p in points), 1)}
    for point, number in numbers.items():
        place = spot(*point)
        ET.SubElement(root, "node", id=str(number), lat=f"{place.lat:.7f}", lon=f"{place.lon:.7f}", version="1")
    for number, (tags, points) in enumerate(ways, 1):
        way = ET.SubElement(root, "way", id=str(number), version="1", **({"timestamp": at} if at else {}))
        for point in points:
            ET.SubElement(way, "nd", ref=str(numbers[point]))
        for key, value in tags.items():
            ET.SubElement(way, "tag", k=key, v=value)
    path = folder / "drawn.osm"
    ET.ElementTree(root).write(path, encoding="utf-8")
    return RoadOracle.open(path, folder / "cache", gazetteer=gazetteer)
