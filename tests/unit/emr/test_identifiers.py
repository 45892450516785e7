from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ru_pii import checksums

from dispatch.adapters.fhir.identifiers import EnpBirth, enp_birth, enp_valid, masked, mod10, snils_valid
from dispatch.application.patient_context import Sex
from simulations.patients import demo_people
from simulations.patients.numbers import enp, snils

birth_dates = st.dates(date(1900, 1, 1), date(2049, 12, 31))


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_snils_agrees_with_another_implementation(number: str) -> None:
    assert snils_valid(number) == checksums.snils(number)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_enp_agrees_with_another_implementation(number: str) -> None:
    assert enp_valid(number) == checksums.oms(number)


@given(st.integers(1_001_999, 999_999_999))
def test_a_computed_snils_is_valid(body: int) -> None:
    assert snils_valid(snils(body))
    assert checksums.snils(snils(body))


@given(st.integers(1_001_999, 999_999_999), st.integers(1, 99))
def test_a_snils_with_another_control_number_is_not(body: int, shift: int) -> None:
    number = snils(body)
    wrong = f"{number[:9]}{(int(number[9:]) + shift) % 100:02d}"
    assert not snils_valid(wrong)


@given(birth_dates, st.booleans(), st.integers(0, 99_999))
def test_an_enp_tells_birth_date_and_sex(born: date, male: bool, serial: int) -> None:
    number = enp(born, male=male, serial=serial)
    assert enp_valid(number)
    said = EnpBirth(birth_date=born.isoformat(), sex=Sex.MALE if male else Sex.FEMALE)
    assert enp_birth(number) == said


@given(birth_dates, st.integers(0, 99_999), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_of_an_enp_is_noticed(born: date, serial: int, place: int, shift: int) -> None:
    number = enp(born, male=True, serial=serial)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not enp_valid(wrong)


def test_mod10_gives_the_digit_of_the_standard() -> None:
    assert mod10("12345") == 5


def test_numbers_before_the_control_numbers_are_not_checked() -> None:
    assert snils_valid("00100199899")
    assert not snils_valid("00100199999")


@pytest.mark.parametrize("text", ["", "123", "4700079195x", "٤٧٠٠٠٧٩١٩٥٧", "470007919570"])
def test_what_is_no_number_is_not_valid(text: str) -> None:
    assert not snils_valid(text)
    assert not enp_valid(text)


def test_digits_that_are_no_date_tell_nothing() -> None:
    assert enp_birth("4700000000000000") is None


def test_a_mask_leaves_four_digits() -> None:
    assert masked("47000791957") == "…1957"
    assert masked(None) is None


def test_the_demo_people_have_valid_numbers() -> None:
    for who in demo_people():
        assert checksums.snils(who.snils)
        assert checksums.oms(who.enp)
        assert enp_birth(who.enp) == EnpBirth(birth_date=who.birth_date, sex=Sex(who.sex))
