"""The sun over Saint Petersburg, against what was published."""

from datetime import UTC, datetime

import pytest

from routing.air.sun import elevation_deg, is_dark
from routing.types import LatLon

PETERSBURG = LatLon(lat=59.9386, lon=30.3141)
DECORAH = LatLon(lat=43.3033, lon=-91.7857)
RISING_DEG = -0.833
"""The upper edge of the disk on the horizon, refraction included, by convention."""


def when(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("rises_or_sets", "source"),
    [
        ("2025-12-21T07:00", "piter.tv: взойдёт около 10:00 (UTC+3)"),
        ("2025-12-21T12:53", "spbnews78.ru: зашло в 15:53 (UTC+3)"),
        ("2011-06-21T00:35", "cantrell.cc: sunrise 4:35 (UTC+4)"),
        ("2011-06-21T19:26", "cantrell.cc: sunset 23:26 (UTC+4)"),
    ],
)
def test_the_sun_rises_and_sets_when_the_papers_say(rises_or_sets: str, source: str) -> None:
    assert elevation_deg(PETERSBURG, when(rises_or_sets)) == pytest.approx(RISING_DEG, abs=0.1), source


@pytest.mark.parametrize(("day", "hours"), [("2025-12-21", 5 + 53 / 60), ("2025-06-21", 18 + 53 / 60)])
def test_the_shortest_and_the_longest_day_last_what_the_papers_say(day: str, hours: float) -> None:
    midnight = when(day)
    minutes = [minute for minute in range(1440) if elevation_deg(PETERSBURG, midnight + minute * 60) > RISING_DEG]
    assert len(minutes) / 60 == pytest.approx(hours, abs=0.06)


def test_at_midsummer_the_sun_stands_at_53_and_a_half_and_dives_to_6_and_a_half() -> None:
    course = [elevation_deg(PETERSBURG, when("2025-06-21") + minute * 60) for minute in range(1440)]
    assert max(course) == pytest.approx(53.5, abs=0.05)
    assert min(course) == pytest.approx(-6.5, abs=0.2)


@pytest.mark.parametrize(
    ("light", "dark"),
    [("2003-09-01T11:05", "2003-09-01T10:58"), ("2003-09-02T01:08", "2003-09-02T01:15")],
)
def test_civil_twilight_begins_and_ends_as_the_naval_observatory_tabulates(light: str, dark: str) -> None:
    # Luther College's table for Decorah, Iowa: 1 September, 6:02 to 20:11 (UTC-5).
    assert not is_dark(DECORAH, when(light))
    assert is_dark(DECORAH, when(dark))


def test_on_the_other_side_of_the_earth_it_is_the_other_way_round() -> None:
    antipode = LatLon(lat=-PETERSBURG.lat, lon=PETERSBURG.lon - 180)
    at = when("2026-03-01T09:00")
    assert elevation_deg(antipode, at) == pytest.approx(-elevation_deg(PETERSBURG, at), abs=1e-9)
