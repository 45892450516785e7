"""Ten thousand trips over the real map among closures: each takes what Dijkstra says, and what its legs take."""

import numpy as np
import pytest

from routing.engine.ends import Path
from routing.guidance.path import turns_between
from routing.oracle import RoadOracle
from routing.types import ClosedArea, ClosedWays, Closure, ClosureId, LatLon, Profile, WeightsSpec
from tests.properties.test_routing_truth import Truth, scattered

pytestmark = [pytest.mark.real_map, pytest.mark.timeout(300)]
ORIGINS, DESTINATIONS = 3, 1_800


def closures(oracle: RoadOracle, rng: np.random.Generator) -> tuple[Closure, ...]:
    """Squares of some kilometres, half of them jams, and hundreds of ways all over the map."""
    squares = [
        Closure(
            id=ClosureId(f"area-{place}"),
            where=ClosedArea(corners=square(middle)),
            speed_factor=0.4 if place % 2 else None,
        )
        for place, middle in enumerate(scattered(oracle, rng, 30))
    ]
    ways = rng.choice(oracle._network.ways.osm_id, 400, replace=False).tolist()
    return (*squares, Closure(id=ClosureId("ways"), where=ClosedWays(ways=tuple(ways))))


def square(middle: LatLon) -> tuple[LatLon, ...]:
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    return tuple(LatLon(lat=middle.lat + 0.02 * n, lon=middle.lon + 0.04 * e) for n, e in corners)


@pytest.fixture(scope="module")
def hindered(real_oracle):
    real_oracle.reweight(WeightsSpec(closures=closures(real_oracle, np.random.default_rng(21))))
    yield real_oracle
    real_oracle.reweight(WeightsSpec())


@pytest.mark.parametrize("profile", list(Profile))
def test_thousands_of_pairs_among_closures_take_what_dijkstra_says(hindered, profile):
    rng, truth = np.random.default_rng(22), Truth(hindered, profile)
    origins, destinations = scattered(hindered, rng, ORIGINS), scattered(hindered, rng, DESTINATIONS)
    table = hindered.matrix(origins, destinations, profile)
    snaps = [hindered.snap(at, profile) for at in destinations]
    for row, origin in zip(table, origins, strict=True):
        start = hindered.snap(origin, profile)
        reached = truth.from_point(start)
        assert row.tolist() == [truth.seconds(reached, start, end) for end in snaps]
    assert np.isfinite(table).sum() > 0.9 * table.size


@pytest.mark.parametrize("profile", list(Profile))
def test_the_legs_of_each_of_a_thousand_paths_take_its_time_together(hindered, profile):
    points = scattered(hindered, np.random.default_rng(23), 2_000)
    snaps = [hindered.snap(at, profile) for at in points]
    ends = list(zip(snaps[::2], snaps[1::2], strict=True))
    paths = [(hindered.path(a, b, profile), hindered.duration_s(a, b, profile)) for a, b in ends]
    driven = [(path, seconds) for path, seconds in paths if path is not None]
    assert len(driven) > 900
    for path, seconds in driven:
        assert legs_ms(hindered, path, profile) == path.duration_ms == round(seconds * 1000)


def legs_ms(oracle: RoadOracle, path: Path, profile: Profile) -> int:
    """Sum up a path edge by edge, each with the turn after it."""
    weights = oracle._state.profiles[profile].metric.weights
    assert (path.begin.edge, path.end.edge) == (path.edges[0], path.edges[-1])
    whole_ms = int(weights.passing_ms(turns_between(oracle._network, path.edges)).sum())
    return whole_ms - path.begin.passed_ms + path.end.passed_ms
