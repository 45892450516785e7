"""The times of the tiny town, checked by hand (see its README)."""

import numpy as np
import pytest

from routing.oracle import RoadOracle
from routing.types import NoRoad, PointOutsideMap, Profile, WeightsSpec
from tests.tiny_town.town import spot

MAIN, RESIDENTIAL, YARD, LINK = 63.158, 107.143, 225.0, 240.0
"""Seconds for one kilometre with a siren."""


def seconds(town: RoadOracle, a: tuple[float, float], b: tuple[float, float], profile=Profile.SIREN) -> float:
    return town.route(spot(*a), spot(*b), profile).duration_s


@pytest.mark.parametrize(
    ("profile", "expected"), [(Profile.SIREN, MAIN * 1.6 + 0.3), (Profile.ORDINARY, 80 * 1.6 + 0.5)]
)
def test_a_trip_starts_and_ends_inside_its_streets(town, profile, expected):
    assert seconds(town, (0.2, 0), (1.8, 0), profile) == pytest.approx(expected, abs=0.05)


def test_a_trip_within_one_street_takes_its_share_in_either_direction(town):
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(MAIN / 2, abs=0.05)
    assert seconds(town, (0.7, 0), (0.2, 0)) == pytest.approx(MAIN / 2, abs=0.05)


def test_signals_and_turns_cost_what_the_table_says(town):
    signals, left, right, out_of_a_yard = 3, 3, 2, 1.5
    by_the_yard = MAIN * 0.1 + signals + left + YARD + right + out_of_a_yard + RESIDENTIAL * 0.1
    assert seconds(town, (1.9, 0), (2.1, 1)) == pytest.approx(by_the_yard, abs=0.1)


def test_a_one_way_street_is_not_driven_against(town):
    assert seconds(town, (1, 0.3), (1, 0.7)) == pytest.approx(RESIDENTIAL * 0.4, abs=0.1)
    by_d_and_a = RESIDENTIAL * 0.3 + 2.5 + RESIDENTIAL * 2 + MAIN + 3 + RESIDENTIAL * 0.3
    assert seconds(town, (1, 0.7), (1, 0.3)) == pytest.approx(by_d_and_a, abs=0.1)


def test_only_a_siren_turns_left_where_a_sign_forbids_it(town):
    siren = MAIN * 0.5 + 3 + RESIDENTIAL * 0.5
    assert seconds(town, (0.5, 0), (1, 0.5)) == pytest.approx(siren, abs=0.1)
    assert seconds(town, (0.5, 0), (1, 0.5), Profile.ORDINARY) > 400


def test_an_emergency_link_is_for_the_siren_only(town):
    by_the_link = MAIN * 0.2 + LINK + RESIDENTIAL * 0.2
    assert seconds(town, (2.8, 0), (2.8, 1)) == pytest.approx(by_the_link, abs=0.1)
    ordinary = 80 * 0.8 + 12 + 3 + YARD + 3 + 4 + 120 * 0.8
    assert seconds(town, (2.8, 0), (2.8, 1), Profile.ORDINARY) == pytest.approx(ordinary, abs=0.1)


def test_the_ordinary_profile_does_not_start_on_an_emergency_link(town):
    assert town.snap(spot(3, 0.4), Profile.SIREN).distance_m < 1
    assert town.snap(spot(3, 0.4), Profile.ORDINARY).distance_m == pytest.approx(400, abs=1)


def test_one_turns_round_at_a_dead_end_and_nowhere_else(town):
    route = town.route(spot(1, 2.9), spot(1, 2.95), Profile.SIREN)
    assert route.duration_s == pytest.approx(RESIDENTIAL * 0.05, abs=0.05)
    edges = town._network.edges
    turned = [a for a, b in town.edge_graph(Profile.SIREN).edges if edges.reverse[a] == b]
    p, n, y_and_x = 15, 16, {4, 8}  # the last two are dead ends for everybody but a siren
    assert set(town._network.junctions.osm_id[edges.head[turned]].tolist()) == {p, n} | y_and_x


def test_the_matrix_says_the_same_as_the_routes(town):
    places = [spot(0.2, 0), spot(1, 0.5), spot(2.5, 1), spot(1.5, 2), spot(0.2, 0.001)]
    for profile in Profile:
        table = town.matrix(places, places[:4], profile)
        each = [[town.route(a, b, profile).duration_s for b in places[:4]] for a in places]
        assert np.array_equal(table, np.array(each))


def test_the_island_and_the_private_way_are_left_out_and_listed(town):
    assert town.left_out("unconnected") == [113]
    assert town.left_out("access") == [114]
    assert town.left_out("no such reason") == []
    assert town.info.left_out == {"unconnected": 1, "access": 1}


def test_a_point_in_the_lake_is_snapped_and_its_distance_reported(town):
    assert town.snap(spot(10, 0)).distance_m == pytest.approx(7_000, abs=10)


def test_a_point_outside_the_map_is_refused_with_a_way_out(town):
    with pytest.raises(PointOutsideMap, match="latitude and longitude"):
        town.route(spot(0, 0), spot(50, 50), Profile.SIREN)
    assert np.isinf(town.matrix([spot(50, 50)], [spot(0, 0)], Profile.SIREN)).all()


def test_exchanged_latitude_and_longitude_are_outside_the_map(town):
    point = spot(0, 0)
    with pytest.raises(PointOutsideMap):
        town.snap(type(point)(lat=point.lon, lon=point.lat))


def test_a_closure_is_driven_around_and_opened_again(own_town):
    before = seconds(own_town, (0.5, 0), (1.6, 0))
    version = own_town.weights_version
    closed = own_town.reweight(WeightsSpec(closed_ways=(103, 102)))
    assert closed == own_town.weights_version != version
    assert own_town.snap(spot(1.7, 0)).distance_m == pytest.approx(300, abs=2)
    assert own_town.reweight(WeightsSpec()) == version
    assert seconds(own_town, (0.5, 0), (1.6, 0)) == before


def test_a_closure_that_cuts_the_town_leaves_no_road(own_town):
    own_town.reweight(WeightsSpec(closed_ways=(110,)))
    with pytest.raises(NoRoad, match="closures"):
        own_town.route(spot(0.5, 0), spot(1, 2.5), Profile.SIREN)
    assert np.isinf(own_town.matrix([spot(0.5, 0)], [spot(1, 2.5)], Profile.SIREN))[0, 0]


def test_twice_the_speed_is_half_the_driving_time(own_town):
    before = seconds(own_town, (0.2, 0), (0.7, 0))
    own_town.reweight(WeightsSpec(speed_factor={Profile.SIREN: 2.0}))
    assert seconds(own_town, (0.2, 0), (0.7, 0)) == pytest.approx(before / 2, abs=0.01)
    own_town.reweight(WeightsSpec(class_factor={"primary": 0.5}))
    assert seconds(own_town, (0.2, 0), (0.7, 0)) == pytest.approx(before * 2, abs=0.01)


def test_empty_questions_have_empty_answers(town):
    assert town.matrix([], [], Profile.SIREN).shape == (0, 0)
    assert town.matrix([spot(0, 0)], [], Profile.SIREN).shape == (1, 0)
    assert town.matrix([], [spot(0, 0)], Profile.SIREN).shape == (0, 1)
