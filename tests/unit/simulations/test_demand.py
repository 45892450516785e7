"""A drawn day looks like the region: when, where and about what people call."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from dispatch.domain.region import Region
from simulations.demand import DAY_S, HOUR_S, HOUR_WEIGHTS, Demand, DrawnCall, draw_day

MANY = Demand(calls_per_day=40_000)
"""Enough for shares of a percent to be right within a tenth of a percent or so."""


@pytest.fixture(scope="module")
def many(region: Region) -> list[DrawnCall]:
    return draw_day(region, np.random.default_rng(47), MANY)


def test_the_same_seed_gives_the_same_day(region: Region) -> None:
    one, other = (draw_day(region, np.random.default_rng(47)) for _ in range(2))
    assert one == other


def test_another_seed_gives_another_day(region: Region) -> None:
    assert draw_day(region, np.random.default_rng(1)) != draw_day(region, np.random.default_rng(2))


def test_a_day_has_about_as_many_calls_as_published(region: Region) -> None:
    counts = [len(draw_day(region, np.random.default_rng(seed))) for seed in range(30)]
    mean = region.figure("calls_per_day")
    assert np.mean(counts) == pytest.approx(mean, abs=4 * np.sqrt(mean / 30))
    assert np.var(counts) == pytest.approx(mean, rel=0.8)  # Poisson: the variance is the mean


def test_calls_come_in_order_within_the_day(many: list[DrawnCall]) -> None:
    moments = [call.at_s for call in many]
    assert moments == sorted(moments)
    assert moments[0] >= 0
    assert moments[-1] < DAY_S


def test_hours_follow_the_profile(many: list[DrawnCall]) -> None:
    hours = Counter(int(call.at_s // HOUR_S) for call in many)
    for hour, weight in enumerate(HOUR_WEIGHTS):
        assert hours[hour] / len(many) == pytest.approx(weight / sum(HOUR_WEIGHTS), rel=0.12)


def test_an_hour_of_weight_zero_is_silent(region: Region) -> None:
    only_noon = Demand(hour_weights=(*(0.0,) * 12, 1.0, *(0.0,) * 11))
    assert {int(call.at_s // HOUR_S) for call in draw_day(region, np.random.default_rng(1), only_noon)} == {12}


def test_districts_call_by_their_residents(region: Region, many: list[DrawnCall]) -> None:
    calls = Counter(call.district for call in many)
    residents = sum(district.residents for district in region.districts)
    assert set(calls) == {district.name for district in region.districts}
    for district in region.districts:
        assert calls[district.name] / len(many) == pytest.approx(district.residents / residents, abs=0.006)


def test_the_bigger_settlement_of_a_district_calls_more(many: list[DrawnCall]) -> None:
    calls = Counter(call.settlement for call in many)
    assert calls["Гатчина"] > calls["Сиверский"] > 0


def test_urgencies_have_the_shares_of_the_complaints_table(region: Region, many: list[DrawnCall]) -> None:
    urgency = {row.code: row.urgency for row in region.complaints}
    wanted: Counter[int] = Counter()
    for row in region.call_shares:
        wanted[urgency[row.complaint]] += row.share  # type: ignore[assignment]
    drawn = Counter(call.urgency for call in many)
    for level, share in wanted.items():
        assert drawn[level] / len(many) == pytest.approx(share, abs=0.01)


def test_children_have_their_share_and_their_age(region: Region, many: list[DrawnCall]) -> None:
    assert np.mean([call.child for call in many]) == pytest.approx(region.figure("child_share"), abs=0.01)
    assert all(call.child for call in many if call.complaint == "child-fever")
    assert all(0 <= call.age_years <= 98 for call in many)


def test_every_call_is_inside_the_region(region: Region, many: list[DrawnCall]) -> None:
    assert all(region.box.holds(call.at) for call in many)


def test_a_district_without_a_settlement_calls_from_its_centre(region: Region) -> None:
    bare = replace(region, places=())
    calls = draw_day(bare, np.random.default_rng(1))
    assert {call.settlement for call in calls} == {district.name for district in region.districts}


def test_no_calls_is_an_empty_day(region: Region) -> None:
    assert draw_day(region, np.random.default_rng(1), Demand(calls_per_day=0)) == []


@pytest.mark.parametrize("weights", [(1.0,) * 23, (0.0,) * 24, (*(1.0,) * 23, -1.0)])
def test_an_impossible_profile_is_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="hour_weights"):
        Demand(hour_weights=weights)


def test_less_than_no_calls_is_refused() -> None:
    with pytest.raises(ValueError, match="calls_per_day"):
        Demand(calls_per_day=-1)
