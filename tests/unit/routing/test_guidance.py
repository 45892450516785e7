"""What the driver is told."""

import re
from itertools import pairwise

import numpy as np
import pytest

from routing.guidance.naming import called
from routing.guidance.phrases import CATALOGUE, Words, filled, spoken_distance
from routing.guidance.steps import bend_name
from routing.network.model import at
from routing.types import Profile, Season, WeightsSpec, great_circle_m
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn


def told(town, a, b, profile=Profile.SIREN):
    return town.route(spot(*a), spot(*b), profile).maneuvers


def test_a_trip_is_told_in_russian_and_english(town):
    way = told(town, (1.9, -0.001), (2.5, 1.02))
    assert [step.text_ru for step in way] == [
        "Начните движение на восток по Главной улице, А-121",
        "Через 100 м поверните налево на улицу «Тихий двор»",
        "Через 1 км поверните направо на Тупиковую улицу",
        "Через 500 м место назначения слева",
    ]
    assert [step.text_en for step in way] == [
        "Head east along Glavnaya ulitsa, A-121",
        "In 100 m turn left onto Tikhiy dvor",
        "In 1 km turn right onto Tupikovaya ulitsa",
        "In 500 m the destination is on the left",
    ]


def test_the_exit_of_a_roundabout_is_counted(town):
    east = told(town, (1, 1.5), (1.5, 2))
    north = told(town, (1, 1.5), (1, 2.5))
    assert east[1].text_ru == "Через 450 м на кольце первый съезд на Восточную улицу"
    assert north[1].text_en == "In 450 m at the roundabout take the 2nd exit onto Severnaya ulitsa"
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


def test_every_sentence_can_be_said_in_both_languages_with_and_without_what_it_may_hold():
    known = Words(**dict.fromkeys(Words.__annotations__, "Чкалова"))
    bare = Words(heading="север", exit="второй")
    for phrase in CATALOGUE.values():
        for sentence in (phrase.ru, phrase.en):
            for words in (known, bare):
                said = filled(sentence, words)
                assert not set("{}[]|") & set(said)
                assert "None" not in said
                assert "  " not in said
                assert said == said.strip()
                assert said[0].isupper()


def test_what_a_note_holds_is_said_as_it_stands():
    assert filled("место назначения[: {note}]", Words(note="код {onto} [2]")) == "Место назначения: код {onto} [2]"


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
    assert all("по Второй улице" in step.text_ru for step in way if step.type == "continue")


def test_a_name_that_begins_just_after_a_turn_is_the_name_of_the_turn(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Угол"}, [(1, 0), (1, 0.08)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0.08), (1, 4)]),
        ({**STREET, "name": "Третья улица"}, [(1, 0), (2, 0)]),
        ({**STREET, "name": "Ещё улица"}, [(1, 0.08), (2, 0.08)]),
    )
    assert [step.text_ru for step in told(oracle, (0, 0), (1, 3))][1:2] == [
        "Через 1 км поверните налево на Вторую улицу"
    ]


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
        ({"highway": "primary", "name": "Поперечный проспект"}, [(1, -0.1), (1, -1)]),
        ({"highway": "primary", "name": "Поперечный проспект", "oneway": "yes"}, [(1, -0.1), (1, 0)]),
    )
    way = told(oracle, (0.1, 0), (1, -0.9))
    assert [step.text_ru for step in way][1:-1] == ["Через 800 м поверните направо на Поперечный проспект"]


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
    merge = told(oracle, (0.4, -0.5), (8, 0))[2]
    assert (merge.type, merge.text_ru) == (
        "merge",
        "Через 700 м выезжайте на дорогу «Кола», Р-21, перестраиваясь влево",
    )
    assert (on.type, on.text_ru) == ("on ramp", "Через 100 м сверните налево на въезд на дорогу «Кола», Р-21")
    assert (off.type, off.text_ru) == ("off ramp", "Через 4,9 км уходите на съезд справа на Нижнюю улицу")


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
    ("name", "ref", "onto", "along", "en"),
    [
        ("Кола", "Р-21", "дорогу «Кола», Р-21", "дороге «Кола», Р-21", "Kola, R-21"),
        ("«Нарва»", "А-180", "дорогу «Нарва», А-180", "дороге «Нарва», А-180", "Narva, A-180"),
        (
            *("Ленинградское шоссе", "А-121", "Ленинградское шоссе, А-121", "Ленинградскому шоссе, А-121"),
            "Leningradskoye shosse, A-121",
        ),
        (
            *("Тихвин — Будогощь", "41А-009", "дорогу Тихвин — Будогощь, 41А-009"),
            *("дороге Тихвин — Будогощь, 41А-009", "Tikhvin — Budogoshch, 41A-009"),
        ),
        (None, "41К-153;41К-185", "41К-153, 41К-185", "41К-153, 41К-185", "41K-153, 41K-185"),
    ],
)
def test_a_road_is_called_by_its_name_and_its_number(name, ref, onto, along, en):
    said = called(name, ref, "trunk")
    assert (said.onto, said.along, said.en) == (onto, along, en)


def test_at_a_fork_of_two_like_roads_the_side_is_told(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0)]),
        ({**STREET, "name": "Левая улица"}, [(1, 0), (2, 0.2)]),
        ({**STREET, "name": "Правая улица"}, [(1, 0), (2, -0.2)]),
    )
    left, right = told(oracle, (0.1, 0), (1.5, 0.1))[1], told(oracle, (0.1, 0), (1.5, -0.1))[1]
    assert (left.type, left.modifier) == ("fork", "slight left")
    assert left.text_ru == "Через 900 м на развилке держитесь левее, на Левую улицу"
    assert right.text_en == "In 900 m at the fork keep right onto Pravaya ulitsa"


@pytest.mark.parametrize(("highway", "said"), [("tertiary", True), ("residential", False)])
def test_a_much_lesser_road_beside_makes_no_fork(tmp_path, highway, said):
    oracle = drawn(
        tmp_path,
        ({"highway": "secondary"}, [(0, 0), (1, 0), (2, 0.1)]),
        ({"highway": highway}, [(1, 0), (2, -0.2)]),
    )
    assert ("fork" in [step.type for step in told(oracle, (0.1, 0), (1.8, 0.08))]) is said


def test_a_fork_of_ramps_is_told_though_both_have_no_name(tmp_path):
    link = {"highway": "trunk_link", "oneway": "yes"}
    oracle = drawn(
        tmp_path,
        ({"highway": "trunk", "ref": "А-118", "oneway": "yes"}, [(0, 0), (1, 0), (9, 0)]),
        ({**link, "destination": "Выборг;Песочный", "destination:ref": "А-181"}, [(1, 0), (1.5, -0.05), (2, -0.1)]),
        ({**link, "destination": "Центр"}, [(2, -0.1), (3, -0.1), (9, -1)]),
        (link, [(2, -0.1), (3, -0.4), (9, -2)]),
        ({"highway": "secondary"}, [(9, 0), (9, -1), (9, -2), (0, -2), (0, 0)]),
    )
    off, fork = told(oracle, (0.1, 0), (8, -0.85))[1:3]
    assert off.text_ru == "Через 900 м уходите на съезд справа, указатель «А-181», «Выборг», «Песочный»"
    assert off.text_en == "In 900 m take the exit on the right, signed «A-181», «Vyborg», «Pesochnyy»"
    assert (fork.type, fork.text_ru) == ("fork", "Через 1 км на развилке держитесь левее, указатель «Центр»")


def test_going_straight_on_is_told_where_the_road_itself_turns_away(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Главная улица"}, [(0, 0), (1, 0), (1, 1)]),
        ({**STREET, "name": "Прямая улица"}, [(1, 0), (2, 0)]),
    )
    assert told(oracle, (0.1, 0), (1.9, 0))[1].text_ru == "Через 900 м двигайтесь прямо на Прямую улицу"


def test_a_siren_is_warned_before_it_drives_against_a_one_way_street(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0), (1.5, 0)]),
        ({**STREET, "name": "Узкая улица", "oneway": "yes"}, [(1, 0.15), (1, 0)]),
        ({**STREET, "name": "Вторая улица"}, [(0, 0.15), (1, 0.15), (3, 0.15)]),
        ({**STREET, "name": "Дальняя улица"}, [(1.5, 0), (3, -2), (3, 0.15)]),
        ({**STREET, "name": "Ближняя улица"}, [(0, 0), (-2, 0), (0, 0.15)]),
    )
    turn = told(oracle, (0.9, 0), (1.1, 0.15))[1]
    assert turn.text_ru == "Через 100 м поверните налево на Узкую улицу, против одностороннего движения"
    assert turn.text_en.endswith("onto Uzkaya ulitsa, against the one-way traffic")
    lawful = told(oracle, (1, 0.14), (1, 0.01), Profile.ORDINARY)
    assert not [step for step in lawful if "против" in step.text_ru]


def test_entries_of_a_roundabout_are_no_exits_though_a_siren_might_use_them(tmp_path):
    ring = {"highway": "residential", "junction": "roundabout"}
    oneway = {**STREET, "oneway": "yes"}
    oracle = drawn(
        tmp_path,
        (ring, [(0, -0.05), (0.05, 0), (0, 0.05), (-0.05, 0), (0, -0.05)]),
        (STREET, [(0, -1), (0, -0.05)]),
        (oneway, [(0.2, 0), (0.05, 0)]),
        ({**oneway, "name": "Входная улица"}, [(1, 0), (0.2, 0)]),
        ({**STREET, "name": "Северная улица"}, [(0, 0.05), (0, 1)]),
        (STREET, [(0, 1), (1, 1), (1, 0)]),
    )
    assert told(oracle, (0, -0.9), (0, 0.9))[1].text_ru == "Через 850 м на кольце первый съезд на Северную улицу"


def test_boarding_a_ferry_and_leaving_it_are_told(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Левобережная улица"}, [(0, 0), (1, 0)]),
        ({"route": "ferry", "name": "Свирь", "motor_vehicle": "yes", "opening_hours": "24/7"}, [(1, 0), (1.5, 0)]),
        ({**STREET, "name": "Правобережная улица"}, [(1.5, 0), (3, 0)]),
    )
    oracle.reweight(WeightsSpec(hour_of_week=60, season=Season.SUMMER))
    assert [step.text_ru for step in told(oracle, (0.1, 0), (2.9, 0))][1:-1] == [
        "Через 900 м заезжайте на паром",
        "Через 500 м съезжайте с парома на Правобережную улицу",
    ]


def test_two_turns_over_a_median_are_one_turn_round(tmp_path):
    half = {"highway": "trunk", "ref": "А-120", "oneway": "yes"}
    oracle = drawn(
        tmp_path,
        (half, [(0, 0), (1, 0), (2, 0)]),
        (half, [(2, 0.02), (1, 0.02), (0, 0.02)]),
        ({"highway": "service"}, [(1, 0), (1, 0.02)]),
        ({"highway": "trunk", "ref": "А-120"}, [(0, 0), (0, 0.02)]),
        ({"highway": "trunk", "ref": "А-120"}, [(2, 0), (2, 0.02)]),
    )
    way = told(oracle, (0.5, 0), (0.5, 0.02))
    assert [step.text_ru for step in way][1:-1] == ["Через 500 м развернитесь и двигайтесь по А-120"]


def test_what_is_known_of_the_entrance_is_said_on_arrival(town):
    last = town.route(spot(0.1, 0), spot(0.9, 0.02), Profile.SIREN, note="2-й подъезд, код 45").maneuvers[-1]
    assert last.text_ru == "Через 800 м место назначения слева: 2-й подъезд, код 45"
    assert last.announcements[-1].text_ru == "Место назначения слева: 2-й подъезд, код 45"


def test_a_manoeuvre_is_announced_in_time_and_said_when_it_comes(town):
    turn = told(town, (1.1, 0), (2, 0.3))[1]
    assert [said.text_ru for said in turn.announcements] == [
        "Через 500 м поверните налево на улицу «Тихий двор»",
        "Через 200 м поверните налево на улицу «Тихий двор»",
        "Поверните налево на улицу «Тихий двор»",
    ]
    assert turn.announcements[0].text_en == "In 500 m turn left onto Tikhiy dvor"
    assert 30 <= turn.announcements[-1].before_m < 100


def test_no_announcement_comes_before_the_manoeuvre_before(town):
    way = told(town, (1.9, -0.001), (2.5, 1.02))
    for before, step in pairwise(way):
        assert all(said.before_m <= before.distance_m for said in step.announcements)
        assert list(step.announcements) == sorted(step.announcements, key=lambda said: -said.before_m)


def test_a_manoeuvre_that_follows_at_once_is_said_with_the_one_before(tmp_path):
    oracle = drawn(
        tmp_path,
        ({**STREET, "name": "Первая улица"}, [(0, 0), (1, 0), (2, 0)]),
        ({**STREET, "name": "Перемычка"}, [(1, 0), (1, 0.05), (1, 1)]),
        ({**STREET, "name": "Вторая улица"}, [(1, 0.05), (1.5, 0.05), (1.5, 1)]),
    )
    first = told(oracle, (0.1, 0), (1.5, 0.5))[1]
    assert first.announcements[-1].text_ru == (
        "Поверните налево на дорогу «Перемычка», сразу затем поверните направо на Вторую улицу"
    ).replace("дорогу", "улицу")


@pytest.mark.real_map
def test_every_manoeuvre_on_the_real_map_reads_as_a_sentence(real_oracle):
    rng = np.random.default_rng(5)
    network = real_oracle._network
    picked = rng.choice(len(network.junctions.osm_id), (40, 2))
    for a, b in picked.tolist():
        ends = [at(network.junctions.lon[i], network.junctions.lat[i]) for i in (a, b)]
        route = real_oracle.route(*ends, Profile.SIREN)
        assert sum(step.distance_m for step in route.maneuvers) == pytest.approx(route.distance_m, abs=5)
        for step in route.maneuvers:
            for text in (step.text_ru, step.text_en, *(said.text_ru for said in step.announcements)):
                assert text[0].isupper()
                assert not set("{}[]|") & set(text)
                assert "  " not in text
                assert "None" not in text
            assert not re.search("[а-яё]", step.text_en, re.IGNORECASE)
