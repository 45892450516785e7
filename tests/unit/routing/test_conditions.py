"""What the hour of the week, the season and a siren change, in towns drawn for it."""

import numpy as np
import pytest

from routing.oracle import RoadOracle
from routing.types import NoRoad, Profile, Season, WeightsSpec
from tests.tiny_town.town import spot
from tests.unit.routing.drawing import drawn

STREET = {"highway": "residential", "maxspeed": "RU:urban"}
KM, KM_SIREN = 120.0, 107.143
"""Seconds for one kilometre of it: 60 × 0.50 = 30 km/h and 60 × 0.56."""
MONDAY_8, MONDAY_NOON, MONDAY_NIGHT, SUNDAY_NOON = 8, 12, 3, 6 * 24 + 12
LOOP = [(0, 0), (0, 1), (1, 1), (1, 0)]
"""Three kilometres round the straight one from (0, 0) to (1, 0)."""
DEAD_ENDS = (STREET, [(-1, 0), (0, 0)]), (STREET, [(1, 0), (2, 0)])
"""Where one may turn round."""


def seconds(town: RoadOracle, a: tuple[float, float], b: tuple[float, float], profile=Profile.ORDINARY) -> float:
    return town.route(spot(*a), spot(*b), profile).duration_s


def beside(folder, tags, *, nodes=None) -> RoadOracle:
    """A straight kilometre with these tags, and the loop round it."""
    return drawn(folder, (tags, [(0, 0), (1, 0)]), (STREET, LOOP), *DEAD_ENDS, nodes=nodes)


def across(town: RoadOracle, profile=Profile.ORDINARY) -> float:
    """From the loop's one leg to its other; 300 s and more is round, by the loop."""
    return seconds(town, (0, 0.01), (1, 0.01), profile)


@pytest.mark.parametrize(
    ("tags", "siren_only"),
    [
        ({"highway": "service", "service": "emergency_access"}, True),
        ({**STREET, "access": "no", "emergency": "yes"}, True),
        ({**STREET, "access": "no", "bus": "yes"}, True),
        ({**STREET, "motor_vehicle": "no", "psv": "designated"}, True),
        ({"highway": "busway", "maxspeed": "RU:urban"}, True),
        (STREET, False),
    ],
)
def test_links_for_emergencies_and_roads_for_buses_are_for_the_siren(tmp_path, tags, siren_only):
    town = beside(tmp_path, tags)
    assert across(town, Profile.SIREN) < 250
    assert (across(town) > 300) == siren_only


@pytest.mark.parametrize(
    ("hour", "shut"), [(None, False), (MONDAY_8, True), (MONDAY_NOON, False), (SUNDAY_NOON, False)]
)
def test_a_street_that_is_closed_by_the_clock_is_driven_round_at_that_hour(tmp_path, hour, shut):
    town = beside(tmp_path, {**STREET, "motor_vehicle:conditional": "no @ (Mo-Fr 07:00-09:00)"})
    town.reweight(WeightsSpec(hour_of_week=hour))
    assert (across(town) > 300) == shut
    assert town.snap(spot(0.5, -0.05), Profile.ORDINARY).distance_m > 500 if shut else True


@pytest.mark.parametrize(("hour", "open_"), [(None, False), (MONDAY_8, True), (MONDAY_NOON, False)])
def test_a_closed_street_that_opens_by_the_clock_is_driven_at_that_hour_only(tmp_path, hour, open_):
    town = beside(tmp_path, {**STREET, "access": "no", "access:conditional": "yes @ (Mo-Fr 07:00-09:00)"})
    town.reweight(WeightsSpec(hour_of_week=hour))
    assert (across(town) < 300) == open_


@pytest.mark.parametrize(("season", "open_"), [(None, False), (Season.WINTER, True), (Season.SPRING, False)])
def test_a_winter_road_is_a_road_in_winter(tmp_path, season, open_):
    town = beside(tmp_path, {**STREET, "winter_road": "yes"})
    town.reweight(WeightsSpec(season=season))
    assert (across(town) < 300) == open_


@pytest.mark.parametrize(
    ("hour", "there", "back"), [(MONDAY_8, True, False), (20, False, True), (MONDAY_NIGHT, False, False)]
)
def test_a_street_runs_one_way_by_the_clock(tmp_path, hour, there, back):
    tags = {**STREET, "oneway": "reversible", "oneway:conditional": "yes @ (06:00-12:00); -1 @ (18:00-22:00)"}
    town = beside(tmp_path, tags)
    town.reweight(WeightsSpec(hour_of_week=hour))
    assert (across(town) < 300) == there
    assert (seconds(town, (1, 0.01), (0, 0.01)) < 300) == back


def test_a_limit_by_the_clock_is_driven_while_it_is_in_force(tmp_path):
    town = drawn(tmp_path, ({**STREET, "maxspeed:conditional": "30 @ (Mo-Fr 07:00-09:00)"}, [(0, 0), (1, 0)]))
    usual, noon = seconds(town, (0.2, 0), (0.7, 0)), WeightsSpec(hour_of_week=SUNDAY_NOON - 8)
    town.reweight(noon)
    at_dawn = seconds(town, (0.2, 0), (0.7, 0))
    town.reweight(WeightsSpec(hour_of_week=MONDAY_8))
    queues = 1 - 0.38 * 0.3
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(2 * usual / queues, abs=0.05)
    assert at_dawn == pytest.approx(usual, abs=0.05)


def test_a_winter_limit_is_lower_in_winter_only(tmp_path):
    town = drawn(tmp_path, ({**STREET, "maxspeed": "60", "maxspeed:conditional": "40 @ winter"}, [(0, 0), (0.5, 0)]))
    usual = seconds(town, (0.1, 0), (0.4, 0))
    town.reweight(WeightsSpec(season=Season.SUMMER))
    assert seconds(town, (0.1, 0), (0.4, 0)) == usual
    town.reweight(WeightsSpec(season=Season.WINTER))
    assert seconds(town, (0.1, 0), (0.4, 0)) > usual * 60 / 40


@pytest.mark.parametrize(("surface", "left"), [("asphalt", 0.90), ("gravel", 0.75), ("ground", 0.75)])
def test_winter_slows_by_what_the_table_says_of_the_surface(tmp_path, surface, left):
    town = drawn(tmp_path, ({**STREET, "surface": surface}, [(0, 0), (1, 0)]))
    usual = seconds(town, (0.2, 0), (0.7, 0), Profile.SIREN)
    town.reweight(WeightsSpec(season=Season.WINTER))
    assert seconds(town, (0.2, 0), (0.7, 0), Profile.SIREN) == pytest.approx(usual / left, abs=0.05)


def test_spring_mud_stops_on_earth_and_not_on_asphalt(tmp_path):
    town = drawn(tmp_path, ({**STREET, "surface": "ground"}, [(0, 0), (1, 0)]), (STREET, [(1, 0), (2, 0)]))
    town.reweight(WeightsSpec(season=Season.SPRING))
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(KM / 2 / 0.45, abs=0.1)
    assert seconds(town, (1.2, 0), (1.7, 0)) == pytest.approx(KM / 2, abs=0.1)


def test_queues_stand_at_eight_and_not_at_night_and_a_siren_feels_less_of_them(tmp_path):
    town = drawn(tmp_path, ({**STREET, "highway": "primary"}, [(0, 0), (1, 0)]))
    usual = {profile: seconds(town, (0.2, 0), (0.7, 0), profile) for profile in Profile}
    town.reweight(WeightsSpec(hour_of_week=MONDAY_8))
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(usual[Profile.ORDINARY] / (1 - 0.38), abs=0.05)
    siren = usual[Profile.SIREN] / (1 - 0.38 * 0.4)
    assert seconds(town, (0.2, 0), (0.7, 0), Profile.SIREN) == pytest.approx(siren, abs=0.05)
    town.reweight(WeightsSpec(hour_of_week=MONDAY_NIGHT))
    assert seconds(town, (0.2, 0), (0.7, 0)) == usual[Profile.ORDINARY]


def test_a_bus_lane_spares_the_siren_the_queue(tmp_path):
    town = drawn(tmp_path, ({**STREET, "highway": "primary", "lanes:psv": "1"}, [(0, 0), (1, 0)]))
    usual = {profile: seconds(town, (0.2, 0), (0.7, 0), profile) for profile in Profile}
    town.reweight(WeightsSpec(hour_of_week=MONDAY_8))
    siren = usual[Profile.SIREN] / (1 - 0.38 * 0.1)
    assert seconds(town, (0.2, 0), (0.7, 0), Profile.SIREN) == pytest.approx(siren, abs=0.05)
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(usual[Profile.ORDINARY] / (1 - 0.38), abs=0.05)


FERRY = {"route": "ferry", "motor_vehicle": "yes", "duration": "0:05", "interval": "0:10"}


def crossing(folder, **hours) -> RoadOracle:
    return drawn(folder, *DEAD_ENDS, ({**FERRY, **hours}, [(0, 0), (1, 0)]))


def test_a_ferry_takes_its_crossing_half_its_interval_and_the_boarding(tmp_path):
    town = crossing(tmp_path, opening_hours="06:00-22:00")
    town.reweight(WeightsSpec(hour_of_week=MONDAY_NOON))
    on_land = KM / (1 - 0.22 * 0.3)
    assert seconds(town, (-0.5, 0), (1.5, 0)) == pytest.approx(on_land + 300 + 300 + 180, abs=0.2)


@pytest.mark.parametrize(
    ("hour", "runs"), [(MONDAY_NOON, True), (MONDAY_NIGHT, False), (21, True), (22, False), (None, False)]
)
def test_a_ferry_at_night_is_no_road(tmp_path, hour, runs):
    town = crossing(tmp_path, opening_hours="06:00-22:00")
    town.reweight(WeightsSpec(hour_of_week=hour))
    crosses = bool(np.isfinite(town.matrix([spot(-0.5, 0)], [spot(1.5, 0)], Profile.SIREN))[0, 0])
    assert crosses == runs
    if not runs:
        with pytest.raises(NoRoad):
            town.route(spot(-0.5, 0), spot(1.5, 0), Profile.SIREN)


@pytest.mark.parametrize(
    ("hour", "season", "runs"),
    [(12, Season.SUMMER, True), (12, Season.WINTER, False), (3, Season.SUMMER, False), (12, None, False)],
)
def test_a_ferry_of_unknown_hours_runs_by_day_while_there_is_no_ice(tmp_path, hour, season, runs):
    town = crossing(tmp_path)
    town.reweight(WeightsSpec(hour_of_week=hour, season=season))
    assert bool(np.isfinite(town.matrix([spot(-0.5, 0)], [spot(1.5, 0)], Profile.SIREN))[0, 0]) == runs


def test_no_trip_begins_on_the_water(tmp_path):
    town = crossing(tmp_path, opening_hours="24/7")
    town.reweight(WeightsSpec(hour_of_week=MONDAY_NOON))
    assert town.snap(spot(0.4, 0)).distance_m == pytest.approx(400, abs=2)


ONE_WAY = {**STREET, "oneway": "yes"}


def round_the_block(folder, tags, length_km: float) -> RoadOracle:
    """A one-way street from west to east, and a long way round."""
    around = [(length_km, 0), (length_km, 1), (0, 1), (0, 0)]
    dead_ends = (STREET, [(-1, 0), (0, 0)]), (STREET, [(length_km, 0), (2, 0)])
    return drawn(folder, (tags, [(0, 0), (length_km, 0)]), (STREET, around), *dead_ends)


def test_a_siren_drives_a_short_one_way_street_from_its_end_slowly(tmp_path):
    town = round_the_block(tmp_path, ONE_WAY, 0.15)
    there, back = (0, 0.01), (0.15, 0.01)
    slow = 0.15 * 3600 / 15 + 10 + 0.02 * KM_SIREN
    assert seconds(town, back, there, Profile.SIREN) == pytest.approx(slow + 2 + 3, abs=1.5)
    assert seconds(town, back, there) > 200
    assert seconds(town, there, back) < 40


@pytest.mark.parametrize(
    ("tags", "length_km"),
    [
        (ONE_WAY, 0.25),
        ({**ONE_WAY, "highway": "primary"}, 0.15),
        ({**ONE_WAY, "dual_carriageway": "yes"}, 0.15),
        ({**ONE_WAY, "lanes": "3"}, 0.15),
        ({**ONE_WAY, "junction": "circular"}, 0.15),
        ({**ONE_WAY, "synthetic": "geometry"}, 0.15),
    ],
)
def test_a_siren_never_drives_against_a_long_or_a_large_road(tmp_path, tags, length_km):
    town = round_the_block(tmp_path, tags, length_km)
    assert seconds(town, (length_km, 0.01), (0, 0.01), Profile.SIREN) > 200


def test_a_siren_never_drives_against_a_divided_road(tmp_path):
    lower, upper = [(0, 0), (0.15, 0)], [(0.15, 0.02), (0, 0.02)]
    ends = (STREET, [(0, 0.02), (0, 0)]), (STREET, [(0.15, 0), (0.15, 0.02)])
    town = drawn(tmp_path, (ONE_WAY, lower), (ONE_WAY, upper), *ends)
    assert not town._network.edges.contraflow.any()


def test_the_street_graph_shows_a_one_way_street_as_one(tmp_path):
    town = round_the_block(tmp_path, ONE_WAY, 0.15)
    assert town._network.edges.contraflow.any()
    assert [data["oneway"] for *_, data in town.graph().edges(data=True) if data["osmid"] == 1] == [True]


@pytest.mark.parametrize(
    ("node", "lost_s"),
    [
        ({"highway": "give_way", "direction": "forward"}, 4),
        ({"highway": "stop", "direction": "both"}, 8),
        ({"highway": "stop", "direction": "backward"}, 0),
        ({"highway": "stop"}, 0),
        ({"railway": "level_crossing"}, 12),
        ({"traffic_calming": "bump"}, 3),
    ],
)
def test_what_stands_on_the_road_takes_its_time(tmp_path, node, lost_s):
    street = (STREET, [(0, 0), (0.5, 0), (1, 0)])
    town = drawn(tmp_path, street, (STREET, [(-1, 0), (0, 0)]), (STREET, [(1, 0), (2, 0)]), nodes={(0.5, 0): node})
    assert seconds(town, (-0.5, 0), (1.5, 0)) == pytest.approx(2 * KM + lost_s, abs=0.1)


def test_one_lane_for_both_directions_is_slower_than_a_lane_each(tmp_path):
    one, two = ({**STREET, "lanes": lanes} for lanes in ("1", "2"))
    town = drawn(tmp_path, (one, [(0, 0), (1, 0)]), (two, [(1, 0), (2, 0)]))
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(KM / 2 / 0.85, abs=0.1)
    assert seconds(town, (1.2, 0), (1.7, 0)) == pytest.approx(KM / 2, abs=0.1)


@pytest.mark.parametrize(("tags", "kmh"), [({"smoothness": "very_bad"}, 20), ({"tracktype": "grade4"}, 25)])
def test_a_bad_road_is_driven_as_it_allows(tmp_path, tags, kmh):
    town = drawn(tmp_path, ({**STREET, **tags}, [(0, 0), (1, 0)]))
    assert seconds(town, (0.2, 0), (0.7, 0)) == pytest.approx(0.5 * 3600 / kmh, abs=0.1)


def test_who_joins_a_larger_road_gives_way_unless_signals_do_it_for_him(tmp_path):
    main, side = ({**STREET, "highway": "primary"}, [(0, 0), (1, 0), (2, 0)]), (STREET, [(1, 0), (1, 1)])
    free = drawn(tmp_path, main, side)
    with_signals = tmp_path / "signals"
    with_signals.mkdir()
    lit = drawn(with_signals, main, side, nodes={(1, 0): {"highway": "traffic_signals"}})
    driving = KM / 2 + 0.5 * 80
    assert seconds(free, (1, 0.5), (0.5, 0)) == pytest.approx(driving + 3 + 4, abs=0.1)
    assert seconds(lit, (1, 0.5), (0.5, 0)) == pytest.approx(driving + 3 + 12, abs=0.1)


@pytest.mark.parametrize("hour", [-1, 168])
def test_an_hour_that_no_week_has_is_refused(hour):
    with pytest.raises(ValueError, match="from 0 to 167"):
        WeightsSpec(hour_of_week=hour)


def test_each_moment_has_its_own_version_and_no_moment_the_one_it_always_had(own_town):
    usual = own_town.weights_version
    versions = {own_town.reweight(WeightsSpec(hour_of_week=8, season=season)) for season in (None, *Season)}
    assert len(versions | {usual}) == 6
    assert own_town.reweight(WeightsSpec()) == usual
