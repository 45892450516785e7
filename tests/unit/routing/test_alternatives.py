"""Other ways that really differ."""

from itertools import pairwise

import numpy as np
import pytest

from routing.network.model import at
from routing.oracle.alternatives import LONGER, SHARED
from routing.types import GazetteerEntry, Profile
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn

ROAD = {"highway": "secondary"}
PLACES = (
    GazetteerEntry(name="Гатчина", at=spot(5, 2.1), population=20_000),
    GazetteerEntry(name="Малые Выселки", at=spot(5, -2.4), population=40),
)


@pytest.fixture(scope="module")
def three_ways(tmp_path_factory):
    return drawn(
        tmp_path_factory.mktemp("three"),
        ({**ROAD, "ref": "А-120"}, [(0, 0), (5, 0), (10, 0)]),
        ({**ROAD, "name": "Северное шоссе"}, [(0, 0), (5, 2), (10, 0)]),
        ({**ROAD, "name": "Южное шоссе"}, [(0, 0), (5, -2.4), (10, 0)]),
        ({**ROAD, "name": "Дальнее шоссе"}, [(0, 0), (5, -6), (10, 0)]),
        ({**ROAD, "name": "Крюк"}, [(5, 0), (5.3, 0.4), (5.6, 0)]),
        ({**ROAD, "name": "Перемычка"}, [(5.6, 0), (5.6, -0.1)]),
        (ROAD, [(-1, 0), (0, 0)]),
        (ROAD, [(10, 0), (11, 0)]),
        gazetteer=PLACES,
    )


def test_ways_are_told_by_what_they_differ_by(three_ways):
    ways = three_ways.alternatives(spot(-0.5, 0), spot(10.5, 0), Profile.SIREN)
    assert [way.differs_ru for way in ways] == [
        "по А-120",
        "через Гатчину по Северному шоссе",
        "через Малые Выселки по Южному шоссе",
    ]
    assert ways[1].differs_en == "through Gatchina along Severnoye shosse"
    assert [way.route.duration_s for way in ways] == sorted(way.route.duration_s for way in ways)
    assert ways[0].shared == 0
    assert all(0 < way.shared < 0.3 for way in ways[1:])


def test_neither_a_long_way_nor_a_detour_of_the_fastest_one_is_an_alternative(three_ways):
    ways = three_ways.alternatives(spot(-0.5, 0), spot(10.5, 0), Profile.SIREN, most=9)
    assert len(ways) == 3
    assert not [way for way in ways if "Дальнему" in way.differs_ru or "Крюк" in way.differs_ru]


def test_where_there_is_one_way_there_is_one_way(three_ways):
    ways = three_ways.alternatives(spot(-0.9, 0), spot(-0.1, 0), Profile.SIREN)
    assert len(ways) == 1
    assert three_ways.alternatives(spot(-0.5, 0), spot(-0.5, 0), Profile.SIREN)[0].route.duration_s == 0


@pytest.mark.real_map
def test_ways_on_the_real_map_keep_the_rules_and_are_drives_from_end_to_end(real_oracle):
    rng = np.random.default_rng(8)
    network = real_oracle._network
    several = 0
    for a, b in rng.choice(len(network.junctions.osm_id), (12, 2)).tolist():
        ends = [at(network.junctions.lon[i], network.junctions.lat[i]) for i in (a, b)]
        ways = real_oracle.alternatives(*ends, Profile.SIREN)
        several += len(ways) > 1
        for way in ways:
            assert way.route.duration_s <= LONGER * ways[0].route.duration_s
            assert way.shared <= SHARED + 0.01
            assert way.differs_ru
            for before, after in pairwise(way.route.edges.tolist()):
                assert after in network.turns.head[network.turns.first[before] : network.turns.first[before + 1]]
    assert several >= 4
