"""Crews of a neighbouring region, listed to help out."""

from dispatch.adapters.region_files import check_region, load_region
from tests.unit.region.conftest import Folder


def test_crews_of_a_station_in_a_neighbours_district_are_the_neighbours_own(folder: Folder) -> None:
    folder.write(
        "stations.csv",
        folder.text("stations.csv") + "spb-17,Подстанция соседей,station,Санкт-Петербург,59.97,30.45,пример,assumed\n",
    )
    folder.write("crews.csv", folder.text("crews.csv") + "9901,intensive,spb-17,C,08:00,08:00,пример,assumed,\n")
    assert check_region(folder.path) == []
    region = load_region(folder.path)
    assert [crew.id for crew in region.crews if crew.neighbour] == ["9901"]
