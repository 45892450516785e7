from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.types import LatLon, Profile, WeightsSpec, great_circle_m
from simulations.scenario.model import GreatCircle, RoadChange, Window
from simulations.travel.great_circle import GreatCircleTravel
from simulations.travel.types import NoRoadsToChange

SIREN = Profile.SIREN
MODEL = GreatCircle(speed_mps={Profile.SIREN: 20.0, Profile.ORDINARY: 10.0}, detour=1.5)

points = st.builds(LatLon, lat=st.floats(-80, 80), lon=st.floats(-170, 170))


def test_a_quarter_of_the_globe_takes_a_quarter_of_its_girth() -> None:
    travel = GreatCircleTravel(GreatCircle(speed_mps=dict.fromkeys(Profile, 2.0), radius_m=1_000.0))
    pole, equator = LatLon(lat=90, lon=0), LatLon(lat=0, lon=77)
    assert travel.duration_s(pole, equator, SIREN) == pytest.approx(1_000 * pi / 2 / 2, rel=1e-12)


@given(points, points)
def test_the_matrix_and_the_drive_say_the_same_and_it_is_distance_times_detour_over_speed(a: LatLon, b: LatLon) -> None:
    travel = GreatCircleTravel(MODEL)
    seconds = travel.matrix({"a": a}, {"b": b}, SIREN).seconds
    assert seconds.shape == (1, 1)
    assert seconds[0, 0] == pytest.approx(travel.duration_s(a, b, SIREN), rel=1e-9, abs=1e-9)
    assert seconds[0, 0] == pytest.approx(great_circle_m(a, b) * 1.5 / 20, rel=1e-9, abs=1e-9)


@given(points, points, st.floats(0, 1))
def test_on_the_way_what_is_behind_and_what_is_ahead_add_up_to_the_whole(a: LatLon, b: LatLon, share: float) -> None:
    travel = GreatCircleTravel(MODEL)
    whole_s = travel.duration_s(a, b, SIREN)
    here = travel.way(a, b, SIREN).at(share * whole_s)
    assert travel.duration_s(a, here, SIREN) == pytest.approx(share * whole_s, rel=1e-7, abs=1e-3)
    assert travel.duration_s(here, b, SIREN) == pytest.approx((1 - share) * whole_s, rel=1e-7, abs=1e-3)


def test_who_has_arrived_stands_at_the_destination_itself() -> None:
    travel = GreatCircleTravel(MODEL)
    here, there = LatLon(lat=60, lon=30), LatLon(lat=60, lon=31)
    assert travel.way(here, there, SIREN).at(1e9) is there
    assert travel.way(here, here, SIREN).at(0.0) is here


def test_half_way_is_half_way_to_a_millionth() -> None:
    travel = GreatCircleTravel(GreatCircle(speed_mps=dict.fromkeys(Profile, 1.0)))
    a, b = LatLon(lat=0, lon=0), LatLon(lat=0, lon=1)
    half = travel.way(a, b, SIREN).at(travel.duration_s(a, b, SIREN) / 2)
    assert (half.lat, half.lon) == (pytest.approx(0, abs=1e-12), pytest.approx(0.5, abs=1e-12))


def test_a_speed_factor_changes_its_profile_and_the_version() -> None:
    travel = GreatCircleTravel(MODEL)
    a, b = LatLon(lat=60, lon=30), LatLon(lat=61, lon=30)
    usual, version = travel.duration_s(a, b, SIREN), travel.weights_version
    ordinary = travel.duration_s(a, b, Profile.ORDINARY)
    travel.conditions(WeightsSpec(speed_factor={SIREN: 0.5}), ())
    assert travel.duration_s(a, b, SIREN) == pytest.approx(2 * usual)
    assert travel.duration_s(a, b, Profile.ORDINARY) == ordinary
    assert travel.weights_version != version


def test_without_roads_none_can_be_closed() -> None:
    travel = GreatCircleTravel(MODEL)
    shut = RoadChange(name="мост", window=Window(), area=(LatLon(lat=60, lon=30),) * 3)
    with pytest.raises(NoRoadsToChange, match="мост"):
        travel.conditions(WeightsSpec(), (shut,))
    with pytest.raises(NoRoadsToChange, match="class_factor"):
        travel.conditions(WeightsSpec(class_factor={"primary": 0.5}), ())


def test_a_profile_without_a_speed_is_named() -> None:
    with pytest.raises(ValueError, match="ordinary"):
        GreatCircleTravel(GreatCircle(speed_mps={SIREN: 1.0}))


def test_nobody_and_nowhere_make_an_empty_matrix() -> None:
    assert GreatCircleTravel(MODEL).matrix({}, {"a": LatLon(lat=0, lon=0)}, SIREN).seconds.shape == (0, 1)
