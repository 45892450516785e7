"""A path as guidance sees it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.guidance.line import Line
from routing.network.model import Floats, Longs, Network
from routing.types import LatLon


@dataclass(frozen=True, kw_only=True)
class Driven:
    """A path as guidance needs it. `starts_s` is the time at which each edge begins, from the start."""

    network: Network
    edges: Longs
    line: Line
    starts_s: Floats
    duration_s: float
    destination: LatLon
    turned_at_once: bool = False
    """the vehicle has to turn round before it drives off"""
    note: str | None = None
    """what is known of the entrance"""

    @cached_property
    def turns(self) -> NDArray[np.int64]:
        """The turns of the path, one less than its edges."""
        return turns_between(self.network, self.edges)

    def against(self, edge: int) -> bool:
        """Tell whether an edge of the path is driven against the arrow of a one-way street."""
        return bool(self.network.edges.contraflow[self.edges[edge]])


def turns_between(network: Network, edges: Longs) -> NDArray[np.int64]:
    """Find the turns of a path: as many as its edges, less one."""
    tails, heads = edges[:-1], edges[1:]
    turns = network.turns.first[tails].copy()
    while len(wrong := np.flatnonzero(network.turns.head[turns] != heads)):
        turns[wrong] += 1  # an edge has a handful of turns, and the one wanted is among them
    return turns
