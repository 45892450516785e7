from schematic.corridors import beside, driest_curve, lay_corridors
from schematic.inputs import Corridor
from shapely import LineString

from tests.unit.data_osm.tiny import DRY, a_lake, a_river


def a_corridor(
    *waypoints: tuple[int, int], highway: str = "primary", name: str = "Тракт", has_bridges: bool = True
) -> Corridor:
    return Corridor(ref="", name=name, highway=highway, has_bridges=has_bridges, waypoints=waypoints)


def test_the_right_hand_side_of_a_road_to_the_north_is_east():
    assert beside([(0, 0), (0, 500), (0, 1_000)], 12) == [(12, 0), (12, 500), (12, 1_000)]


def test_a_ring_stays_closed():
    ring = [(0, 0), (0, 1_000), (1_000, 1_000), (1_000, 0), (0, 0)]

    inner = beside(ring, 12)

    assert inner[0] == inner[-1] == (8, 8)  # 12 m along the diagonal


def test_a_leg_is_the_same_road_from_either_end():
    there = driest_curve((0, 0), (20_000, 5_000), a_corridor(), DRY)
    back = driest_curve((20_000, 5_000), (0, 0), a_corridor(), DRY)

    assert there == back[::-1]


def test_a_corridor_goes_round_a_small_lake_where_a_curve_does():
    lake = a_lake(9_900, -100, 10_100, 100)

    vertices = driest_curve((0, 0), (20_000, 0), a_corridor(highway="tertiary"), lake)

    assert not any(abs(x - 10_000) < 100 and abs(y) < 100 for x, y in vertices)


def test_a_road_without_bridges_keeps_to_its_bank_where_a_curve_does():
    river = a_river((8_000, 300), (12_000, 300))
    start, end = (0, 0), (20_000, 0)

    with_bridges = driest_curve(start, end, a_corridor(), river)
    without = driest_curve(start, end, a_corridor(has_bridges=False), river)

    assert river.river_crossings(LineString(without)) == 0
    assert river.river_crossings(LineString(with_bridges)) <= 1


def test_a_leg_shared_by_two_corridors_is_laid_once():
    roads = lay_corridors(
        [
            a_corridor((0, 0), (5_000, 0), name="Первый"),
            a_corridor((5_000, 0), (0, 0), (0, 5_000), name="Второй"),
        ],
        DRY,
    )

    assert [road.tags["name"] for road in roads] == ["Первый", "Второй"]


def test_a_motorway_is_two_carriageways_left_and_entered_at_its_waypoints():
    roads = lay_corridors([a_corridor((0, 0), (0, 700), highway="motorway")], DRY)

    by_class = {road.vertices: road.tags["highway"] for road in roads}
    assert by_class == {
        ((12, 0), (12, 700)): "motorway",  # northward on the east side
        ((-12, 700), (-12, 0)): "motorway",
        ((0, 0), (12, 0)): "motorway_link",
        ((0, 0), (-12, 0)): "motorway_link",
        ((0, 700), (12, 700)): "motorway_link",
        ((0, 700), (-12, 700)): "motorway_link",
    }
    assert all(road.is_raised for road in roads)
    assert all(road.is_oneway == (road.tags["highway"] == "motorway") for road in roads)
