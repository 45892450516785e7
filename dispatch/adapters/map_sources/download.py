"""A large file that is whole or absent: what was cut off is gone on with, what is wrong is thrown away."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path

import httpx

from dispatch.adapters.map_sources.refusals import MapNotFetched
from dispatch.adapters.map_sources.web import check, client, told

TRIES = 5
"""As often a cut connection is taken up again at once, if the time before brought anything."""

Received = Callable[[int, int | None], None]
"""Told how many bytes there are, and of how many when that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to be fetched into a place. `md5` is what it must add up to, `None` when nobody says."""

    url: str
    target: Path
    md5: str | None = None

    def run(self, received: Received) -> None:
        """Fetch the file, from where an earlier attempt was cut off. Raises `MapNotFetched`."""
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            with _alone(self._part) as part:
                self._fill(part, received)
                self._check(part)
            self._part.replace(self.target)
        except OSError as why:
            raise MapNotFetched(f"{self.target}: {why.strerror or why}; освободите место и повторите") from why
        self._tag.unlink(missing_ok=True)

    @property
    def _part(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def _tag(self) -> Path:
        """Which version of the file the part is of, in the server's words."""
        return self.target.with_name(f"{self.target.name}.part-of")

    def _fill(self, part: BufferedRandom, received: Received) -> None:
        for attempt in range(1, TRIES + 1):
            before = part.seek(0, 2)
            try:
                with told(self.url), client() as web:
                    self._take(web, part, received)
            except MapNotFetched:
                part.flush()
                if attempt == TRIES or part.seek(0, 2) <= before:
                    raise
            else:
                return

    def _take(self, web: httpx.Client, part: BufferedRandom, received: Received) -> None:
        have = part.seek(0, 2)
        with web.stream("GET", self.url, headers=self._headers(have)) as answer:
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return  # there is nothing after what is here: the sum tells whether it is right
            check(answer)
            if answer.status_code != httpx.codes.PARTIAL_CONTENT:
                have = part.seek(0)
                part.truncate()
            self._remember(answer)
            total = _total(answer, have)
            self._check_room(total, have)
            for chunk in answer.iter_bytes():  # of no set size: a chunk that never fills up would be lost with the line
                have += part.write(chunk)
                received(have, total)

    def _headers(self, have: int) -> dict[str, str]:
        """Ask for the rest, but for the whole when the file on the server is another one by now."""
        plain = {"Accept-Encoding": "identity"}
        if not have or not self._tag.exists():
            return plain
        return plain | {"Range": f"bytes={have}-", "If-Range": self._tag.read_text()}

    def _remember(self, answer: httpx.Response) -> None:
        version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        if version and not version.startswith("W/"):
            self._tag.write_text(version)

    def _check_room(self, total: int | None, have: int) -> None:
        free, needed = shutil.disk_usage(self.target.parent).free, (total or have) - have
        if needed > free:
            raise MapNotFetched(
                f"{self.target.parent}: нужно {needed / 1e6:.0f} МБ, свободно {free / 1e6:.0f}; освободите место"
            )

    def _check(self, part: BufferedRandom) -> None:
        """Throw away what is no map. Raises `MapNotFetched`."""
        part.flush()
        part.seek(0)
        begin = part.read(64)
        if b"OSMHeader" not in begin:
            self._forget()
            page = begin.lstrip().startswith(b"<")
            raise MapNotFetched(
                f"{self.url}: пришла {'страница' if page else 'не карта'}, а не .osm.pbf; проверьте адрес"
            )
        part.seek(0)
        found = hashlib.file_digest(part, "md5").hexdigest()
        if self.md5 is not None and found != self.md5:
            self._forget()
            raise MapNotFetched(f"{self.url}: сумма MD5 не сошлась ({found} вместо {self.md5}); скачайте заново")

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)


def _total(answer: httpx.Response, have: int) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return have + int(length) if length.isdigit() else None


@contextmanager
def _alone(part: Path) -> Iterator[BufferedRandom]:
    with part.open("ab+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise MapNotFetched(f"{part}: эту карту уже скачивает другой процесс; дождитесь его") from None
        yield file
