"""Digests that do not depend on the machine, the engine, or the order in which work was done.

A value is written in one canonical form, and the SHA-256 of that is taken: of a scenario with the contents of the files
that it names, of the rows of a replication, of the program that computed them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from functools import cache, singledispatch
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = ("dispatch", "routing", "simulations")
LIBRARIES = ("numpy", "ortools", "simpy")
"""What of other people's code may change a result."""


def digest_of(value: Any) -> str:
    """SHA-256 of a value made of frozen dataclasses, mappings, sequences, sets, enums, arrays, paths and plain values.

    Raises `TypeError` for anything else.
    """
    return sha256(json.dumps(_plain(value), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def digest_of_columns(columns: Mapping[str, NDArray[Any]], rest: Any) -> str:
    """SHA-256 of named arrays and a JSON value beside them."""
    found = sha256(json.dumps(rest, sort_keys=True, ensure_ascii=True).encode())
    for name, column in sorted(columns.items()):
        found.update(f"{name} {column.dtype.kind} {column.shape}".encode())
        found.update(_canonical(column).data)
    return found.hexdigest()


@cache
def program_digest() -> str:
    """SHA-256 of the program: a checkpoint of another program is another program's result."""
    found = sha256(json.dumps({name: version(name) for name in LIBRARIES}, sort_keys=True).encode())
    for path in _sources():
        found.update(f"{path.relative_to(HOUSE).as_posix()}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources() -> Iterable[Path]:
    return sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))


def _canonical(column: NDArray[Any]) -> NDArray[Any]:
    """Return little-endian, contiguous, eight bytes a number, one NaN and no negative zero."""
    match column.dtype.kind:
        case "f":
            numbers = np.array(column, dtype="<f8") + 0.0
            numbers[np.isnan(numbers)] = np.nan
            return numbers
        case "i" | "u":
            return np.ascontiguousarray(column, dtype="<i8")
        case _:
            return np.ascontiguousarray(column)


@singledispatch
def _plain(value: Any) -> Any:
    """Write a value as JSON that equal values share and different ones do not."""
    if is_dataclass(value):
        return [type(value).__name__, {field.name: _plain(getattr(value, field.name)) for field in fields(value)}]
    raise TypeError(f"{type(value).__name__} has no canonical form: register one in {__name__}")


@_plain.register
def _(value: str | int | None) -> str | int | None:
    return value


@_plain.register
def _(value: float) -> Any:
    return ["float", value.hex()]


@_plain.register
def _(value: Path) -> Any:
    return ["file", _contents(value)]


@_plain.register
def _(value: np.ndarray) -> Any:
    return ["array", sha256(_canonical(value).data).hexdigest(), list(value.shape)]


@_plain.register
def _(value: Mapping) -> Any:  # type: ignore[type-arg]
    return ["mapping", sorted(([_plain(key), _plain(item)] for key, item in value.items()), key=json.dumps)]


@_plain.register
def _(value: AbstractSet) -> Any:  # type: ignore[type-arg]
    return ["set", sorted(map(_plain, value), key=json.dumps)]


@_plain.register(tuple)
@_plain.register(list)
def _(value: Sequence[Any]) -> Any:
    return [_plain(item) for item in value]


def _contents(path: Path) -> str:
    """Return what stands in a file, wherever it lies; of one that is not there, its name."""
    if not path.is_file():
        return path.name
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
