"""Trips while closures begin and end: every answer equals Dijkstra's over time, with waiting, in plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.closures.outlook import HORIZON_S
from routing.oracle import RoadOracle
from routing.types import ClosedEdges, ClosedWays, Closure, ClosureId, LatLon, NoRoad, Profile, Snap, WeightsSpec
from routing.weights import CLOSED
from tests.tiny_town.town import TOWN, spot

NOW = 1_780_000_000.0
WAYS = [*range(101, 113)]
places = st.builds(spot, st.floats(-0.3, 3.3), st.floats(-0.3, 3.3))


class Truth:
    """What weighs how much without closures, and the closures. `free` is an oracle that knows of none."""

    def __init__(self, free: RoadOracle, profile: Profile, closures: Sequence[tuple[Closure, set[int]]]) -> None:
        self.profile = profile
        self.closures = [(each, edges) for each, edges in closures if profile in each.profiles]
        self.touched = frozenset().union(*(edges for _, edges in self.closures))
        self.network = free._network
        weights = free._state.profiles[profile].metric.weights
        self.free_ms, self.due_ms = weights.edge_ms.tolist(), weights.due_ms.tolist()
        self.first, self.head = self.network.turns.first.tolist(), self.network.turns.head.tolist()

    def takes_ms(self, edge: int, at_ms: int) -> int | None:
        """Milliseconds of an edge for who enters it then, `None` when it is shut."""
        free_ms = self.free_ms[edge]
        felt = [each.speed_factor for each, edges in self._touching(edge) if self._in_force(each, at_ms)]
        if None in felt or free_ms >= CLOSED:
            return None
        on_foot_ms = round(float(self.network.edge_length_m[edge]) * 3_600 / 3.0)
        left = min((factor for factor in felt if factor), default=1.0)
        return min(max(1, round(free_ms / left)), max(free_ms, on_foot_ms))

    def _touching(self, edge: int) -> Iterator[tuple[Closure, set[int]]]:
        return ((each, edges) for each, edges in self.closures if edge in edges)

    def _in_force(self, closure: Closure, at_ms: int) -> bool:
        at_ms = min(at_ms, round(HORIZON_S * 1000) - 1)
        return self._bound(closure.begins_at, -inf) <= at_ms < self._bound(closure.ends_at, inf)

    def _bound(self, at: float | None, otherwise: float) -> float:
        return otherwise if at is None else round((at - NOW) * 1000)

    def left_ms(self, edge: int, at_ms: int, begin: float = 0.0, end: float = 1.0) -> float:
        """When a part of an edge is driven at the earliest, by who may wait before it."""
        if edge not in self.touched:
            whole_ms = self.free_ms[edge]
            return at_ms + round(whole_ms * end) - round(whole_ms * begin) if whole_ms < CLOSED else inf
        turns = [self._bound(at, inf) for each, _ in self._touching(edge) for at in (each.begins_at, each.ends_at)]
        moments = [at_ms, *(int(turn) for turn in turns if at_ms < turn < HORIZON_S * 1000)]
        taken = [(moment, self.takes_ms(edge, moment)) for moment in moments]
        return min((at + round(ms * end) - round(ms * begin) for at, ms in taken if ms is not None), default=inf)

    def reached(self, origin: Snap) -> dict[int, float]:
        """When the tails of edges are come to, by who leaves the edge of the origin."""
        found, queue = {}, []
        for edge, share in self.ways(origin):
            if self.takes_ms(edge, 0) is not None:
                self._turn(edge, self.left_ms(edge, 0, share), queue)
        while queue:
            at_ms, edge = heappop(queue)
            if edge not in found:
                found[edge] = at_ms
                self._turn(edge, self.left_ms(edge, at_ms), queue)
        return found

    def _turn(self, edge: int, at_ms: float, queue: list[tuple[float, int]]) -> None:
        for turn in range(self.first[edge], self.first[edge + 1]) if at_ms < inf else ():
            if self.due_ms[turn] < CLOSED:
                heappush(queue, (at_ms + self.due_ms[turn], self.head[turn]))

    def ways(self, snap: Snap) -> list[tuple[int, float]]:
        back = int(self.network.edges.reverse[snap.edge])
        return [(snap.edge, snap.offset), *([(back, 1 - snap.offset)] if back != snap.edge else [])]

    def seconds(self, reached: dict[int, float], origin: Snap, destination: Snap) -> float:
        begins = {edge: share for edge, share in self.ways(origin) if self.takes_ms(edge, 0) is not None}
        found = [inf]
        for edge, share in self.ways(destination):
            if edge in reached:
                found.append(self.left_ms(edge, int(reached[edge]), 0.0, share))
            if begins.get(edge, inf) <= share:
                found.append(self.left_ms(edge, 0, begins[edge], share))
        return min(found) / 1000


def edges_of(oracle: RoadOracle, closure: Closure) -> set[int]:
    return set(oracle._weighing.resolver.resolved(closure).edges.tolist())


def truths_of(free: RoadOracle, closures: Sequence[Closure]) -> list[Truth]:
    known = [(each, edges_of(free, each)) for each in closures]
    return [Truth(free, profile, known) for profile in Profile]


def check(
    oracle: RoadOracle, truths: Sequence[Truth], spec: WeightsSpec, points: Sequence[LatLon], *, begin: int = 2
) -> int:
    """Compare a matrix, and routes, from the first points with the truth; count what is not as it is now."""
    told, origins = 0, points[:begin]
    for truth in truths:
        profile = truth.profile
        oracle.reweight(spec, NOW)
        still = oracle.matrix(origins, points, profile)
        snaps = [oracle.snap(point, profile) for point in points]
        oracle.reweight(spec, NOW - 50_000)  # whichever weights are in force, the departure counts
        table = oracle.matrix(origins, points, profile, departs_at=NOW)
        for i, start in enumerate(snaps[: len(origins)]):
            reached = truth.reached(start)
            expected = [truth.seconds(reached, start, end) for end in snaps]
            assert table[i].tolist() == expected
            told += int((still[i] != expected).sum())
            for j in range(min(30, len(points))):
                check_route(oracle, (points[i], points[j]), profile, expected[j])
    return told


def check_route(oracle: RoadOracle, pair: tuple[LatLon, LatLon], profile: Profile, expected: float) -> None:
    if expected == inf:
        with pytest.raises(NoRoad):
            oracle.route(*pair, profile, departs_at=NOW)
        return
    route = oracle.route(*pair, profile, departs_at=NOW)
    assert route.duration_s == expected
    edges = oracle._network.edges
    assert np.array_equal(edges.head[route.edges[:-1]], edges.tail[route.edges[1:]])
    assert sum(step.duration_s for step in route.maneuvers) == pytest.approx(expected, abs=2)
    assert all(wait.wait_s > 0 for wait in route.waits)
    assert sum(wait.wait_s for wait in route.waits) <= expected


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def free_town(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


@st.composite
def closed_for_a_time(draw: st.DrawFn, oracle_edges: list[tuple[int, int]]) -> Closure:
    begin = draw(st.none() | st.integers(-600, 900))
    ways = st.lists(st.sampled_from(WAYS), min_size=1, max_size=3, unique=True).map(tuple)
    pairs = st.lists(st.sampled_from(oracle_edges), min_size=1, max_size=4, unique=True).map(tuple)
    lasts = draw(st.none() | st.integers(1, 900))
    return Closure(
        id=ClosureId("drawn"),
        where=draw(st.builds(ClosedWays, ways=ways) | st.builds(ClosedEdges, edges=pairs)),
        begins_at=None if begin is None else NOW + begin,
        ends_at=None if lasts is None else NOW + (-600 if begin is None else begin) + lasts,
        profiles=tuple(draw(st.sets(st.sampled_from(list(Profile)), min_size=1))),
        speed_factor=draw(st.none() | st.floats(0.05, 0.9)),
    )


def joined(oracle: RoadOracle) -> list[tuple[int, int]]:
    """List the edges of a map by the OSM nodes of their ends."""
    ids, edges = oracle._network.junctions.osm_id, oracle._network.edges
    return sorted(set(zip(ids[edges.tail].tolist(), ids[edges.head].tolist(), strict=True)))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(places, min_size=2, max_size=5))
def test_trips_of_the_tiny_town_equal_dijkstra_over_time_whatever_opens_and_shuts(town, free_town, data, points):
    drawn = data.draw(st.lists(closed_for_a_time(joined(town)), min_size=1, max_size=5))
    closures = tuple(replace(each, id=ClosureId(str(i))) for i, each in enumerate(drawn))
    check(town, truths_of(free_town, closures), WeightsSpec(closures=closures), points)


def scattered(oracle: RoadOracle, rng: np.random.Generator, count: int) -> list[LatLon]:
    """Points near junctions all over the map, up to some hundred metres off."""
    junctions = oracle._network.junctions
    at = rng.integers(0, len(junctions.osm_id), count)
    lats, lons = junctions.lat[at] * 1e-7 + rng.normal(0, 0.002, count), junctions.lon[at] * 1e-7
    return [LatLon(lat=float(lat), lon=float(lon)) for lat, lon in zip(lats, lons, strict=True)]


def in_the_way(oracle: RoadOracle, points: Sequence[LatLon], rng: np.random.Generator) -> Iterator[Closure]:
    """Close a stretch of the way to each point, about when one comes to it: shut, or in a jam."""
    ids, edges = oracle._network.junctions.osm_id, oracle._network.edges
    for i, point in enumerate(points):
        route = oracle.route(points[0], point, Profile.ORDINARY, maneuvers=False) if i else None
        if route is None or len(route.edges) < 10:
            continue
        share = rng.uniform(0.2, 0.8)
        some = route.edges[int(share * len(route.edges)) :][:8]
        begins_at = NOW + share * route.duration_s + round(rng.uniform(-900, 200))
        yield Closure(
            id=ClosureId(str(i)),
            where=ClosedEdges(
                edges=tuple(zip(ids[edges.tail[some]].tolist(), ids[edges.head[some]].tolist(), strict=True))
            ),
            begins_at=begins_at,
            ends_at=begins_at + round(rng.uniform(300, 2_000)),
            speed_factor=None if i % 3 else 0.2,
        )


@pytest.mark.real_map
@pytest.mark.timeout(300)
def test_trips_over_the_real_map_equal_dijkstra_over_time(real_oracle):
    rng = np.random.default_rng(6)
    real_oracle.reweight(WeightsSpec())
    points = scattered(real_oracle, rng, 40)
    closures = tuple(in_the_way(real_oracle, points, rng))
    truths = truths_of(real_oracle, closures)
    try:
        assert check(real_oracle, truths, WeightsSpec(closures=closures), points, begin=1) > 20
    finally:
        real_oracle.reweight(WeightsSpec())
