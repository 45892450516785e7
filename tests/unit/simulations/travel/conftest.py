"""The tiny town with a base, a hospital and three homes, and its tables."""

from collections.abc import Mapping
from typing import Any

import pytest

from dispatch.domain.ids import HospitalId
from dispatch.domain.places import Certainty, Hospital
from routing.oracle import RoadOracle
from routing.types import LatLon
from simulations.scenario.model import RoadMap, Scenario
from simulations.travel import RoadTables, prepare
from tests.builders import a_crew
from tests.tiny_town.town import TOWN, spot
from tests.unit.simulations.world.town import scenario

BASE, HOSPITAL = spot(0, 0), spot(2, 0)
HOMES: Mapping[str, LatLon] = {"D": spot(0, 1), "F": spot(2, 1), "N": spot(1, 3)}


def a_town(**more: Any) -> Scenario:
    """Return a day in the tiny town."""
    hospital = Hospital(
        id=HospitalId("hospital"),
        name="ЦРБ",
        district="Городок",
        at=HOSPITAL,
        capabilities=frozenset(),
        source="a test",
        certainty=Certainty.ASSUMED,
    )
    return scenario([a_crew("1", home=BASE)], [hospital], **{"roads": RoadMap(), **more})


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    """Its weights are changed and put back while tables are made."""
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def tables(town: RoadOracle, tmp_path_factory: pytest.TempPathFactory) -> RoadTables:
    return prepare(a_town(), HOMES, lambda _: town, map_path=TOWN, cache=tmp_path_factory.mktemp("times"))
