"""What is read from an extract once and kept beside the compiled map: arrays in a file that is whole or absent."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from routing.types import MapUnreadable

T = TypeVar("T")
Arrays = Mapping[str, Any]


def shelved(
    path: Path, read: Callable[[], T], *, arrays: Callable[[T], Arrays], value: Callable[[Arrays], T], nothing: T
) -> T:
    """Load what is kept, or read the extract and keep it; `nothing` when the extract has gone meanwhile."""
    try:
        return value(_load(path))
    except (OSError, ValueError, KeyError, BadZipFile):
        pass  # not made yet, or damaged
    try:
        made = read()
    except MapUnreadable:
        return nothing
    try:
        _save(arrays(made), path)
    except OSError:
        return made  # the cache cannot be written: the extract is read again next time
    return made


def _save(arrays: Arrays, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # only there when something went wrong


def _load(path: Path) -> Arrays:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return dict(kept)
