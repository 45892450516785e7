import json
from pathlib import Path

import pytest

from simulations.runner import All, Bar, Silent, State, StatusFile, Task, run_many
from tests.builders import FixedClock
from tests.unit.simulations.runner.stand_in import Town, a_town


def status(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "status.json").read_text(encoding="utf-8"))
    return found


def watcher(folder: Path, clock: FixedClock | None = None) -> StatusFile:
    return StatusFile(folder, "День в городке", clock or FixedClock())


def test_a_run_in_rounds_adds_up(tmp_path: Path):
    seen = watcher(tmp_path)
    run_many([Task.of(a_town(), replications=(0, 1))], opener=Town, progress=seen)
    run_many([Task.of(a_town(), replications=(2,))], opener=Town, progress=seen)
    seen.ended(State.DONE)
    found = status(tmp_path)
    assert (found["done"], found["total"], found["state"], found["scenario"]) == (3, 3, "done", "День в городке")


def test_what_is_left_is_reckoned_from_what_was_computed_and_not_from_what_was_kept(tmp_path: Path):
    clock, kept = FixedClock(100.0), tmp_path / "kept"
    outcomes = run_many([Task.of(a_town(), replications=range(4))], opener=Town, checkpoints=kept)
    seen = watcher(tmp_path, clock)
    seen.expect(4)
    seen.came(outcomes[0], kept=True)
    clock.at += 10
    seen.came(outcomes[1], kept=False)
    assert status(tmp_path)["eta_s"] == pytest.approx(20.0)
    assert status(tmp_path)["started_at"] == 100.0


def test_a_share_is_shown_as_it_is(tmp_path: Path):
    seen = StatusFile(tmp_path, "День", FixedClock(), metric="emergency.late_share")
    (one,) = run_many([Task.of(a_town(), replications=(0,))], opener=Town, progress=seen)
    found = status(tmp_path)
    assert (found["mean"], found["half_width"], found["unit"]) == (one.figures["emergency.late_share"], None, "")


def test_the_bar_is_on_stderr_and_several_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    seen = All([Silent(), Bar("Городок"), watcher(tmp_path)])
    run_many([Task.of(a_town(), replications=range(2))], opener=Town, progress=seen)
    seen.ended(State.DONE)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Городок" in shown.err
    assert "2/2" in shown.err
    assert status(tmp_path)["state"] == State.DONE
