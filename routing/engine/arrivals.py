"""Copies of edges in tables: one arrives on a street by whichever copy the signs have led onto."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.engine.arrays import NOWHERE, Number, Places

Copies = Mapping[int, Sequence[int]]
"""Ranks of the copies of an edge, by its rank."""
_NONE = np.empty(0, np.intp)


def with_arrivals(destinations: Places, copies: Copies) -> tuple[Places, list[int]]:
    """Add a place for each copy of a destination's edges, and say whose they are: the numbers of the destinations."""
    at, way = np.nonzero(np.isin(destinations.rank, list(copies))) if copies else (_NONE, _NONE)
    originals, passed_ms = destinations.rank[at, way].tolist(), destinations.passed[at, way].tolist()
    found = [
        (whose, rank, passed)
        for whose, original, passed in zip(at.tolist(), originals, passed_ms, strict=True)
        for rank in copies[original]
    ]
    rank = np.array([(rank, NOWHERE) for _, rank, _ in found], np.uint32).reshape(-1, 2)
    passed = np.array([(passed, passed) for *_, passed in found], np.uint32).reshape(-1, 2)
    every = Places(np.concatenate([destinations.rank, rank]), np.concatenate([destinations.passed, passed]))
    return every, [whose for whose, *_ in found]


def without_arrivals(seconds: NDArray[Number], whose: Sequence[int]) -> NDArray[Number]:
    """Take the better of a destination's column and those of its copies, which stand last."""
    if not whose:
        return seconds
    own = seconds[:, : seconds.shape[1] - len(whose)].copy()
    for column, destination in enumerate(whose, own.shape[1]):
        np.minimum(own[:, destination], seconds[:, column], out=own[:, destination])
    return own
