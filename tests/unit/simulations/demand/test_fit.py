"""Fitted figures are the ones that the calls were drawn with, and what the calls cannot tell is left alone."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.region import Region
from simulations.demand import Profile, draw_calls, read_profile
from simulations.demand.fit import Fit, PastCalls, as_past, fit
from simulations.demand.fit.steps import fit_duration
from simulations.demand.fit.writing import write_demand
from simulations.demand.profile import Rhythm
from simulations.durations import Durations, Gamma, LogNormal, Stay, read_durations
from tests.unit.simulations.demand.conftest import Build

WEEKS = 6
COLUMNS = ("lat", "lon", "complaint", "transported", "hospital")
MORNING = tuple(np.r_[np.linspace(0.4, 1.8, 12), np.linspace(1.8, 0.4, 12)].tolist())
NIGHT = tuple(np.roll(MORNING, 12).tolist())
TRUE = Profile(
    calls_per_day=1_500.0,
    workday_hours=MORNING,
    day_off_hours=tuple((0.5 * np.array(MORNING) + 0.5).tolist()),
    weekdays=(1.2, 1.0, 0.9, 1.0, 1.1, 0.9, 0.9),
    rhythms={"poisoning": Rhythm(hours=NIGHT)},
)
TAKES = Durations(
    handling=LogNormal(median_s=80, sigma=0.5),
    turnout=Gamma(shape=4, scale_s=20),
    turnout_by_hour=(*(1.5,) * 6, *(1.0,) * 18),
    walking=Gamma(shape=2, scale_s=60),
    stay=Stay(
        share_transported=0.3, treated=LogNormal(median_s=1_500, sigma=0.4), transported=Gamma(shape=6, scale_s=200)
    ),
    stays={"trauma": Stay(share_transported=0.6, treated=Gamma(shape=5, scale_s=400))},
    handover=LogNormal(median_s=900, sigma=0.6),
    cleaning=Gamma(shape=3, scale_s=200),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fit")


@pytest.fixture(scope="module")
def fitted(build: Build, region: Region, folder: Path) -> Fit:
    write_demand(folder / "true.toml", replace(TRUE, complaints=shares(region)), "проверка")
    scenario = build(begin="2025-04-07", days=7 * WEEKS, profile=folder / "true.toml", durations=TAKES)
    return fit(as_past(draw_calls(scenario, 0)), region)


def shares(region: Region) -> dict[str, float]:
    return {row.complaint: row.share for row in region.call_shares}


def chosen(calls: PastCalls, rows: np.ndarray) -> PastCalls:
    columns = {name: getattr(calls, name)[rows] for name in ("received_at", *COLUMNS)}
    return replace(calls, steps={}, **columns)


def even(factors: tuple[float, ...]) -> np.ndarray:
    return np.array(factors) / np.mean(factors)


def test_the_hours_come_back(fitted: Fit) -> None:
    assert even(fitted.profile.workday_hours) == pytest.approx(even(TRUE.workday_hours), abs=0.09)
    assert even(fitted.profile.day_off_hours) == pytest.approx(even(TRUE.day_off_hours), abs=0.12)


def test_the_weekdays_and_the_level_come_back(fitted: Fit) -> None:
    assert even(fitted.profile.weekdays) == pytest.approx(even(TRUE.weekdays), abs=0.05)
    assert fitted.profile.calls_per_day == pytest.approx(1_500, rel=0.03)


def test_only_the_group_with_a_rhythm_of_its_own_is_far_from_all_calls(fitted: Fit) -> None:
    night = fitted.profile.rhythms["poisoning"]
    assert np.corrcoef(night.hours, NIGHT)[0, 1] > 0.98
    for name, rhythm in fitted.profile.rhythms.items():
        if name != "poisoning":
            assert np.abs(np.array(rhythm.hours) - 1).max() < 0.5, name


def test_months_that_were_not_seen_stay_as_the_mean_month(fitted: Fit) -> None:
    assert 4 in fitted.report.months_seen
    assert 12 not in fitted.report.months_seen
    assert fitted.profile.months == pytest.approx((1.0,) * 12, abs=0.1)


def test_the_report_says_that_the_calls_are_a_poisson_process(fitted: Fit) -> None:
    overall = fitted.report.parts[0]
    assert overall.dispersion == pytest.approx(1, abs=0.12)
    assert fitted.report.ks < 0.01
    assert fitted.report.ks_p > 0.001
    assert any("Месяцев нет в журнале" in line for line in fitted.report.lines())
    hours = next(curve for curve in fitted.report.curves if curve.by == "hour")
    assert hours.fitted == pytest.approx(hours.seen, rel=0.08)


def test_bunched_calls_are_told_by_their_dispersion(build: Build, region: Region) -> None:
    calls = as_past(draw_calls(build(profile=None, days=14), 0))
    third = calls.received_at[np.random.default_rng(47).random(len(calls)) < 1 / 3]
    at = np.sort(np.r_[third, third + 1, third + 2])
    bunched = replace(chosen(calls, np.arange(len(at)) % len(calls)), received_at=at)
    assert fit(bunched, region).report.parts[0].dispersion > 2


def test_durations_come_back_with_their_family(fitted: Fit) -> None:
    takes = fitted.durations
    assert isinstance(takes.handling, LogNormal)
    assert takes.handling.median_s == pytest.approx(80, rel=0.02)
    assert takes.handling.sigma == pytest.approx(0.5, rel=0.02)
    assert isinstance(takes.walking, Gamma)
    assert (takes.walking.shape, takes.walking.scale_s) == pytest.approx((2, 60), rel=0.04)
    assert isinstance(takes.cleaning, Gamma)
    assert isinstance(takes.stay.treated, LogNormal)
    trauma = takes.stays["trauma"]
    assert isinstance(trauma.treated, Gamma)
    assert trauma.treated.mean_s == pytest.approx(2_000, rel=0.05)
    assert trauma.share_transported == pytest.approx(0.6, abs=0.04)
    night, day = np.mean(takes.turnout_by_hour[:6]), np.mean(takes.turnout_by_hour[7:])
    assert night / day == pytest.approx(1.5, rel=0.05)


def test_shares_of_complaints_come_back(fitted: Fit, region: Region) -> None:
    found = fitted.profile.complaints
    for row in region.call_shares:
        assert found[row.complaint] == pytest.approx(row.share, abs=4 * (row.share / 60_000) ** 0.5 + 1e-4)


def test_a_settlement_that_calls_twice_as_often_is_found(build: Build, region: Region) -> None:
    calls = as_past(draw_calls(build(profile=None, days=28), 0))
    luga = next(place for place in region.places if place.name == "Луга")
    here = np.hypot(calls.lat - luga.at.lat, (calls.lon - luga.at.lon) / 2) < 0.03
    rows = np.sort(np.r_[np.arange(len(calls)), np.flatnonzero(here)])
    doubled = chosen(calls, rows)
    once, twice = (
        {home.name: home.calls or 0.0 for home in fit(each, region).places.homes} for each in (calls, doubled)
    )
    assert twice["Луга"] / once["Луга"] == pytest.approx(2, rel=0.12)
    assert twice["Гатчина"] / once["Гатчина"] == pytest.approx(1, rel=0.05)


def test_what_is_written_is_what_was_found(fitted: Fit, folder: Path, build: Build) -> None:
    fitted.write(folder)
    profile, takes = read_profile(folder / "demand.toml"), read_durations(folder / "durations.toml")
    assert profile.workday_hours == pytest.approx(fitted.profile.workday_hours, rel=1e-4)
    assert set(profile.rhythms) == set(fitted.profile.rhythms)
    assert takes.stays.keys() == fitted.durations.stays.keys()
    assert takes.handling.mean_s == pytest.approx(fitted.durations.handling.mean_s, rel=1e-4)
    assert json.loads((folder / "fit.json").read_text(encoding="utf-8"))["calls"] == fitted.report.calls
    again = build(
        begin="2025-04-07",
        days=28,
        profile=folder / "demand.toml",
        settlements=folder / "settlements.csv",
        durations=takes,
    )
    assert len(draw_calls(again, 1)) == pytest.approx(28 * 1_500, rel=0.03)


def test_a_handful_of_calls_changes_little(build: Build, region: Region, takes: Durations) -> None:
    calls = as_past(draw_calls(build(days=1, calls_per_day=20.0), 0))
    found = fit(calls, region, durations=takes)
    assert found.durations.stays == takes.stays
    assert replace(found.durations, stay=takes.stay) == takes
    assert found.durations.stay.share_transported == pytest.approx(takes.stay.share_transported, abs=0.15)
    assert not found.profile.rhythms
    assert found.profile.weekdays == pytest.approx((1.0,) * 7, abs=0.35)
    assert found.profile.complaints == pytest.approx(shares(region), abs=0.03)


@pytest.mark.parametrize(
    ("true", "family"), [(LogNormal(median_s=300, sigma=0.7), LogNormal), (Gamma(shape=2.5, scale_s=120), Gamma)]
)
def test_the_better_family_is_taken(true: LogNormal | Gamma, family: type) -> None:
    seconds = true.draw(np.random.default_rng(47), 5_000)
    found = fit_duration("проба", np.r_[seconds, np.nan, 0.0])
    assert found is not None
    assert isinstance(found.duration, family)
    assert (found.count, found.zeros) == (5_000, 1)
    assert found.aic < found.other_aic
    assert found.ks < 1.6 / 5_000**0.5
    assert found.duration.mean_s == pytest.approx(true.mean_s, rel=0.05)


def test_too_few_calls_are_refused(build: Build, region: Region) -> None:
    calls = as_past(draw_calls(build(days=1, calls_per_day=20.0), 0))
    for count in (0, 1):
        with pytest.raises(ValueError, match="received_at"):
            fit(chosen(calls, np.arange(count)), region)
