"""Which map file to load, and where its compiled form is kept. Imports next to nothing: a start waits for nothing."""

import fcntl
import hashlib
from itertools import chain
from pathlib import Path

from routing.types import MapUnreadable

FORMAT = 10
"""Raise it whenever the arrays, or the way they are computed, change."""


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


def checksum_of(map_path: Path) -> str:
    """SHA-256 of the map file. Raises `MapUnreadable`."""
    try:
        with map_path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as why:
        raise MapUnreadable(f"{map_path} cannot be opened ({why.strerror}): give a map with --map") from why


def cache_file(cache_dir: Path, checksum: str) -> Path:
    """Where the compiled network of an extract is kept."""
    return cache_dir / f"network-{checksum[:16]}-v{FORMAT}.bin"


def is_compiled(map_path: Path, cache_dir: Path) -> bool:
    """Whether a map lies compiled in the cache. Raises `MapUnreadable`."""
    return cache_file(cache_dir, checksum_of(map_path)).exists()


def leftovers(cache_dir: Path, *, everything: bool = False) -> dict[Path, int]:
    """List what no start reads any more, with its bytes: networks of other formats, and what killed builds left.

    With `everything` all that is compiled is listed too. A map that is being compiled is not.
    """
    current = f"-v{FORMAT}.bin"
    networks = [path for path in cache_dir.glob("network-*.bin") if everything or not path.name.endswith(current)]
    other = [path for kind in ("water-*.npz", "addresses-*.npz", "*.pmtiles") for path in cache_dir.glob(kind)]
    left = [path for path in cache_dir.glob("*.tmp-*") if not _is_being_made(path.with_name(_made_of(path)))]
    locks = [path for path in cache_dir.glob("*.lock") if not _is_being_made(path.with_suffix(""))]
    return {path: path.stat().st_size for path in [*networks, *left, *locks, *(other if everything else ())]}


def lock_file(path: Path) -> Path:
    """Which file is locked while another one is made."""
    return path.with_name(f"{path.name}.lock")


def _made_of(unfinished: Path) -> str:
    return unfinished.name.partition(".tmp-")[0]


def _is_being_made(path: Path) -> bool:
    lock = lock_file(path)
    if not lock.exists():
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
