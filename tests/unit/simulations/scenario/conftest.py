from pathlib import Path

import pytest

from tests.unit.simulations.scenario.instance import Instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)
