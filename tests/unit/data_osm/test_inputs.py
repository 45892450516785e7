import re
from pathlib import Path

import pytest
from schematic.inputs import Inputs, InputWrong, find_place, read_places
from schematic.places import DISTRICT_CENTRES

from tests.unit.data_osm.tiny import a_place

GEONAMES_HEAD = "geonameid,name,name_ru,admin1,feature_code,lat,lon,population_geonames"
CORRECTIONS_HEAD = "geonameid,name_ru,place,population,source,reason"


@pytest.fixture
def read(tmp_path: Path):
    def read_rows(place: str, *corrections: str):
        geonames, corrected = tmp_path / "places.csv", tmp_path / "corrections.csv"
        geonames.write_text(f"{GEONAMES_HEAD}\n{place}\n", encoding="utf-8")
        corrected.write_text("\n".join([CORRECTIONS_HEAD, *corrections]), encoding="utf-8")
        return read_places(geonames, corrected)

    return read_rows


def test_the_middle_of_the_plane_is_at_60_degrees_north_31_5_east(read):
    (place,) = read("7,Murino,Мурино,42,PPL,60,31.5,7023")

    assert (place.at, place.name_ru, place.population, place.kind) == ((0, 0), "Мурино", 7_023, "village")


def test_a_correction_replaces_what_it_names_and_nothing_else(read):
    (place,) = read("7,Murino,Мурино,42,PPL,60,31.5,7023", "7,,town,90000,general knowledge,growth")

    assert (place.name_ru, place.population, place.kind) == ("Мурино", 90_000, "town")


def test_a_correction_of_an_unknown_place_is_refused(read):
    with pytest.raises(InputWrong, match="8"):
        read("7,Murino,Мурино,42,PPL,60,31.5,7023", "8,,town,,general knowledge,typing error")


def test_a_place_without_a_russian_name_is_refused(read):
    with pytest.raises(InputWrong, match="Zanevka"):
        read("7,Zanevka,,42,PPL,60,31.5,612")


def test_of_namesakes_the_one_in_the_oblast_is_meant():
    namesakes = [
        a_place("Ольгино", name="Olgino", admin1="66", people=4_000),
        a_place("Ольгино", name="Olgino", admin1="42", people=100),
    ]

    assert find_place("Olgino", namesakes).admin1 == "42"
    assert find_place("Olgino|66", namesakes).admin1 == "66"


def test_a_waypoint_at_an_unknown_place_is_refused():
    with pytest.raises(InputWrong, match="Atlantis"):
        find_place("Atlantis", [a_place()])


def test_all_places_and_roads_have_russian_names(inputs: Inputs):
    names = [place.name_ru for place in inputs.places] + [road.name for road in inputs.corridors]

    assert [name for name in names if not re.fullmatch(r"[А-ЯЁа-яё0-9 .—-]+", name)] == []


def test_no_road_number_is_given_that_could_not_be_verified(inputs: Inputs):
    assert [road.ref for road in inputs.corridors if road.ref.startswith("41К")] == []


def test_all_seventeen_district_centres_are_known(inputs: Inputs):
    centres = {place.name_ru for place in inputs.places if place.is_district_centre}

    assert centres == set(DISTRICT_CENTRES)
    assert len(centres) == 17
