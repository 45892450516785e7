"""Configurations that nobody here wrote are brought over, read, and run to their end."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.incident import Urgency
from routing.types import Profile
from simulations.scenario import ImportImpossible, given_days, read
from simulations.scenario.jemss import all_pairs, import_jemss, read_network
from simulations.scenario.model import GreatCircle, Scenario, SuppliedMatrix
from simulations.travel.opening import open_travel
from simulations.world import run

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "jemss"
CITIES = [
    "cities_small/1/sim_config.xml",
    *(f"cities_small/1/sim_configs/sim_config_{name}.xml" for name in ("ddsm", "mobilisation_delay", "standard")),
    "cities_small/1/mexclp/sim_config.xml",
    "cities_small/2/sim_config.xml",
    "cities_small/2/gen_config.xml",
    *(f"cities_small/3/gen_config_calls{name}.xml" for name in ("", "_2", "_3", "_multiple")),
    "cities_small/4/sim_config.xml",
    "cities_small/5/sim_config.xml",
    "cities_small/6/sim_config.xml",
    "cities_small/7/sim_config.xml",
    "utrecht",
]
NETWORKS = sorted(each.name for each in (CASES / "networks").glob("*")) if CASES.is_dir() else ["absent"]


@pytest.fixture(scope="session")
def cases() -> Path:
    if not CASES.is_dir():
        pytest.skip(f"the cases of JEMSS are not at {CASES}")
    return CASES


def brought(cases: Path, config: str, folder: Path) -> tuple[Scenario, list[str]]:
    notes = import_jemss(cases / config, folder, replications=1)
    return read(folder / "scenario.toml"), notes


@pytest.mark.parametrize("config", CITIES)
def test_a_configuration_becomes_a_scenario_that_is_read(cases: Path, config: str, tmp_path: Path) -> None:
    scenario, _ = brought(cases, config, tmp_path)
    (calls,) = given_days(scenario)
    assert len(calls) > 0
    assert scenario.region.crews


@pytest.mark.parametrize("city", ["1", "2", "4", "5", "6", "7"])
def test_a_small_city_runs_until_every_call_is_answered(cases: Path, city: str, tmp_path: Path) -> None:
    scenario, _ = brought(cases, f"cities_small/{city}/sim_config.xml", tmp_path)
    (calls,) = given_days(scenario)
    found = run(scenario, calls, open_travel(scenario)).calls
    assert np.isfinite(found.doezd_s).all()


def test_a_city_has_what_its_configuration_asks_for(cases: Path, tmp_path: Path) -> None:
    scenario, notes = brought(cases, "cities_small/1/sim_configs/sim_config_mobilisation_delay.xml", tmp_path)
    region = scenario.region
    assert (len(region.crews), len(region.stations), len(region.hospitals)) == (20, 12, 6)
    (calls,) = given_days(scenario)
    assert len(calls) == 400
    assert calls.transported.mean() == pytest.approx(0.8, abs=0.08)
    assert (calls.urgency == 1).mean() == pytest.approx(0.57, abs=0.1)
    assert calls.turnout_s.mean() == pytest.approx(60, abs=3)
    assert 20 <= calls.handling_s.min() < calls.handling_s.max() <= 300
    assert 120 <= calls.scene_s.min() < calls.scene_s.max() <= 1800
    assert scenario.policy.parameters["order"] == "urgency"
    assert scenario.targets_s[Urgency.P1] == pytest.approx(480)
    assert any("перенаправление" in note for note in notes)


def test_priorities_have_the_modes_that_their_table_gives_them(cases: Path, tmp_path: Path) -> None:
    roads = brought(cases, "cities_small/1/sim_configs/sim_config_mobilisation_delay.xml", tmp_path)[0].roads
    assert isinstance(roads, SuppliedMatrix)
    siren, ordinary = roads.seconds[Profile.SIREN], roads.seconds[Profile.ORDINARY]
    assert all(ordinary[pair] >= seconds for pair, seconds in siren.items())
    assert sum(ordinary.values()) > 1.2 * sum(siren.values())


def test_utrecht_stands_where_it_stands(cases: Path, tmp_path: Path) -> None:
    scenario, notes = brought(cases, "utrecht", tmp_path)
    assert isinstance(scenario.roads, GreatCircle)
    assert scenario.roads.speed_mps[Profile.SIREN] == pytest.approx(39.6 / 3.6)
    assert scenario.roads.speed_mps[Profile.ORDINARY] == pytest.approx(10.0)
    assert (len(scenario.region.crews), len(scenario.region.hospitals)) == (19, 9)
    assert (scenario.warm_up_s, scenario.horizon_s) == (86_400, 250 * 86_400)
    (calls,) = given_days(scenario)
    assert len(calls) == pytest.approx(6.3 * 24 * 251, rel=0.02)
    assert set(calls.urgency.tolist()) == {1, 3}
    assert any("вызовы равномерны по карте" in note for note in notes)
    assert any("взято 1" in note for note in notes)


def test_a_seed_gives_the_same_files_and_another_one_others(cases: Path, tmp_path: Path) -> None:
    def calls(folder: str, seed: int) -> str:
        import_jemss(cases / "cities_small/2/sim_config.xml", tmp_path / folder, seed=seed)
        return (tmp_path / folder / "calls.csv").read_text()

    assert calls("a", 1) == calls("b", 1) != calls("c", 2)


@pytest.mark.parametrize("name", NETWORKS)
def test_times_of_a_network_equal_an_independent_dijkstra_exactly(cases: Path, name: str) -> None:
    network = read_network(cases / "networks" / name / "nodes.csv", cases / "networks" / name / "arcs.csv")
    file = cases / "networks_expected" / f"{name.replace(' ', '_')}.json"
    expected: Mapping[str, list[list[float | None]]] = json.loads(file.read_text())["modes"]
    assert len(network.graphs) == len(expected)
    for graph, times in zip(network.graphs, expected.values(), strict=True):
        wanted = np.array([[np.inf if time is None else time for time in row] for row in times], np.float64)
        assert np.array_equal(all_pairs(graph), wanted)


def test_a_configuration_that_cannot_be_brought_over_says_why_and_writes_nothing(tmp_path: Path) -> None:
    config = tmp_path / "gen_config.xml"
    config.write_text("<genConfig><mode>calls</mode></genConfig>")
    with pytest.raises(ImportImpossible, match="поле map: нет границ карты"):
        import_jemss(config, tmp_path / "out")
    config.write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><genConfig/>")
    with pytest.raises(ImportImpossible, match="DOCTYPE"):
        import_jemss(config, tmp_path / "out")
    config.write_text("<other/>")
    with pytest.raises(ImportImpossible, match="нужно <simConfig> или <genConfig>"):
        import_jemss(config, tmp_path / "out")
    assert not (tmp_path / "out").exists()
