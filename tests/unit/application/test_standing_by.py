"""Standby moves through the door: offered, ordered, declined, and undone by the next call."""

import pytest

from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.ground import Ground
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.messages import (
    AdoptRegion,
    DeclineStandby,
    Mode,
    OrderStandby,
    PolicyFellBack,
    SetMode,
    StandbyOffered,
    StandbyOrdered,
    Tick,
)
from routing.types import LatLon
from tests.builders import Desk, a_crew, a_region, an_incident

TOWN, VILLAGE = LatLon(lat=60.0, lon=30.0), LatLon(lat=60.1, lon=30.0)
GROUND = Ground(
    bases={StationId("town"): TOWN, StationId("village"): VILLAGE},
    points=(TOWN, VILLAGE),
    weight=(1.0, 1.0),
)
ROADS = {
    ("town", "0"): 60.0,
    ("town", "1"): 1_800.0,
    ("village", "0"): 1_800.0,
    ("village", "1"): 60.0,
    ("town", "village"): 1_500.0,
    ("village", "town"): 1_500.0,
    ("town", "town"): 0.0,
    ("village", "village"): 0.0,
    ("A", "first"): 100.0,
    ("B", "first"): 300.0,
}


def a_desk(mode: Mode = Mode.PROPOSE, ground: Ground = GROUND) -> Desk:
    crews = [a_crew(name, station=StationId("town"), home=TOWN) for name in ("A", "B")]
    desk = Desk(crews=crews, seconds=ROADS)
    region = a_region(crews=crews, digest="2")
    desk.do(SetMode(mode=mode))
    known = {name: getattr(region, name) for name in region.__struct_fields__}
    desk.do(AdoptRegion(**{**known, "ground": ground}))
    return desk


def busy_hour(desk: Desk) -> None:
    """Let calls come every other minute, so that the next one is near, and ask what is to be done."""
    for number in range(60):
        desk.now += 120.0
        desk.call(an_incident(f"far away {number}"))
    desk.now += 120.0


def test_two_crews_in_town_and_none_in_the_village_one_is_offered_the_village() -> None:
    desk = a_desk()
    busy_hour(desk)
    (move,) = desk.situation.moves.values()
    assert (move.crew, move.to, move.eta_s) == ("A", "village", 1_500.0)
    assert [reason.code for reason in move.reasons] == ["standby-saves", "standby-finds", "standby-leaves"]
    assert desk.situation.standby == {}


def test_the_offer_is_confirmed_as_it_is_and_the_crew_may_be_called_on_the_way() -> None:
    desk = a_desk()
    busy_hour(desk)
    (event,) = [
        e for e in desk.do(OrderStandby(crew=CrewId("A"), to=StationId("village"))) if isinstance(e, StandbyOrdered)
    ]
    assert (event.move.to, event.by) == ("village", "ivanova")
    assert desk.situation.standby == {"A": "village"}
    assert desk.situation.moves == {}
    desk.call(an_incident("first", 1))
    desk.confirm("first", "A")
    assert desk.situation.standby == {}


def test_a_move_that_was_declined_is_not_offered_again_at_once() -> None:
    desk = a_desk()
    busy_hour(desk)
    desk.do(DeclineStandby(crew=CrewId("A"), reason="обед"))
    assert "A" not in desk.situation.moves
    with pytest.raises(StaleChoice, match="сейчас не предложен"):
        desk.do(DeclineStandby(crew=CrewId("A"), reason="ещё раз"))
    desk.now += 300.0
    desk.do(Tick())
    assert "A" not in desk.situation.moves


def test_in_automatic_mode_the_move_is_ordered_and_then_there_is_peace() -> None:
    desk = a_desk(Mode.AUTOMATIC)
    for number in range(60):
        desk.now += 120.0
        events = desk.call(an_incident(f"far away {number}"))
        if any(isinstance(event, StandbyOrdered) for event in events):
            break
    assert desk.situation.standby == {"A": "village"}
    desk.now += 600.0
    assert not [event for event in desk.do(Tick()) if isinstance(event, StandbyOrdered | StandbyOffered)]


def test_a_person_may_send_an_idle_crew_to_any_base_and_home_again() -> None:
    desk = a_desk()
    desk.do(OrderStandby(crew=CrewId("B"), to=StationId("village"), reason="ярмарка"))
    assert desk.situation.standby == {"B": "village"}
    assert not desk.do(OrderStandby(crew=CrewId("B"), to=StationId("village"), reason="ярмарка"))
    desk.do(OrderStandby(crew=CrewId("B"), to=StationId("town"), reason="ярмарка кончилась"))
    assert desk.situation.standby == {}


def test_a_wrong_wish_is_answered_with_the_way_out() -> None:
    desk = a_desk()
    with pytest.raises(NotAssignable, match="to=nowhere: такой базы нет; есть: town, village"):
        desk.do(OrderStandby(crew=CrewId("A"), to=StationId("nowhere")))
    desk.call(an_incident("first", 1))
    desk.confirm("first", "A")
    with pytest.raises(NotAssignable, match="переезжает только свободная"):
        desk.do(OrderStandby(crew=CrewId("A"), to=StationId("village")))


def test_without_a_ground_nobody_is_moved_and_calls_are_answered_as_ever() -> None:
    desk = a_desk(ground=Ground())
    busy_hour(desk)
    assert desk.situation.moves == {}
    desk.call(an_incident("first", 1))
    assert desk.situation.recommendations["first"].crew in {"A", "B"}  # type: ignore[index]


def test_roads_that_do_not_answer_for_the_ground_cost_the_cover_and_no_call() -> None:
    desk = a_desk()
    matrix = desk.times.matrix

    def torn(origins: object, destinations: object, profile: object, **moment: object) -> object:
        if "village" in origins:  # type: ignore[operator]
            raise RuntimeError("карта порвана")
        return matrix(origins, destinations, profile, **moment)  # type: ignore[arg-type]

    object.__setattr__(desk, "times", desk.times)
    desk.dispatcher._deciding._ground._travel_times = type(
        "Torn", (), {"matrix": staticmethod(torn), "weights_version": "torn"}
    )()
    events = desk.call(an_incident("first", 1))
    assert [e.policy for e in events if isinstance(e, PolicyFellBack)] == ["cover"]
    assert desk.situation.recommendations["first"].crew == "A"  # type: ignore[index]
