import pytest

from routing.types import LatLon
from simulations.travel import places as module
from simulations.travel.places import Places
from simulations.travel.types import PlaceUnknown


def test_an_equal_point_made_elsewhere_is_the_same_place() -> None:
    places = Places([LatLon(lat=60, lon=30), LatLon(lat=61, lon=30)])
    assert places.row(LatLon(lat=61, lon=30)) == 1
    assert places.rows([LatLon(lat=61, lon=30), places.points[0]]).tolist() == [1, 0]


def test_strangers_are_forgotten_without_being_mixed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_STRANGERS", 3)
    places = Places([LatLon(lat=60, lon=30 + number) for number in range(10)])
    for _ in range(5):
        assert [places.row(LatLon(lat=60, lon=30 + number)) for number in range(10)] == list(range(10))


def test_what_is_no_place_is_named_with_what_to_do() -> None:
    with pytest.raises(PlaceUnknown, match=r"\(62, 30\) is none of the 1 places"):
        Places([LatLon(lat=60, lon=30)]).row(LatLon(lat=62, lon=30))


def test_a_point_within_reach_is_taken_for_the_nearest_place_and_no_farther_one_is() -> None:
    places = Places([LatLon(lat=60, lon=30), LatLon(lat=60, lon=30.01)], within_m=200)
    assert places.row(LatLon(lat=60.001, lon=30.0101)) == 1
    with pytest.raises(PlaceUnknown):
        places.row(LatLon(lat=60.01, lon=30))
