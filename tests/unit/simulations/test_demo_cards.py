"""The cards of the demo's callers: known and unknown people, wrong numbers, addresses without a fix."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.demand import DrawnCall, draw_day
from simulations.demo.cards import CallerMix, CardWriter, misheard
from simulations.patients import demo_people

A_CALL = DrawnCall(
    at_s=0,
    at=LatLon(lat=59.57, lon=30.12),
    district="Гатчинский район",
    settlement="Гатчина",
    complaint="chest-pain",
    urgency=Urgency.P2,
    age_years=60,
    male=True,
)


def writer(region: Region, **mix: float) -> CardWriter:
    return CardWriter(region, demo_people(), np.random.default_rng(47), CallerMix(**mix), year=2026)


@pytest.fixture(scope="module")
def cards(region: Region) -> Sequence[dict[str, Any]]:
    written, calls = writer(region), draw_day(region, np.random.default_rng(47))
    return [written.write(call, f"n-{at}") for at, call in enumerate(calls)]


def share(cards: Sequence[dict[str, Any]], *, of: str) -> float:
    return float(np.mean([of in card for card in cards]))


def test_about_a_third_of_the_callers_have_a_synthetic_record(cards: Sequence[dict[str, Any]]) -> None:
    families = {person.family for person in demo_people()}
    known = [card["medical"]["patient"].get("family") in families for card in cards]
    assert np.mean(known) == pytest.approx(0.35, abs=0.06)


def test_some_of_them_give_no_snils_and_some_a_wrong_one(cards: Sequence[dict[str, Any]]) -> None:
    right, patients = {person.snils for person in demo_people()}, [card["medical"]["patient"] for card in cards]
    named = [patient for patient in patients if "patronymic" in patient]
    assert np.mean(["snils" not in patient for patient in named]) == pytest.approx(0.30, abs=0.08)
    assert np.mean(["snils" in p and p["snils"] not in right for p in named]) == pytest.approx(0.10, abs=0.05)


def test_most_calls_carry_a_fix_and_all_an_address(cards: Sequence[dict[str, Any]]) -> None:
    assert share(cards, of="location") == pytest.approx(0.88, abs=0.03)
    assert share(cards, of="address") == 1


def test_a_card_is_json(cards: Sequence[dict[str, Any]]) -> None:
    assert json.loads(json.dumps(cards)) == cards


def test_a_child_is_never_called_by_the_name_of_a_grown_person(region: Region) -> None:
    child = replace(A_CALL, age_years=4)
    patient = writer(region, known=1).write(child, "n")["medical"]["patient"]
    assert patient["birth_date"] >= "2009"


def test_no_man_gives_birth(region: Region) -> None:
    written = writer(region)
    cards = [written.write(replace(A_CALL, complaint="childbirth", age_years=30), "n") for _ in range(50)]
    assert {card["medical"]["patient"]["sex"] for card in cards} == {"female"}


def test_an_operator_who_asks_again_learns_where_it_is(region: Region) -> None:
    written = writer(region, address_only=1)
    card = written.write(A_CALL, "n")
    assert "location" not in card
    assert written.with_location(card, A_CALL)["location"]["latitude"] == 59.57


def test_a_misheard_number_differs_in_one_digit() -> None:
    assert misheard("123-45") == "223-45"
    assert misheard("9") == "0"
