import numpy as np
from schematic.links import add_links, relative_neighbours

from tests.unit.data_osm.tiny import DRY, a_place, a_river, a_road

WEST, EAST = a_place(at=(0, 0)), a_place(at=(10_000, 0))
HORSESHOE = a_road((0, 0), (0, 20_000), (10_000, 20_000), (10_000, 0))


def test_of_three_places_in_a_row_the_outer_two_are_no_neighbours():
    assert relative_neighbours(np.array([(0, 0), (10, 0), (25, 0)])) == [(0, 1), (1, 2)]


def test_three_places_about_equally_far_apart_are_all_neighbours():
    assert relative_neighbours(np.array([(0, 0), (1_000, 0), (500, 900)])) == [(0, 1), (0, 2), (1, 2)]


def test_neighbours_joined_by_a_long_way_round_get_a_road():
    linked = add_links([WEST, EAST], [HORSESHOE], DRY)

    assert {linked[-1].vertices[0], linked[-1].vertices[-1]} == {WEST.at, EAST.at}


def test_neighbours_with_a_short_way_get_none():
    # 2 · 2,900 + 10,000 = 15,800 m, less than 1.6 times the straight line
    short = a_road((0, 0), (0, 2_900), (10_000, 2_900), (10_000, 0))

    assert add_links([WEST, EAST], [short], DRY) == [short]


def test_no_link_crosses_a_river():
    assert add_links([WEST, EAST], [HORSESHOE], a_river((5_000, -9_000), (5_000, 9_000))) == [HORSESHOE]


def test_hamlets_and_places_beyond_the_border_get_no_links():
    hamlet, abroad = a_place(at=(0, 0), people=499), a_place(at=(0, 0), admin1="52")

    assert add_links([hamlet, EAST], [HORSESHOE], DRY) == [HORSESHOE]
    assert add_links([abroad, EAST], [HORSESHOE], DRY) == [HORSESHOE]
