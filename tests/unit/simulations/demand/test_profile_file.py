"""demand.toml: what it says arrives, and what is wrong is told by line and field."""

import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.domain.incident import ClinicalFlag
from dispatch.domain.region import Region
from simulations.demand import EVEN, calendar, draw_calls, read_profile
from simulations.demand.intensity import processes, rhythms
from simulations.demand.profile import Profile, Season, Shape
from simulations.durations import FiguresInvalid, origins
from tests.unit.simulations.demand.conftest import LENINGRAD, Build

FILE = LENINGRAD / "demand.toml"
WHOLE = FILE.read_text(encoding="utf-8")
SPOILT = ("", "= 5", "nan", "[[x]]", '"', "[1, true]", "{ a = 1 }", "1e400", "-inf", "2024-01-01", "a.b = 3")
MIDNIGHT = np.datetime64("2025-01-01T00", "h")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(FILE)


def wrong(tmp_path: Path, old: str, new: str) -> str:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "demand.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FiguresInvalid) as told:
        read_profile(path)
    return str(told.value)


def test_every_part_names_its_source(profile: Profile) -> None:
    parts = {origin.part for origin in origins(FILE)}
    assert {"level", "hours", "seasons.flu", "groups.road", "dacha", "roads", "flags.oncology"} <= parts
    assert set(profile.flags) == set(ClinicalFlag)


def test_groups_and_districts_of_the_file_are_those_of_the_region(region: Region, profile: Profile) -> None:
    groups, codes = {row.group for row in region.call_shares}, {row.complaint for row in region.call_shares}
    named = set(profile.rhythms) | {group for season in profile.seasons for group in season.groups}
    assert named <= groups
    assert {name for shares in profile.flags.values() for name in shares if name} <= groups | codes
    assert profile.dacha is not None
    assert set(profile.dacha.districts) <= {district.name for district in region.districts}
    assert sum(profile.dacha.districts.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("calls_per_day = 1342", 'calls_per_day = "много"', r"demand\.toml:\d+ поле level\.calls_per_day: «много»"),
        ("calls_per_day = 1342", "calls_per_dya = 1342", r"demand\.toml:\d+ поле level\.calls_per_dya: лишний ключ"),
        ("workday = [0.70, ", "workday = [", r"поле hours\.workday: нужен список из 24 чисел от 0; здесь 23"),
        ("factors = [1.06,", "factors = [-1,", r"поле weekdays\.factors: нужен список из 7 чисел"),
        ('begin = "12-25"', 'begin = "25.12"', r"поле seasons\.flu\.begin: «25\.12»: нужен день вида ММ-ДД"),
        ('shape = "flat"', 'shape = "step"', r"поле seasons\.new-year\.shape: «step»: допустимо bell, flat"),
        ("outside_share = 0.5", "outside_share = 5", r"поле roads\.outside_share: «5»: нужно число от 0 до 1"),
        ("obstetric = 1.0", "obstetric = 2.0", r"поле flags\.pregnant\.obstetric: «2\.0»"),
        ("[level]", "[level", r"demand\.toml:\d+: не разбирается как TOML"),
        ('certainty = "assumed"', 'certainty = "perhaps"', r"certainty: «perhaps»: допустимо fact, assumed"),
    ],
)
def test_a_wrong_figure_is_told_by_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert re.search(said, wrong(tmp_path, old, new))


def test_every_finding_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "demand.toml"
    path.write_text('[level]\ncalls_per_day = "x"\nsource = ""\ncertainty = "fact"\n', encoding="utf-8")
    with pytest.raises(FiguresInvalid) as told:
        read_profile(path)
    assert len(told.value.findings) > 4


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FiguresInvalid, match=r"demand\.toml: файла нет"):
        read_profile(tmp_path / "demand.toml")


def test_the_mean_hour_of_a_year_is_one_for_every_group(region: Region, profile: Profile) -> None:
    found = processes(region.call_shares, profile)
    year = rhythms(found, profile, calendar.hours_from(MIDNIGHT, 8_760, profile))
    assert set(year) == {process.name for process in found}
    assert sum(process.share for process in found) == pytest.approx(1)
    for rhythm in year.values():
        assert rhythm.mean() == pytest.approx(1)


def test_an_hour_of_weight_zero_is_silent() -> None:
    noon = Profile(workday_hours=(*(0.0,) * 12, 1.0, *(0.0,) * 11), day_off_hours=(*(0.0,) * 12, 1.0, *(0.0,) * 11))
    day = calendar.hours_from(MIDNIGHT, 24, noon)
    assert np.flatnonzero(calendar.residents(day, noon, "trauma")).tolist() == [12]


def test_a_season_over_the_new_year_is_one_season() -> None:
    season = Season(name="снег", begin=(12, 30), end=(1, 2), peak=3.0, shape=Shape.FLAT)
    profile = Profile(seasons=(season,))
    days = calendar.hours_from(np.datetime64("2025-12-28T12", "h"), 24 * 8, profile)
    rate = calendar.residents(days, profile, "trauma").reshape(8, 24)[:, 0]
    assert (rate > rate.min()).tolist() == [False, False, True, True, True, True, False, False]


def test_a_holiday_is_lived_as_a_sunday(profile: Profile) -> None:
    monday, sunday = (
        calendar.hours_from(np.datetime64(day, "h"), 24, profile) for day in ("2025-05-26T00", "2025-06-01T00")
    )
    holiday = calendar.hours_from(np.datetime64("2025-06-12T00", "h"), 24, profile)
    assert holiday.off.all()
    assert not monday.off.any()
    rates = [calendar.residents(day, profile, "pain") for day in (holiday, sunday, monday)]
    assert np.corrcoef(rates[0], rates[1])[0, 1] > 0.9999 > np.corrcoef(rates[0], rates[2])[0, 1]


def test_without_figures_every_hour_is_alike(build: Build) -> None:
    calls = draw_calls(build(profile=None, days=28), 0)
    hours = np.bincount(((calls.received_at // 3_600).astype(int)) % 24)
    assert hours.max() - hours.min() < 9 * hours.mean() ** 0.5
    assert len(calls) == pytest.approx(4 * 9_663, abs=800)
    assert EVEN.dacha is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.integers(0, WHOLE.count("\n")), written=st.sampled_from(SPOILT), cut=st.integers(0, 60))
def test_a_spoilt_line_is_told_or_harmless(tmp_path: Path, line: int, written: str, cut: int) -> None:
    lines = WHOLE.splitlines()
    lines[min(line, len(lines) - 1)] = lines[min(line, len(lines) - 1)][:cut] + written
    path = tmp_path / FILE.name
    path.write_text("\n".join(lines), encoding="utf-8")
    with suppress(FiguresInvalid):
        read_profile(path)
