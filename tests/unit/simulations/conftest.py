from pathlib import Path

import pytest

from dispatch.adapters.region_files import load_region
from dispatch.domain.region import Region

LENINGRAD = Path(__file__).parents[3] / "data" / "region" / "leningrad"


@pytest.fixture(scope="session")
def region() -> Region:
    return load_region(LENINGRAD)
