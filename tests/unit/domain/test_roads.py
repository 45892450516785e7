"""The hour, the season and the closures that the weights follow from."""

from datetime import UTC, datetime

import pytest

from dispatch.domain.places import Certainty
from dispatch.domain.roads import (
    REMEMBERED_S,
    RoadBook,
    SeasonBegin,
    StatedClosure,
    hour_of_week,
    season_of,
    spec_with,
    weighed,
    with_closure,
    without_closure,
)
from routing.types import ClosedWays, Closure, ClosureId, Profile, Season, WeightsSpec
from tests.builders import NOON

MOSCOW_S = 10_800.0
BEGINS = {Season.WINTER: (11, 15), Season.SPRING: (4, 1), Season.SUMMER: (5, 14), Season.AUTUMN: (10, 1)}
YEAR = [
    SeasonBegin(season=season, month=month, day=day, source="a test", certainty=Certainty.ASSUMED)
    for season, (month, day) in BEGINS.items()
]


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def closed(name: str, ends_at: float | None = None) -> StatedClosure:
    closure = Closure(id=ClosureId(name), where=ClosedWays(ways=(7,)), ends_at=ends_at, reason="ремонт")
    return StatedClosure(closure=closure, by="petrov", at=NOON)


def book(*stated: StatedClosure) -> RoadBook:
    found = RoadBook()
    for each in stated:
        found = with_closure(found, each)
    return found


@pytest.mark.parametrize(
    ("local", "hour"),
    [
        ("2026-11-23T00:00+03:00", 0),
        ("2026-11-23T00:59:59+03:00", 0),
        ("2026-11-22T23:00+03:00", 167),
        ("2026-11-25T13:30+03:00", 61),
    ],
)
def test_the_week_begins_on_monday_at_local_midnight(local: str, hour: int) -> None:
    assert hour_of_week(moment(local), MOSCOW_S) == hour
    when = datetime.fromtimestamp(moment(local) + MOSCOW_S, tz=UTC)
    assert when.weekday() * 24 + when.hour == hour


@pytest.mark.parametrize(
    ("local", "season"),
    [
        ("2026-11-14T23:59:59+03:00", Season.AUTUMN),
        ("2026-11-15T00:00+03:00", Season.WINTER),
        ("2026-12-31T23:59+03:00", Season.WINTER),
        ("2027-01-01T00:00+03:00", Season.WINTER),
        ("2028-02-29T12:00+03:00", Season.WINTER),
        ("2027-04-01T00:00+03:00", Season.SPRING),
        ("2027-05-14T00:00+03:00", Season.SUMMER),
        ("2027-10-01T00:00+03:00", Season.AUTUMN),
    ],
)
def test_a_season_begins_on_its_day_by_the_regions_own_calendar(local: str, season: Season) -> None:
    assert season_of(YEAR, moment(local), MOSCOW_S) is season


def test_a_region_that_names_no_seasons_has_none() -> None:
    assert season_of([], NOON, MOSCOW_S) is None


def test_the_weights_hold_every_closure_that_is_not_over_in_the_order_of_names() -> None:
    said = WeightsSpec(speed_factor={Profile.SIREN: 0.5}, hour_of_week=3, season=Season.WINTER)
    stands = book(closed("b"), closed("a", ends_at=NOON + 1), closed("over", ends_at=NOON))
    spec = spec_with(said, stands, NOON, MOSCOW_S)
    assert [closure.id for closure in spec.closures] == ["a", "b"]
    assert (spec.speed_factor, spec.hour_of_week, spec.season) == ({Profile.SIREN: 0.5}, 3, Season.WINTER)
    assert spec.utc_offset_s == MOSCOW_S


def test_a_closure_that_is_lifted_leaves_the_weights_as_they_were() -> None:
    before = spec_with(WeightsSpec(), book(closed("a")), NOON, MOSCOW_S)
    after = without_closure(book(closed("a"), closed("b")), ClosureId("b"))
    assert spec_with(WeightsSpec(), after, NOON, MOSCOW_S) == before


def test_what_is_over_is_remembered_for_a_day() -> None:
    stands = book(closed("a", ends_at=NOON), closed("b"))
    assert set(weighed(stands, NOON + REMEMBERED_S - 1).closures) == {"a", "b"}
    assert set(weighed(stands, NOON + REMEMBERED_S).closures) == {"b"}
    assert weighed(stands, NOON).weighed_at == NOON
