"""What `make bench` prints: a row a measure, a row a peer, and never a figure that was not measured."""

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from tests.benchmarks.__main__ import beside, table, verdict
from tests.benchmarks.peers import environment
from tests.benchmarks.peers.measured import NAMES, Questions, answers
from tests.benchmarks.routing import peers_of, row, versus

MACHINE = {"machine": "a processor, 2 cores"}


def printed(shown: object) -> str:
    console = Console(file=StringIO(), width=200)
    console.print(shown)
    return console.file.getvalue()


def test_a_row_shows_its_median_its_spread_and_whether_its_target_is_met():
    found = row("matrix.163x60_ms", np.array([1.0, 2.0, 9.0]), target=3) | MACHINE
    assert "1–9" in printed(table([found]))
    assert verdict(found) == "ok"
    assert "MISSED" in verdict(found | {"target": 1})
    assert verdict(found | {"target": None}) == ""


def test_peers_stand_in_a_table_of_their_own_one_a_line():
    found = row("route.pair_us", np.array([50.0]), target=80, peers={"OSRM CH": 500.0, "Valhalla": "no Python 3.12"})
    lines = printed(beside([found])).splitlines()
    assert any("OSRM CH" in line and "10.0" in line for line in lines)
    assert any("Valhalla" in line and "no Python 3.12" in line for line in lines)


def test_how_many_times_faster_is_not_said_of_a_peer_that_was_not_measured():
    ours = [row("route.with_geometry_us", np.array([100.0]), target=None)]
    asked = ("route.geometry_vs_osrm_x", "route.with_geometry_us", "route with geometry", 10)
    silent = versus(ours, {"OSRM CH": {"route with geometry": "no Python 3.12"}}, *asked)
    assert verdict(silent) == "не измерено / not measured: no Python 3.12"
    measured = versus(ours, {"OSRM CH": {"route with geometry": [0.0012, 0.0012]}}, *asked)
    assert (measured["value"], verdict(measured)) == (12.0, "ok")


def test_without_a_newer_python_every_peer_says_so(town, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "_candidates", lambda: iter(()))
    said = answers(town, Questions(pairs=(), tables={"1x1": ((), ())}, tries=1), tmp_path)
    assert set(said) == set(NAMES)
    assert "no Python 3.12" in peers_of(said, "table 1x1", 1e3)["pandana"]


def test_a_shim_with_nothing_behind_it_is_no_python(tmp_path):
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert not environment._is_new(shim)


@pytest.fixture
def town(tmp_path):
    from routing.oracle import RoadOracle  # noqa: PLC0415 the other tests need no map
    from tests.tiny_town.town import TOWN  # noqa: PLC0415

    return RoadOracle.open(TOWN, tmp_path / "cache")
