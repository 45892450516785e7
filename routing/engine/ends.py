"""Where trips begin and end on the edges, and the path between."""

from dataclasses import dataclass

from routing.network.model import Longs


@dataclass(frozen=True, slots=True)
class End:
    """One way to begin or end a trip: on this edge, so many milliseconds after its tail."""

    edge: int
    passed_ms: int


Ends = tuple[End, ...]
"""All ways to begin or end at one place: both directions of a two-way street. Empty is nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Edges in order of travel; `begin` and `end` are the places on the first and the last one."""

    duration_ms: int
    edges: Longs
    begin: End
    end: End
