"""Who calls, what their record says, and how long they wait."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from dispatch.domain.incident import ClinicalFlag
from dispatch.domain.region import Region
from simulations.demand import DAY_S, draw_calls, draw_day, read_profile
from simulations.durations import Durations
from tests.unit.simulations.demand.conftest import LENINGRAD, Build


def test_patience_is_exponential_in_the_scenarios_mean(build: Build) -> None:
    assert np.isinf(draw_calls(build(days=1), 0).patience_s).all()
    assert not draw_calls(build(days=1, patience_s=0.0), 0).patience_s.any()
    waits = draw_calls(build(patience_s=1_800.0), 0).patience_s
    assert waits.mean() == pytest.approx(1_800, rel=0.05)
    assert np.median(waits) == pytest.approx(1_800 * np.log(2), rel=0.06)


def test_a_record_answers_for_its_share_of_calls(build: Build, takes: Durations) -> None:
    calls = draw_calls(build(), 0)
    assert np.mean(np.isfinite(calls.record_s)) == pytest.approx(takes.record_found, abs=0.02)
    none = draw_calls(build(durations=replace(takes, record_found=0.0)), 0)
    assert (none.record_s == inf).all()


def test_flags_follow_the_complaint_and_spare_children(build: Build) -> None:
    calls = draw_calls(build(), 0)
    complaint = np.array(calls.complaints)[calls.complaint]
    flagged = {flag: np.array([flag in flags for flags in calls.flags]) for flag in ClinicalFlag}
    assert flagged[ClinicalFlag.PREGNANT][complaint == "childbirth"].all()
    assert flagged[ClinicalFlag.ONCOLOGY][complaint == "cancer-pain"].all()
    for flag in (ClinicalFlag.PREGNANT, ClinicalFlag.CARDIOVASCULAR, ClinicalFlag.ONCOLOGY):
        assert not flagged[flag][calls.child].any()


def test_nights_have_slower_turnouts(build: Build) -> None:
    calls = draw_calls(build(days=28), 0)
    hour = ((calls.received_at + 3 * 3_600) // 3_600).astype(int) % 24
    assert calls.turnout_s[(hour >= 2) & (hour < 5)].mean() > 1.5 * calls.turnout_s[(hour >= 9) & (hour < 20)].mean()


def test_strokes_are_taken_to_hospital_and_high_pressure_is_not(build: Build) -> None:
    calls = draw_calls(build(days=28), 0)
    complaint = np.array(calls.complaints)[calls.complaint]
    assert calls.transported[complaint == "stroke"].mean() > 0.7
    assert calls.transported[complaint == "blood-pressure"].mean() < 0.1
    assert not calls.transported[complaint == "death"].any()


def test_a_day_of_the_demo_has_people_of_their_age(region: Region) -> None:
    profile = read_profile(LENINGRAD / "demand.toml")
    day = draw_day(region, np.random.default_rng(47), profile)
    assert day == draw_day(region, np.random.default_rng(47), profile)
    assert day != draw_day(region, np.random.default_rng(48), profile)
    assert len(day) == pytest.approx(1_342, rel=0.12)
    assert [call.at_s for call in day] == sorted(call.at_s for call in day)
    assert all(0 <= call.at_s < DAY_S and region.box.holds(call.at) and 0 <= call.age_years <= 98 for call in day)
    assert all(call.child for call in day if call.complaint == "child-fever")


def test_a_day_of_no_calls_is_empty(region: Region) -> None:
    assert draw_day(region, np.random.default_rng(1), calls_per_day=0) == []


def test_a_region_that_says_nothing_of_its_level_must_be_told(build: Build, region: Region) -> None:
    silent = replace(region, figures=())
    with pytest.raises(ValueError, match="calls_per_day"):
        draw_calls(build(in_region=silent, profile=None), 0)
    assert len(draw_calls(build(in_region=silent, profile=None, calls_per_day=10.0, days=7), 0)) < 150
