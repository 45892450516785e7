import shapely
from schematic.terrain import with_land_under

from tests.unit.data_osm.tiny import DRY, a_lake, a_river

EASTWARD = shapely.LineString([(0, 0), (1_000, 0)])


def test_a_road_through_a_lake_is_wet_for_as_long_as_the_lake_is_wide():
    assert a_lake(200, -50, 500, 50).wet_m(EASTWARD) == 300


def test_dry_land_blocks_nothing():
    assert not DRY.blocks(EASTWARD)
    assert DRY.wet_m(EASTWARD) == 0
    assert DRY.river_crossings(EASTWARD) == 0


def test_a_meandering_river_is_crossed_twice():
    river = a_river((300, 100), (300, -100), (600, -100), (600, 100))

    assert river.river_crossings(EASTWARD) == 2
    assert river.blocks(EASTWARD)


def test_no_street_passes_within_150_metres_of_a_river():
    river = a_river((0, -1_000), (0, 1_000))

    assert river.is_buildable(shapely.get_coordinates([shapely.Point(140, 0), shapely.Point(160, 0)])).tolist() == [
        False,
        True,
    ]


def test_a_town_in_the_sea_gets_an_island_and_a_town_on_the_shore_gets_nothing():
    sea = a_lake(0, 0, 10_000, 10_000).water

    water = with_land_under(sea, [((5_000, 5_000), 1_000), ((-100, 5_000), 1_000)])

    assert not water.contains(shapely.Point(5_900, 5_000))
    assert water.contains(shapely.Point(50, 5_000))
