"""Roads of an area, on the tiny town."""

from routing.oracle import RoadOracle
from routing.types import LatLon
from tests.tiny_town.town import spot


def box(west: float, south: float, east: float, north: float) -> tuple[LatLon, ...]:
    return spot(west, south), spot(east, south), spot(east, north), spot(west, north)


def test_ways_that_touch_the_area_are_found_also_when_no_node_lies_in_it(town: RoadOracle) -> None:
    assert town.ways_in(box(0.4, -0.1, 0.6, 0.1)) == (101,)


def test_ways_of_other_classes_are_left_out(town: RoadOracle) -> None:
    around_a = box(-0.1, -0.1, 0.1, 0.1)
    assert town.ways_in(around_a) == (101, 105)
    assert town.ways_in(around_a, ["residential"]) == (105,)


def test_an_area_without_roads_has_none(town: RoadOracle) -> None:
    assert town.ways_in(box(5, 5, 6, 6)) == ()


def test_a_slanting_area_takes_only_what_it_touches_not_what_its_box_touches(town: RoadOracle) -> None:
    assert town.ways_in((spot(0.4, 0.6), spot(0.6, 0.1), spot(0.7, 0.6))) == ()
    assert town.ways_in((spot(-0.1, 0.2), spot(0.1, 0.4), spot(0.1, 0.5))) == (105,)
