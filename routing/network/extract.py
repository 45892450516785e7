"""The things of an OSM file, one after the other, and where the nodes of its ways are."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from routing.types import MapUnreadable

NO_PLACE = 2**31 - 1
"""What osmium says for a coordinate that is not in the file: an extract cuts ways at its edge."""
WAY_OUT = "fetch it again (doezd map fetch) or give another with --map"


class Extract:
    """Reads one OSM file (.osm.pbf, .osm, packed or not) as often as asked; who reads it does so inside `readable`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def things(self, *filters: Any) -> Iterator[Any]:
        """Go through what passes the filters: nodes, then ways with their places, then relations."""
        import osmium  # noqa: PLC0415 needed only for an extract that was not read before

        return _filtered(osmium.FileProcessor(str(self._path)).with_locations(), filters)

    def relations(self, *filters: Any) -> Iterator[Any]:
        """Go through the relations that pass the filters, faster than all things."""
        import osmium  # noqa: PLC0415 as above

        return _filtered(osmium.FileProcessor(str(self._path), osmium.osm.RELATION), filters)

    def vertices(self, way: Any) -> list[tuple[int, int, int]]:
        """List a way's nodes as OSM id, longitude and latitude, 1e-7 degrees; those without a place are left out."""
        found = [(node.ref, node.x, node.y) for node in way.nodes]
        if any(ref < 0 for ref, _, _ in found):
            found = [(ref, *self._unnumbered.get(ref, (x, y))) for ref, x, y in found]
        return [each for each in found if each[1] != NO_PLACE]

    @cached_property
    def _unnumbered(self) -> dict[int, tuple[int, int]]:
        """Places of nodes below 0: an editor numbers so what the server has not seen, and osmium forgets them."""
        import osmium  # noqa: PLC0415 as above

        nodes: Any = osmium.FileProcessor(str(self._path), osmium.osm.NODE)
        return {node.id: (node.location.x, node.location.y) for node in nodes if node.id < 0}

    def date(self) -> str | None:
        """Return the date that the file gives itself, `None` when it gives none."""
        import osmium  # noqa: PLC0415 as above

        with osmium.io.Reader(str(self._path)) as reader:
            header = reader.header()
        return header.get("osmosis_replication_timestamp") or header.get("timestamp") or None


def _filtered(found: Any, filters: Iterable[Any]) -> Iterator[Any]:
    for each in filters:
        found = found.with_filter(each)
    return iter(found)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say of a file that is no map what it is instead. Raises `MapUnreadable`."""
    try:
        yield
    except (RuntimeError, OSError, UnicodeDecodeError) as why:
        raise MapUnreadable(f"{path} cannot be read as an OSM file: {_kind_of(path) or why}; {WAY_OUT}") from why


def _kind_of(path: Path) -> str | None:
    """Name what is often taken for a map, `None` when it is none of that."""
    try:
        with path.open("rb") as file:
            begin = file.read(512).lstrip().lower()
    except OSError:
        return None
    if not begin:
        return "the file is empty"
    if begin.startswith((b"<!doctype html", b"<html")):
        return "it is a web page, such as a server sends instead of a file"
    if begin.startswith((b"<?xml", b"<osm")) and path.suffix == ".pbf":
        return "it is XML, not PBF: name it .osm"
    if b"osmheader" in begin[:32]:
        return "it is a PBF file that ends too early" if path.suffix == ".pbf" else "it is PBF: name it .osm.pbf"
    return None
