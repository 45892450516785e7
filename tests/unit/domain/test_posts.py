"""The hours of posts: which hold now, over midnight and by the day of the week, and what they ask together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dispatch.domain.ids import StationId
from dispatch.domain.places import Certainty
from dispatch.domain.posts import Hardness, PostHours, Wanted, wanted_now, weekdays_of

HOUR = 3_600.0
MOSCOW_S = 3 * HOUR


def hours(post: str = "kudrovo", **more: Any) -> PostHours:
    known: dict[str, Any] = {
        "weekdays": frozenset(range(1, 8)),
        "from_s": 8 * HOUR,
        "until_s": 22 * HOUR,
        "crews": 1,
        "hardness": Hardness.SHOULD,
        "source": "a test",
        "certainty": Certainty.ASSUMED,
    }
    return PostHours(**{"post": StationId(post), **known, **more})


def local(day: int, hour: int, minute: int = 0) -> float:
    """November 2026 by the region's clock; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() - MOSCOW_S


@pytest.mark.parametrize(("at", "held"), [((7, 59), False), ((8, 0), True), ((21, 59), True), ((22, 0), False)])
def test_hours_hold_from_their_first_minute_until_their_last(at: tuple[int, int], held: bool) -> None:
    assert hours().hold(local(23, *at), MOSCOW_S) is held


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    friday_night = hours(weekdays=frozenset({5}), from_s=22 * HOUR, until_s=6 * HOUR)
    assert friday_night.hold(local(27, 23), MOSCOW_S)
    assert friday_night.hold(local(28, 5), MOSCOW_S)
    assert not friday_night.hold(local(28, 23), MOSCOW_S)
    assert not friday_night.hold(local(27, 5), MOSCOW_S)


def test_equal_ends_are_the_whole_day() -> None:
    sunday = hours(weekdays=frozenset({7}), from_s=8 * HOUR, until_s=8 * HOUR)
    assert sunday.hold(local(29, 8), MOSCOW_S)
    assert sunday.hold(local(30, 7, 59), MOSCOW_S)
    assert not sunday.hold(local(30, 8), MOSCOW_S)


def test_of_hours_that_overlap_the_greatest_number_counts_and_the_strict_part_is_kept_apart() -> None:
    rows = [hours(crews=2), hours(hardness=Hardness.MUST), hours("murino", from_s=0, until_s=7 * HOUR)]
    assert wanted_now(rows, local(23, 12), MOSCOW_S) == {"kudrovo": Wanted(crews=2, must=1)}


@pytest.mark.parametrize(
    ("text", "days"),
    [("1-7", range(1, 8)), ("6;7", (6, 7)), ("1-3; 5", (1, 2, 3, 5)), ("3", (3,))],
)
def test_days_of_the_week_are_read_as_people_write_them(text: str, days: range | tuple[int, ...]) -> None:
    assert weekdays_of(text) == frozenset(days)


@pytest.mark.parametrize("text", ["0", "8", "5-2", "пн", "", "1,2", "1-"])
def test_what_is_no_day_of_the_week_is_not_guessed(text: str) -> None:
    assert weekdays_of(text) is None


def test_hours_without_a_day_or_a_crew_are_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        hours(weekdays=frozenset())
    with pytest.raises(ValueError, match="at least one"):
        hours(crews=0)
