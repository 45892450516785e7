from collections import Counter
from math import dist

import pytest
from schematic.lattices import choose_towns, lay_streets
from schematic.terrain import Terrain

from tests.unit.data_osm.tiny import DRY, a_place, a_river


def test_a_village_of_a_thousand_needs_a_disc_of_420_metres():
    # √(1,000 / (π · 1,800 per km²)) = 0.4205 km
    assert a_place(people=1_000).radius_m == pytest.approx(420.5, abs=0.1)


def test_the_smallest_hamlet_has_260_metres():
    assert a_place(people=150).radius_m == 260


def test_a_place_inside_a_larger_town_is_part_of_it():
    town = a_place("Город", people=50_000, geoname_id=1)
    part = a_place("Окраина", at=(0, 1_900), geoname_id=2)
    neighbour = a_place("Посёлок", at=(0, 2_000), geoname_id=3)

    # the town's radius is 2,103 m, of which 93 % swallow: 1,955 m
    assert choose_towns([part, neighbour, town]) == [town, neighbour]


def test_hamlets_and_foreign_towns_get_no_streets():
    assert choose_towns([a_place(people=149), a_place(people=9_000, admin1="52")]) == []


def test_a_street_passes_exactly_through_the_middle_of_the_village():
    village = a_place(at=(5_000, 7_000))

    assert any(village.at in street.vertices for street in lay_streets([village], DRY))


def test_streets_stay_near_the_disc():
    town = a_place(people=30_000)

    # an outline is stretched by up to 1.25 and dented by up to 26 %
    assert all(dist(town.at, v) < 1.7 * town.radius_m for s in lay_streets([town], DRY) for v in s.vertices)


def test_no_street_crosses_the_river():
    river: Terrain = a_river((100, -9_000), (100, 9_000))

    assert not any(river.blocks(street.line) for street in lay_streets([a_place(people=30_000)], river))


def test_the_larger_town_has_the_ground():
    large, small = a_place(people=30_000), a_place(people=10_000, at=(2_000, 0), geoname_id=2)

    alone, together = lay_streets([large], DRY), lay_streets([large, small], DRY)

    assert together[: len(alone)] == alone
    assert not any(large.covers(vertex) for street in together[len(alone) :] for vertex in street.vertices)


def test_only_towns_above_forty_thousand_have_oneway_streets():
    def oneways(people: int) -> Counter[bool]:
        return Counter(street.is_oneway for street in lay_streets([a_place(people=people)], DRY))

    assert oneways(40_000)[True] == 0
    assert 0 < oneways(40_001)[True] < oneways(40_001)[False]


def test_each_street_has_a_name_and_the_label():
    streets = lay_streets([a_place()], DRY)

    assert streets
    assert all(street.tags["name"] and street.tags["schematic"] == "yes" for street in streets)
