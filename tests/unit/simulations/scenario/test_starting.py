"""A new scenario runs as it is, and never takes the place of another."""

from pathlib import Path

import pytest

from simulations.scenario import ScenarioInvalid, check
from simulations.scenario.starting import new


def test_a_new_scenario_is_a_good_one(tmp_path: Path) -> None:
    path = new(tmp_path / "mine")
    assert path == tmp_path / "mine" / "scenario.toml"
    assert check(path) == []


def test_a_scenario_that_is_there_stays(tmp_path: Path) -> None:
    new(tmp_path).write_text("mine")
    with pytest.raises(ScenarioInvalid, match="уже есть"):
        new(tmp_path)
    assert (tmp_path / "scenario.toml").read_text() == "mine"
