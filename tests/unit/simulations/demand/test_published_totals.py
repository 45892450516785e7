"""Drawn calls add up to what the oblast has published, within what chance allows."""

from collections.abc import Mapping

import numpy as np
import pytest

from dispatch.domain.region import Region
from simulations.calls import Calls
from simulations.demand import demand_source, draw_calls
from tests.unit.simulations.demand.conftest import Build

YEAR, WEEK_S = 490_000, 604_800.0


@pytest.fixture(scope="module")
def year(build: Build) -> Calls:
    return draw_calls(build(begin="2025-01-01", days=365), 0)


def within(count: float, of: int, *, sigmas: float = 4.0) -> float:
    """How far a share of so many independent calls may be from its expectation."""
    return sigmas * (count * (1 - count) / of) ** 0.5


def weekly(build: Build, monday: str) -> float:
    counts = [len(draw_calls(build(begin=monday, seed=seed), 0)) for seed in range(6)]
    return float(np.mean(counts))


def test_a_year_has_as_many_calls_as_the_weeks_add_up_to(year: Calls) -> None:
    assert len(year) == pytest.approx(YEAR, abs=4 * YEAR**0.5)


@pytest.mark.parametrize(
    ("monday", "published"),
    [("2024-06-10", 8_618), ("2025-11-10", 9_368), ("2025-12-15", 9_663), ("2025-01-27", 12_070)],
    ids=["June 2024", "November 2025", "an ordinary week", "the peak week"],
)
def test_a_published_week_comes_out_within_two_percent(build: Build, monday: str, published: float) -> None:
    assert weekly(build, monday) == pytest.approx(published, rel=0.02)


def test_shares_of_a_year_are_the_published_ones(region: Region, year: Calls) -> None:
    group = np.array([row.group for row in region.call_shares])[year.complaint]
    drawn: Mapping[str, float] = {
        "emergency_share": float(np.mean(year.true_urgency <= 2)),
        "child_share": float(year.child.mean()),
        "cardiovascular_share": float(np.mean(group == "cardiovascular")),
        "road_accident_share": float(np.mean(group == "road")),
        "transported_share": float(year.transported.mean()),
    }
    for code, share in drawn.items():
        published = region.figure(code)
        assert share == pytest.approx(published, abs=within(published, len(year)) + 0.005), code


def test_calls_per_resident_lie_between_a_village_and_a_town(region: Region, year: Calls) -> None:
    calls = np.bincount(year.district, minlength=len(region.districts))
    residents = np.array([district.residents for district in region.districts])
    per_1000 = 1_000 * calls / residents
    assert 76 < per_1000.min() < per_1000.max() < 368
    assert 1_000 * len(year) / residents.sum() == pytest.approx(242, abs=3)


def test_most_calls_come_from_the_three_districts_that_the_112_service_names(year: Calls) -> None:
    calls = dict(zip(year.districts, np.bincount(year.district).tolist(), strict=True))
    assert sorted(calls, key=lambda name: -calls[name])[:3] == [
        "Всеволожский район",
        "Гатчинский район",
        "Выборгский район",
    ]


def test_monday_and_friday_have_more_calls_than_a_weekend_day(year: Calls) -> None:
    day = ((year.received_at - year.received_at[0]) // 86_400 + 2).astype(int) % 7  # 2025 began on a Wednesday
    counts = np.bincount(day, minlength=7)
    assert min(counts[0], counts[4]) > max(counts[1], counts[2], counts[3]) > counts[5]


def test_counts_of_equal_hours_vary_as_a_poisson_process_does(build: Build) -> None:
    scenario = build(days=1)
    prepared = demand_source(scenario)
    counts = [len(draw_calls(scenario, replication, prepared)) for replication in range(60)]
    assert np.var(counts, ddof=1) / np.mean(counts) == pytest.approx(1, abs=4 * (2 / 59) ** 0.5)
