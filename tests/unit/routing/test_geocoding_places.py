"""Houses, named places, and kilometres without a post."""

from pathlib import Path

import numpy as np
import pytest

from routing.geocoding.geocoder import Geocoder
from routing.geocoding.road_line import Line
from routing.geocoding.survey import survey_of, surveyed
from routing.geocoding.text import house_number
from routing.oracle import RoadOracle
from routing.types import GazetteerEntry, MapUnreadable, great_circle_m
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import Way, drawn


def house(east: float, north: float, **tags: str) -> Way:
    corners = [(east, north), (east + 0.01, north), (east + 0.01, north + 0.01), (east, north)]
    return {"building": "yes", **{key.replace("_", ":"): value for key, value in tags.items()}}, corners


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> RoadOracle:
    """A town with houses, a hospital, a railway station, and a numbered road of 20 km that has no posts."""
    return drawn(
        tmp_path_factory.mktemp("town"),
        ({"highway": "residential", "name": "Садовая улица"}, [(0, 0), (1, 0), (2, 0)]),
        ({"highway": "residential", "name": "Киевская улица"}, [(0, 0), (0, 1)]),
        ({"highway": "primary", "ref": "41К-007", "name": "Лисье шоссе"}, [(2, 0), (12, 0), (22, 0)]),
        ({"highway": "service"}, [(0, 1), (0.2, 1)]),
        ({"highway": "service"}, [(0, -0.5), (1, -0.5), (1, 0)]),
        house(0.5, 0.1, addr_street="Садовая улица", addr_housenumber="12 к2"),
        house(0.7, 0.1, addr_street="Садовая улица", addr_housenumber="14;16А"),
        house(0.2, 0.4, addr_place="Дубки", addr_housenumber="7"),
        house(40, 0.4, addr_street="Садовая улица", addr_housenumber="99"),
        house(0.3, 0.3, amenity="school", name="Школа № 3"),
        house(1.5, 0.3, railway="station", name="Лесная"),
        gazetteer=[
            GazetteerEntry(name="Дубки", at=spot(0.3, 0.2), district="Лужский район", population=20_000),
            GazetteerEntry(name="Лесная", at=spot(60, 60), district="Лужский район", population=500),
            GazetteerEntry(name="Дубковская ЦРБ", at=spot(0.4, 0.4), kind="hospital"),
            GazetteerEntry(name="ФАП Лесная", at=spot(60, 60.1), kind="fap"),
            GazetteerEntry(name="Подстанция Дубки", at=spot(0.1, 0.1), kind="station"),
        ],
    )


@pytest.mark.parametrize(
    ("asked", "label", "where"),
    [
        ("Дубки, Садовая 12к2", "Садовая улица, 12к2, Дубки, Лужский район", spot(0.505, 0.105)),
        ("Дубки, ул. Садовая, д. 12, корп. 2, кв. 4", "Садовая улица, 12к2, Дубки, Лужский район", spot(0.505, 0.105)),
        ("Дубки, Садовая 16 лит. А", "Садовая улица, 16, Дубки, Лужский район", None),
        ("Дубки, Садовая улица, 16а", "Садовая улица, 16а, Дубки, Лужский район", spot(0.705, 0.105)),
        ("Дубки, дом 7", "Дубки, 7, Лужский район", spot(0.205, 0.405)),
    ],
)
def test_a_house_is_found_where_the_extract_has_it(town, asked, label, where):
    best = town.geocode(asked)[0]
    if where is None:
        assert best.precision == "street"  # house 16 without its letter is not on the map
    else:
        assert (best.label, best.precision) == (label, "house")
        assert great_circle_m(best.at, where) < 20


@pytest.mark.parametrize("asked", ["Дубки, Садовая 13", "Дубки, Садовая 99", "Дубки, Садовая"])
def test_of_a_house_that_is_not_on_the_map_the_street_remains(town, asked):
    best = town.geocode(asked)[0]
    assert (best.label, best.precision) == ("Садовая улица, Дубки, Лужский район", "street")


@pytest.mark.parametrize("written", ["12 корп. 2", "12К2", "12 к. 2", "12корпус 2", "12 к 2"])
def test_a_house_number_has_one_form(written):
    assert house_number(written) == "12к2"


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Дубковская ЦРБ", "Дубковская ЦРБ"),
        ("больница Дубки", "Дубковская ЦРБ"),
        ("Дубковская районная больница", "Дубковская ЦРБ"),
        ("ФАП Лесная", "ФАП Лесная"),
        ("фельдшерско-акушерский пункт в Лесной", "ФАП Лесная"),
        ("станция скорой помощи Дубки", "Подстанция Дубки"),
        ("Дубки, школа № 3", "Школа № 3"),
        ("станция Лесная", "Лесная"),
    ],
)
def test_an_institution_is_found_as_people_call_it(town, asked, label):
    best = town.geocode(asked)[0]
    assert best.label.split(", ")[0] == label
    assert best.confidence >= 0.5


def test_a_village_is_meant_before_the_railway_station_of_its_name(town):
    assert town.geocode("Лесная")[0].precision == "settlement"


def test_a_road_without_posts_is_measured_from_the_largest_settlement_and_never_sure(town):
    best = town.geocode("41К-007, 5 км")[0]
    assert great_circle_m(best.at, spot(7, 0)) < 5_100
    assert best.confidence < 0.5
    assert town.geocode("41К-007, 500 км") == []


@pytest.mark.parametrize("asked", ["5 км Лисьего шоссе", "Лисье шоссе, пятый километр", "41k007 5km"])
def test_a_road_is_known_by_its_name_too(town, asked):
    assert town.geocode(asked)[0].label == "41К-007, 5 км"


@pytest.fixture
def measured() -> Line:
    """A straight road of 20 km: posts at 2, 4 and 14 km say 32, 34 and 44."""
    along = np.arange(0, 20_001, 100.0)
    return Line(
        vertex=np.arange(len(along)),
        xy_m=np.column_stack([along, np.zeros(len(along))]),
        lon=along * 0 + 30.0,
        lat=60 + along / 111_195,
        along_m=along,
        post_m=np.array([2_000.0, 4_000.0, 14_000.0]),
        post_km=np.array([32.0, 34.0, 44.0]),
    )


def test_a_kilometre_between_two_posts_is_measured_along_the_road(measured):
    where, off_km = measured.at_kilometre(40)
    assert where.lat == pytest.approx(60 + 10_000 / 111_195)
    assert off_km == 4


def test_beyond_the_last_post_kilometres_are_counted_on_to_the_end_of_the_road(measured):
    assert measured.at_kilometre(49)[0].lat == pytest.approx(60 + 19_000 / 111_195)
    assert measured.at_kilometre(300) is None


def test_a_point_on_a_yard_way_is_named_by_the_street_the_way_leads_to(town):
    assert town.reverse(spot(0.1, 1.01)).label == "Киевская улица, Дубки, Лужский район"
    # the end of the lower way is nearer to Киевская as the crow flies, but leads to Садовая only after 1.5 km
    assert town.reverse(spot(0.01, -0.5)).label == "Дубки, Лужский район"


def test_a_point_on_a_road_without_posts_is_named_by_the_name_of_the_road(town):
    assert town.reverse(spot(10, 0.01)).label == "Лисье шоссе"


def test_a_survey_is_kept_beside_the_map_and_made_again_when_it_is_damaged(town, tmp_path):
    path = Path(town.info.path)
    first = surveyed(path, tmp_path, "a" * 64)
    kept = next(tmp_path.glob("addresses-*.npz"))
    kept.write_bytes(kept.read_bytes()[:100])
    again = surveyed(path, tmp_path, "a" * 64)
    assert first.texts == again.texts
    assert np.array_equal(first.house, again.house)
    assert np.array_equal(surveyed(path, tmp_path, "a" * 64).house, again.house)


def test_a_survey_of_what_is_no_map_says_so(tmp_path):
    (tmp_path / "x.osm.pbf").write_bytes(b"no map")
    with pytest.raises(MapUnreadable, match="--map"):
        survey_of(tmp_path / "x.osm.pbf")


def test_without_its_extract_a_map_has_no_houses(tmp_path):
    assert len(surveyed(tmp_path / "gone.osm.pbf", tmp_path, "b" * 64).house) == 0


def test_a_geocoder_needs_neither_settlements_nor_houses(town):
    assert Geocoder(town._network, ()).find("Садовая улица", None, 5)[0].precision == "street"
