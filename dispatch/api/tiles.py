"""The map's tiles, once they are built."""

from dataclasses import dataclass, field
from pathlib import Path

from dispatch.bootstrap.region import tiles_path
from routing.tiles import TileReader


@dataclass(slots=True)
class Tiles:
    """Reads tiles of one map; before they are built every tile is empty."""

    cache: Path
    checksum: str
    _reader: TileReader | None = field(default=None)

    def ready(self) -> bool:
        """Whether the tiles are there."""
        if self._reader is None and (path := tiles_path(self.cache, self.checksum)).is_file():
            self._reader = TileReader(path)
        return self._reader is not None

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """Return a gzipped tile, or None."""
        return self._reader.get(z, x, y) if self.ready() and self._reader else None
