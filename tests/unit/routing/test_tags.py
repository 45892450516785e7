"""What the signs and the tags mean."""

from math import isnan

import pytest

from routing.network import barriers, tags
from routing.network.tags import Drives


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("60", 60),
        ("RU:urban", 60),
        ("RU:rural", 90),
        ("RU:motorway", 110),
        ("RU:living_street", 20),
        ("40 mph", 64.37376),
        ("none", 130),
        ("walk", 5),
    ],
)
def test_a_speed_limit_is_read_as_russian_law_means_it(text, kmh):
    assert tags.maxspeed_kmh(text) == pytest.approx(kmh)


@pytest.mark.parametrize("text", [None, "", "nan", "signals", "0", "-5", "sixty"])
def test_an_unreadable_speed_limit_is_unknown(text):
    assert isnan(tags.maxspeed_kmh(text))


@pytest.mark.parametrize(
    ("extra", "along", "against"),
    [
        ({}, Drives.ALL, Drives.ALL),
        ({"oneway": "yes"}, Drives.ALL, Drives.NOBODY),
        ({"oneway": "-1"}, Drives.NOBODY, Drives.ALL),
        ({"highway": "motorway"}, Drives.ALL, Drives.NOBODY),
        ({"highway": "motorway", "oneway": "no"}, Drives.ALL, Drives.ALL),
        ({"junction": "roundabout"}, Drives.ALL, Drives.NOBODY),
        ({"oneway": "yes", "oneway:emergency": "no"}, Drives.ALL, Drives.SIREN),
        ({"access": "no", "emergency": "yes"}, Drives.SIREN, Drives.SIREN),
        ({"access": "private", "emergency": "designated"}, Drives.SIREN, Drives.SIREN),
        ({"highway": "service", "service": "emergency_access"}, Drives.SIREN, Drives.SIREN),
        ({"access": "private"}, Drives.NOBODY, Drives.NOBODY),
        ({"access": "no", "motor_vehicle": "yes"}, Drives.ALL, Drives.ALL),
        ({"access": "destination"}, Drives.ALL, Drives.ALL),
        ({"highway": "footway"}, Drives.NOBODY, Drives.NOBODY),
        ({"highway": "footway", "emergency": "yes"}, Drives.SIREN, Drives.SIREN),
        ({"access": "no", "bus": "yes"}, Drives.SIREN, Drives.SIREN),
        ({"motor_vehicle": "psv"}, Drives.SIREN, Drives.SIREN),
        ({"highway": "busway"}, Drives.SIREN, Drives.SIREN),
        ({"oneway": "yes", "oneway:psv": "no"}, Drives.ALL, Drives.SIREN),
        ({"oneway": "yes", "busway": "opposite_lane"}, Drives.ALL, Drives.SIREN),
    ],
)
def test_who_may_drive_and_in_which_direction(extra, along, against):
    assert tags.directions({"highway": "residential"} | extra) == (along, against)


def test_a_reversible_lane_has_no_fixed_direction():
    assert tags.directions({"highway": "primary", "oneway": "reversible"}) is None


@pytest.mark.parametrize(
    ("node", "passes"),
    [
        ({}, Drives.ALL),
        ({"barrier": "gate"}, Drives.ALL),
        ({"barrier": "gate", "access": "private"}, Drives.SIREN),
        ({"barrier": "block"}, Drives.NOBODY),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, Drives.ALL),
        ({"barrier": "bollard"}, Drives.NOBODY),
        ({"barrier": "bollard", "bollard": "rising"}, Drives.SIREN),
        ({"barrier": "lift_gate"}, Drives.ALL),
        ({"barrier": "lift_gate", "motor_vehicle": "private"}, Drives.SIREN),
        ({"barrier": "gate", "locked": "yes"}, Drives.NOBODY),
        ({"barrier": "gate", "locked": "yes", "emergency": "yes"}, Drives.SIREN),
        ({"barrier": "bus_trap"}, Drives.NOBODY),
        ({"barrier": "border_control"}, Drives.ALL),
    ],
)
def test_who_gets_past_a_barrier(node, passes):
    assert barriers.passes(node) == passes


@pytest.mark.parametrize(
    ("way", "takes_cars"),
    [
        ({"route": "ferry"}, False),
        ({"route": "ferry", "foot": "yes"}, False),
        ({"route": "ferry", "motor_vehicle": "yes"}, True),
        ({"route": "ferry", "motorcar": "no", "vehicle": "yes"}, False),
    ],
)
def test_a_ferry_takes_cars_only_where_it_says_so(way, takes_cars):
    assert tags.who_drives(way) == (Drives.ALL if takes_cars else Drives.NOBODY)


@pytest.mark.parametrize(
    ("way", "has"),
    [
        ({"lanes:psv": "1"}, True),
        ({"bus:lanes": "no|designated"}, True),
        ({"busway:right": "lane"}, True),
        ({"busway": "no"}, False),
        ({"lanes:psv": "0"}, False),
        ({"bus": "yes"}, False),
    ],
)
def test_a_bus_lane_is_known_by_its_tags(way, has):
    assert tags.has_bus_lane(way) == has


@pytest.mark.parametrize(
    ("text", "seconds"), [("15", 900), ("0:20", 1200), ("01:30", 5400), ("PT20M", 1200), ("PT1H", 3600)]
)
def test_the_time_of_a_ferry_is_read(text, seconds):
    assert tags.span_s(text) == seconds


@pytest.mark.parametrize("text", [None, "", "0", "soon", "1:2:3", "-5"])
def test_an_unreadable_time_of_a_ferry_is_unknown(text):
    assert isnan(tags.span_s(text))
