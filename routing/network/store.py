"""The compiled network as one file: a JSON header, then aligned raw arrays that are mapped into memory."""

import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


class CacheDamaged(Exception):
    """The file is no compiled network of this format: build it again."""


def save(network: Network, path: Path) -> None:
    """Write atomically: another process sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = dict(_arrays(network))
    payload = b"".join(_padded(array) for array in arrays.values())
    header = json.dumps(_header(network, arrays, zlib.crc32(payload))).encode()
    begin = MAGIC + len(header).to_bytes(8, "little") + header
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(begin + b"\0" * (-len(begin) % ALIGN))
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # only there when something went wrong


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


def _padded(array: NDArray[Any]) -> bytes:
    data = np.ascontiguousarray(array).tobytes()
    return data + b"\0" * (-len(data) % ALIGN)


def _header(network: Network, arrays: dict[str, NDArray[Any]], crc: int) -> dict[str, Any]:
    return {
        "crc": crc,
        "checksum": network.checksum,
        "date": network.date,
        "schematic": network.schematic,
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
        checksum=header["checksum"],
        date=header["date"],
        schematic=header["schematic"],
    )
