"""Tracks on the disk: what was written is read again, what is torn costs itself alone, what is old goes."""

import gzip
from pathlib import Path

import pytest

from dispatch.adapters.track_files import STANDING_S, TrackFiles, read_day
from dispatch.application.tracks import TrackFix

MIDNIGHT = 1_795_392_000.0
"""23 November 2026, UTC."""
DAY_S = 86_400.0
NORTH_20_M = 20 / 111_195


def fix(step: int = 0, *, crew: str = "2143", at: float | None = None, **more: float) -> TrackFix:
    moment = MIDNIGHT + 10 * step if at is None else at
    return TrackFix(crew=crew, at=moment, lat=59.5 + NORTH_20_M * step, lon=30.1, **more)


def kept(folder: Path, fixes: list[TrackFix], *, days: int = 90, now: float = MIDNIGHT) -> TrackFiles:
    files = TrackFiles(folder, days)
    files.take(fixes)
    files.write(now)
    return files


def test_what_was_written_is_read_again_crew_by_crew_in_the_order_of_time(tmp_path):
    files = kept(tmp_path, [fix(2), fix(0), fix(1, speed_mps=16.04, bearing_deg=90.0), fix(0, crew="экипаж,7")])
    (path,) = files.kept(since=MIDNIGHT)
    day = read_day(path)
    assert [track.crew for track in day.tracks] == ["2143", "экипаж,7"]
    assert day.tracks[0].at.tolist() == [MIDNIGHT, MIDNIGHT + 10, MIDNIGHT + 20]
    assert day.tracks[0].speed_mps[1] == pytest.approx(16.0)
    assert str(day.tracks[0].bearing_deg.tolist()) == "[nan, 90.0, nan]"
    assert day.torn == 0


def test_each_day_has_its_own_file_that_ordinary_tools_read(tmp_path):
    kept(tmp_path, [fix(0, at=MIDNIGHT - 1), fix(1, at=MIDNIGHT + 1)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-22.csv.gz", "2026-11-23.csv.gz"]
    assert gzip.decompress((tmp_path / "2026-11-22.csv.gz").read_bytes()).startswith(b"2143,1795391999.0,59.5")


def test_a_vehicle_that_stands_is_kept_once_a_minute(tmp_path):
    files = kept(tmp_path, [fix(at=MIDNIGHT + second) for second in range(0, 300, 10)])
    (day,) = [read_day(path) for path in files.kept(since=MIDNIGHT)]
    assert day.tracks[0].at.tolist() == [MIDNIGHT + STANDING_S * minute for minute in range(5)]


def test_a_file_cut_in_the_middle_loses_its_end_alone(tmp_path):
    files = kept(tmp_path, [fix(step) for step in range(10)])
    (path,) = files.kept(since=MIDNIGHT)
    files.take([fix(step) for step in range(10, 20)])
    files.write(MIDNIGHT)
    path.write_bytes(path.read_bytes()[:-20])
    day = read_day(path)
    assert len(day.tracks[0].at) == 10
    assert day.torn == 1
    files.take([fix(step) for step in range(20, 30)])
    files.write(MIDNIGHT)
    assert len(read_day(path).tracks[0].at) == 20


def test_a_damaged_beginning_costs_nothing_of_what_follows(tmp_path):
    files = kept(tmp_path, [fix(step) for step in range(10)])
    (path,) = files.kept(since=MIDNIGHT)
    whole = path.read_bytes()
    path.write_bytes(whole[:30] + b"\x00" * 10 + whole[40:] + whole)
    day = read_day(path)
    assert len(day.tracks[0].at) == 10
    assert day.torn >= 1


def test_days_that_are_too_old_go_and_foreign_files_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    kept(tmp_path, [fix(0, at=MIDNIGHT - 3 * DAY_S), fix(1, at=MIDNIGHT)], days=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-23.csv.gz", "notes.txt"]


def test_with_no_days_to_keep_nothing_is_written(tmp_path):
    assert kept(tmp_path / "tracks", [fix()], days=0).kept(since=0.0) == []
    assert not (tmp_path / "tracks").exists()


def test_a_folder_that_cannot_be_written_is_said_and_the_next_writing_tried(tmp_path):
    blocked = tmp_path / "tracks"
    blocked.write_text("a file where the folder should be")
    files = kept(blocked, [fix(0)])
    assert files.problem is not None
    blocked.unlink()
    files.take([fix(1)])
    assert files.write(MIDNIGHT) == 1
    assert files.problem is None
