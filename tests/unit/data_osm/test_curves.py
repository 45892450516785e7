from statistics import mean

import pytest
from schematic.chance import chance_for
from schematic.curves import winding
from schematic.roads import CLASSES

from tests.unit.data_osm.tiny import a_road

START, END = (0, 0), (40_000, 0)


def curve(highway: str, number: int = 0, end: tuple[int, int] = END) -> tuple[tuple[int, int], ...]:
    return winding(START, end, CLASSES[highway], chance_for("test", number))


def test_a_curve_begins_and_ends_at_its_waypoints():
    vertices = curve("secondary")

    assert (vertices[0], vertices[-1]) == (START, END)


def test_a_primary_road_of_40_km_has_a_vertex_each_350_metres():
    # 40,000 / 350 = 114.3: 114 pieces
    assert len(curve("primary")) == 115


@pytest.mark.parametrize("highway", ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified"])
def test_a_road_is_on_the_average_longer_than_the_straight_line_by_the_factor_of_its_class(highway: str):
    lengths_m = [a_road(*curve(highway, number)).length_m for number in range(30)]

    # The amplitudes follow from the first term of the arc length: a little short for the most winding roads.
    detour = mean(lengths_m) / 40_000 - 1
    assert detour == pytest.approx(CLASSES[highway].length_factor - 1, rel=0.15)


def test_a_leg_below_800_metres_is_straight():
    assert curve("primary", end=(799, 0)) == (START, (799, 0))


def test_the_same_key_gives_the_same_curve_and_another_key_another():
    assert curve("primary", 1) == curve("primary", 1)
    assert curve("primary", 1) != curve("primary", 2)
