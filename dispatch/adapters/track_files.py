"""Vehicles' tracks, a file a UTC day: gzip members of CSV lines, appended.

Ordinary tools read them (`zcat`), each member has its own checksum, and a torn one costs itself alone. A fix that is
lost does no harm, so that taking one only puts it into memory, and nobody waits for the disk.
"""

import gzip
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import cos, hypot, nan, radians
from operator import attrgetter
from pathlib import Path
from threading import Lock

import numpy as np

from dispatch.application.tracks import COLUMNS, METRES_PER_DEGREE, CrewTrack, TrackFix

MOVED_M = 15.0
"""A fix nearer to the last one kept says nothing new of the road: the error of a receiver in town. Assumed."""
STANDING_S = 60.0
"""So often one is kept of a vehicle that stands: it shows that it stood, and was not silent. Assumed."""
MOST_WAITING = 100_000
"""Fixes in memory while the disk does not take them, some 10 MB; older ones are dropped."""
DAY_S = 86_400.0
NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.csv\.gz")
PIECE_BYTES = 16_384
MAGIC = b"\x1f\x8b\x08"
"""A gzip member begins so: RFC 1952."""


@dataclass(slots=True, kw_only=True)
class ReadDay:
    """The tracks of a day, and how many parts of its file were torn."""

    tracks: list[CrewTrack]
    torn: int


@dataclass(slots=True)
class TrackFiles:
    """The tracks in a folder, kept for so many days; 0 keeps none. `problem` is what the disk said last."""

    folder: Path
    days: int
    problem: str | None = None
    _waiting: deque[TrackFix] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    _last: dict[str, TrackFix] = field(default_factory=dict)
    _writing: Lock = field(default_factory=Lock)

    def take(self, fixes: Iterable[TrackFix]) -> None:
        """Remember fixes until the next `write`; those that say nothing new are passed over."""
        if not self.days:
            return
        for fix in fixes:
            if _says_more(self._last.get(fix.crew), fix):
                self._last[fix.crew] = fix
                self._waiting.append(fix)

    def write(self, now: float) -> int:
        """Append what waits, drop days that are too old, and return how many fixes were written."""
        with self._writing:
            rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
            try:
                self._append(rows)
                self._forget(now)
                self.problem = None
            except OSError as why:
                self.problem = str(why)
                return 0
        return len(rows)

    def _append(self, rows: list[TrackFix]) -> None:
        if rows:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for day, fixes in groupby(sorted(rows, key=lambda fix: fix.at // DAY_S), key=lambda fix: fix.at // DAY_S):
            text = "".join(map(_line, fixes))
            with (self.folder / _name(day * DAY_S)).open("ab") as file:
                file.write(gzip.compress(text.encode(), mtime=0))

    def _forget(self, now: float) -> None:
        oldest = _name(now - self.days * DAY_S)
        for path in self._files():
            if path.name < oldest:
                path.unlink(missing_ok=True)

    def kept(self, *, since: float) -> list[Path]:
        """List the days kept since a moment, POSIX seconds, the oldest first."""
        return [path for path in self._files() if path.name >= _name(since)]

    def _files(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if NAME.fullmatch(path.name))


def read_day(path: Path) -> ReadDay:
    """Read the tracks of a day, crew by crew, past what is torn."""
    parts, torn = _members(path.read_bytes())
    rows = [row for part in parts for row in _rows(part)]
    rows.sort(key=attrgetter("crew", "at"))
    tracks = [_track(crew, list(fixes)) for crew, fixes in groupby(rows, key=attrgetter("crew"))]
    return ReadDay(tracks=tracks, torn=torn)


def _says_more(last: TrackFix | None, fix: TrackFix) -> bool:
    if last is None or not 0 <= fix.at - last.at < STANDING_S:
        return True
    north, east = fix.lat - last.lat, (fix.lon - last.lon) * cos(radians(fix.lat))
    return hypot(north, east) * METRES_PER_DEGREE >= MOVED_M


def _name(at: float) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at):%Y-%m-%d}.csv.gz"


def _line(fix: TrackFix) -> str:
    speed = "" if fix.speed_mps is None else f"{fix.speed_mps:.1f}"
    bearing = "" if fix.bearing_deg is None else f"{fix.bearing_deg:.0f}"
    return f"{fix.crew},{fix.at:.1f},{fix.lat:.6f},{fix.lon:.6f},{speed},{bearing}\n"


def _members(content: bytes) -> tuple[list[str], int]:
    """Unpack each member by itself; what is torn is counted, and passed over to the next beginning."""
    found, torn, at = [], 0, content.find(MAGIC)
    while at >= 0:
        text, end = _unpacked(content, at)
        if text is None:
            torn += 1
        else:
            found.append(text)
        at = content.find(MAGIC, at + 1 if text is None else end)
    return found, torn


def _unpacked(content: bytes, at: int) -> tuple[str | None, int]:
    """Unpack one member, and say where it ends; None when it is torn. Piece by piece: the rest is copied every time."""
    unpacking, parts = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), list[bytes]()
    try:
        while not unpacking.eof and at < len(content):
            parts.append(unpacking.decompress(content[at : at + PIECE_BYTES]))
            at += PIECE_BYTES
    except zlib.error:
        return None, at
    end = min(at, len(content)) - len(unpacking.unused_data)
    return (b"".join(parts).decode(), end) if unpacking.eof else (None, end)


def _rows(text: str) -> Iterator[TrackFix]:
    for line in text.splitlines():
        crew, at, lat, lon, speed, bearing = line.rsplit(",", 5)
        yield TrackFix(
            crew=crew,
            at=float(at),
            lat=float(lat),
            lon=float(lon),
            speed_mps=float(speed) if speed else None,
            bearing_deg=float(bearing) if bearing else None,
        )


def _track(crew: str, fixes: list[TrackFix]) -> CrewTrack:
    columns = {
        name: np.array([nan if (value := getattr(fix, name)) is None else value for fix in fixes], np.float64)
        for name in COLUMNS
    }
    return CrewTrack(crew=crew, **columns)
