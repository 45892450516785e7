from schematic.speed_limits import split_at_town_edges

from tests.unit.data_osm.tiny import a_place, a_road

VILLAGE = a_place(people=1_000)  # radius 420 m
VERTICES = ((-2_000, 0), (-400, 0), (0, 0), (400, 0), (2_000, 0))


def test_a_road_through_a_village_is_slow_inside_only():
    road = a_road(*VERTICES, highway="primary", maxspeed="RU:rural")

    pieces = split_at_town_edges([road], [VILLAGE])

    assert [(piece.vertices, piece.tags["maxspeed"]) for piece in pieces] == [
        (VERTICES[:2], "RU:rural"),
        (VERTICES[1:4], "RU:urban"),
        (VERTICES[3:], "RU:rural"),
    ]


def test_a_motorway_keeps_its_speed():
    motorway = a_road(*VERTICES, is_raised=True, maxspeed="RU:motorway")

    assert split_at_town_edges([motorway], [VILLAGE]) == [motorway]


def test_a_road_far_from_towns_stays_whole():
    road = a_road((50_000, 0), (60_000, 0), (70_000, 0))

    assert split_at_town_edges([road], [VILLAGE]) == [road]
