"""Where a vehicle is on its way."""

import pytest

from routing.types import LatLon
from simulations.demo.driving import CROSS_COUNTRY_MPS, along, straight, track_of

BENT = [[30.0, 60.0], [30.2, 60.0], [30.2, 60.1]]
"""Ten by ten in the measure of the ground at 60° north: a degree of longitude is half a degree of latitude."""


def test_it_begins_at_the_beginning_and_ends_at_the_end() -> None:
    track = along(BENT, 100)
    assert (track.where(0).lat, track.where(0).lon) == (60.0, 30.0)
    assert (track.where(100).lat, track.where(100).lon) == (60.1, 30.2)


def test_it_does_not_drive_past_the_ends() -> None:
    track = along(BENT, 100)
    assert track.where(1_000) == track.where(100)
    assert track.where(-5) == track.where(0)


def test_half_of_the_time_is_half_of_the_length() -> None:
    middle = along(BENT, 100).where(50)
    assert middle.lat == pytest.approx(60.0, abs=1e-3)
    assert middle.lon == pytest.approx(30.2, abs=1e-3)


def test_a_line_without_length_stands_still() -> None:
    track = along([[30.0, 60.0], [30.0, 60.0]], 0)
    assert track.where(0) == LatLon(lat=60.0, lon=30.0)


def test_without_a_road_it_goes_across_country() -> None:
    begin, end = LatLon(lat=60.0, lon=30.0), LatLon(lat=60.1, lon=30.0)
    track = track_of(None, begin, end)
    assert track.duration_s == straight(begin, end).duration_s == pytest.approx(11_120 / CROSS_COUNTRY_MPS, rel=0.01)
    assert track.where(track.duration_s) == end


def test_a_road_of_the_service_is_followed_in_its_time() -> None:
    route = {"geometry": {"type": "LineString", "coordinates": BENT}, "duration_s": 321}
    here = LatLon(lat=60.0, lon=30.0)
    assert track_of(route, here, here).duration_s == 321
