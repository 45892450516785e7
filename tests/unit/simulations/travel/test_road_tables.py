import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, WeightsSpec
from simulations.scenario.model import GreatCircle, RoadChange, Window
from simulations.travel import RoadTables, open_travel, prepare
from simulations.travel.great_circle import GreatCircleTravel
from simulations.travel.types import NothingClosed, NotTabulated, PlaceUnknown
from tests.tiny_town.town import TOWN, spot
from tests.unit.simulations.travel.conftest import BASE, HOMES, HOSPITAL, a_town

SIREN, ORDINARY = Profile.SIREN, Profile.ORDINARY
ISLAND = spot(10, 10)
MAIN_STREET = (spot(0.4, -0.1), spot(0.6, -0.1), spot(0.6, 0.1), spot(0.4, 0.1))


def closing(area: tuple[LatLon, ...], *classes: str) -> RoadChange:
    return RoadChange(name="ремонт", window=Window(), area=area, classes=classes)


@pytest.mark.parametrize("profile", list(Profile))
def test_the_table_says_what_the_oracle_says(town: RoadOracle, tables: RoadTables, profile: Profile) -> None:
    places = {"base": BASE, "hospital": HOSPITAL, **HOMES}
    found = open_travel(a_town(), tables).matrix(places, places, profile).seconds
    truth = town.matrix(list(places.values()), list(places.values()), profile)
    assert found == pytest.approx(truth.astype(np.float32))


def test_the_drive_takes_what_the_matrix_says(tables: RoadTables) -> None:
    travel = open_travel(a_town(), tables)
    seconds = travel.matrix({"base": BASE}, HOMES, SIREN).seconds[0]
    assert seconds.tolist() == [travel.duration_s(BASE, home, SIREN) for home in HOMES.values()]
    assert seconds[0] == pytest.approx(107.143, abs=0.001)  # the README of the town: one residential kilometre


def test_on_the_way_the_vehicle_stands_at_known_places_only(tables: RoadTables) -> None:
    travel = open_travel(a_town(), tables)
    whole_s = travel.duration_s(HOMES["N"], BASE, ORDINARY)
    along = [travel.way(HOMES["N"], BASE, ORDINARY).at(after_s) for after_s in np.linspace(0, whole_s, 20)]
    left_s = [travel.duration_s(place, BASE, ORDINARY) for place in along]
    assert along[0] == HOMES["N"]
    assert along[-1] == BASE
    assert left_s == sorted(left_s, reverse=True)
    assert len(set(left_s)) > 2  # the way takes seven minutes: waypoints were put on it


def test_a_speed_factor_divides_all_times_and_positions_keep_step(tables: RoadTables) -> None:
    travel = open_travel(a_town(), tables)
    usual_s, half_way = travel.duration_s(BASE, HOMES["N"], SIREN), travel.way(BASE, HOMES["N"], SIREN).at(150.0)
    version = travel.weights_version
    travel.conditions(WeightsSpec(speed_factor={SIREN: 0.5}), ())
    assert travel.duration_s(BASE, HOMES["N"], SIREN) == pytest.approx(2 * usual_s)
    assert travel.way(BASE, HOMES["N"], SIREN).at(300.0) is half_way
    assert travel.weights_version != version


def test_tables_are_made_once_and_the_map_is_not_opened_again(town: RoadOracle, tmp_path: Path) -> None:
    opened = []

    def opener(path: Path) -> RoadOracle:
        opened.append(path)
        return town

    first = prepare(a_town(), HOMES, opener, map_path=TOWN, cache=tmp_path)
    again = prepare(a_town(), HOMES, opener, map_path=TOWN, cache=tmp_path)
    assert first == again
    assert opened == [TOWN]
    assert not list(tmp_path.rglob(".*")), "parts of files are left"


def test_other_places_have_other_tables(town: RoadOracle, tmp_path: Path) -> None:
    one = prepare(a_town(), HOMES, lambda _: town, map_path=TOWN, cache=tmp_path)
    other = prepare(a_town(), {"D": HOMES["D"]}, lambda _: town, map_path=TOWN, cache=tmp_path)
    assert one.digest != other.digest


def test_a_closed_street_has_a_table_of_its_own(town: RoadOracle, tmp_path: Path) -> None:
    change = closing(MAIN_STREET)
    day = a_town(road_changes=(change,))
    tables = prepare(day, HOMES, lambda _: town, map_path=TOWN, cache=tmp_path)
    travel = open_travel(day, tables)
    usual_s = travel.duration_s(BASE, HOSPITAL, SIREN)
    travel.conditions(WeightsSpec(), (change,))
    assert travel.duration_s(BASE, HOSPITAL, SIREN) > usual_s + 60
    travel.conditions(WeightsSpec(), ())
    assert travel.duration_s(BASE, HOSPITAL, SIREN) == usual_s
    assert town.matrix([BASE], [HOSPITAL], SIREN)[0, 0] == pytest.approx(usual_s), "the oracle is as it was"


def test_an_area_without_roads_of_the_class_is_refused(town: RoadOracle, tmp_path: Path) -> None:
    day = a_town(road_changes=(closing(MAIN_STREET, "motorway"),))
    with pytest.raises(NothingClosed, match="ремонт"):
        prepare(day, HOMES, lambda _: town, map_path=TOWN, cache=tmp_path)


def test_conditions_that_were_not_prepared_are_refused(tables: RoadTables) -> None:
    with pytest.raises(NotTabulated, match="prepare"):
        open_travel(a_town(), tables).conditions(WeightsSpec(class_factor={"primary": 0.5}), ())


def test_a_road_map_without_tables_is_refused() -> None:
    with pytest.raises(NotTabulated, match="«day»"):
        open_travel(a_town())


def test_a_scenario_without_roads_needs_no_tables() -> None:
    lines = GreatCircle(speed_mps=dict.fromkeys(Profile, 10.0))
    assert isinstance(open_travel(a_town(roads=lines)), GreatCircleTravel)


def test_a_place_without_a_road_is_said_in_the_report(town: RoadOracle, tmp_path: Path) -> None:
    far, away = spot(20, 20), spot(4000, 0)
    tables = prepare(a_town(), {**HOMES, "хутор": far, "море": away}, lambda _: town, map_path=TOWN, cache=tmp_path)
    report = tables.report("usual")
    assert [name for name, _ in report.off_road] == ["море", "хутор"]
    assert report.unreachable == ["море"]
    assert "«море»: проезда нет" in report.lines()
    travel = open_travel(a_town(), tables)
    assert travel.matrix({"a": away, "b": BASE}, {"base": BASE}, SIREN).seconds.tolist() == [[np.inf], [0.0]]


def test_a_point_that_was_not_tabulated_is_named(tables: RoadTables) -> None:
    with pytest.raises(PlaceUnknown, match=str(ISLAND.lat)):
        open_travel(a_town(), tables).duration_s(ISLAND, BASE, SIREN)


def test_a_world_with_tables_never_loads_the_road_graph() -> None:
    heavy = ("routing.oracle", "osmnx", "geopandas", "networkx", "numba", "routingkit_cch", "osmium")
    asked = f"import json, sys, simulations.travel; print(json.dumps([m for m in {heavy!r} if m in sys.modules]))"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert json.loads(said.stdout) == []
