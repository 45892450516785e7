"""The speed table of the package, and looking the texts of a map up in it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Network

Table = Mapping[str, Any]


@cache
def table_bytes() -> bytes:
    """Read the file."""
    return Path(__file__).parents[1].joinpath("speeds.toml").read_bytes()


@cache
def speed_table() -> Table:
    """Read the speed table that comes with the package."""
    return tomllib.loads(table_bytes().decode())


def by_text(network: Network, codes: NDArray[np.integer], values: Table, otherwise: float) -> Floats:
    """Look each text code up in `values`."""
    texts, used = used_texts(network, codes)
    found = np.full(len(network.texts), otherwise)
    found[used] = [float(values.get(text, otherwise)) for text in texts]
    return np.asarray(found[codes])


def used_texts(network: Network, codes: NDArray[np.integer]) -> tuple[list[str], list[int]]:
    """List the texts that stand in a column, and their codes."""
    used = np.flatnonzero(np.bincount(codes)).tolist()
    return [network.texts[code] for code in used], used
