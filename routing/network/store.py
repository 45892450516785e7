"""The compiled network as one file: a JSON header, then aligned raw arrays that are mapped into memory."""

import fcntl
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.mapfile import lock_file
from routing.network import model
from routing.network.model import Network

MAGIC = b"DOEZDNET"
ALIGN = 64
PARTS: dict[str, type[Any]] = {
    "ways": model.Ways,
    "pieces": model.Pieces,
    "edges": model.Edges,
    "turns": model.Turns,
    "junctions": model.Junctions,
    "timed": model.Timed,
    "places": model.Places,
    "milestones": model.Milestones,
    "tree": model.Tree,
    "arcs": model.Arcs,
}
SAID = ("checksum", "date", "schematic", "signs_read")
"""What the header says by itself."""


class CacheDamaged(Exception):
    """The file is no compiled network of this format: build it again."""


def save(network: Network, path: Path) -> None:
    """Write atomically: another process sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = dict(_arrays(network))
    header = json.dumps(_header(network, arrays)).encode()
    begin = MAGIC + len(header).to_bytes(8, "little") + header
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_unfinished(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(begin + b"\0" * (-len(begin) % ALIGN))
            for part in _laid_out(arrays):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # only there when something went wrong


@contextmanager
def alone(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Let one process at a time make a file, and sweep up what a killed one left; `waiting` is told before a wait.

    Where no lock can be kept, all of them make it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = lock_file(path).open("w")
    except OSError:
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in path.parent.glob(f"{_unfinished(path)}*"):
            left.unlink(missing_ok=True)
        yield


def _unfinished(path: Path) -> str:
    return f"{path.name}.tmp-"


def load(path: Path) -> Network:
    """Map a compiled network into memory. Raises `CacheDamaged`."""
    try:
        raw = np.asarray(np.memmap(path, np.uint8, mode="r"))
        header, payload = _split(raw)
        if zlib.crc32(payload.data) != header["crc"]:
            raise CacheDamaged(f"{path}: the checksum is wrong")
        return _network(header, payload)
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise CacheDamaged(f"{path}: {why}") from why


def _arrays(network: Network) -> Iterator[tuple[str, NDArray[Any]]]:
    for part, kind in PARTS.items():
        for item in fields(kind):
            yield f"{part}.{item.name}", getattr(getattr(network, part), item.name)
    yield "texts", np.frombuffer("\0".join(network.texts).encode(), np.uint8)
    for reason, ids in network.left_out.items():
        yield f"left_out.{reason}", ids


def _laid_out(arrays: dict[str, NDArray[Any]]) -> Iterator[memoryview | bytes]:
    """Yield the arrays as bytes, without a copy of them, each filled up to where the next one may begin."""
    for array in arrays.values():
        data = np.ascontiguousarray(array).view(np.uint8).data
        yield data
        yield b"\0" * (-len(data) % ALIGN)


def _header(network: Network, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    return {
        "crc": reduce(lambda crc, part: zlib.crc32(part, crc), _laid_out(arrays), 0),
        **{name: getattr(network, name) for name in SAID},
        "arrays": [[name, array.dtype.str, len(array)] for name, array in arrays.items()],
    }


def _split(raw: NDArray[np.uint8]) -> tuple[dict[str, Any], NDArray[np.uint8]]:
    if raw[: len(MAGIC)].tobytes() != MAGIC:
        raise CacheDamaged("the file does not begin as a compiled network does")
    end = len(MAGIC) + 8 + int.from_bytes(raw[len(MAGIC) : len(MAGIC) + 8].tobytes(), "little")
    return json.loads(raw[len(MAGIC) + 8 : end].tobytes()), raw[end + -end % ALIGN :]


def _network(header: dict[str, Any], payload: NDArray[np.uint8]) -> Network:
    arrays: dict[str, NDArray[Any]] = {}
    begin = 0
    for name, dtype, count in header["arrays"]:
        size = count * np.dtype(dtype).itemsize
        arrays[name] = payload[begin : begin + size].view(dtype)
        begin += size + -size % ALIGN
    parts = {
        part: kind(**{item.name: arrays[f"{part}.{item.name}"] for item in fields(kind)})
        for part, kind in PARTS.items()
    }
    return Network(
        **parts,
        texts=tuple(arrays["texts"].tobytes().decode().split("\0")),
        left_out={n.removeprefix("left_out."): a for n, a in arrays.items() if n.startswith("left_out.")},
        **{name: header[name] for name in SAID},
    )
