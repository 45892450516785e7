"""Every answer of the engine equals Dijkstra's on the expanded graph, which networkx computes."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from math import inf, nan
from threading import Event

import networkx as nx
import numpy as np
import pytest
import routingkit_cch
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine.arrays import NOWHERE
from routing.oracle import RoadOracle
from routing.types import LatLon, NoRoad, Profile, Season, Snap, WeightsSpec
from routing.weights import CLOSED
from tests.tiny_town.town import TOWN, spot

WAYS = [*range(101, 113)]
NO_TWIN = np.full(200, NOWHERE, np.uint32)
places = st.builds(spot, st.floats(-0.3, 3.3), st.floats(-0.3, 3.3))
specs = st.builds(
    WeightsSpec,
    closed_ways=st.lists(st.sampled_from(WAYS), max_size=3, unique=True).map(tuple),
    class_factor=st.dictionaries(st.sampled_from(["primary", "residential"]), st.floats(0.1, 5), max_size=2),
    hour_of_week=st.none() | st.integers(0, 167),
    season=st.none() | st.sampled_from(Season),
)


class Truth:
    """Dijkstra on the graph that the oracle shows to people."""

    def __init__(self, oracle: RoadOracle, profile: Profile) -> None:
        self._graph = oracle.edge_graph(profile)
        self._reverse = oracle._network.edges.reverse

    def ends(self, snap: Snap) -> Mapping[int, int]:
        """Edges at a snapped point, with the milliseconds from their tails."""
        both = {int(self._reverse[snap.edge]): 1 - snap.offset, snap.edge: snap.offset}
        nodes = self._graph.nodes
        return {edge: round(nodes[edge]["ms"] * share) for edge, share in both.items() if edge in nodes}

    def from_point(self, origin: Snap) -> Mapping[int, float]:
        """Milliseconds from a point to the tails of all edges that are reached by leaving its own edge."""
        leaving = [
            ("start", onward, data["ms"] - passed)
            for edge, passed in self.ends(origin).items()
            for _, onward, data in self._graph.edges(edge, data=True)
        ]
        self._graph.add_weighted_edges_from(leaving, weight="ms")
        reached = nx.single_source_dijkstra_path_length(self._graph, "start", weight="ms") if leaving else {}
        if leaving:
            self._graph.remove_node("start")
        return reached

    def seconds(self, reached: Mapping[int, float], origin: Snap, destination: Snap) -> float:
        start = self.ends(origin)
        found = [inf]
        for edge, passed in self.ends(destination).items():
            found.append(reached.get(edge, inf) + passed)
            if edge in start and start[edge] <= passed:
                found.append(passed - start[edge])
        return min(found) / 1000


def check(
    oracle: RoadOracle, origins: list[LatLon], destinations: list[LatLon], profile: Profile, *, routes: int = 50
) -> int:
    """Compare matrix, and routes to the last destinations, with the truth; return how many pairs have a road."""
    truth = Truth(oracle, profile)
    table = oracle.matrix(origins, destinations, profile)
    snaps = [oracle.snap(b, profile) for b in destinations]
    for i, a in enumerate(origins):
        start = oracle.snap(a, profile)
        reached = truth.from_point(start)
        expected = [truth.seconds(reached, start, end) for end in snaps]
        assert table[i].tolist() == expected
        for b, seconds in list(zip(destinations, expected, strict=True))[-routes:]:
            check_route(oracle, a, b, profile, seconds)
    return int(np.isfinite(table).sum())


def check_route(oracle: RoadOracle, a: LatLon, b: LatLon, profile: Profile, expected: float) -> None:
    if expected == inf:
        with pytest.raises(NoRoad):
            oracle.route(a, b, profile)
        return
    route = oracle.route(a, b, profile)
    assert route.duration_s == expected
    edges = oracle._network.edges
    assert np.array_equal(edges.head[route.edges[:-1]], edges.tail[route.edges[1:]])
    assert sum(step.duration_s for step in route.maneuvers) == pytest.approx(expected, abs=2)
    assert sum(step.distance_m for step in route.maneuvers) == pytest.approx(route.distance_m, abs=2)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


@settings(max_examples=60, deadline=None)
@given(st.lists(places, min_size=1, max_size=4), st.lists(places, min_size=1, max_size=4), specs)
def test_the_tiny_town_answers_as_dijkstra_does_whatever_is_closed(small, origins, destinations, spec):
    small.reweight(spec)
    for profile in Profile:
        check(small, origins, destinations, profile)


@settings(max_examples=60, deadline=None)
@given(places, st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_neighbours_on_one_street_are_not_driven_to_backwards(small, origin, north, east):
    small.reweight(WeightsSpec())
    beside = LatLon(lat=origin.lat + north * 0.009, lon=origin.lon + east * 0.018)
    for profile in Profile:
        check(small, [origin, beside], [beside, origin], profile)


@settings(max_examples=30, deadline=None)
@given(places, places, places)
def test_a_detour_is_never_faster_than_the_way_itself(small, a, b, c):
    small.reweight(WeightsSpec())
    feet = [small.snap(point).at for point in (a, b, c)]
    table = small.matrix(feet, feet, Profile.SIREN)
    straight, detour = table[0, 2], table[0, 1] + table[1, 2]
    assert straight <= detour + 0.01


@pytest.mark.parametrize(("lat", "lon"), [(nan, 30), (60, inf), (91, 30), (60, 181)])
def test_what_is_no_point_never_reaches_the_roads(lat, lon):
    with pytest.raises(ValueError, match="is a number from"):
        LatLon(lat=lat, lon=lon)


def scattered(oracle: RoadOracle, rng: np.random.Generator, count: int) -> list[LatLon]:
    """Points near junctions all over the map, up to some hundred metres off."""
    junctions = oracle._network.junctions
    at = rng.integers(0, len(junctions.osm_id), count)
    off = rng.normal(0, 0.002, (2, count))
    lats, lons = junctions.lat[at] * 1e-7 + off[0], junctions.lon[at] * 1e-7 + 2 * off[1]
    return [LatLon(lat=float(lat), lon=float(lon)) for lat, lon in zip(lats, lons, strict=True)]


@pytest.mark.real_map
@pytest.mark.timeout(300)
@pytest.mark.parametrize("profile", list(Profile))
def test_the_real_map_answers_as_dijkstra_does(real_oracle, profile):
    rng = np.random.default_rng(7)
    real_oracle.reweight(WeightsSpec())
    origins, destinations = scattered(real_oracle, rng, 3), scattered(real_oracle, rng, 1000)
    assert check(real_oracle, origins, [*destinations, origins[0]], profile) > 2_800


@pytest.mark.real_map
@pytest.mark.timeout(300)
@pytest.mark.parametrize("profile", list(Profile))
def test_the_real_map_answers_as_dijkstra_does_in_a_night_of_open_bridges(real_oracle, profile):
    rng = np.random.default_rng(10)
    real_oracle.reweight(WeightsSpec(hour_of_week=2, season=Season.SUMMER))
    try:
        origins, destinations = scattered(real_oracle, rng, 3), scattered(real_oracle, rng, 800)
        assert check(real_oracle, origins, destinations, profile) > 2_000
    finally:
        real_oracle.reweight(WeightsSpec())


@pytest.mark.real_map
def test_the_bridges_that_open_at_night_are_closed_then_and_at_no_other_time(real_oracle):
    def closed(spec: WeightsSpec) -> int:
        real_oracle.reweight(spec)
        return int((real_oracle._state.profiles[Profile.SIREN].metric.weights.edge_ms >= CLOSED).sum())

    usual = closed(WeightsSpec())
    assert closed(WeightsSpec(hour_of_week=2, season=Season.SUMMER)) > usual
    assert closed(WeightsSpec(hour_of_week=12, season=Season.SUMMER)) == usual
    assert closed(WeightsSpec(hour_of_week=2, season=Season.WINTER)) == usual
    assert closed(WeightsSpec()) == usual


@pytest.mark.real_map
@pytest.mark.timeout(300)
@pytest.mark.parametrize("profile", list(Profile))
def test_the_real_map_answers_as_dijkstra_does_after_closures(real_oracle, profile):
    rng = np.random.default_rng(8)
    closed = tuple(rng.choice(real_oracle._network.ways.osm_id, 500, replace=False).tolist())
    speeds = {"class_factor": {"secondary": 0.5}, "speed_factor": {Profile.SIREN: 1.3}}
    real_oracle.reweight(WeightsSpec(**speeds))
    real_oracle.reweight(WeightsSpec(closed_ways=closed, **speeds))
    try:
        origins, destinations = scattered(real_oracle, rng, 3), scattered(real_oracle, rng, 800)
        assert check(real_oracle, origins, destinations, profile) > 2_000
    finally:
        real_oracle.reweight(WeightsSpec())


@pytest.mark.real_map
@pytest.mark.parametrize("profile", list(Profile))
def test_the_real_map_answers_as_another_implementation_of_the_method_does(real_oracle, profile):
    """The expanded graph without trip ends: routingkit's tables between edges, 40,000 pairs."""
    network, metric = real_oracle._network, real_oracle._state.profiles[profile].metric
    order, turns = np.argsort(network.tree.rank).tolist(), network.turns
    theirs = routingkit_cch.CCH(order, turns.tail.tolist(), turns.head.tolist(), filter_always_inf_arcs=False)
    weights = routingkit_cch.CCHMetric(theirs, metric.weights.turn_ms.tolist())
    rng = np.random.default_rng(9)
    here, there = np.split(rng.permutation(np.flatnonzero(metric.weights.edge_ms < CLOSED))[:400], 2)
    rows, columns = (
        metric.places(edges, np.zeros(len(edges)))._replace(rank=np.column_stack([network.tree.rank[edges], NO_TWIN]))
        for edges in (here, there)
    )
    search = routingkit_cch.CCHOneToMany(weights, there.tolist())
    expected = [search.distances_from_multi([(edge, 0)]) for edge in here.tolist()]
    assert np.array_equal(metric.matrix(rows, columns), np.array(expected, float) / 1000)


def answers_stay_true(oracle: RoadOracle, specs: list[WeightsSpec], pairs: list[tuple[LatLon, LatLon]]) -> int:
    """Ask from two threads while weights change; each answer must fit the version that it names."""
    expected = {oracle.reweight(spec): durations(oracle, pairs) for spec in specs}
    stop = Event()

    def ask() -> int:
        asked = 0
        while not stop.is_set():
            for pair in pairs:
                route = oracle.route(*pair, Profile.SIREN, maneuvers=False)
                assert route.duration_s == expected[route.weights_version][pair]
                asked += 1
        return asked

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask) for _ in range(2)]
        for _ in range(5):
            for spec in specs:
                oracle.reweight(spec)
        stop.set()
        return sum(each.result() for each in asking)


def durations(oracle: RoadOracle, pairs: list[tuple[LatLon, LatLon]]) -> dict[tuple[LatLon, LatLon], float]:
    return {pair: oracle.route(*pair, Profile.SIREN).duration_s for pair in pairs}


BUSY = [WeightsSpec(), WeightsSpec(class_factor={"primary": 0.3, "residential": 2.0})]


def test_no_answer_mixes_old_and_new_weights(small):
    pairs = [(spot(0.2, 0), spot(1.5, 1)), (spot(1, 2.8), spot(2.5, 0)), (spot(2.8, 1), spot(0, 0.5))]
    assert answers_stay_true(small, BUSY, pairs) > 0


@pytest.mark.real_map
def test_no_answer_mixes_old_and_new_weights_on_the_real_map(real_oracle):
    points = scattered(real_oracle, np.random.default_rng(9), 20)
    assert answers_stay_true(real_oracle, BUSY, list(zip(points[:10], points[10:], strict=True))) > 0
    real_oracle.reweight(WeightsSpec())
