"""The world drives as long as the road oracle says, before a street is closed and while it is."""

from pathlib import Path

import numpy as np
import pytest

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, WeightsSpec
from simulations.scenario.model import RoadChange, RoadMap, Window
from simulations.travel import open_travel, prepare
from simulations.world import run
from tests.builders import a_crew
from tests.tiny_town.town import TOWN, spot
from tests.unit.simulations.world.town import scenario
from tests.validation.worlds import asked

BASE = spot(0, 0)
HOMES = {"C": spot(2, 0), "D": spot(0, 1), "N": spot(1, 3)}
HOUR_S = 3_600.0
REPAIR = RoadChange(
    name="ремонт",
    window=Window(begin_s=6 * HOUR_S, end_s=12 * HOUR_S),
    area=(spot(0.4, -0.1), spot(0.6, -0.1), spot(0.6, 0.1), spot(0.4, 0.1)),
)


def drives_s(oracle: RoadOracle) -> list[float]:
    """Ask the oracle for the drives from the base."""
    return oracle.matrix([BASE], list(HOMES.values()), Profile.SIREN)[0].tolist()


def called_from(places: list[LatLon], first_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return moments an hour apart and where the calls come from."""
    return (
        first_s + HOUR_S * np.arange(len(places)),
        np.array([place.lat for place in places]),
        np.array([place.lon for place in places]),
    )


def test_drives_are_those_of_the_oracle_under_the_conditions_of_the_hour(tmp_path: Path) -> None:
    oracle = RoadOracle.open(TOWN, tmp_path)
    day = scenario([a_crew("1", home=BASE)], roads=RoadMap(), road_changes=(REPAIR,))
    tables = prepare(day, HOMES, lambda _: oracle, map_path=TOWN, cache=tmp_path)
    usual_s = drives_s(oracle)
    oracle.reweight(WeightsSpec(closed_ways=oracle.ways_in(REPAIR.area)))
    closed_s = drives_s(oracle)
    places = list(HOMES.values())
    parts = [called_from(places, first_s) for first_s in (1.0, 6 * HOUR_S + 1, 12 * HOUR_S + 1)]
    received_s, north, east = (np.concatenate(column) for column in zip(*parts, strict=True))
    came = asked(received_s, np.full(len(received_s), 60.0), north=north, east=east)
    results = run(day, came, open_travel(day, tables))
    drive_s = results.calls.at_scene_at - results.calls.en_route_at
    assert drive_s == pytest.approx([*usual_s, *closed_s, *usual_s], abs=0.001)
    assert closed_s[0] > usual_s[0] + 60
    assert results.calls.eta_s == pytest.approx(drive_s, abs=0.001)
