"""A map of any size for measuring: an extract laid side by side with itself, its copies joined by roads.

``python -m tests.large_map.tiled EXTRACT OUT --copies 20`` writes a map of twenty times the roads; what is measured on
it says how time and memory grow, and nothing about a place. Node ids go far beyond 2^32, as those of OSM do, and each
copy has restrictions over a node, which the extract at hand lacks.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium

STRIDE = 20_000_000_000
"""Between the ids of two copies: more than any id of OSM."""
SEAMS = 60
"""Roads from each copy to the next: about as many as cross the border of a region."""
RESTRICTIONS = 400
"""Signs in each copy: a large town of the region has as many; assumed."""
MAJOR = ("trunk", "primary", "secondary", "tertiary")
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What is copied: nodes as (id, lon, lat), degrees, ways as (id, tags, nodes), and the width of it all."""

    nodes: list[tuple[int, float, float, dict[str, str]]]
    ways: list[tuple[int, dict[str, str], list[int]]]
    width_degrees: float


def extract(path: Path) -> Extract:
    """Read the roads of an extract."""
    nodes, ways = [], []
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            nodes.append((thing.id, thing.lon, thing.lat, dict(thing.tags)))
        elif thing.is_way():
            ways.append((thing.id, dict(thing.tags), [node.ref for node in thing.nodes]))
    west, east = min(lon for _, lon, _, _ in nodes), max(lon for _, lon, _, _ in nodes)
    return Extract(nodes=nodes, ways=ways, width_degrees=east - west)


def write_tiled(source: Path, target: Path, copies: int) -> None:
    """Write so many copies of a map, each a width east of the one before, joined by roads."""
    found = extract(source)
    if found.width_degrees * copies > 180:
        raise ValueError(f"{copies} copies of {found.width_degrees:.1f} degrees do not fit on Earth")
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for copy in range(copies):
            for number, lon, lat, tags in found.nodes:
                place = (lon - 27 + copy * found.width_degrees, lat)
                writer.add_node(osmium.osm.mutable.Node(id=number + copy * STRIDE, location=place, tags=tags))
        for copy in range(copies):
            for number, tags, refs in found.ways:
                moved = [ref + copy * STRIDE for ref in refs]
                writer.add_way(osmium.osm.mutable.Way(id=number + copy * STRIDE, nodes=moved, tags=tags))
        for seam in _seams(found, copies):
            writer.add_way(seam)
        for sign in _signs(found, copies):
            writer.add_relation(sign)


def _seams(found: Extract, copies: int) -> Iterator[osmium.osm.mutable.Way]:
    ends = [refs[0] for _, tags, refs in found.ways if tags.get("highway") in MAJOR]
    chosen = np.random.default_rng(SEED).choice(ends, min(SEAMS, len(ends)), replace=False).tolist()
    tags = {"highway": "trunk", "ref": "Ш-1"}
    for number, (copy, end) in enumerate((copy, end) for copy in range(copies - 1) for end in chosen):
        refs = [end + copy * STRIDE, end + (copy + 1) * STRIDE]
        yield osmium.osm.mutable.Way(id=copies * STRIDE + number, nodes=refs, tags=tags)


def _signs(found: Extract, copies: int) -> Iterator[osmium.osm.mutable.Relation]:
    """Forbid turning from the end of one street into another that begins there."""
    begins = {refs[0]: way for way, _, refs in found.ways}
    pairs = [(way, refs[-1], begins[refs[-1]]) for way, _, refs in found.ways if begins.get(refs[-1], way) != way]
    for copy in range(copies):
        for number, each in enumerate(pairs[:RESTRICTIONS]):
            begin, node, end = (ref + copy * STRIDE for ref in each)
            members = [("w", begin, "from"), ("n", node, "via"), ("w", end, "to")]
            tags = {"type": "restriction", "restriction": "no_left_turn"}
            yield osmium.osm.mutable.Relation(id=copy * RESTRICTIONS + number + 1, members=members, tags=tags)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--copies", type=int, default=4)
    asked = parser.parse_args()
    write_tiled(asked.source, asked.target, asked.copies)
