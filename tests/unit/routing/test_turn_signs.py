"""Turn restrictions in towns drawn for them: a cross of streets, each arm one kilometre."""

from pathlib import Path

import pytest

from routing.oracle import RoadOracle
from routing.types import NoRoad, Profile, WeightsSpec
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import Sign, drawn

STREET = {"highway": "residential", "maxspeed": "RU:urban"}
KM = 120.0
"""Seconds for one kilometre of it, ordinary: 60 × 0.50 = 30 km/h."""
KM_SIREN = 107.143
MIDDLE = (1, 1)
WEST, NORTH, EAST, SOUTH = 1, 2, 3, 4
WORKDAY_MORNING = "no_left_turn @ (Mo-Fr 07:00-09:00)"


def crossing(folder: Path, *signs: Sign) -> RoadOracle:
    """Four dead ends that meet in the middle."""
    arms = [[(0, 1), MIDDLE], [(1, 2), MIDDLE], [(2, 1), MIDDLE], [(1, 0), MIDDLE]]
    return drawn(folder, *((STREET, arm) for arm in arms), signs=signs)


def seconds(town: RoadOracle, a: tuple[float, float], b: tuple[float, float], profile=Profile.ORDINARY) -> float:
    return town.route(spot(*a), spot(*b), profile).duration_s


FROM_WEST, TO_NORTH, TO_EAST, TO_SOUTH = (0.5, 1), (1, 1.5), (1.5, 1), (1, 0.5)
LEFT, STRAIGHT, RIGHT, AROUND = 6.0, 0.5, 3.0, 20.0
BY_THE_DEAD_END = KM * 2 + AROUND
"""What it takes to go on into another arm, turn round at its end and come back."""


def test_a_forbidden_left_is_driven_by_way_of_another_arm(tmp_path):
    town = crossing(tmp_path, ({"restriction": "no_left_turn"}, WEST, MIDDLE, NORTH))
    assert seconds(town, FROM_WEST, TO_NORTH) == pytest.approx(KM + STRAIGHT + BY_THE_DEAD_END + RIGHT, abs=0.1)
    assert seconds(town, FROM_WEST, TO_SOUTH) == pytest.approx(KM + RIGHT, abs=0.1)


def test_a_siren_turns_left_all_the_same_ten_seconds_later(tmp_path):
    town = crossing(tmp_path, ({"restriction": "no_left_turn"}, WEST, MIDDLE, NORTH))
    assert seconds(town, FROM_WEST, TO_NORTH, Profile.SIREN) == pytest.approx(KM_SIREN + 3 + 10, abs=0.1)


def test_a_sign_that_excepts_emergencies_costs_the_siren_nothing(tmp_path):
    town = crossing(tmp_path, ({"restriction": "no_left_turn", "except": "psv; emergency"}, WEST, MIDDLE, NORTH))
    assert seconds(town, FROM_WEST, TO_NORTH, Profile.SIREN) == pytest.approx(KM_SIREN + 3, abs=0.1)
    assert seconds(town, FROM_WEST, TO_NORTH) > 300


def test_a_sign_that_excepts_cars_binds_nobody(tmp_path):
    town = crossing(tmp_path, ({"restriction": "no_left_turn", "except": "motorcar"}, WEST, MIDDLE, NORTH))
    assert seconds(town, FROM_WEST, TO_NORTH) == pytest.approx(KM + LEFT, abs=0.1)


def test_only_straight_on_forbids_left_and_right(tmp_path):
    town = crossing(tmp_path, ({"restriction": "only_straight_on"}, WEST, MIDDLE, EAST))
    assert seconds(town, FROM_WEST, TO_EAST) == pytest.approx(KM + STRAIGHT, abs=0.1)
    assert seconds(town, FROM_WEST, TO_NORTH) == pytest.approx(KM + STRAIGHT + BY_THE_DEAD_END + RIGHT, abs=0.1)
    assert seconds(town, FROM_WEST, TO_SOUTH) == pytest.approx(KM + STRAIGHT + BY_THE_DEAD_END + LEFT, abs=0.1)
    assert seconds(town, TO_NORTH, TO_SOUTH) == pytest.approx(KM + STRAIGHT, abs=0.1)


@pytest.mark.parametrize(("hour", "forbidden"), [(8, True), (12, False), (5 * 24 + 8, False), (None, False)])
def test_a_sign_with_hours_forbids_the_left_at_eight_and_not_at_noon(tmp_path, hour, forbidden):
    town = crossing(tmp_path, ({"restriction:conditional": WORKDAY_MORNING}, WEST, MIDDLE, NORTH))
    town.reweight(WeightsSpec(hour_of_week=hour))
    assert (seconds(town, FROM_WEST, TO_NORTH) > 300) == forbidden


def test_a_sign_with_hours_costs_the_siren_ten_seconds_while_it_is_in_force(tmp_path):
    town = crossing(tmp_path, ({"restriction:conditional": "no_left_turn @ (Mo 03:00-04:00)"}, WEST, MIDDLE, NORTH))
    town.reweight(WeightsSpec(hour_of_week=2))
    before = seconds(town, FROM_WEST, TO_NORTH, Profile.SIREN)
    town.reweight(WeightsSpec(hour_of_week=3))
    assert seconds(town, FROM_WEST, TO_NORTH, Profile.SIREN) == pytest.approx(before + 10, abs=0.01)


def test_a_sign_that_is_not_to_be_understood_is_counted(tmp_path):
    town = crossing(
        tmp_path, ({"restriction": "no_left_turn"}, WEST, (), NORTH), ({"restriction": "?"}, WEST, MIDDLE, NORTH)
    )
    assert town.left_out("restriction") == [1, 2]


DIVIDED = (
    ({**STREET, "oneway": "yes"}, [(0, 0), (1, 0)]),
    ({**STREET, "oneway": "yes"}, [(1, 0), (2, 0)]),
    ({**STREET, "oneway": "yes"}, [(2, 0.1), (1, 0.1)]),
    ({**STREET, "oneway": "yes"}, [(1, 0.1), (0, 0.1)]),
    (STREET, [(1, 0), (1, 0.1)]),
    (STREET, [(2, 0), (2, 0.1)]),
    (STREET, [(0, 0), (0, 0.1)]),
    (STREET, [(1, 0.1), (1, 1)]),
)
"""A divided road, eastwards below, joined at both ends and in the middle, where a street leads north."""
NO_U_TURN = ({"restriction": "no_u_turn"}, 1, (5,), 4)


def test_no_u_turn_over_the_link_of_a_divided_road(tmp_path):
    free, banned = drawn(tmp_path, *DIVIDED), tmp_path / "banned"
    banned.mkdir()
    signed = drawn(banned, *DIVIDED, signs=[NO_U_TURN])
    here, back = (0.5, 0), (0.5, 0.1)
    assert seconds(free, here, back) == pytest.approx(KM * 1.1 + 4.0 + LEFT, abs=0.1)
    assert seconds(signed, here, back) > KM * 2
    assert seconds(signed, here, back, Profile.SIREN) == pytest.approx(
        seconds(free, here, back, Profile.SIREN) + 10, abs=0.1
    )


def test_the_link_itself_stays_open_to_who_goes_on_elsewhere(tmp_path):
    signed = drawn(tmp_path, *DIVIDED, signs=[NO_U_TURN])
    assert seconds(signed, (0.5, 0), (1, 0.5)) == pytest.approx(KM * (0.5 + 0.1 + 0.4) + 4.0 + 0.5, abs=0.1)
    assert seconds(signed, (1, 0.5), (0.5, 0.1)) == pytest.approx(KM * 0.9 + 3.0, abs=0.1)


def test_a_trip_ends_and_begins_on_the_link_under_the_sign(tmp_path):
    signed = drawn(tmp_path, *DIVIDED, signs=[NO_U_TURN])
    link, here, back = (1, 0.05), (0.5, 0), (0.5, 0.1)
    to_the_link, from_the_link = KM * 0.55 + 4.0, KM * 0.55 + LEFT
    assert seconds(signed, here, link) == pytest.approx(to_the_link, abs=0.1)
    assert seconds(signed, link, back) == pytest.approx(from_the_link, abs=0.1)
    table = signed.matrix([spot(*here), spot(*link)], [spot(*link), spot(*back)], Profile.ORDINARY)
    assert table[0, 0] == pytest.approx(to_the_link, abs=0.1)
    assert table[1, 1] == pytest.approx(from_the_link, abs=0.1)
    assert table[1, 0] == 0
    route = signed.route(spot(*here), spot(*link), Profile.ORDINARY)
    assert route.distance_m == pytest.approx(550, abs=2)


def test_only_over_a_way_binds_who_comes_from_there(tmp_path):
    signed = drawn(tmp_path, *DIVIDED, signs=[({"restriction": "only_straight_on"}, 1, (5,), 8)])
    assert seconds(signed, (0.5, 0), (0.5, 0.1)) > KM * 2
    assert seconds(signed, (0.5, 0), (1, 0.5)) == pytest.approx(KM + 4.0 + 0.5, abs=0.1)


def test_a_closed_arm_under_a_sign_leaves_no_road(tmp_path):
    town = crossing(tmp_path, ({"restriction": "no_left_turn"}, WEST, MIDDLE, NORTH))
    town.reweight(WeightsSpec(closed_ways=(EAST, SOUTH)))
    with pytest.raises(NoRoad):
        town.route(spot(*FROM_WEST), spot(*TO_NORTH), Profile.ORDINARY)
