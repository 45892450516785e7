from math import inf

from schematic.drivable import drivable_graph, largest_connected_part, runs_within

from tests.unit.data_osm.tiny import a_road

A, B, C, D = (0, 0), (300, 400), (300, 1_000), (900, 1_000)


def test_a_distance_is_the_sum_of_the_pieces():
    graph = drivable_graph([a_road(A, B), a_road(B, C)])

    assert graph.distance_m(A, C) == 500 + 600


def test_a_oneway_street_is_driven_in_one_direction():
    graph = drivable_graph([a_road(A, B, oneway="yes")])

    assert graph.distance_m(A, B) == 500
    assert graph.distance_m(B, A) == inf


def test_what_is_farther_than_the_limit_is_not_reached():
    assert drivable_graph([a_road(A, B)]).distance_m(A, B, limit_m=499) == inf


def test_the_nearest_vertex_is_found():
    assert drivable_graph([a_road(A, B)]).nearest((290, 300)) == B


def test_a_oneway_dead_end_and_an_island_are_cut_away():
    roads = [a_road(A, B, C), a_road(C, D, oneway="yes"), a_road((5_000, 0), (5_100, 0))]

    assert [road.vertices for road in largest_connected_part(roads)] == [(A, B, C)]


def test_a_single_vertex_is_no_road():
    assert runs_within([A, B, C, D], {A, B, D}) == [[A, B]]
