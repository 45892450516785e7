"""Finding places as people name them."""

import pytest

from routing.geocoding import text
from routing.oracle import RoadOracle
from routing.types import GazetteerEntry
from tests.tiny_town.town import TOWN, spot


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> RoadOracle:
    listed = [
        GazetteerEntry(name="Ивановка", at=spot(0, 20), district="Гатчинский муниципальный район", population=90),
        GazetteerEntry(name="Ивановка", at=spot(0, 60), district="Волховский муниципальный район", population=10),
    ]
    return RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"), gazetteer=listed)


@pytest.mark.parametrize(
    "asked",
    [
        "Крошкино, Школьная улица",
        "ул. Школьная, г. Крошкино, д. 5",
        "школьная 12 крошкино",
        "КРОШКИНО ШКОЛЬНАЯ УЛ",
        "Ленинградская обл., Крошкино, Шкльная улица, дом 3 корп. 2",
        "rhjirbyj irjkmyfz",
    ],
)
def test_a_street_is_found_however_it_is_typed(named, asked):
    best = named.geocode(asked)[0]
    assert best.label == "Школьная улица, Крошкино"
    assert (best.precision, best.settlement) == ("street", "Крошкино")
    assert 0.5 < best.confidence <= 1


def test_a_street_named_after_a_person_is_found_by_the_last_name(named):
    assert named.geocode("ул. Чкалова, Крошкино")[0].label == "улица Валерия Чкалова, Крошкино"


def test_yo_and_ye_are_one_letter(named):
    assert named.geocode("елкино")[0].label == "Ёлкино"
    assert named.geocode("дер. Ёлкино")[0].precision == "settlement"


def test_the_district_decides_between_two_villages_of_one_name(named):
    assert named.geocode("дер. Ивановка, Волховский р-н")[0].district == "Волховский муниципальный район"
    assert named.geocode("Ивановка", district="Волховский")[0].district == "Волховский муниципальный район"
    found = named.geocode("Ивановка")
    assert found[0].district == "Гатчинский муниципальный район"
    assert found[0].confidence < 0.9


def test_of_an_address_with_an_unknown_street_the_settlement_remains(named):
    best = named.geocode("Крошкино, улица Жуковского")[0]
    assert (best.label, best.precision) == ("Крошкино", "settlement")
    assert best.confidence < 0.7


def test_a_kilometre_of_a_road_is_found_by_its_post(named):
    best = named.geocode("А121, 45 км")[0]
    assert (best.label, best.precision) == ("А-121, 45 км", "road")
    assert best.at.lon == pytest.approx(spot(1.5, 0).lon, abs=1e-6)
    assert named.geocode("A-121, 47 км")[0].confidence < 0.5


@pytest.mark.parametrize("asked", ["", "   ", "!!!", "ъъъъъъ", ",,,", "5"])
def test_nonsense_finds_nothing(named, asked):
    assert named.geocode(asked) == []


def test_a_novel_instead_of_an_address_does_no_harm(named):
    assert len(named.geocode("Крошкино " * 10_000)) <= 5


def test_the_number_of_answers_is_limited(named):
    assert len(named.geocode("улица", limit=2)) <= 2


def test_a_point_is_named_by_its_street_and_settlement(named):
    assert named.reverse(spot(0.5, 1.02)).label == "Школьная улица, Крошкино"
    assert named.reverse(spot(0.4, 20)).label == "Ивановка, Гатчинский муниципальный район"
    assert named.reverse(spot(200, 0)) is None


@pytest.mark.parametrize(
    ("typed", "parts", "district"),
    [
        ("ул. Ленина, д. 5, Луга", (("ул", "ленина"), ("луга",)), None),
        ("1-я линия", (("1я", "линия"),), None),
        ("Лужский р-н, пос. Толмачёво", (("пос", "толмачево"),), "лужский"),
        ("Лен. обл., Тихвин", (("тихвин",),), None),
    ],
)
def test_a_query_is_taken_apart(typed, parts, district):
    assert text.read(typed) == text.Query(parts=parts, district=district)
