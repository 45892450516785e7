"""What the service may expect of the map in the repository."""

from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from schematic.drivable import largest_connected_part
from schematic.inputs import Inputs, read_mask
from schematic.pipeline import write_schematic
from schematic.places import Place
from schematic.projection import distance_m, to_vertex
from schematic.terrain import SHORE_TOLERANCE_M
from scipy.sparse.csgraph import connected_components

from tests.unit.data_osm.conftest import MapFile

PALACE_SQUARE = to_vertex(lat=59.938, lon=30.314)
LADOGA = to_vertex(lat=60.8, lon=31.5)

# Shortest kilometres by road, measured on OpenStreetMap and rounded.
FROM_SAINT_PETERSBURG_KM = {
    "Выборг": 137,
    "Луга": 145,
    "Тихвин": 219,
    "Приозёрск": 144,
    "Кингисепп": 125,
    "Кириши": 147,
    "Волхов": 129,
    "Гатчина": 47,
}
FROM_GATCHINA_KM = {
    "Бокситогорск": 282,
    "Волосово": 42,
    "Волхов": 160,
    "Всеволожск": 69,
    "Выборг": 182,
    "Кингисепп": 99,
    "Кириши": 146,
    "Кировск": 71,
    "Лодейное Поле": 267,
    "Ломоносов": 50,
    "Луга": 98,
    "Подпорожье": 304,
    "Приозёрск": 190,
    "Сланцы": 153,
    "Тихвин": 251,
    "Тосно": 59,
}


@pytest.fixture(scope="module")
def centres(inputs: Inputs) -> dict[str, Place]:
    return {place.name_ru: place for place in inputs.places if place.is_district_centre}


def road_km(map_file: MapFile, start: tuple[int, int], end: tuple[int, int]) -> float:
    graph = map_file.graph
    return graph.distance_m(graph.nearest(start), graph.nearest(end)) / 1_000


def test_the_file_is_small_enough_for_a_repository(map_path: Path):
    assert map_path.stat().st_size <= 3_000_000


def test_each_way_and_each_point_says_that_it_is_schematic(map_file: MapFile):
    assert all(road.tags["schematic"] == "yes" for road in map_file.roads)
    assert all(tags["schematic"] == "yes" for tags in map_file.points)


def test_each_way_is_a_road_with_a_speed(map_file: MapFile):
    assert all(road.tags["highway"] and road.tags["maxspeed"] for road in map_file.roads)
    assert all(len(road.vertices) > 1 for road in map_file.roads)


def test_everything_can_be_driven_to_from_everywhere(map_file: MapFile):
    parts, _ = connected_components(map_file.graph.metres, connection="strong")

    assert parts == 1
    assert len(largest_connected_part(map_file.roads)) == len(map_file.roads)


def test_each_place_of_five_hundred_people_has_a_road_within_250_metres(map_file: MapFile, inputs: Inputs):
    lost = [
        place.name_ru
        for place in inputs.places
        if place.is_inside and place.population >= 500 and distance_m(place.at, map_file.graph.nearest(place.at)) > 250
    ]

    assert lost == []


@pytest.mark.parametrize(("name", "real_km"), FROM_SAINT_PETERSBURG_KM.items())
def test_district_centres_are_as_far_from_saint_petersburg_as_in_reality(
    map_file: MapFile, centres: dict[str, Place], name: str, real_km: float
):
    assert road_km(map_file, PALACE_SQUARE, centres[name].at) == pytest.approx(real_km, rel=0.1)


@pytest.mark.parametrize(("name", "real_km"), FROM_GATCHINA_KM.items())
def test_district_centres_are_as_far_from_gatchina_as_in_reality(
    map_file: MapFile, centres: dict[str, Place], name: str, real_km: float
):
    assert road_km(map_file, centres["Гатчина"].at, centres[name].at) == pytest.approx(real_km, rel=0.1)


def test_no_road_crosses_lake_ladoga(map_file: MapFile, data_osm: Path):
    water = read_mask(data_osm / "inputs" / "masks_natural_earth.geojson", "water")
    lake = next(part for part in water.geoms if part.contains(shapely.Point(LADOGA)))
    roads = shapely.linestrings([pair for road in map_file.roads for pair in pairwise(road.vertices)])

    assert not shapely.intersects(lake.buffer(-SHORE_TOLERANCE_M), roads).any()


def test_each_place_has_a_russian_and_an_english_name(map_file: MapFile):
    places = [tags for tags in map_file.points if "place" in tags]

    assert len(places) > 190
    assert all(tags["name"] and tags["name:en"].isascii() for tags in places)


def test_gatchina_has_a_lenin_street(map_file: MapFile, centres: dict[str, Place]):
    streets = [road for road in map_file.roads if road.tags.get("name") == "улица Ленина"]

    assert any(centres["Гатчина"].covers(street.vertices[0]) for street in streets)


def test_each_district_centre_has_a_hospital_and_a_station(map_file: MapFile, centres: dict[str, Place]):
    names = {tags["name"] for tags in map_file.points}

    for centre in centres:
        assert f"Больница, {centre} (схема)" in names
        assert f"Подстанция скорой помощи, {centre} (схема)" in names


@pytest.mark.timeout(600)
def test_the_file_is_what_the_generator_gives(data_osm: Path, map_path: Path, tmp_path: Path):
    fresh = tmp_path / "schematic.osm.pbf"

    write_schematic(data_osm / "inputs", fresh)

    assert fresh.read_bytes() == map_path.read_bytes(), "run python data/osm/build_schematic.py"
