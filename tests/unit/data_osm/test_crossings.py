from schematic.crossings import join_crossings, snapped

from tests.unit.data_osm.tiny import a_road

EASTWARD = a_road((-100, 0), (100, 0))
NORTHWARD = a_road((0, -100), (0, 100))


def test_two_roads_that_cross_share_a_junction():
    one, other = join_crossings([EASTWARD, NORTHWARD])

    assert one.vertices == ((-100, 0), (0, 0), (100, 0))
    assert other.vertices == ((0, -100), (0, 0), (0, 100))


def test_a_motorway_passes_over_the_road_it_crosses():
    motorway = a_road((0, -100), (0, 100), is_raised=True)

    assert join_crossings([EASTWARD, motorway]) == [EASTWARD, motorway]


def test_several_crossings_are_met_in_driving_order():
    westward = a_road((100, 0), (-100, 0))
    later = a_road((-50, -100), (-50, 100))

    joined = join_crossings([westward, later, NORTHWARD])

    assert joined[0].vertices == ((100, 0), (0, 0), (-50, 0), (-100, 0))


def test_roads_that_meet_at_their_ends_are_left_alone():
    onward = a_road((100, 0), (200, 50))

    assert join_crossings([EASTWARD, onward]) == [EASTWARD, onward]


def test_a_crossing_within_twelve_metres_of_a_vertex_is_that_vertex():
    assert snapped((0, 0), [(0, 11), (0, -90)]) == (0, 11)
    assert snapped((0, 0), [(0, 12), (0, -90)]) == (0, 0)


def test_a_road_that_ends_just_behind_another_one_is_joined_by_its_end():
    stub = a_road((0, -100), (0, 5))

    one, other = join_crossings([EASTWARD, stub])

    assert one.vertices == ((-100, 0), (0, 5), (100, 0))
    assert other == stub
