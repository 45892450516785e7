"""Runs that are killed with signal 9, or whose workers are: they go on, and nobody can tell from the results."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulations.runner import ChunkFailed, Outcome, Task, flatten, replicate, run_many
from simulations.scenario import read
from tests.conftest import ROOT
from tests.unit.simulations.experiments.line import DAYS, a_line
from tests.unit.simulations.runner.stand_in import Endless, Mortal, Town, a_town

PATIENCE_S = 60.0
LONG_RUN = """
from pathlib import Path
import sys
from simulations.runner import Task, run_many
from tests.unit.simulations.experiments.line import DAYS, a_line
from tests.unit.simulations.runner.stand_in import Town, a_town

if __name__ == "__main__":
    run_many([Task.of(a_town(), replications=range(2_000))], opener=Town, workers=2, checkpoints=Path(sys.argv[1]))
"""


def digests(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.digest for outcome in outcomes]


def until(what, why: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.02)


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in _status(pid)}


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "\nState:\tZ"


def descendants(pid: int) -> set[int]:
    children = {int(each) for task in Path(f"/proc/{pid}/task").glob("*/children") for each in task.read_text().split()}
    return children.union(*(descendants(child) for child in children))


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_killed_worker_costs_nothing_but_time(tmp_path: Path, deaths: int):
    lives = tmp_path / "lives"
    lives.write_text(str(deaths))
    task = Task.of(a_town(path=lives), replications=range(6))
    found = run_many([task], opener=Mortal, workers=2)
    assert lives.read_text() == "0"
    assert digests(found) == digests(run_many([task], opener=Town))


def test_an_order_that_always_kills_its_worker_is_named_and_the_others_are_kept(tmp_path: Path):
    lives = tmp_path / "lives"
    lives.write_text("99")
    task = Task.of(a_town(path=lives), replications=range(6))
    with pytest.raises(ChunkFailed, match="повторения 3…3"):
        run_many([task], opener=Mortal, workers=2, checkpoints=tmp_path / "kept")
    assert int(lives.read_text()) in {95, 96}  # once with the others or not, then three times alone
    assert {path.stem for path in (tmp_path / "kept").rglob("*.npz")} == {f"{n:06}" for n in (0, 1, 2, 4, 5)}


def test_a_failed_run_does_not_wait_for_the_replications_under_way():
    task = Task.of(a_town(), replications=(2, 3))
    with pytest.raises(ChunkFailed, match="no such day"):
        run_many([task], opener=Endless, workers=2)


def test_a_killed_run_goes_on_from_what_it_has_kept(tmp_path: Path):
    kept = tmp_path / "kept"
    run = subprocess.Popen([sys.executable, "-c", LONG_RUN, str(kept)], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})
    until(lambda: len(list(kept.rglob("*.npz"))) >= 4, "the run keeps nothing")
    workers = descendants(run.pid)
    run.send_signal(signal.SIGKILL)
    run.wait(PATIENCE_S)
    assert len(workers) >= 2
    until(lambda: not alive(workers), "workers outlive their run")
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("*.npz")}
    task = Task.of(a_town(), replications=range(len(before) + 4))
    found = run_many([task], opener=Town, workers=2, checkpoints=kept)
    assert before.items() <= {path: path.stat().st_mtime_ns for path in kept.rglob("*.npz")}.items()
    assert digests(found) == digests(run_many([task], opener=Town))


def test_a_published_instance_gives_the_same_in_a_pool_and_after_a_resume(tmp_path: Path):
    scenario = read(a_line(tmp_path))
    task = Task.of(scenario)
    alone = digests(run_many([task]))
    assert len(alone) == DAYS
    run_many([Task.of(scenario, replications=(1,))], checkpoints=tmp_path / "kept")
    assert digests(run_many([task], workers=2, checkpoints=tmp_path / "kept")) == alone
    assert flatten(replicate(scenario, replication=3)).digest == alone[3]


HEAVY = {"osmnx", "geopandas", "numba", "osmium", "matplotlib", "pandas", "distributed"}
ONE_WORLD = """
import sys
from pathlib import Path
from simulations.runner import replicate
from simulations.scenario import read
replicate(read(Path(sys.argv[1])))
print(*{name.split(".")[0] for name in sys.modules})
"""


def test_a_world_loads_neither_the_road_graph_nor_what_draws_reports(tmp_path: Path):
    argv = [sys.executable, "-c", ONE_WORLD, str(a_line(tmp_path))]
    found = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert not HEAVY & set(found.stdout.split())
