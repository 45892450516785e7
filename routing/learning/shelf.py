"""All that was learnt on a map, version by version, and which of it is in force.

A folder a map: `VERSION.npz`, beside it `VERSION.toml` and `VERSION.csv` for people, and `in-force` with the name of
one version. Who wants an older one back names it; who wants none empties the name.
"""

from dataclasses import dataclass
from pathlib import Path

from routing.learning.store import Learnt, LearntUnreadable, load, save, write_whole
from routing.network.model import Network
from routing.types import RoutingError

IN_FORCE = "in-force"


class VersionUnknown(RoutingError):
    """No such version was learnt on this map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version on the shelf; `written_at` is POSIX seconds."""

    version: str
    written_at: float
    in_force: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was learnt on one map."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, checksum: str) -> "Shelf":
        """Find the shelf of a map."""
        return cls(folder / checksum[:16])

    def keep(self, learnt: Learnt, summary: str, streets: str) -> str:
        """Put a version on the shelf, not yet in force, and return its name."""
        version = learnt.version
        save(learnt, self.folder / f"{version}.npz")
        write_whole(self.folder / f"{version}.toml", summary.encode())
        write_whole(self.folder / f"{version}.csv", streets.encode())
        return version

    def versions(self) -> tuple[Kept, ...]:
        """List what is on the shelf, the newest first."""
        chosen = self.in_force()
        found = [(path.stat().st_mtime, path.stem) for path in self.folder.glob("*.npz")]
        return tuple(
            Kept(version=name, written_at=at, in_force=name == chosen) for at, name in sorted(found, reverse=True)
        )

    def summary(self, version: str) -> str:
        """Return what is said of a version, as TOML; empty when nothing is."""
        path = self.folder / f"{version}.toml"
        return path.read_text() if path.is_file() else ""

    def in_force(self) -> str | None:
        """Name the version in force; `None` when the table alone is."""
        path = self.folder / IN_FORCE
        return (path.read_text().strip() or None) if path.is_file() else None

    def put_in_force(self, version: str | None) -> None:
        """Choose a version, or the table alone. Raises `VersionUnknown`."""
        if version is not None and not (self.folder / f"{version}.npz").is_file():
            known = ", ".join(kept.version for kept in self.versions()) or "none"
            raise VersionUnknown(f"version {version} was not learnt on this map; there is: {known}")
        write_whole(self.folder / IN_FORCE, f"{version or ''}\n".encode())

    def load(self, network: Network) -> Learnt | None:
        """Read what is in force. Raises `LearntUnreadable` and `LearntElsewhere`."""
        version = self.in_force()
        if version is None:
            return None
        found = load(self.folder / f"{version}.npz", network)
        if found.version != version:
            raise LearntUnreadable(f"{self.folder / version}.npz holds {found.version}: learn again")
        return found
