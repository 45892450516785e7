"""Closures by the clock: when they are in force, and trips that leave before they turn. Times by hand (tiny town)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from routing.oracle import RoadOracle, is_in_force, next_turn
from routing.types import (
    ClosedArea,
    ClosedEdges,
    ClosedWays,
    Closure,
    ClosureId,
    LatLon,
    NoRoad,
    Profile,
    Route,
    WeightsSpec,
)
from tests.tiny_town.town import TOWN, spot

MOSCOW_S = 10_800.0
A, LINK = spot(0.2, 0), spot(3, 0.4)
"""From A along Главная to the emergency link; the way round is by the one-way street and the yard."""
TO_B_S = 0.8 * 63.158 + 0.3
"""Seconds from A to the eastern part of Главная: so much of the road, and straight on."""
NOW = 1_780_000_000.0


def local(text: str) -> float:
    """Read local time of the region as POSIX seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() - MOSCOW_S


def closure(name: str = "мост", **said: Any) -> Closure:
    return Closure(id=ClosureId(name), where=said.pop("where", ClosedEdges(edges=((2, 3),))), **said)


NIGHTS = closure(timetable="Apr 10-Nov 30 02:00-04:55")
OVER_MIDNIGHT = closure(timetable="Mo-Fr 22:00-06:00")


@pytest.mark.parametrize(
    ("it", "moment", "expected"),
    [
        (NIGHTS, "2026-06-10 01:59:59", False),
        (NIGHTS, "2026-06-10 02:00", True),
        (NIGHTS, "2026-06-10 04:54:59", True),
        (NIGHTS, "2026-06-10 04:55", False),
        (NIGHTS, "2026-12-10 03:00", False),
        (OVER_MIDNIGHT, "2026-06-13 05:59", True),
        (OVER_MIDNIGHT, "2026-06-13 22:30", False),
        (closure(begins_at=local("2026-06-10 12:00")), "2026-06-10 11:59:59", False),
        (closure(begins_at=local("2026-06-10 12:00")), "2026-06-10 12:00", True),
        (closure(ends_at=local("2026-06-10 12:00")), "2026-06-10 12:00", False),
        (closure(timetable="02:00-04:00", begins_at=local("2026-06-10 03:00")), "2026-06-10 02:30", False),
        (closure(timetable="02:00-04:00", begins_at=local("2026-06-10 03:00")), "2026-06-10 03:30", True),
        (closure(), "2026-06-10 03:30", True),
    ],
)
def test_a_closure_is_in_force_by_its_timetable_in_local_time_and_between_its_ends(it, moment, expected):
    assert is_in_force(it, local(moment), MOSCOW_S) is expected


def test_at_no_known_moment_only_what_has_no_times_is_in_force():
    assert is_in_force(closure(), None, 0)
    assert not is_in_force(closure(ends_at=5.0), None, 0)
    assert not is_in_force(NIGHTS, None, 0)


@pytest.mark.parametrize(
    ("closures", "after", "turn"),
    [
        ([NIGHTS], "2026-06-10 01:00", "2026-06-10 02:00"),
        ([NIGHTS], "2026-06-10 02:00", "2026-06-10 04:55"),
        ([NIGHTS], "2026-12-10 12:00", "2027-04-10 02:00"),
        ([OVER_MIDNIGHT], "2026-06-12 23:00", "2026-06-13 06:00"),
        ([OVER_MIDNIGHT], "2026-06-13 06:00", "2026-06-15 22:00"),
        ([NIGHTS, closure("река", ends_at=local("2026-06-10 01:30"))], "2026-06-10 01:00", "2026-06-10 01:30"),
        ([closure(begins_at=local("2026-06-11 00:00"))], "2026-06-10 01:00", "2026-06-11 00:00"),
        ([closure(timetable="24/7", ends_at=local("2026-06-14 09:00"))], "2026-06-10 01:00", "2026-06-14 09:00"),
        (
            [closure(timetable="02:00-04:00", begins_at=local("2026-06-10 03:00"))],
            "2026-06-09 01:00",
            "2026-06-10 03:00",
        ),
        ([closure(), closure("река", ends_at=local("2026-06-10 00:30"))], "2026-06-10 01:00", None),
        ([closure(timetable="24/7")], "2026-06-10 01:00", None),
    ],
)
def test_the_next_turn_is_when_any_closure_begins_or_ends(closures, after, turn):
    assert next_turn(closures, local(after), MOSCOW_S) == (None if turn is None else local(turn))


def test_weights_are_named_by_what_is_in_force_and_by_what_will_be(own_town: RoadOracle):
    spec = WeightsSpec(closures=(closure(begins_at=NOW),))
    plain = own_town.weights_version
    before, meanwhile = own_town.reweight(spec, NOW - 1), own_town.reweight(spec, NOW)
    assert len({plain, before, meanwhile}) == 3
    assert own_town.closures_in_force == ("мост",)
    assert own_town.reweight(spec, NOW - 5) == before
    assert own_town.closures_in_force == ()
    assert own_town.next_turn(NOW - 5) == NOW


def arrives_s(town: RoadOracle, it: Closure, *, at: float | None = NOW, to: LatLon = LINK) -> float:
    town.reweight(WeightsSpec(closures=(it,)), NOW)
    return town.route(A, to, Profile.SIREN, departs_at=at).duration_s


@pytest.fixture
def free_s(own_town: RoadOracle) -> float:
    return own_town.route(A, LINK, Profile.SIREN).duration_s


@pytest.fixture
def round_s(own_town: RoadOracle) -> float:
    return arrives_s(own_town, closure(), at=None)


def test_who_would_come_to_a_bridge_after_it_opens_for_ships_goes_round(own_town, free_s, round_s):
    shuts_before_one_comes = closure(begins_at=NOW + 30)
    assert round_s > free_s + 100
    assert arrives_s(own_town, shuts_before_one_comes) == round_s
    assert arrives_s(own_town, shuts_before_one_comes, at=None) == free_s


def test_who_is_on_the_bridge_before_it_opens_for_ships_drives_to_its_end(own_town, free_s):
    assert arrives_s(own_town, closure(begins_at=NOW + TO_B_S + 1)) == free_s


def test_who_comes_a_little_early_waits_where_that_is_shorter(own_town, free_s):
    own_town.reweight(WeightsSpec(closures=(closure(ends_at=NOW + 90),)), NOW)
    route = own_town.route(A, LINK, Profile.SIREN, departs_at=NOW)
    assert [wait.wait_s for wait in route.waits] == [pytest.approx(90 - TO_B_S, abs=0.1)]
    assert route.waits[0].at.lon == pytest.approx(spot(1, 0).lon)
    assert route.duration_s == pytest.approx(free_s + 90 - TO_B_S, abs=0.1)
    assert sum(step.duration_s for step in route.maneuvers) == pytest.approx(route.duration_s, abs=0.5)


def test_nobody_waits_longer_than_going_round_takes(own_town, round_s):
    assert arrives_s(own_town, closure(ends_at=NOW + 3_600)) == round_s


def test_a_jam_is_waited_for_or_driven_through_whichever_ends_sooner(own_town, free_s):
    ends_soon, lasts = closure(ends_at=NOW + 60, speed_factor=0.2), closure(ends_at=NOW + 3_600, speed_factor=0.6)
    assert arrives_s(own_town, ends_soon) == pytest.approx(free_s + 60 - TO_B_S, abs=0.1)
    assert arrives_s(own_town, lasts) == pytest.approx(free_s + 63.158 / 0.6 - 63.158, abs=0.1)


def test_a_closure_that_is_not_felt_by_a_profile_does_not_turn_for_it(own_town, free_s):
    assert arrives_s(own_town, closure(begins_at=NOW + 30, profiles=(Profile.ORDINARY,))) == free_s


def test_whichever_weights_are_in_force_the_departure_counts(own_town, free_s, round_s):
    spec = WeightsSpec(closures=(closure(begins_at=NOW, ends_at=NOW + 50_000),))
    for at in (None, NOW - 100, NOW + 100, NOW + 60_000):
        own_town.reweight(spec, at)
        assert own_town.route(A, LINK, Profile.SIREN, departs_at=NOW - 40_000).duration_s == free_s
        assert own_town.route(A, LINK, Profile.SIREN, departs_at=NOW + 100).duration_s == round_s
        assert own_town.route(A, LINK, Profile.SIREN, departs_at=NOW + 70_000).duration_s == free_s


def test_a_place_behind_a_bridge_is_reached_when_the_bridge_is_down_again(own_town):
    only_way = closure(where=ClosedWays(ways=(109,)), ends_at=NOW + 1_000)
    north = spot(1, 2.8)
    arrives = arrives_s(own_town, only_way, to=north)
    assert 1_000 < arrives < 1_300
    assert own_town.matrix([A], [north], Profile.SIREN, departs_at=NOW).tolist() == [[arrives]]
    with pytest.raises(NoRoad, match="closures in force"):
        own_town.route(A, north, Profile.SIREN)
    with pytest.raises(NoRoad):
        arrives_s(own_town, closure(where=ClosedWays(ways=(109,)), ends_at=NOW + 100_000), to=north)


def test_who_leaves_the_route_is_led_on_by_what_turns_from_then_on(own_town, free_s):
    own_town.reweight(WeightsSpec(closures=(closure(begins_at=NOW + 30),)), NOW)
    first = own_town.route(A, LINK, Profile.SIREN, departs_at=NOW - 100)
    assert first.duration_s == free_s
    back = own_town.follow(first, spot(0, 0.5), departs_at=NOW)
    assert not back.on_route
    assert back.route.duration_s == own_town.route(spot(0, 0.5), LINK, Profile.SIREN, departs_at=NOW).duration_s
    assert back.route.duration_s > own_town.route(spot(0, 0.5), LINK, Profile.SIREN).duration_s


def test_other_ways_take_no_road_that_turns_meanwhile(own_town):
    own_town.reweight(WeightsSpec(closures=(closure(begins_at=NOW + TO_B_S + 1),)), NOW)
    bridge = own_town.route(A, LINK, Profile.SIREN).edges[1]
    found = own_town.alternatives(A, LINK, Profile.SIREN, departs_at=NOW)
    assert bridge in found[0].route.edges
    assert all(bridge not in way.route.edges for way in found[1:])


def test_more_edges_than_can_be_reckoned_with_are_taken_to_be_shut_all_the_time(own_town, round_s, monkeypatch):
    monkeypatch.setattr("routing.closures.outlook.MOST_EDGES", 0)
    assert arrives_s(own_town, closure(begins_at=NOW + 3_000)) == round_s


@pytest.fixture
def bridge_town(tmp_path: Path) -> RoadOracle:
    """The one-way street as a drawbridge of the map itself: a sign keeps everybody out from two to five."""
    sign = '<tag k="motor_vehicle:conditional" v="no @ (02:00-05:00)"/>'
    text = TOWN.read_text("utf-8").replace('<tag k="oneway" v="yes"/>', f'<tag k="oneway" v="yes"/>{sign}')
    path = tmp_path / "bridge.osm"
    path.write_text(text, "utf-8")
    return RoadOracle.open(path, tmp_path / "cache")


@pytest.mark.parametrize("closures", [(), (closure(timetable="12:00-13:00"),)])
def test_signs_of_the_map_turn_under_way_too(bridge_town, closures):
    def seconds(moment: str, hour: int, *, minding: bool = True) -> float:
        bridge_town.reweight(WeightsSpec(hour_of_week=hour, utc_offset_s=MOSCOW_S, closures=closures), local(moment))
        departs_at = local(moment) if minding else None
        return bridge_town.route(A, spot(1, 1.5), Profile.SIREN, departs_at=departs_at).duration_s

    wednesday = 48
    night_s = seconds("2026-06-10 01:00", wednesday + 1)
    assert seconds("2026-06-10 01:59:30", wednesday + 1, minding=False) == night_s
    round_s = seconds("2026-06-10 02:30", wednesday + 2)
    assert seconds("2026-06-10 01:59:30", wednesday + 1) == round_s > night_s + 50
    assert seconds("2026-06-10 04:59:30", wednesday + 4, minding=False) == round_s
    assert seconds("2026-06-10 04:59:30", wednesday + 4) == pytest.approx(night_s, abs=0.1)
    assert seconds("2026-06-10 04:59:30", wednesday + 9) == seconds("2026-06-10 09:00", wednesday + 9)


def test_trips_are_asked_by_many_while_weights_change(own_town):
    spec = WeightsSpec(closures=(closure(begins_at=NOW + 30), closure("река", where=ClosedWays(ways=(109,)))))
    moments = [NOW - 5_000, NOW, NOW + 5_000]
    own_town.reweight(spec, NOW)
    expected = [own_town.matrix([A], [LINK, A], Profile.SIREN, departs_at=at).tolist() for at in moments]

    def ask(_: int) -> bool:
        asked = [own_town.matrix([A], [LINK, A], Profile.SIREN, departs_at=at).tolist() for at in moments]
        return asked == expected

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask, number) for number in range(60)]
        for at in [*moments, None] * 5:
            own_town.reweight(spec, at)
        assert all(each.result() for each in asking)


LEFT_BANK, RIGHT_BANK = LatLon(lat=59.9120, lon=30.9950), LatLon(lat=59.9260, lon=30.9700)
"""A kilometre before the Ladoga bridge over the Neva, and behind it."""


@pytest.mark.real_map
def test_an_ambulance_that_leaves_before_the_ladoga_bridge_opens_waits_or_goes_round(real_oracle):
    corners = ((59.9150, 30.9858), (59.9150, 30.9885), (59.9210, 30.9885), (59.9210, 30.9858))
    river = ClosedArea(corners=tuple(LatLon(lat=lat, lon=lon) for lat, lon in corners))

    def leaves(opens_in_s: float, for_s: float) -> Route:
        bridge = closure(where=river, begins_at=NOW + opens_in_s, ends_at=NOW + opens_in_s + for_s)
        real_oracle.reweight(WeightsSpec(closures=(bridge,)), NOW)
        return real_oracle.route(LEFT_BANK, RIGHT_BANK, Profile.SIREN, departs_at=NOW)

    try:
        over, waits, goes_round = leaves(3_600, 2_700), leaves(5, 300), leaves(5, 2_700)
        assert over.duration_s < 180
        assert [200 < wait.wait_s < 300 for wait in waits.waits] == [True]
        assert waits.duration_s == pytest.approx(over.duration_s + waits.waits[0].wait_s, abs=0.1)
        assert goes_round.waits == ()
        assert goes_round.distance_m > over.distance_m + 5_000
    finally:
        real_oracle.reweight(WeightsSpec())
