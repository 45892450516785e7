"""durations.toml: the region's figures arrive, a scenario may replace them, and what is wrong is told."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.domain.ids import HospitalId
from dispatch.domain.region import Region
from simulations.durations import (
    Constant,
    Durations,
    FiguresInvalid,
    LogNormal,
    Stay,
    Truncated,
    origins,
    read_durations,
)

FILE = Path(__file__).parents[4] / "data" / "region" / "leningrad" / "durations.toml"
WHOLE = FILE.read_text(encoding="utf-8")
SPOILT = ("", "= 5", "nan", "[[x]]", '"', "[1, true]", "{ a = 1 }", "1e400", "-inf", "2024-01-01", "a.b = 3")


def read(tmp_path: Path, text: str, overrides: dict[str, Any] | None = None) -> Durations:
    path = tmp_path / "durations.toml"
    path.write_text(text, encoding="utf-8")
    return read_durations(path, overrides)


def test_the_share_taken_to_hospital_is_the_published_one(region: Region) -> None:
    share = read_durations(FILE).share_transported(region.call_shares)
    assert share == pytest.approx(region.figure("transported_share"), abs=0.005)


def test_every_part_names_its_source() -> None:
    found = origins(FILE)
    assert {"handling", "turnout", "stay", "stays.trauma", "handover"} <= {origin.part for origin in found}
    assert all(origin.source for origin in found)


def test_every_stay_is_of_a_group_or_complaint_of_the_region(region: Region) -> None:
    known = {row.group for row in region.call_shares} | {row.complaint for row in region.call_shares}
    assert set(read_durations(FILE).stays) <= known


def test_a_complaint_comes_before_its_group_and_that_before_all() -> None:
    own, groups, usual = (Stay(share_transported=share) for share in (0.1, 0.2, 0.3))
    takes = Durations(stay=usual, stays={"stroke": own, "cardiovascular": groups})
    assert takes.stay_for("stroke", "cardiovascular") == own
    assert takes.stay_for("arrhythmia", "cardiovascular") == groups
    assert takes.stay_for("burn", "burn") == usual


def test_a_hospital_has_its_own_pace() -> None:
    takes = Durations(handover_factors={HospitalId("slow"): 1.5})
    assert takes.handover_s(600, HospitalId("slow")) == 900
    assert takes.handover_s(600, HospitalId("other")) == 600


def test_by_default_nothing_takes_time() -> None:
    takes = Durations()
    assert takes.handling.mean_s == takes.handover.mean_s == takes.stay.treated.mean_s == 0
    assert not takes.turnout_s(np.array([0.5]), np.array([3])).any()


def test_a_scenario_changes_one_key_or_the_whole_distribution() -> None:
    takes = read_durations(
        FILE,
        {
            "handling": {"median_s": 30},
            "turnout": {"kind": "constant", "seconds": 0},
            "stays": {"trauma": {"share_transported": 1.0}},
            "handover": {"factors": {"gatchinskaya-kmb": 2.0}},
        },
    )
    assert takes.handling == Truncated(of=LogNormal(median_s=30, sigma=0.5), low_s=20, high_s=600)
    assert takes.turnout == Constant(seconds=0)
    assert takes.stays["trauma"].share_transported == 1.0
    assert takes.handover_factors == {HospitalId("gatchinskaya-kmb"): 2.0}
    assert takes.turnout_by_hour == read_durations(FILE).turnout_by_hour


def test_what_a_file_leaves_out_takes_no_time(tmp_path: Path) -> None:
    assert read(tmp_path, "# ничего\n") == Durations()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("median_s = 75", 'median_s = "x"', r"durations\.toml:\d+ поле handling\.median_s: «x»: нужно число"),
        ("median_s = 75", "medan_s = 75", r"поле handling\.medan_s: лишний ключ; допустимы kind, median_s, sigma"),
        ('kind = "lognormal"', 'kind = "normal"', r"поле handling\.kind: «normal»: допустимо constant, exponential"),
        ("median_s = 75", "median_s = 0", r"поле handling: median_s=0.0: нужно число больше 0"),
        (
            "share_transported = 0.20",
            "share_transported = 20",
            r"поле stay\.share_transported: «20»: нужно число от 0 до 1",
        ),
        ("by_hour = [1.5, ", "by_hour = [", r"поле turnout\.by_hour: нужен список из 24 чисел от 0; здесь 23"),
        ("low_s = 20", "low_s = 700", r"поле handling: low_s=700"),
        ("[stays.stroke]", "[strokes]", r"поле strokes: лишний ключ"),
        ("found_share = 0.6", "found_share = -1", r"поле record\.found_share"),
    ],
)
def test_a_wrong_figure_is_told_by_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(FiguresInvalid) as told:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert re.search(said, str(told.value))


def test_observed_durations_are_a_list_of_numbers(tmp_path: Path) -> None:
    good = {"handling": {"kind": "empirical", "observed_s": [10, 20, 40]}}
    assert read(tmp_path, WHOLE, good).handling.mean_s == pytest.approx(22.5)
    for wrong in ([], ["x"], [True]):
        with pytest.raises(FiguresInvalid, match="observed_s"):
            read(tmp_path, WHOLE, {"handling": {"kind": "empirical", "observed_s": wrong}})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.integers(0, WHOLE.count("\n")), written=st.sampled_from(SPOILT), cut=st.integers(0, 60))
def test_a_spoilt_line_is_told_or_harmless(tmp_path: Path, line: int, written: str, cut: int) -> None:
    lines = WHOLE.splitlines()
    lines[min(line, len(lines) - 1)] = lines[min(line, len(lines) - 1)][:cut] + written
    path = tmp_path / FILE.name
    path.write_text("\n".join(lines), encoding="utf-8")
    with suppress(FiguresInvalid):
        read_durations(path)
