"""Closures and jams on the tiny town: what they close, what is told of those it does not have, how they are undone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dispatch.application.codec import encode, event_from
from dispatch.domain.road_messages import WeightsChanged
from routing.oracle import RoadOracle
from routing.types import (
    AreaCrossesItself,
    AreaWithoutRoads,
    ClosedArea,
    ClosedEdges,
    ClosedRoad,
    ClosedWays,
    Closure,
    ClosureId,
    EdgesUnknown,
    KilometreBeyond,
    LatLon,
    Profile,
    RoadUnknown,
    TimetableUnreadable,
    WaysUnknown,
    WeightsSpec,
)
from tests.tiny_town.town import spot

MAIN_WEST, MAIN_EAST, ONE_WAY, YARD = 101, 102, 103, 106


def closure(where: Any, **said: Any) -> Closure:
    return Closure(id=ClosureId("мост"), where=where, **said)


def area(*corners: tuple[float, float], classes: tuple[str, ...] = ()) -> ClosedArea:
    return ClosedArea(corners=tuple(spot(*corner) for corner in corners), classes=classes)


def around(east: float, north: float, classes: tuple[str, ...] = ()) -> ClosedArea:
    corners = [(east + a, north + b) for a, b in ((-0.1, -0.1), (0.1, -0.1), (0.1, 0.1), (-0.1, 0.1))]
    return area(*corners, classes=classes)


@pytest.mark.parametrize(
    ("where", "edges", "ways"),
    [
        (around(0.5, 0), 2, (MAIN_WEST,)),
        (around(0, 0), 4, (MAIN_WEST, 105)),
        (around(0, 0, ("residential",)), 2, (105,)),
        (ClosedWays(ways=(ONE_WAY,)), 1, (ONE_WAY,)),
        (ClosedWays(ways=(MAIN_EAST, ONE_WAY)), 5, (MAIN_EAST, ONE_WAY)),
        (ClosedEdges(edges=((2, 3),)), 1, (MAIN_EAST,)),
        (ClosedEdges(edges=((2, 3), (3, 2), (2, 3))), 2, (MAIN_EAST,)),
        (ClosedRoad(road="А-121"), 6, (MAIN_WEST, MAIN_EAST)),
        (ClosedRoad(road="a 121", from_km=45.6, to_km=46), 2, (MAIN_EAST,)),
        (ClosedRoad(road="А-121", to_km=44.2), 2, (MAIN_WEST,)),
        (ClosedRoad(road="ул. Главная"), 6, (MAIN_WEST, MAIN_EAST)),
        (ClosedRoad(road="Северная улица"), 4, (109, 112)),
    ],
)
def test_what_would_be_closed_is_told_before_it_is(town: RoadOracle, where: Any, edges: int, ways: tuple[int, ...]):
    closing = town.closed_by(closure(where))
    assert (closing.edges, closing.ways) == (edges, ways)
    assert closing.length_km > 0
    assert all(len(line) >= 2 for line in closing.lines)


def test_the_roads_are_named_the_longest_stretch_first(town: RoadOracle):
    closing = town.closed_by(closure(ClosedWays(ways=(105, MAIN_EAST))))
    assert closing.names == ("А-121", "улица Валерия Чкалова")
    assert closing.length_km == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize(
    ("where", "error", "field", "hint"),
    [
        (area((0, 0), (1, 1), (1, 0), (0, 1)), AreaCrossesItself, "where.corners", "walks round"),
        (around(5, 5), AreaWithoutRoads, "where.corners", "are not exchanged"),
        (around(0.5, 0, ("motorway",)), AreaWithoutRoads, "where.corners", "of the classes motorway"),
        (ClosedRoad(road="А-999"), RoadUnknown, "where.road", "А-999"),
        (ClosedRoad(road="Школная улица"), RoadUnknown, "where.road", "did you mean Школьная улица"),
        (ClosedRoad(road="проспект Школьный"), RoadUnknown, "where.road", "did you mean Школьная улица"),
        (ClosedRoad(road="А-121", from_km=50), KilometreBeyond, "where.from_km", "from kilometre 44 to 46"),
        (ClosedRoad(road="Школьная улица", from_km=1), KilometreBeyond, "where.from_km", "has no number"),
        (ClosedWays(ways=(101, 7, 8)), WaysUnknown, "where.ways", "7, 8"),
        (ClosedEdges(edges=((1, 2), (1, 3))), EdgesUnknown, "where.edges", "1→3"),
        (ClosedEdges(edges=((6, 2),)), EdgesUnknown, "where.edges", "6→2"),
    ],
)
def test_what_the_map_does_not_have_is_refused_by_name_with_the_way_out(town, where, error, field, hint):
    with pytest.raises(error, match=hint) as refused:
        town.closed_by(closure(where))
    assert refused.value.field == field


def test_a_timetable_that_is_none_is_refused(town: RoadOracle):
    with pytest.raises(TimetableUnreadable, match="02:00-04:55") as refused:
        town.closed_by(closure(ClosedWays(ways=(101,)), timetable="каждую ночь"))
    assert refused.value.field == "timetable"


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda: ClosedArea(corners=(spot(0, 0), spot(1, 1), spot(0, 0))), "corners: 3 points make no area"),
        (lambda: ClosedRoad(road="  "), "road: say its number"),
        (lambda: ClosedRoad(road="А-121", from_km=5, to_km=3), "from_km=5 is not before to_km=3"),
        (lambda: ClosedRoad(road="А-121", from_km=-1), "from_km=-1: a kilometre"),
        (lambda: ClosedWays(ways=()), "ways: name at least one"),
        (lambda: ClosedEdges(edges=()), "edges: name at least one"),
        (lambda: closure(ClosedWays(ways=(1,)), begins_at=5.0, ends_at=5.0), "ends_at=5.0 is not after begins_at=5.0"),
        (lambda: closure(ClosedWays(ways=(1,)), begins_at=float("nan")), "begins_at=nan: a moment"),
        (lambda: closure(ClosedWays(ways=(1,)), profiles=()), "profiles: say who"),
        (lambda: closure(ClosedWays(ways=(1,)), speed_factor=1.5), "speed_factor=1.5: a jam leaves a share"),
        (lambda: Closure(id=ClosureId(" "), where=ClosedWays(ways=(1,))), "id: a closure needs a name"),
        (lambda: WeightsSpec(closures=(closure(ClosedWays(ways=(1,))),) * 2), "the id is given twice: мост"),
        (lambda: WeightsSpec(utc_offset_s=90_000.0), "utc_offset_s=90000.0: local time"),
    ],
)
def test_what_cannot_be_a_closure_is_refused_at_birth(wrong, hint):
    with pytest.raises(ValueError, match=hint):
        wrong()


def weighed(oracle: RoadOracle) -> list[bytes]:
    states = [oracle._state.profiles[profile] for profile in Profile]
    return [array.tobytes() for it in states for array in (it.metric.passing.arc, it.metric.weights.edge_ms, it.usable)]


@pytest.mark.parametrize("factor", [None, 0.3])
@pytest.mark.parametrize("few", [0.0, 1.0])
def test_a_closure_is_undone_to_the_last_byte(own_town, factor, few, monkeypatch):
    monkeypatch.setattr("routing.oracle.state.FEW", few)
    before, version = weighed(own_town), own_town.weights_version
    other = replace(closure(around(0.5, 0)), id=ClosureId("затор"), speed_factor=0.5)
    closed = own_town.reweight(WeightsSpec(closures=(closure(around(0, 0), speed_factor=factor), other)))
    assert weighed(own_town) != before
    assert closed != version
    assert own_town.closures_in_force == ("мост", "затор")
    own_town.reweight(WeightsSpec(closures=(other,)))
    assert own_town.reweight(WeightsSpec()) == version
    assert weighed(own_town) == before


def test_a_closed_road_is_driven_round_and_a_jam_takes_its_share_of_the_speed(own_town):
    a, b = spot(0.2, 0), spot(1, 0.5)
    free_s = own_town.route(a, b, Profile.SIREN).duration_s
    own_town.reweight(WeightsSpec(closures=(closure(ClosedWays(ways=(ONE_WAY,)), speed_factor=0.5),)))
    assert own_town.route(a, b, Profile.SIREN).duration_s == pytest.approx(free_s + 107.143 / 2, abs=0.1)
    own_town.reweight(WeightsSpec(closures=(closure(ClosedEdges(edges=((1, 2),))),)))
    assert own_town.route(a, spot(1.2, 0), Profile.SIREN).duration_s > 300
    assert own_town.route(spot(1.2, 0), a, Profile.SIREN).duration_s == pytest.approx(63.158 + 0.3, abs=0.1)


def test_it_is_told_who_would_be_cut_off(town: RoadOracle):
    """Крошкино is the town; Ёлкино lies by the northern dead end."""
    assert town.cut_off_by(closure(ClosedWays(ways=(112,)))) == ("Ёлкино",)
    assert town.cut_off_by(closure(ClosedWays(ways=(112,)), speed_factor=0.5)) == ()
    assert town.cut_off_by(closure(ClosedWays(ways=(112,)), profiles=(Profile.ORDINARY,))) == ()
    assert town.cut_off_by(closure(ClosedWays(ways=(MAIN_EAST,)))) == ()


def test_a_closure_binds_those_whom_it_names(own_town):
    a, b = spot(0.2, 0), spot(1.8, 0)
    free = [own_town.route(a, b, profile).duration_s for profile in Profile]
    own_town.reweight(WeightsSpec(closures=(closure(ClosedEdges(edges=((2, 3),)), profiles=(Profile.ORDINARY,)),)))
    now = [own_town.route(a, b, profile).duration_s for profile in Profile]
    assert now[0] == free[0]
    assert now[1] > free[1] + 100


def test_of_two_jams_on_a_road_the_worse_one_counts_and_nobody_is_slower_than_on_foot(own_town):
    jams = [replace(closure(ClosedWays(ways=(MAIN_WEST,)), speed_factor=f), id=ClosureId(str(f))) for f in (0.5, 0.4)]
    a, b = spot(0.2, 0), spot(0.7, 0)
    own_town.reweight(WeightsSpec(closures=tuple(jams)))
    assert own_town.route(a, b, Profile.SIREN).duration_s == pytest.approx(63.158 / 2 / 0.4, abs=0.1)
    own_town.reweight(WeightsSpec(closures=(replace(jams[0], speed_factor=0.01),)))
    assert own_town.route(a, b, Profile.SIREN).duration_s == pytest.approx(600, abs=0.1)


def test_a_closure_that_this_map_no_longer_has_is_told_and_the_rest_of_it_stands(own_town):
    lost = replace(closure(ClosedRoad(road="А-999")), id=ClosureId("былая"))
    own_town.reweight(WeightsSpec(closures=(closure(ClosedWays(ways=(ONE_WAY, 7))), lost)))
    assert set(own_town.closure_problems) == {"мост", "былая"}
    assert "7 are not in the network" in own_town.closure_problems[ClosureId("мост")]
    assert own_town.route(spot(0.2, 0), spot(1, 1), Profile.SIREN).duration_s > 200


def test_isochrones_respect_what_is_in_force_and_what_is_asked(own_town):
    shut = WeightsSpec(closures=(closure(ClosedWays(ways=(MAIN_EAST,)), ends_at=1_000.0),))
    free = own_town.isochrones([spot(0.2, 0)], [120], Profile.SIREN)
    asked = own_town.isochrones([spot(0.2, 0)], [120], Profile.SIREN, spec=shut, at=500.0)
    over = own_town.isochrones([spot(0.2, 0)], [120], Profile.SIREN, spec=shut, at=2_000.0)
    assert asked.bands[0].area.area < free.bands[0].area.area == over.bands[0].area.area
    assert own_town.reweight(shut, 500.0) == asked.weights_version != over.weights_version
    assert own_town.isochrones([spot(0.2, 0)], [120], Profile.SIREN).bands[0].area.equals(asked.bands[0].area)


def test_closures_are_written_to_the_record_and_read_back():
    wheres = (
        around(0, 0, ("primary",)),
        ClosedRoad(road="А-121", from_km=3.5, near=spot(0, 0)),
        ClosedWays(ways=(1, 2)),
        ClosedEdges(edges=((1, 2), (3, 4))),
    )
    closures = tuple(
        Closure(id=ClosureId(str(i)), where=where, timetable="Mo 10:00-12:00", begins_at=1.5, profiles=(Profile.SIREN,))
        for i, where in enumerate(wheres)
    )
    event = WeightsChanged(at=2.0, spec=WeightsSpec(closures=closures, utc_offset_s=10_800.0), by="диспетчер")
    assert event_from("WeightsChanged", encode(event)) == event
    old = '{"at":1.0,"spec":{"speed_factor":{"siren":0.8},"closed_ways":[7]},"by":"x"}'
    assert event_from("WeightsChanged", old) == WeightsChanged(
        at=1.0, spec=WeightsSpec(speed_factor={Profile.SIREN: 0.8}, closed_ways=(7,)), by="x"
    )


@pytest.mark.real_map
def test_closing_a_part_of_the_real_map_and_opening_it_again_leaves_no_trace(real_oracle):
    real_oracle.reweight(WeightsSpec())
    before = weighed(real_oracle)
    bridge = ((59.9150, 30.9858), (59.9150, 30.9885), (59.9210, 30.9885), (59.9210, 30.9858))
    river = closure(ClosedArea(corners=tuple(LatLon(lat=lat, lon=lon) for lat, lon in bridge)))
    kilometres = replace(closure(ClosedRoad(road="А-181", from_km=50, to_km=60), speed_factor=0.3), id=ClosureId("км"))
    try:
        assert real_oracle.closed_by(river).names == ("Р-21",)
        assert 10 <= real_oracle.closed_by(kilometres).length_km <= 20
        real_oracle.reweight(WeightsSpec(closures=(river, kilometres)))
        assert not np.array_equal(before[1], weighed(real_oracle)[1])
    finally:
        real_oracle.reweight(WeightsSpec())
    assert weighed(real_oracle) == before
