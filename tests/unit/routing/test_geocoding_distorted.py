"""Thousands of places of the real extract, asked for as people mistype them."""

import numpy as np
import pytest

from routing.geocoding.geocoder import Geocoder
from routing.oracle import RoadOracle
from tests.benchmarks import geocoding
from tests.benchmarks.geocoding import TAKEN, Answer

TOP = {
    "as written": 0.98,
    "one slip": 0.95,
    "first letter": 0.88,
    "two slips": 0.78,
    "shortened, with a house": 0.95,
    "reordered": 0.97,
    "as spoken": 0.95,
    "numbers in words, capitals": 0.97,
    "wrong layout": 0.97,
    "in Latin": 0.95,
    "in Latin, wrong layout": 0.93,
}
"""Way of distortion → share that must be found at once."""
COMMON = 10
"""Streets of so many settlements are no address by themselves."""


@pytest.fixture(scope="module")
def real(real_oracle: RoadOracle) -> Geocoder:
    return Geocoder(real_oracle._network, geocoding.listed())


@pytest.fixture(scope="module")
def answers(real: Geocoder) -> dict[str, list[Answer]]:
    return geocoding.asked(real)


@pytest.mark.parametrize("way", TOP)
def test_a_distorted_address_is_found_at_once(answers, way):
    assert np.mean([answer.right for answer in answers[way]]) >= TOP[way]


def test_two_thousand_addresses_and_more_are_asked_for(answers):
    assert sum(len(found) for found in answers.values()) >= 2_000


def test_confidence_is_never_higher_than_the_share_of_right_answers(answers):
    every = [answer for found in answers.values() for answer in found]
    for begin, count, right in geocoding.calibration(every):
        if count >= 50 and begin >= TAKEN:
            assert right >= begin, f"of {count} answers with a confidence from {begin}, {right:.0%} are right"


def test_an_address_is_seldom_taken_for_another(answers):
    every = [answer for found in answers.values() for answer in found]
    assert np.mean([answer.confidence >= TAKEN and not answer.right for answer in every]) < 0.02


def test_a_common_street_without_its_settlement_is_never_sure_and_shown_by_district(real):
    villages = {town.name.key for town in real._settlements}
    towns: dict[str, list[int]] = {}
    for street in real._streets:
        if street.settlement is not None and street.name.key not in villages:
            towns.setdefault(street.label, []).append(street.settlement)
    common = {label: where for label, where in towns.items() if len(set(where)) >= COMMON}
    assert len(common) > 50
    for label, where in common.items():
        found = real.find(label, None, 5)
        assert found[0].confidence < TAKEN
        districts = {real._settlements[town].district for town in where}
        assert len({place.district for place in found}) >= min(3, len(districts)), label


@pytest.mark.parametrize("ref", ["Р-21", "Р-23", "41А-082", "41К-008"])
def test_a_post_stands_where_its_neighbours_say(real, ref):
    road = real.roads.measured(ref)
    inner = range(1, len(road.post_km) - 1)
    without = [np.interp(road.post_km[i], np.delete(road.post_km, i), np.delete(road.post_m, i)) for i in inner]
    assert np.quantile(np.abs(np.array(without) - road.post_m[1:-1]), 0.9) < 500


@pytest.mark.parametrize(
    "text", ["", "\0", "😀" * 10_000, "а" * 10_000, "1" * 10_000, "км 1 " * 3_000, "'; DROP TABLE x;--"]
)
def test_what_is_no_address_finds_nothing_sure(real, text):
    assert all(place.confidence < TAKEN for place in real.find(text, None, 5))
