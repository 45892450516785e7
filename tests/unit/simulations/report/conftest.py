import pytest

from dispatch.domain.region import Region
from simulations.report import Study
from tests.unit.simulations.report.study import a_study


@pytest.fixture(scope="session")
def study(region: Region) -> Study:
    return a_study(region)
