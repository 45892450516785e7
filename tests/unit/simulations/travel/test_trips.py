import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.types import LatLon
from simulations.travel.trips import trip

COUNT = 12
POINTS = [LatLon(lat=60, lon=30 + number / 100) for number in range(COUNT)]


@st.composite
def roads(draw: st.DrawFn) -> np.ndarray:
    """Shortest times over random roads: the triangle inequality holds, as it does in every table."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    times = rng.integers(1, 60, (COUNT, COUNT)).astype(np.float32)
    np.fill_diagonal(times, 0)
    for over in range(COUNT):
        times = np.minimum(times, times[:, [over]] + times[[over], :])
    return times


@given(roads(), st.floats(0, 1))
def test_no_place_misplaces_the_vehicle_less_than_the_one_that_stands_for_it(to: np.ndarray, share: float) -> None:
    whole_s = float(to[1, 0])
    after_s = share * whole_s
    misplaced_s = np.abs(to[:, 0] - after_s) + to[:, 0] + to[1, :] - whole_s
    chosen = POINTS.index(trip(to, POINTS, 0, 1).at(after_s))
    assert misplaced_s[chosen] <= misplaced_s.min() + 1e-4


def test_along_a_straight_road_each_place_stands_for_what_is_nearest_to_it() -> None:
    to = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))).astype(np.float32) * 100
    along = trip(to, POINTS[:4], 0, 3)
    assert list(along.places) == POINTS[:4]
    assert along.begins_s.tolist() == [0, 50, 150, 250]
    assert along.at(149.0) is POINTS[1]


def test_a_place_in_a_side_street_stands_for_nobody_who_drives_past_another_place() -> None:
    to = np.array([[0, 50, 90, 100], [50, 0, 40, 50], [90, 40, 0, 90], [100, 50, 90, 0]], dtype=np.float32)
    assert list(trip(to, POINTS[:4], 0, 3).places) == [POINTS[0], POINTS[1], POINTS[3]]


def test_where_no_road_leads_the_vehicle_stays() -> None:
    to = np.full((2, 2), np.inf, dtype=np.float32)
    nowhere = trip(to, POINTS[:2], 0, 1)
    assert nowhere.at(1e6) is POINTS[0]
    assert nowhere.whole_s == np.inf
