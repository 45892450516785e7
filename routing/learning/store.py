"""What was learnt, as one file.

Errors::

    RoutingError
    ├── LearntUnreadable      the file is missing, damaged or of another format
    └── LearntElsewhere       it was learnt on another map
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.learning.districts import Districts
from routing.learning.levels import Effects, Level
from routing.learning.speeds import LearntSpeeds
from routing.learning.spread import Grain, Spread
from routing.network.model import Network
from routing.types import Profile, RoutingError

FORMAT = 2
Each = TypeVar("Each", bound=StrEnum)
COLUMNS = ("key", "effect", "passages")


class LearntUnreadable(RoutingError):
    """The file is missing, damaged or of another format."""


class LearntElsewhere(RoutingError):
    """It was learnt on another map."""


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """Speeds and the spread of times, under one version: a short hash of all that they say."""

    speeds: LearntSpeeds
    spreads: Mapping[Profile, Spread]

    @property
    def version(self) -> str:
        """Name what was learnt, to be stamped into decisions."""
        digest = hashlib.sha256(_header(self).encode())
        for name, array in _arrays(self).items():
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:12]


def save(learnt: Learnt, path: Path) -> None:
    """Write atomically: another process sees the old file or the whole new one."""
    packed = io.BytesIO()
    header = np.frombuffer(_header(learnt).encode(), np.uint8)
    np.savez_compressed(packed, allow_pickle=False, header=header, **_arrays(learnt))
    write_whole(path, packed.getvalue())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # only there when something went wrong


def load(path: Path, network: Network) -> Learnt:
    """Read what was learnt on this map. Raises `LearntUnreadable` and `LearntElsewhere`."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays["header"].tobytes())
        found = _learnt(header, arrays)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as why:
        raise LearntUnreadable(f"{path} cannot be read ({why}): remove it and learn again") from why
    if found.speeds.map_checksum != network.checksum:
        raise LearntElsewhere(f"{path} was learnt on another map ({found.speeds.map_checksum[:16]}): learn again")
    return found


def _header(learnt: Learnt) -> str:
    speeds = learnt.speeds
    said = {
        "format": FORMAT,
        "map": speeds.map_checksum,
        "runs": speeds.runs,
        "passages": speeds.passages,
        "made": [speeds.made_from, speeds.made_to],
        "factors": [speeds.least_factor, speeds.most_factor],
        "districts": speeds.zones.names,
        "profiles": [str(profile) for profile in speeds.effects],
        "spreads": {str(profile): [spread.tail, spread.runs] for profile, spread in learnt.spreads.items()},
    }
    return json.dumps(said, ensure_ascii=False)


def _arrays(learnt: Learnt) -> dict[str, NDArray[Any]]:
    named = {"district": learnt.speeds.zones.by_edge.astype(np.int16)}
    for profile, effects in learnt.speeds.effects.items():
        named |= dict(_columns(f"speed.{profile}", effects))
    for profile, spread in learnt.spreads.items():
        named |= dict(_columns(f"median.{profile}", spread.median))
        named |= dict(_columns(f"width.{profile}", spread.width))
    return named


def _columns(name: str, effects: Mapping[Any, Effects]) -> Iterator[tuple[str, NDArray[Any]]]:
    for level, each in effects.items():
        for column in COLUMNS:
            yield f"{name}.{level}.{column}", getattr(each, column)


def _learnt(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Learnt:
    if header["format"] != FORMAT:
        raise ValueError(f"format {header['format']}, not {FORMAT}")
    profiles = [Profile(name) for name in header["profiles"]]
    speeds = LearntSpeeds(
        map_checksum=header["map"],
        zones=Districts(names=tuple(header["districts"]), by_edge=arrays["district"].astype(np.int64)),
        effects={profile: _effects(arrays, f"speed.{profile}", Level) for profile in profiles},
        runs=header["runs"],
        passages=header["passages"],
        made_from=header["made"][0],
        made_to=header["made"][1],
        least_factor=header["factors"][0],
        most_factor=header["factors"][1],
    )
    spreads = {Profile(name): _spread(arrays, name, *said) for name, said in header["spreads"].items()}
    return Learnt(speeds=speeds, spreads=spreads)


def _spread(arrays: Mapping[str, NDArray[Any]], name: str, tail: float, runs: int) -> Spread:
    return Spread(
        profile=Profile(name),
        median=_effects(arrays, f"median.{name}", Grain),
        width=_effects(arrays, f"width.{name}", Grain),
        tail=tail,
        runs=runs,
    )


def _effects(arrays: Mapping[str, NDArray[Any]], name: str, levels: type[Each]) -> dict[Each, Effects]:
    return {level: Effects(**{column: arrays[f"{name}.{level}.{column}"] for column in COLUMNS}) for level in levels}
