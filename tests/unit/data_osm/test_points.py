from schematic.places import Place
from schematic.points import map_points

from tests.unit.data_osm.tiny import a_place


def kinds(place: Place) -> list[str]:
    keys = ("amenity", "emergency", "place")
    return [next(key for key in keys if key in point.tags) for point in map_points([place])]


def test_the_centre_of_a_district_has_a_hospital_and_a_station_whatever_its_size():
    assert kinds(a_place("Волосово", people=9_000, kind="town")) == ["place", "amenity", "emergency"]


def test_a_town_of_twelve_thousand_has_a_station_only():
    assert kinds(a_place("Вырица", people=12_000, kind="town")) == ["place", "emergency"]


def test_a_town_of_forty_thousand_has_both():
    assert kinds(a_place("Сертолово", people=40_000, kind="town")) == ["place", "amenity", "emergency"]


def test_part_of_a_town_has_neither():
    assert kinds(a_place("Озерки", people=95_000, kind="suburb")) == ["place"]


def test_a_namesake_beyond_the_border_is_no_district_centre():
    assert kinds(a_place("Кировск", people=25_000, kind="town", admin1="28")) == ["place"]


def test_an_assumed_unit_says_so():
    facilities = map_points([a_place("Луга", people=40_000, kind="town")])[1:]

    assert all(point.tags["note"] == "schematic" and "(схема)" in point.tags["name"] for point in facilities)


def test_english_names_lose_the_signs_of_the_transliteration():
    names = [a_place(name="Shlissel’burg"), a_place(name="Svir'stroy"), a_place(name="Priozërsk")]

    assert [point.tags["name:en"] for point in map_points(names)] == ["Shlisselburg", "Svirstroy", "Priozyorsk"]
