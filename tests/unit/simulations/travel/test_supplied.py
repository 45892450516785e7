from math import inf, isnan

import pytest

from routing.types import LatLon, Profile, WeightsSpec
from simulations.scenario.model import SuppliedMatrix
from simulations.travel.supplied import SuppliedTravel
from simulations.travel.types import PlaceUnknown

SIREN, ORDINARY = Profile.SIREN, Profile.ORDINARY
A, B, C, ISLAND = (LatLon(lat=60, lon=30 + east) for east in range(4))
PLACES = {"A": A, "B": B, "C": C, "island": ISLAND}
SECONDS = {("A", "B"): 100.0, ("B", "A"): 110.0, ("B", "C"): 40.0, ("A", "C"): 130.0, ("C", "B"): 50.0}


@pytest.fixture
def travel() -> SuppliedTravel:
    ordinary = {pair: 2 * seconds for pair, seconds in SECONDS.items()}
    return SuppliedTravel(SuppliedMatrix(places=PLACES, seconds={SIREN: SECONDS, ORDINARY: ordinary}))


def test_times_are_the_supplied_ones_and_what_is_not_supplied_is_no_road(travel: SuppliedTravel) -> None:
    found = travel.matrix({"a": A, "b": B}, {"b": B, "c": C, "i": ISLAND}, SIREN)
    assert found.seconds.tolist() == [[100.0, 130.0, inf], [0.0, 40.0, inf]]
    assert travel.duration_s(B, A, ORDINARY) == 220.0


def test_a_point_that_is_no_place_is_named(travel: SuppliedTravel) -> None:
    with pytest.raises(PlaceUnknown, match=r"59\.5"):
        travel.duration_s(LatLon(lat=59.5, lon=30), A, SIREN)


def test_a_time_of_an_unknown_place_is_refused() -> None:
    times = {profile: {("A", "Z"): 1.0} for profile in Profile}
    with pytest.raises(PlaceUnknown, match="«Z»"):
        SuppliedTravel(SuppliedMatrix(places=PLACES, seconds=times))


def test_a_profile_without_times_is_named() -> None:
    with pytest.raises(ValueError, match="ordinary"):
        SuppliedTravel(SuppliedMatrix(places=PLACES, seconds={SIREN: SECONDS}))


def test_on_the_way_one_may_go_on_or_turn_round(travel: SuppliedTravel) -> None:
    here = travel.way(A, B, SIREN).at(30.0)
    found = travel.matrix({"here": here}, {"a": A, "b": B, "c": C}, SIREN).seconds[0].tolist()
    assert found == [30.0, 70.0, 110.0]  # back; on; on and over B, which is nearer than back and A to C (160)


def test_the_share_of_the_way_stays_when_the_siren_is_put_on(travel: SuppliedTravel) -> None:
    here = travel.way(A, B, ORDINARY).at(50.0)  # a quarter of 200
    assert travel.duration_s(here, B, SIREN) == 75.0
    assert travel.duration_s(here, A, SIREN) == 25.0


def test_a_crew_may_be_diverted_twice(travel: SuppliedTravel) -> None:
    first = travel.way(A, B, SIREN).at(30.0)
    second = travel.way(first, C, SIREN).at(20.0)  # 110 in all
    assert travel.duration_s(second, C, SIREN) == 90.0
    assert travel.duration_s(second, A, SIREN) == 50.0
    assert travel.duration_s(second, B, SIREN) == 90.0  # back to the first point and on: 20 + 70


def test_the_ends_of_a_way_are_the_places_themselves(travel: SuppliedTravel) -> None:
    assert travel.way(A, B, SIREN).at(0.0) is A
    assert travel.way(A, B, SIREN).at(100.0) is B
    assert travel.way(A, ISLAND, SIREN).at(10.0) is A


def test_a_speed_factor_divides_the_times_on_the_way_too(travel: SuppliedTravel) -> None:
    version = travel.weights_version
    travel.conditions(WeightsSpec(speed_factor={SIREN: 0.5}), ())
    assert travel.weights_version != version
    assert travel.duration_s(A, B, SIREN) == 200.0
    assert travel.duration_s(travel.way(A, B, SIREN).at(50.0), B, SIREN) == 150.0


def test_how_long_the_way_is_is_not_known(travel: SuppliedTravel) -> None:
    assert isnan(travel.distance_m(A, B))
