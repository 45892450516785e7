"""What the signs and the tags mean."""

from math import isnan

import pytest

from routing.network import tags
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
    ],
)
def test_who_gets_past_a_barrier(node, passes):
    assert tags.passes_barrier(node) == passes
