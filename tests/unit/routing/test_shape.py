"""The line of a route: values where they are asked for, columns where they are computed with."""

from itertools import pairwise

import pytest

from routing.types import LatLon, Profile, great_circle_m
from tests.tiny_town.town import spot


@pytest.fixture(scope="module")
def route(town):
    return town.route(spot(0.2, 0), spot(2.8, 1), Profile.SIREN)


def test_a_shape_gives_its_points_one_by_one_from_either_end_and_in_parts(route):
    points = list(route.geometry)
    assert len(points) == len(route.geometry) > 2
    assert all(isinstance(point, LatLon) for point in points)
    assert (route.geometry[0], route.geometry[-1]) == (points[0], points[-1])
    assert list(route.geometry[1:]) == points[1:]
    assert route.geometry.lat.tolist() == [point.lat for point in points]


def test_a_shape_is_as_long_as_its_route_and_names_no_point_twice(route):
    points = list(route.geometry)
    steps_m = [great_circle_m(a, b) for a, b in pairwise(points)]
    assert sum(steps_m) == pytest.approx(route.distance_m, abs=1)
    assert min(steps_m) > 0
