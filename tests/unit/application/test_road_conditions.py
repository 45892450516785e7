"""What may be said of the roads, and what follows: always the weights as a whole."""

import pytest

from dispatch.domain.errors import StaleChoice, StaleReport, UnknownClosure
from dispatch.domain.messages import Event, RegionAdopted
from dispatch.domain.road_messages import (
    ChangeWeights,
    ClosureLifted,
    ClosureSet,
    LiftClosure,
    SetClosure,
    TurnRoads,
    WeightsChanged,
)
from routing.types import ClosedWays, Closure, ClosureId, Profile, Season, WeightsSpec
from tests.builders import NOON, Desk, a_crew, an_incident, fold

BRIDGE = Closure(id=ClosureId("bridge"), where=ClosedWays(ways=(7,)), reason="разведён")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def weights(events: tuple[Event, ...]) -> WeightsSpec:
    """Return the weights that the events end in."""
    last = events[-1]
    assert isinstance(last, WeightsChanged)
    return last.spec


def test_a_closure_is_written_down_with_who_set_it_and_ends_in_whole_weights(desk: Desk) -> None:
    told, changed = desk.do(SetClosure(closure=BRIDGE, revision=0), actor="petrov")
    assert told == ClosureSet(at=NOON, closure=BRIDGE, revision=1, by="petrov")
    assert isinstance(changed, WeightsChanged)
    assert (changed.spec.closures, changed.by) == ((BRIDGE,), "petrov")
    assert desk.situation.weights == changed.spec


def test_the_same_closure_said_twice_changes_nothing(desk: Desk) -> None:
    desk.do(SetClosure(closure=BRIDGE, revision=0))
    assert desk.do(SetClosure(closure=BRIDGE, revision=0)) == ()


def test_lifting_undoes_a_closure_exactly(desk: Desk) -> None:
    desk.do(TurnRoads(hour_of_week=15, season=Season.WINTER))
    before = desk.situation.weights
    desk.do(SetClosure(closure=BRIDGE))
    told, _ = desk.do(LiftClosure(closure=BRIDGE.id, reason="сведён"), actor="petrov")
    assert told == ClosureLifted(at=NOON, closure=BRIDGE.id, by="petrov", reason="сведён")
    assert desk.situation.weights == before
    assert desk.situation.roads.closures == {}


def test_a_closure_is_changed_by_setting_it_again_under_its_name(desk: Desk) -> None:
    desk.do(SetClosure(closure=BRIDGE, revision=0))
    jam = Closure(id=BRIDGE.id, where=BRIDGE.where, speed_factor=0.3)
    told, _ = desk.do(SetClosure(closure=jam, revision=1))
    assert isinstance(told, ClosureSet)
    assert (told.revision, desk.situation.weights.closures) == (2, (jam,))


def test_of_two_dispatchers_at_once_the_second_is_told_who_was_first(desk: Desk) -> None:
    desk.do(SetClosure(closure=BRIDGE, revision=0), actor="petrov")
    jam = Closure(id=BRIDGE.id, where=BRIDGE.where, speed_factor=0.3)
    desk.do(SetClosure(closure=jam, revision=1), actor="sidorov")
    late = Closure(id=BRIDGE.id, where=BRIDGE.where, speed_factor=0.5)
    with pytest.raises(StaleChoice, match="изменил sidorov"):
        desk.do(SetClosure(closure=late, revision=1), actor="petrov")
    with pytest.raises(StaleChoice, match="изменил sidorov"):
        desk.do(LiftClosure(closure=BRIDGE.id, reason="", revision=1), actor="petrov")
    with pytest.raises(StaleChoice, match="уже стоит"):
        desk.do(SetClosure(closure=late, revision=0), actor="petrov")
    desk.do(LiftClosure(closure=BRIDGE.id, reason=""))
    with pytest.raises(StaleChoice, match="сняли"):
        desk.do(SetClosure(closure=late, revision=2), actor="petrov")


def test_a_closure_that_is_over_already_is_refused(desk: Desk) -> None:
    with pytest.raises(StaleReport, match="ends_at уже прошло"):
        desk.do(SetClosure(closure=Closure(id=BRIDGE.id, where=BRIDGE.where, ends_at=NOON)))


def test_what_does_not_stand_cannot_be_lifted(desk: Desk) -> None:
    with pytest.raises(UnknownClosure, match="/api/roads/closures"):
        desk.do(LiftClosure(closure=BRIDGE.id, reason=""))


def test_the_clock_keeps_what_people_said_and_people_keep_what_the_clock_said(desk: Desk) -> None:
    desk.do(SetClosure(closure=BRIDGE))
    slow = WeightsSpec(speed_factor={Profile.SIREN: 0.8})
    desk.do(ChangeWeights(spec=slow))
    turned = weights(desk.do(TurnRoads(hour_of_week=15, season=Season.WINTER), actor="road-clock"))
    assert (turned.hour_of_week, turned.season) == (15, Season.WINTER)
    assert (turned.closures, turned.speed_factor) == ((BRIDGE,), slow.speed_factor)
    said = weights(desk.do(ChangeWeights(spec=WeightsSpec())))
    assert (said.hour_of_week, said.season, said.closures, said.speed_factor) == (15, Season.WINTER, (BRIDGE,), {})


def test_a_closure_that_has_ended_leaves_the_weights_when_the_clock_turns(desk: Desk) -> None:
    desk.do(SetClosure(closure=Closure(id=BRIDGE.id, where=BRIDGE.where, ends_at=NOON + 60)))
    desk.now = NOON + 60
    assert weights(desk.do(TurnRoads(hour_of_week=15, season=None))).closures == ()
    assert set(desk.situation.roads.closures) == {"bridge"}, "it stays on the list for a while"


def test_a_decision_asks_for_the_roads_of_its_own_moment() -> None:
    desk = Desk(crews=[a_crew("A")], seconds={("A", "call"): 60.0})
    desk.now = NOON + 7
    desk.call(an_incident())
    assert desk.times.departures
    assert set(desk.times.departures) == {NOON + 7}


def test_the_log_folds_to_the_same_closures(desk: Desk) -> None:
    events = [
        *desk.do(SetClosure(closure=BRIDGE)),
        *desk.do(TurnRoads(hour_of_week=1, season=None)),
        *desk.do(LiftClosure(closure=BRIDGE.id, reason="")),
        *desk.do(SetClosure(closure=BRIDGE)),
    ]
    adopted = RegionAdopted(at=NOON, name="", digest="", utc_offset_s=10_800.0, crews=(), hospitals=())
    assert fold([adopted, *events]).roads == desk.situation.roads
