"""The tiny town's oracle."""

from pathlib import Path

import pytest

from routing.oracle import RoadOracle
from tests.tiny_town.town import TOWN


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> RoadOracle:
    """Weights of this one never change: tests that re-weight open their own."""
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))


@pytest.fixture
def own_town(tmp_path: Path) -> RoadOracle:
    return RoadOracle.open(TOWN, tmp_path)
