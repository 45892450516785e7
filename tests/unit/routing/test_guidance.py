"""What the driver is told."""

import pytest

from routing.guidance.maneuvers import bend_name
from routing.guidance.phrases import CATALOGUE, say, spoken_distance
from routing.types import Profile, great_circle_m
from tests.tiny_town.town import spot


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
    assert "съезд № 1: Восточная улица" in east[1].text_ru
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
