"""Finding places as people name them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.geocoding import text
from routing.oracle import RoadOracle
from routing.types import GazetteerEntry
from tests.tiny_town.town import TOWN, spot
from tests.unit.routing.drawing import drawn


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
        ("ул. Ленина, Луга", (("ул", "ленина"), ("луга",)), None),
        ("1-я линия", (("1я", "линия"),), None),
        ("Лужский р-н, пос. Толмачёво", (("пос", "толмачево"),), "лужский"),
        ("Лен. обл., Тихвин", (("тихвин",),), None),
    ],
)
def test_a_query_is_taken_apart(typed, parts, district):
    assert text.read(typed) == text.Query(parts=parts, district=district)


STREET = {"highway": "residential"}


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> RoadOracle:
    """A city of 2.5 million with a suburb 9 km from its centre, and a town far away."""

    def street(name: str, east: float, north: float):
        return ({**STREET, "name": name}, [(east, north), (east + 0.3, north)])

    ways = [
        street("улица Ленина", 0, 0),
        street("Садовая улица", 2, 0),
        street("Садовая улица", 2, -11),
        street("Невский проспект", 1, 0),
        street("Европейский проспект", 9, 0.1),
        street("Пограничная улица", 6.7, 0),
        street("улица Чкалова", 56, 0),
        street("улица 50 лет Октября", 60, 3),
        street("Каштановая аллея", 11.5, 0),
        street("улица Ленина", 60, 0),
        street("проспект Ленина", 61, 1),
        street("улица Воровского", 60.5, 0),
        street("2-я Южная улица", 60, 1),
        street("3-я Южная улица", 60, 2),
        street("Набережная улица", 60, 0.5),
        street("улица Большая Заречка", 30, 0),
    ]
    spine = ({"highway": "primary", "ref": "Р-21"}, [p for _, points in ways for p in points])
    places = [
        GazetteerEntry(name="Санкт-Петербург", at=spot(0, 0), district="Санкт-Петербург", population=2_500_000),
        GazetteerEntry(name="Кудрово", at=spot(9, 0), district="Всеволожский район", population=70_000),
        GazetteerEntry(name="Кингисепп", at=spot(60, 0), district="Кингисеппский район", population=50_000),
        GazetteerEntry(name="Малое Верево", at=spot(56, 0), district="Кингисеппский район", population=900),
        GazetteerEntry(name="Кукково", at=spot(30, 40), district="Лужский район", population=300),
        GazetteerEntry(name="Никольское", at=spot(60, 60), district="Тосненский район", population=19_000),
        GazetteerEntry(name="Янино-1", at=spot(90, 60), district="Всеволожский район", population=15_000),
        GazetteerEntry(name="имени Морозова", at=spot(90, 90), district="Всеволожский район", population=10_000),
        GazetteerEntry(name="Красное Село", at=spot(0, 90), district="Санкт-Петербург", population=44_000),
        GazetteerEntry(name="Горки", at=spot(90, 0), district="Лужский район", population=50),
        GazetteerEntry(name="Горки", at=spot(90, 30), district="Тосненский район", population=40),
        GazetteerEntry(name="Сосново", at=spot(0, 60), district="Приозерский район", population=7_000),
        GazetteerEntry(name="Сосново", at=spot(0, 75), district="Лужский район", population=7),
    ]
    return drawn(tmp_path_factory.mktemp("region"), *ways, spine, gazetteer=places)


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Кудрово, Европейский проспект", "Европейский проспект, Кудрово, Всеволожский район"),
        ("Кудрово, Каштановая", "Каштановая аллея, Кудрово, Всеволожский район"),
        ("спб невский 100", "Невский проспект, Санкт-Петербург, Санкт-Петербург"),
        (
            "188480, г Кингисепп, ул Воровского, д 20, подъезд 2, кв 5",
            "улица Воровского, Кингисепп, Кингисеппский район",
        ),
        ("Кингисепп, 2-я Южная", "2-я Южная улица, Кингисепп, Кингисеппский район"),
        ("Кингисепп, Набережная", "Набережная улица, Кингисепп, Кингисеппский район"),
        ("Воровского, Кингисеп", "улица Воровского, Кингисепп, Кингисеппский район"),
        ("в Кингисеппе на Воровского", "улица Воровского, Кингисепп, Кингисеппский район"),
    ],
)
def test_a_street_belongs_to_its_own_settlement_not_to_the_city_beside_it(region, asked, label):
    best = region.geocode(asked)[0]
    assert best.label == label
    assert best.confidence > 0.6


def test_a_street_at_the_border_comes_second_to_the_settlement_named(region):
    first, second = region.geocode("Санкт-Петербург, Пограничная улица")[:2]
    assert (first.precision, first.settlement) == ("settlement", "Санкт-Петербург")
    assert second.label == "Пограничная улица, Кудрово, Всеволожский район"


def test_points_of_a_suburb_are_named_by_the_suburb(region):
    assert region.reverse(spot(9.1, 0.1)).settlement == "Кудрово"
    assert region.reverse(spot(2.1, 0)).settlement == "Санкт-Петербург"


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("пос. им. Морозова", "имени Морозова, Всеволожский район"),
        ("Морозова", "имени Морозова, Всеволожский район"),
        ("г. Красное Село", "Красное Село, Санкт-Петербург"),
        ("Янино, Новая", "Янино-1, Всеволожский район"),
        ("питер, лиговский", "Санкт-Петербург, Санкт-Петербург"),
        ("Кингисепп, Абракадабра 7", "Кингисепп, Кингисеппский район"),
        ("Сосново", "Сосново, Приозерский район"),
        ("Кингисепп, Чкалова", "Кингисепп, Кингисеппский район"),  # that one is in the village beside it
        ("Кингисепп, пр. 25 Октября", "Кингисепп, Кингисеппский район"),
    ],
)
def test_a_certain_settlement_is_answered_without_its_street(region, asked, label):
    best = region.geocode(asked)[0]
    assert (best.label, best.precision) == (label, "settlement")
    assert best.confidence >= 0.5


@pytest.mark.parametrize(
    "asked",
    [
        "Ленина",
        "улица Ленина 5",
        "Садовая улица, Санкт-Петербург",
        "Заречка",
        "Воровского 20",
        "Красное",
        "Горки",
        "Гуккова",
        "СНТ Кукково",
        "Никольское кладбище возле Кингисепп",
        "гостиница Кингисепп",
        "мужчина упал на улице в Кингисепп не дышит помогите скорее пожалуйста",
        "дтп кингисепп кудрово",
        "Псков, Ленина",
        "Кингисеп, Абракадабра",
    ],
)
def test_what_may_be_another_place_is_not_taken_for_sure(region, asked):
    assert all(place.confidence < 0.5 for place in region.geocode(asked, limit=1))


def test_equal_candidates_are_equally_doubtful(region):
    assert [place.confidence for place in region.geocode("Горки")] == [0.45, 0.45]
    assert len({place.confidence for place in region.geocode("улица Ленина")[:2]}) == 1


@pytest.mark.parametrize(
    ("asked", "district", "label"),
    [
        ("Горки", "Тосненский", "Горки, Тосненский район"),
        ("улица Ленина", "Кингисеппский район", "улица Ленина, Кингисепп, Кингисеппский район"),
    ],
)
def test_the_district_decides_between_equals(region, asked, district, label):
    best = region.geocode(asked, district=district)[0]
    assert best.label == label
    assert best.confidence >= 0.5


def test_a_place_of_another_district_is_not_taken(region):
    assert region.geocode("Никольское", district="Подпорожский")[0].confidence < 0.5


def test_a_village_asked_for_is_hardly_the_town_of_its_name(region):
    assert region.geocode("Никольское")[0].confidence == 1
    assert region.geocode("д. Никольское")[0].confidence < 0.8


def test_two_streets_of_one_name_in_a_city_are_two_places(region):
    found = [place for place in region.geocode("Санкт-Петербург, Садовая") if place.label.startswith("Садовая")]
    assert len(found) == 2
    assert found[0].at != found[1].at


def test_one_of_two_kinds_in_a_town_is_chosen_by_its_kind(region):
    assert region.geocode("Кингисепп, пр. Ленина")[0].label.startswith("проспект Ленина")
    assert region.geocode("Кингисепп, Ленина")[0].confidence < 0.8


@pytest.mark.parametrize("asked", ["М-18, 46 км", "трасса Сортавала 45 км", "45 км А121", "A-121 45 km"])
def test_a_road_is_known_by_its_name_and_its_former_number(named, asked):
    found = named.geocode(asked)
    if "М-18" in asked:
        assert found == []  # the tiny town has no Р-21
    else:
        assert found[0].label == "А-121, 45 км"


@pytest.mark.parametrize(
    "asked",
    [
        "а " * 60,
        "1,2,3,4,5,6,7,8",
        "Луга," * 40,
        "ул. " * 40,
        "Выборг" * 40,
        "(" * 200,
        "45 км " * 40,
        "\0\n\t",
        "😀" * 99,
    ],
)
def test_pathological_texts_cost_little(region, asked):
    assert len(region.geocode(asked)) <= 5


def test_warming_is_done_once_by_whichever_thread_comes_first(named):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: named.warm(), range(8)))
    geocoder = named._geocoder()
    named.warm()
    assert named._geocoder() is geocoder
