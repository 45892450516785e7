"""The planners' commands as a person types them, on a small published instance made of the documentation's own text."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.service import ROOT, doezd

DOCUMENTATION = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
PLAINLY = "Traceback"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of the documented instance."""
    _, _, example = DOCUMENTATION.partition("## Опубликованная задача целиком")
    for name, text in re.findall(r"`([\w.]+)`\n\n```\w+\n(.*?)```", example, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "instance.toml"


def test_the_calls_of_an_instance_come_out_as_the_documentation_says(instance: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "calls.csv"
    out.parent.mkdir()
    done = doezd("simulate", str(instance), "--calls-out", str(out), "--runs", str(tmp_path / "run"))
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    told = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| ([\d,]+) \|", DOCUMENTATION, re.MULTILINE)
    found = [
        (str(int(row["replication"]) + 1), row["id"], row["crew"], f"{float(row['doezd_s']):.1f}".replace(".", ","))
        for row in rows
    ]
    assert sorted(found) == sorted(told)
    assert all(row["reasons"] for row in rows)


def test_a_run_that_is_asked_for_again_is_read_and_not_computed(instance: Path, tmp_path: Path) -> None:
    asked = ("simulate", str(instance), "--runs", str(tmp_path / "run"), "--json")
    first = doezd(*asked)
    marks = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*.npz")}
    second = doezd(*asked)
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert marks == {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*.npz")}
    assert json.loads((tmp_path / "run" / "status.json").read_text(encoding="utf-8"))["state"] == "done"


def test_policies_are_compared_on_the_same_calls_and_reported(instance: Path, tmp_path: Path) -> None:
    done = doezd(
        *("compare", str(instance), "--policy", "nearest", "--policy", "matching"),
        *("--runs", str(tmp_path / "run"), "--report", "--json"),
    )
    assert done.returncode == 0, done.stderr
    arms = json.loads(done.stdout)["arms"]
    assert [arm["policy"] for arm in arms] == ["nearest", "matching"]
    assert arms[0]["figures"]["calls.count"] == arms[1]["figures"]["calls.count"]
    report = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "doezd compare" in report
    assert (tmp_path / "run" / "report.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_policy_named_on_the_command_line_keeps_the_order_that_the_scenario_sets(
    instance: Path, tmp_path: Path
) -> None:
    """Two calls wait for the only crew that serves them; first come, first served, though the second is more urgent."""
    (tmp_path / "calls.csv").write_text(
        "id,received_s,lat,lon,type,scene_s\n1,0,59.90,30.30,A,600\n2,10,59.90,30.30,B,600\n3,20,59.90,30.30,A,600\n",
        encoding="utf-8",
    )
    (tmp_path / "crews.csv").write_text("id,kind,lat,lon\n1,als,59.90,30.30\n", encoding="utf-8")
    order = {}
    for name in ("fifo", "urgency"):
        out = tmp_path / f"{name}.csv"
        done = doezd(
            *("simulate", str(instance), "--policy", "matching", "--param", f"order={name}"),
            *("--runs", str(tmp_path / name), "--calls-out", str(out)),
        )
        assert done.returncode == 0, done.stderr
        rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
        order[name] = [row["id"] for row in sorted(rows, key=lambda row: float(row["notified_s"]))]
    assert order == {"fifo": ["1", "2", "3"], "urgency": ["1", "3", "2"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["simulate", "nowhere.toml"], "nowhere.toml"),
        (["simulate", "INSTANCE", "--policy", "guess"], "есть: nearest, matching"),
        (["simulate", "INSTANCE", "--param", "order=last"], "fifo"),
        (["simulate", "INSTANCE", "--set", "horizon_day=1"], "horizon_days"),
        (["simulate", "INSTANCE", "--set", "horizon_days"], "name=value"),
        (["simulate", "INSTANCE", "--calls-out", "calls.xlsx"], ".parquet"),
        (["simulate", "INSTANCE", "--narrow", "thin"], "5%"),
        (["simulate", "INSTANCE", "--cluster", "tls://127.0.0.1:1"], "--certificates"),
        (["compare", "INSTANCE", "--metric", "doezd.mean"], "doezd.mean"),
        (["sweep", "INSTANCE", "seed"], "key=value"),
        (["sensitivity", "INSTANCE", "seed=1"], "key=low,high"),
        (["shifts", "INSTANCE", "8-20"], "08:00-20:00"),
        (["scenario", "check", "nowhere.toml"], "nowhere.toml"),
        (["scenario", "import-jemss", "nowhere.xml", "out"], "nowhere.xml"),
        (["demand", "fit", "nowhere.csv", "out"], "nowhere.csv"),
    ],
)
def test_a_wrong_wish_is_answered_with_the_way_out(
    instance: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    wish = [str(instance) if word == "INSTANCE" else word for word in arguments]
    done = doezd(*wish, env={"DOEZD_RUNS": str(tmp_path / "runs")})
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert PLAINLY not in done.stderr


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hours of the region, straight over land: what a search does is asked here, not what it finds."""
    path = tmp_path_factory.mktemp("hours") / "hours.toml"
    path.write_text(
        f'extends = "{ROOT / "data" / "scenarios" / "today.toml"}"\n'
        "horizon_days = 0.1\nwarm_up_h = 0\nreplications = 2\n"
        '[policy]\nname = "nearest"\n'
        '[roads]\nmodel = "great-circle"\nspeed_kmh = 50\ndetour = 1.3\n',
        encoding="utf-8",
    )
    return path


def searched(command: str, *arguments: str, hours: Path, folder: Path) -> object:
    done = doezd(command, str(hours), *arguments, "--workers", "1", "--json", "--runs", str(folder))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_where_ranks_as_many_places_as_were_asked_for(hours: Path, tmp_path: Path) -> None:
    found = searched("where", "--top", "2", "--at", "kudrovo", "--at", "murino", hours=hours, folder=tmp_path)
    assert isinstance(found, list)
    assert sorted(site["stations"] for site in found) == [["kudrovo"], ["murino"]]


def test_fleet_names_the_smallest_that_keeps_the_promise(hours: Path, tmp_path: Path) -> None:
    found = searched("fleet", "--target", "1", "--least", "-2", "--most", "1", hours=hours, folder=tmp_path)
    assert isinstance(found, dict)
    assert found["answer"]["change"] == -2


def test_shifts_are_planned_and_played_beside_todays(hours: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.toml"
    day.write_text(f'extends = "{hours}"\nhorizon_days = 1\nreplications = 1\n', encoding="utf-8")
    found = searched("shifts", "08:00-08:00", hours=day, folder=tmp_path / "run")
    assert isinstance(found, dict)
    assert len(found["arms"]) == 2


def test_sensitivity_puts_the_widest_key_first(hours: Path, tmp_path: Path) -> None:
    ranges = ("roads.detour=1.3,1.31", "roads.speed_kmh=20,80", "--metric", "doezd.mean_s")
    for how in ((), ("--morris", "2")):
        found = searched("sensitivity", *ranges, *how, hours=hours, folder=tmp_path)
        assert isinstance(found, list)
        assert [each["key"] for each in found] == ["roads.speed_kmh", "roads.detour"]


def test_a_sweep_has_the_base_and_every_value(hours: Path, tmp_path: Path) -> None:
    found = searched("sweep", "demand.factor=0.5,2", hours=hours, folder=tmp_path)
    assert isinstance(found, dict)
    calls = [arm["figures"]["calls.count"]["mean"] for arm in found["arms"]]
    assert calls[1] < calls[0] < calls[2]


def test_a_new_scenario_is_sound_and_is_not_written_over(tmp_path: Path) -> None:
    assert doezd("scenario", "new", str(tmp_path / "mine")).returncode == 0
    assert doezd("scenario", "check", str(tmp_path / "mine" / "scenario.toml")).returncode == 0
    again = doezd("scenario", "new", str(tmp_path / "mine"))
    assert again.returncode == 2
    assert "уже есть" in again.stderr


def test_every_ready_scenario_of_the_region_is_sound() -> None:
    for path in sorted((ROOT / "data" / "scenarios").glob("*.toml")):
        found = doezd("scenario", "check", str(path))
        assert found.returncode == 0, found.stderr
