"""The folder of simulated runs: whatever lies in it, the page gets an answer."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.adapters.run_folder import LARGEST_BYTES, MOST_RUNS, RunFolder, Unread, _decoded

GOOD = {"state": "running", "done": 3, "total": 40, "scenario": "Кудрово", "mean": 14.2, "half_width": 0.4}


def write(folder: Path, run: str, text: str | bytes | None = None, at: float = 1_000.0) -> Path:
    path = folder / run / "status.json"
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else (text or json.dumps(GOOD)).encode())
    os.utime(path, (at, at))
    return path


def test_the_run_heard_of_last_comes_first(tmp_path: Path) -> None:
    write(tmp_path, "old", at=1_000.0)
    write(tmp_path, "new", at=2_000.0)
    runs, hidden = RunFolder(tmp_path).runs()
    assert [(seen.run, seen.heard_at) for seen in runs] == [("new", 2_000.0), ("old", 1_000.0)]
    assert runs[0].status is not None
    assert (runs[0].status.done, runs[0].status.total, runs[0].status.mean) == (3, 40, 14.2)
    assert hidden == 0


def test_a_folder_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    assert RunFolder(tmp_path / "nothing").runs() == ((), 0)


BROKEN = {
    "half-written": ('{"state": "running", "do', Unread.NOT_JSON),
    "empty": (b"", Unread.NOT_JSON),
    "not utf-8": (b'{"state": "\xff\xfe", "done": 1, "total": 2}', Unread.NOT_JSON),
    "deep": ("[" * 30_000, Unread.WRONG_FIELD),
    "deep inside": ('{"more": ' + "[" * 30_000, Unread.NOT_JSON),
    "far future": (json.dumps({**GOOD, "started_at": 1e300}), Unread.WRONG_FIELD),
    "out of range": ('{"state": "running", "done": 1, "total": 2, "mean": 1e999}', Unread.WRONG_FIELD),
    "huge": (b" " * (LARGEST_BYTES + 1), Unread.TOO_BIG),
    "foreign": ('{"name": "package", "version": "1.0.0"}', Unread.WRONG_FIELD),
    "a list": ("[1, 2]", Unread.WRONG_FIELD),
    "negative": (json.dumps({**GOOD, "done": -1}), Unread.WRONG_FIELD),
    "not a number": ('{"state": "running", "done": 1, "total": 2, "mean": NaN}', Unread.NOT_JSON),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_status_is_named_and_the_others_are_shown(tmp_path: Path, name: str) -> None:
    text, why = BROKEN[name]
    write(tmp_path, "broken", text or b"")
    write(tmp_path, "good")
    found = {seen.run: seen for seen in RunFolder(tmp_path).runs()[0]}
    assert (found["broken"].status, found["broken"].unread) == (None, why)
    assert found["good"].unread is None


def test_what_is_no_run_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "folder" / "status.json").mkdir(parents=True)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "status.json")
    (tmp_path / "dangling").mkdir()
    (tmp_path / "dangling" / "status.json").symlink_to(tmp_path / "nowhere")
    assert RunFolder(tmp_path).runs() == ((), 0)


def test_fields_of_a_newer_simulator_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "newer", json.dumps({**GOOD, "speed": [1, 2]}))
    assert RunFolder(tmp_path).runs()[0][0].unread is None


def test_of_very_many_runs_the_newest_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    for number in range(MOST_RUNS + 3):
        write(tmp_path, f"run-{number:03d}", at=float(number))
    runs, hidden = RunFolder(tmp_path).runs()
    assert (len(runs), hidden) == (MOST_RUNS, 3)
    assert runs[0].run == f"run-{MOST_RUNS + 2:03d}"


def test_a_report_is_found_only_inside_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    path = write(folder, "one").with_name("report.html")
    assert RunFolder(folder).report("one") is None
    path.write_text("<!doctype html>")
    (tmp_path / "report.html").write_text("secret")
    assert RunFolder(folder).report("one") == path
    for name in ("..", ".", "", "one/..", "/etc", "one\0", "a" * 300, "no-such"):
        assert RunFolder(folder).report(name) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(text: bytes) -> None:
    status, unread = _decoded(text)
    assert (status is None) is (unread is not None)
