from schematic.connectors import connect_places, highway_for

from tests.unit.data_osm.tiny import DRY, a_lake, a_place, a_river, a_road

HIGHWAY = a_road(*((x, 0) for x in range(-10_000, 10_001, 500)))


def test_a_place_off_the_network_is_joined_to_the_nearest_vertex():
    (connector,) = connect_places([a_place(at=(100, 700))], [HIGHWAY], DRY)

    assert connector.vertices[0] == (100, 700)
    assert connector.vertices[-1] == (0, 0)


def test_a_place_within_250_metres_needs_no_road():
    assert connect_places([a_place(at=(0, 249))], [HIGHWAY], DRY) == []


def test_a_connector_stays_on_its_side_of_the_river():
    river = a_river((-3_000, 300), (3_000, 300))
    behind = a_place(at=(0, 2_000))

    (connector,) = connect_places([behind], [HIGHWAY], river)

    assert not river.blocks(connector.line)


def test_an_island_stays_unconnected():
    moat = a_lake(-100_000, 400, 100_000, 600)

    assert connect_places([a_place(at=(0, 2_000))], [HIGHWAY], moat) == []


def test_a_motorway_cannot_be_joined_between_its_exits():
    motorway = a_road((0, 0), (10_000, 0), is_raised=True)
    road = a_road((0, 5_000), (10_000, 5_000))

    (connector,) = connect_places([a_place(at=(0, 1_000))], [motorway, road], DRY)

    assert connector.vertices[-1] == (0, 5_000)


def test_the_larger_the_place_the_better_its_road():
    assert [highway_for(people) for people in (800, 801, 8_001)] == ["unclassified", "tertiary", "secondary"]
