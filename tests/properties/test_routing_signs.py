"""Signs on a grid of streets: every answer equals a search that remembers its way and reads the signs itself."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.network.model import Network
from routing.oracle import RoadOracle
from routing.types import Profile, Snap
from routing.weights import CLOSED
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import Point, Sign, drawn

SIDE = 3
CORNERS = [(x + 0.5, y + 0.5) for x in range(SIDE) for y in range(SIDE)]
"""Not whole, so that no point looks like two numbers of ways."""
STREET = {"highway": "residential", "maxspeed": "RU:urban"}
STREETS: list[tuple[Point, Point]] = [
    (a, b)
    for a, b in (((x, y), (x + dx, y + dy)) for x, y in CORNERS for dx, dy in ((1, 0), (0, 1)))
    if max(b) < SIDE + 0.5
]
"""Street `i` is OSM way ``i + 1``."""
REMEMBERED = 3
"""Edges: no sign here is longer than four."""
Way = int
Drive = tuple[Way, bool]
"""A street, and whether it is driven as drawn."""


def ends(drive: Drive) -> tuple[Point, Point]:
    a, b = STREETS[drive[0] - 1]
    return (a, b) if drive[1] else (b, a)


@st.composite
def signs(draw: st.DrawFn) -> Sign:
    """A sign along a walk over the streets, over a node or over one or two of them."""
    walk = [draw(st.tuples(st.integers(1, len(STREETS)), st.booleans()))]
    for _ in range(draw(st.integers(1, 3))):
        onward = [d for d in all_drives() if ends(d)[0] == ends(walk[-1])[1] and d[0] not in {w for w, _ in walk}]
        assume(onward)
        walk.append(draw(st.sampled_from(onward)))
    kind = draw(st.sampled_from(["no_left_turn", "no_u_turn", "only_straight_on"]))
    via: Point | Sequence[int] = ends(walk[0])[1] if len(walk) == 2 else tuple(way for way, _ in walk[1:-1])
    return {"restriction": kind}, walk[0][0], via, walk[-1][0]


def all_drives() -> Iterator[Drive]:
    return ((way, forward) for way in range(1, len(STREETS) + 1) for forward in (True, False))


def forbidden(history: Sequence[Drive], onto: Drive, posted: Sequence[Sign]) -> bool:
    return any(forbids(sign, history, onto) for sign in posted)


def forbids(sign: Sign, history: Sequence[Drive], onto: Drive) -> bool:
    tags, begin, via, end = sign
    over = [] if via in {p for street in STREETS for p in street} else list(via)
    came = [way for way, _ in history[-len(over) - 1 :]]
    node = ends(history[-1])[1]
    if came != [begin, *over] or (not over and node != via):
        return False
    is_turn_back = onto[0] == history[-1][0]
    leads_there = any(ends((end, forward))[0] == node for forward in (True, False))
    named = onto[0] == end
    return not is_turn_back and leads_there and named == tags["restriction"].startswith("no_")


def onward(history: tuple[Drive, ...], posted: Sequence[Sign]) -> list[Drive]:
    """What may follow: not the way back, unless there is no other."""
    way, forward = history[-1]
    near = [d for d in all_drives() if ends(d)[0] == ends(history[-1])[1] and d[0] != way]
    return [d for d in near if not forbidden(history, d, posted)] or [(way, not forward)]


def remembered_search(start: Way, ms: Mapping[Drive, int], posted: Sequence[Sign]) -> dict[Way, float]:
    """Milliseconds from the middle of a street to the middles of all others."""
    found: dict[Way, float] = {}
    queue: list[tuple[int, tuple[Drive, ...]]] = []
    done: set[tuple[Drive, ...]] = set()
    for forward in (True, False):
        first: Drive = (start, forward)
        for each in onward((first,), posted):
            heappush(queue, (ms[first] - round(ms[first] / 2), (first, each)))
    while queue:
        at_ms, history = heappop(queue)
        if history in done:
            continue
        done.add(history)
        last = history[-1]
        found[last[0]] = min(found.get(last[0], inf), at_ms + round(ms[last] / 2))
        for each in onward(history, posted):
            heappush(queue, (at_ms + ms[last], (*history, each)[-REMEMBERED:]))
    return found


def drives_of(network: Network) -> dict[int, Drive]:
    ways = network.ways.osm_id[network.edge_way].tolist()
    return {edge: (ways[edge], bool(network.edges.forward[edge])) for edge in range(network.edge_count)}


@settings(max_examples=30, deadline=None)
@given(st.lists(signs(), min_size=1, max_size=6))
def test_signs_over_nodes_and_ways_are_obeyed_and_nothing_else_is_forbidden(posted):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr("routing.weights.moment.turn_seconds", lambda network, _: np.zeros(len(network.turns.tail)))
        oracle = drawn(Path(folder), *((STREET, street) for street in STREETS), signs=posted)
        network = oracle._network
        drive = drives_of(network)
        edge = {drive[e]: e for e in range(network.edge_count) if network.edges.copy[e] == 0}
        assume(len(edge) == 2 * len(STREETS))
        edge_ms = oracle._state.profiles[Profile.ORDINARY].metric.weights.edge_ms
        ms = {each: int(edge_ms[e]) for each, e in edge.items()}
        assume(max(ms.values()) < CLOSED)
        snaps = {way: middle(edge[way, True]) for way in range(1, len(STREETS) + 1)}
        for start, here in snaps.items():
            expected = remembered_search(start, ms, posted)
            for end in snaps.keys() - {start}:
                check(oracle, here, snaps[end], expected.get(end, inf), posted, drive)


def middle(edge: int) -> Snap:
    return Snap(edge=edge, offset=0.5, at=spot(0, 0), distance_m=0.0)


def check(
    oracle: RoadOracle, a: Snap, b: Snap, expected_ms: float, posted: Sequence[Sign], drive: Mapping[int, Drive]
) -> None:
    metric = oracle._state.profiles[Profile.ORDINARY].metric
    path = metric.path(metric.ends(a), metric.ends(b))
    assert (inf if path is None else path.duration_ms) == expected_ms
    table = metric.matrix(*(metric.places(np.array([each.edge]), np.array([0.5])) for each in (a, b)))
    assert table[0, 0] * 1000 == pytest.approx(expected_ms)
    if path is not None:
        driven = [drive[edge] for edge in path.edges.tolist()]
        for at, (_, onto) in enumerate(pairwise(driven), 1):
            assert not forbidden(driven[max(0, at - REMEMBERED) : at], onto, posted)
