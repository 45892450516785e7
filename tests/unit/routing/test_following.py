"""A vehicle under way: on its route or off it, and which road it is on."""

from dataclasses import replace

import numpy as np
import pytest

from routing.types import LatLon, Profile, Shape, Whereabouts, great_circle_m
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn

STREET = {"highway": "residential"}
EAST, NORTH, WEST = (Whereabouts(heading_deg=degrees) for degrees in (90, 0, 270))


def test_a_vehicle_on_its_route_is_told_what_is_left(town):
    route = town.route(spot(0.1, 0), spot(2, 0.9), Profile.SIREN)
    at = town.follow(route, spot(1, 0.0001), EAST)
    assert at.on_route
    assert at.route is route
    assert at.travelled_m == pytest.approx(900, abs=2)
    assert at.remaining_m == pytest.approx(route.distance_m - 900, abs=2)
    assert 0 < at.remaining_s < route.duration_s
    assert route.maneuvers[at.next_maneuver].type == "turn"


def test_what_is_left_shrinks_along_the_way_to_nothing(town):
    route = town.route(spot(0.1, 0), spot(2.8, 1), Profile.SIREN)
    left = [town.follow(route, point) for point in route.geometry]
    assert all(each.on_route for each in left)
    assert [each.remaining_s for each in left] == sorted((each.remaining_s for each in left), reverse=True)
    assert left[0].remaining_s == pytest.approx(route.duration_s, abs=0.1)
    assert (left[-1].remaining_m, left[-1].remaining_s) == pytest.approx((0, 0), abs=0.1)
    assert left[-1].next_maneuver == len(route.maneuvers) - 1


def test_a_vehicle_that_missed_its_turn_gets_a_new_route_from_where_it_is(town):
    route = town.route(spot(1.2, 0), spot(2, 0.3), Profile.SIREN, note="подъезд 3")
    at = town.follow(route, spot(2.3, 0), EAST, travelled_m=800)
    assert not at.on_route
    assert at.off_m == pytest.approx(300, abs=5)
    assert great_circle_m(at.route.geometry[0], spot(2.3, 0)) < 1
    assert at.route.destination == route.destination
    assert at.route.maneuvers[-1].text_ru.endswith(": подъезд 3")
    assert at.remaining_s == pytest.approx(at.route.duration_s, abs=0.1)


def test_a_vehicle_that_goes_the_other_way_is_off_its_route(town):
    route = town.route(spot(0.1, 0), spot(0.9, 0), Profile.SIREN)
    at = town.follow(route, spot(0.5, 0), WEST)
    assert not at.on_route
    assert at.route.maneuvers[0].text_ru == "Развернитесь и двигайтесь на восток по Главной улице, А-121"
    assert at.route.duration_s == pytest.approx(
        town.route(spot(0.5, 0), spot(0.9, 0), Profile.SIREN).duration_s + 15, abs=0.1
    )


def test_a_vehicle_still_in_the_yard_has_not_left_its_route(town):
    route = town.route(spot(0.5, 0.1), spot(2, 0.9), Profile.SIREN)
    assert town.follow(route, spot(0.5, 0.1)).on_route
    assert not town.follow(route, spot(0.5, 0.3)).on_route


def test_a_bad_receiver_does_not_send_a_vehicle_off_its_route(town):
    route = town.route(spot(1.2, 0), spot(2, 0.3), Profile.SIREN)
    aside = spot(1.5, 0.06)
    assert not town.follow(route, aside, EAST).on_route
    assert town.follow(route, aside, Whereabouts(heading_deg=90, accuracy_m=50)).on_route


def test_a_way_that_passes_a_place_twice_is_at_the_pass_of_its_course(tmp_path):
    crossed = drawn(
        tmp_path,
        ({**STREET, "oneway": "yes"}, [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (1, 0), (1, -1)]),
        (STREET, [(1, -1), (0, -1), (0, 0)]),
    )
    route = crossed.route(spot(0.2, 0), spot(1, -0.5), Profile.SIREN)
    dots = [spot(*at) for at in [(0.2, 0), (2, 0), (2, 1), (1, 1), (1, -0.5)]]
    shape = Shape(np.array([dot.lat for dot in dots]), np.array([dot.lon for dot in dots]))
    route = replace(route, geometry=shape)
    route = replace(route, distance_m=5300.0, maneuvers=())
    assert crossed.follow(route, spot(1, 0), EAST).travelled_m == pytest.approx(800, abs=10)
    south = Whereabouts(heading_deg=180)
    assert crossed.follow(route, spot(1, 0), south, travelled_m=3_000).travelled_m == pytest.approx(4_800, abs=20)


def test_a_moving_vehicle_is_on_the_road_of_its_course_though_another_is_nearer(tmp_path):
    side_by_side = drawn(
        tmp_path,
        ({**STREET, "name": "Прямая"}, [(0, 0), (1, 0), (2, 0)]),
        ({**STREET, "name": "Поперечная"}, [(1, 0), (1, 1)]),
        (STREET, [(1, 1), (2, 0)]),
    )
    corner = spot(1.004, 0.009)
    network = side_by_side._network
    named = {
        seen: network.text(network.ways.name[network.edge_way[side_by_side.snap(corner, seen=seen).edge]])
        for seen in (None, EAST, NORTH)
    }
    assert named == {None: "Поперечная", EAST: "Прямая", NORTH: "Поперечная"}


def test_a_vehicle_on_a_dual_carriageway_is_on_the_side_it_drives_on(tmp_path):
    half = {"highway": "trunk", "oneway": "yes"}
    dual = drawn(
        tmp_path,
        (half, [(0, 0), (3, 0)]),
        (half, [(3, 0.02), (0, 0.02)]),
        (half, [(3, 0), (3, 0.02)]),
        (half, [(0, 0.02), (0, 0)]),
    )
    between = spot(1.5, 0.012)
    east, west = dual.snap(between, seen=EAST), dual.snap(between, seen=WEST)
    assert east.at.lat == pytest.approx(spot(0, 0).lat, abs=1e-6)
    assert west.at.lat == pytest.approx(spot(0, 0.02).lat, abs=1e-6)
    assert (east.moving, dual.snap(between).moving) == (True, False)
    assert dual.route(between, spot(1, 0.02), Profile.SIREN, seen=WEST).distance_m < 600
    assert dual.route(between, spot(1, 0.02), Profile.SIREN, seen=EAST).distance_m > 3_000


@pytest.mark.parametrize(("level", "name"), [(1, "Мостовая"), (0, "Нижняя"), (None, "Мостовая")])
def test_the_level_tells_the_bridge_from_the_road_below(tmp_path, level, name):
    crossing = drawn(
        tmp_path,
        ({**STREET, "name": "Мостовая", "bridge": "yes"}, [(0, 0), (2, 0.0)]),
        ({**STREET, "name": "Нижняя"}, [(0, -0.5), (0.9, -0.03), (1.1, -0.03), (2, 0.5)]),
        (STREET, [(0, 0), (0, -0.5)]),
        (STREET, [(2, 0), (2, 0.5)]),
    )
    network = crossing._network
    snap = crossing.snap(spot(1, -0.01), seen=Whereabouts(level=level))
    assert network.text(network.ways.name[network.edge_way[snap.edge]]) == name


def test_a_vehicle_that_stands_in_a_field_does_not_drive_along_the_road(town):
    assert not town.snap(spot(0.5, 0.3), seen=EAST).moving


@pytest.mark.parametrize(
    "bad", [{"heading_deg": -1}, {"heading_deg": 400}, {"heading_deg": float("nan")}, {"accuracy_m": -5}]
)
def test_what_is_no_bearing_or_length_is_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        Whereabouts(**bad)


@pytest.mark.real_map
def test_a_drive_with_noise_on_the_real_map_stays_on_its_route(real_oracle):
    rng = np.random.default_rng(4)
    ends = LatLon(lat=59.6447, lon=33.5420), LatLon(lat=59.4730, lon=33.8480)
    route = real_oracle.route(*ends, Profile.SIREN)
    travelled_m = 0.0
    for point in route.geometry[::7]:
        noise = rng.normal(0, 8 / 111_195, 2)
        seen = LatLon(lat=point.lat + noise[0], lon=point.lon + 2 * noise[1])
        at = real_oracle.follow(route, seen, travelled_m=travelled_m)
        assert at.on_route
        travelled_m = at.travelled_m
    assert travelled_m == pytest.approx(route.distance_m, abs=500)
