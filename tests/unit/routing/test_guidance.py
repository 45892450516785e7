"""What the driver is told."""

import pytest

from routing.guidance.naming import shown_name
from routing.guidance.phrases import CATALOGUE, say, spoken_distance
from routing.guidance.steps import bend_name
from routing.types import Profile, great_circle_m
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn


def told(town, a, b, profile=Profile.SIREN):
    return town.route(spot(*a), spot(*b), profile).maneuvers


def test_a_trip_is_told_in_russian_and_english(town):
    way = told(town, (1.9, -0.001), (2.5, 1.02))
    assert [step.text_ru for step in way] == [
        "Начните движение: Главная улица · А-121",
        "Через 100 м поверните налево: Тихий двор",
        "Через 1 км поверните направо: Тупиковая улица",
        "Через 500 м место назначения слева",
    ]
    assert way[1].text_en == "In 100 m turn left: Тихий двор"


def test_the_exit_of_a_roundabout_is_counted(town):
    east = told(town, (1, 1.5), (1.5, 2))
    north = told(town, (1, 1.5), (1, 2.5))
    assert "въезжайте на кольцо, 1-й съезд: Восточная улица" in east[1].text_ru
    assert "take exit 2: Северная улица" in north[1].text_en
    assert [step.type for step in north] == ["depart", "roundabout", "arrive"]


def test_going_on_along_the_same_street_needs_no_word(town):
    assert [step.type for step in told(town, (0.1, 0), (2.9, 0))] == ["depart", "arrive"]


@pytest.mark.parametrize(("aside", "side"), [(0.02, "left"), (-0.02, "right"), (0, None)])
def test_the_side_of_the_arrival_is_seen_from_the_wheel(town, aside, side):
    assert told(town, (0.1, 0), (0.9, aside))[-1].modifier == side


def test_distances_and_times_of_the_manoeuvres_add_up_to_the_route(town):
    route = town.route(spot(0.1, 0), spot(2.8, 1), Profile.ORDINARY)
    assert sum(step.distance_m for step in route.maneuvers) == pytest.approx(route.distance_m, abs=1)
    assert sum(step.duration_s for step in route.maneuvers) == pytest.approx(route.duration_s, abs=1)
    for step in route.maneuvers:
        assert route.geometry[step.begin] == step.at
    assert route.maneuvers[-1].begin == len(route.geometry) - 1


def test_the_line_begins_and_ends_where_the_trip_meets_the_road(town):
    route = town.route(spot(0.2, 0.01), spot(2.8, 1.01), Profile.SIREN)
    assert great_circle_m(route.geometry[0], spot(0.2, 0)) < 1
    assert great_circle_m(route.geometry[-1], spot(2.8, 1)) < 1
    assert route.snap_start_m == pytest.approx(10, abs=0.1)
    steps = zip(route.geometry, route.geometry[1:], strict=False)
    assert sum(great_circle_m(a, b) for a, b in steps) == pytest.approx(route.distance_m, rel=1e-4)


def test_invented_roads_are_counted(town):
    assert town.route(spot(1.2, 2), spot(1.7, 2), Profile.SIREN).synthetic_m == pytest.approx(500, abs=1)
    assert town.route(spot(0.2, 0), spot(0.7, 0), Profile.SIREN).synthetic_m == 0


@pytest.mark.parametrize(
    ("angle", "name"),
    [(0, "straight"), (-30, "slight left"), (90, "right"), (-90, "left"), (150, "sharp right"), (180, "uturn")],
)
def test_bends_have_osrm_names(angle, name):
    assert bend_name(angle) == name


@pytest.mark.parametrize(
    ("metres", "ru", "en"),
    [
        (3, "10 м", "10 m"),
        (123, "120 м", "120 m"),
        (333, "350 м", "350 m"),
        (960, "1 км", "1 km"),
        (1460, "1,5 км", "1.5 km"),
        (12_345, "12 км", "12 km"),
    ],
)
def test_distances_are_said_as_people_say_them(metres, ru, en):
    said = spoken_distance(metres)
    assert (said.ru, said.en) == (ru, en)


def test_every_sentence_can_be_said_in_both_languages():
    for kind in CATALOGUE:
        for name in (None, "улица Чкалова"):
            said = say(kind, distance_m=300, name=name, leave_by=2)
            assert "{" not in said.ru + said.en
            assert (name or "") in said.ru


STREET = {"highway": "residential"}
SIDE = ({**STREET, "name": "Боковая улица"}, [(1, 0), (1, 0.5)])


@pytest.mark.parametrize(("rest_km", "said"), [(1.5, ["depart", "arrive"]), (4, ["depart", "continue", "arrive"])])
def test_going_straight_needs_a_word_only_for_a_long_way(tmp_path, rest_km, said):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0), (1 + rest_km, 0)]),
        SIDE,
    )
    way = told(oracle, (0.1, 0), (0.9 + rest_km, 0))
    assert [step.type for step in way] == said
    assert all("Вторая улица" in step.text_ru for step in way if step.type == "continue")


def test_a_name_that_begins_just_after_a_turn_is_the_name_of_the_turn(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Угол"}, [(1, 0), (1, 0.08)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0.08), (1, 4)]),
        ({**STREET, "name": "Третья улица"}, [(1, 0), (2, 0)]),
        ({**STREET, "name": "Ещё улица"}, [(1, 0.08), (2, 0.08)]),
    )
    assert [step.text_ru for step in told(oracle, (0, 0), (1, 3))][1:2] == ["Через 1 км поверните налево: Вторая улица"]


def test_a_corner_onto_another_street_is_told_though_there_is_no_choice(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0), (1, 1)]),
    )
    assert [step.modifier for step in told(oracle, (0.1, 0), (1, 0.9))] == [None, "left", None]


def test_turning_round_at_a_dead_end_is_told(town):
    assert "развернитесь" in " ".join(step.text_ru for step in told(town, (0.5, 0), (1, 0.5), Profile.ORDINARY))


def test_a_slip_lane_is_one_turn(tmp_path):
    oracle = drawn(
        tmp_path,
        ({"highway": "primary", "name": "Проспект"}, [(0, 0), (0.9, 0), (1, 0), (2, 0)]),
        ({"highway": "primary_link", "oneway": "yes"}, [(0.9, 0), (0.96, -0.02), (1, -0.1)]),
        ({"highway": "primary", "name": "Поперечный проспект"}, [(1, 0), (1, -0.1), (1, -1)]),
    )
    way = told(oracle, (0.1, 0), (1, -0.9))
    assert [step.text_ru for step in way][1:-1] == ["Через 800 м поверните направо: Поперечный проспект"]


def test_ramps_lead_on_to_fast_roads_and_off_them(tmp_path):
    oracle = drawn(
        tmp_path,
        ({"highway": "trunk", "name": "Кола", "ref": "Р-21", "oneway": "yes"}, [(0, 0), (1, 0), (5, 0), (9, 0)]),
        ({"highway": "trunk_link", "oneway": "yes"}, [(0.5, -0.5), (0.8, -0.1), (1, 0)]),
        ({"highway": "trunk_link", "oneway": "yes"}, [(5, 0), (5.3, -0.01), (5.6, -0.5)]),
        (
            {"highway": "secondary", "name": "Нижняя улица"},
            [(-1, -0.5), (0, -0.5), (0.5, -0.5), (5.6, -0.5), (9, -0.5)],
        ),
        ({"highway": "secondary", "name": "Край"}, [(9, 0), (9, -0.5)]),
        ({"highway": "secondary", "name": "Начало"}, [(0, 0), (0, -0.5)]),
    )
    on, off = told(oracle, (0.4, -0.5), (8, 0))[1], told(oracle, (0.1, 0), (5.7, -0.5))[1]
    assert (on.type, on.text_ru) == ("on ramp", "Через 100 м сверните налево на въезд: «Кола» · Р-21")
    assert (off.type, off.text_ru) == ("off ramp", "Через 4,9 км уходите на съезд справа: Нижняя улица")


def test_a_staggered_bend_within_one_junction_is_one_turn(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0), (1.02, 0.012)]),
        ({**STREET, "name": "Вторая улица"}, [(1.02, 0.012), (1.02, 3)]),
        ({**STREET, "name": "Третья улица"}, [(1, 0), (2, 0)]),
        ({**STREET, "name": "Четвёртая улица"}, [(1.02, 0.012), (2, 0.2)]),
    )
    assert [step.modifier for step in told(oracle, (0.1, 0), (1.02, 2))][1:-1] == ["left"]


def test_two_sharp_corners_close_together_stay_two_turns(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0), (2, 0)]),
        ({**STREET, "name": "Перемычка"}, [(1, 0), (1, 0.02), (1, 1)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0.02), (1.5, 0.02), (1.5, 1)]),
    )
    assert [step.modifier for step in told(oracle, (0.1, 0), (1.5, 0.5))][1:3] == ["left", "right"]


@pytest.mark.parametrize(
    ("name", "ref", "shown"),
    [
        ("Кола", "Р-21", "«Кола» · Р-21"),
        ("«Нарва»", "А-180", "«Нарва» · А-180"),
        ("Ленинградское шоссе", "А-121", "Ленинградское шоссе · А-121"),
        ("Тихвин — Будогощь", "41А-009", "Тихвин — Будогощь · 41А-009"),
        ("Лаврики", None, "Лаврики"),
        (None, "А-120", "А-120"),
        (None, None, ""),
    ],
)
def test_the_name_of_a_road_stands_in_quotes_and_that_of_a_street_does_not(name, ref, shown):
    assert shown_name(name, ref) == shown
