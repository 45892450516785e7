"""The folder where simulated runs keep their `status.json`: read only, and nothing in it can break the reader.

A run writes its file by itself and may be killed at any moment; people copy other files into the folder. So each run is
read alone, within limits of size and number, and what cannot be read is named instead of raised.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

STATUS = "status.json"
REPORT = "report.html"
LARGEST_BYTES = 64 * 1024
"""A status is under a kilobyte; what is larger is no status."""
MOST_RUNS = 200
"""The newest so many are shown: nobody reads a longer page, and each costs a look at the disk every two seconds."""

Moment = Annotated[float, msgspec.Meta(ge=0, le=32_503_680_000)]
"""POSIX seconds up to the year 3000: what is later cannot be written as a date."""
Span = Annotated[float, msgspec.Meta(ge=0, le=10**9)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Run = re.compile(r"[\w.,=+-]{1,120}")


class Unread(StrEnum):
    """Why a status could not be read."""

    TOO_BIG = "too-big"
    NOT_JSON = "not-json"
    WRONG_FIELD = "wrong-field"
    NO_ACCESS = "no-access"


class RunStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a run says of itself. `mean` ± `half_width` is of `metric` so far; `started_at` is POSIX seconds.

    Fields that this version does not know are passed over: a newer simulator may write more.
    """

    state: str
    done: Count
    total: Count
    scenario: str = ""
    policy: str = ""
    metric: str = ""
    unit: str = ""
    mean: float | None = None
    half_width: float | None = None
    started_at: Moment | None = None
    eta_s: Span | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRun:
    """A run as it lies in the folder.

    `run` is its folder's name, `heard_at` when its status was written, POSIX seconds. `status` is None when it could
    not be read; `unread` says why.
    """

    run: str
    heard_at: float
    has_report: bool
    status: RunStatus | None
    unread: Unread | None


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The runs below `path`, one folder each. A folder that is not there has no runs."""

    path: Path

    def runs(self) -> tuple[tuple[SeenRun, ...], int]:
        """Return the runs heard of last, newest first, and how many older ones are not shown."""
        found = sorted(self._written(), key=lambda pair: (-pair[0], pair[1].name))
        shown = tuple(_seen(folder, at) for at, folder in found[:MOST_RUNS])
        return shown, len(found) - len(shown)

    def report(self, run: str) -> Path | None:
        """Return the report of a run; None when there is none, or when `run` is no name of a run."""
        path = self.path / run / REPORT
        return path if Run.fullmatch(run) and run.strip(".") and path.is_file() else None

    def _written(self) -> Iterator[tuple[float, Path]]:
        try:
            folders = [folder for folder in self.path.iterdir() if Run.fullmatch(folder.name)]
        except OSError:
            return
        for folder in folders:
            if (at := _written_at(folder / STATUS)) is not None:
                yield at, folder


def _written_at(status: Path) -> float | None:
    try:
        return status.stat().st_mtime if status.is_file() else None
    except OSError:  # deleted between the two looks, or not ours to see
        return None


def _seen(folder: Path, at: float) -> SeenRun:
    status, unread = _status(folder / STATUS)
    return SeenRun(run=folder.name, heard_at=at, has_report=_has_report(folder), status=status, unread=unread)


def _has_report(folder: Path) -> bool:
    try:
        return (folder / REPORT).is_file()
    except OSError:
        return False


def _status(path: Path) -> tuple[RunStatus | None, Unread | None]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_BYTES + 1)
    except OSError:
        return None, Unread.NO_ACCESS
    if len(text) > LARGEST_BYTES:
        return None, Unread.TOO_BIG
    return _decoded(text)


def _decoded(text: bytes) -> tuple[RunStatus | None, Unread | None]:
    try:
        return msgspec.json.decode(text, type=RunStatus), None
    except msgspec.ValidationError:
        return None, Unread.WRONG_FIELD
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, Unread.NOT_JSON
