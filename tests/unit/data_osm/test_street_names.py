import re

import pytest
from schematic.chance import chance_for
from schematic.street_names import street_names


def names(how_many: int, people: int = 20_000, key: str = "town") -> list[str]:
    return street_names(how_many, people=people, chance=chance_for(key))


def test_the_main_streets_of_towns_and_villages_bear_the_usual_names():
    assert names(2) == ["улица Ленина", "Советская улица"]
    assert names(2, people=700) == ["Центральная улица", "Школьная улица"]


@pytest.mark.parametrize("people", [700, 20_000, 5_000_000])
def test_no_name_is_given_twice_in_a_town(people: int):
    assert len(set(names(300, people))) == 300


def test_all_names_are_russian():
    assert [name for name in names(300) if not re.fullmatch(r"[А-ЯЁа-яё0-9 -]+", name)] == []


def test_two_towns_differ_and_one_town_does_not_change():
    assert names(60, key="Луга") == names(60, key="Луга")
    assert names(60, key="Луга") != names(60, key="Тосно")
