"""Pauses through the dispatcher's door: offered, taken, declined, over, and broken off."""

import pytest

from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import CrewStatus, Shift
from dispatch.domain.duty import DutyRules, PauseKind
from dispatch.domain.errors import NotAssignable, StaleChoice, UnknownCrew
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import AdoptRegion, Event, Mode, OverrideRecommendation, SetCrewService, SetMode, Tick
from dispatch.domain.pauses import (
    BreakBegun,
    BreakDeclined,
    BreakEnded,
    BreakOffered,
    DeclineBreak,
    EndBreak,
    SetDutyRules,
    TakeBreak,
)
from routing.types import LatLon
from tests.builders import NOON, WHOLE_WAY, Desk, a_crew, a_hospital, a_region, an_incident

HOUR = 3_600.0
AWAY = LatLon(lat=60.5, lon=30.0)
A, B = CrewId("A"), CrewId("B")
FROM_NOON = Shift(start_s=15 * HOUR, end_s=15 * HOUR)
"""A shift of 24 hours that begins at noon UTC, by the clock of the region."""


def desk(**more: object) -> Desk:
    """Two crews of one base, five hours into their shift, with the rules of pauses in force."""
    crews = [a_crew("A", shift=FROM_NOON), a_crew("B", shift=FROM_NOON)]
    near = {
        ("A", "A"): 0.0,
        ("B", "A"): 60.0,
        ("A", "B"): 60.0,
        ("B", "B"): 0.0,
        ("A", "call"): 60.0,
        ("B", "call"): 300.0,
        ("A", "second"): 60.0,
        ("B", "second"): 300.0,
    }
    made = Desk(crews=crews, hospitals=[a_hospital()], seconds=near, **more)  # type: ignore[arg-type]
    made.do(SetDutyRules(rules=DutyRules()))
    made.now = NOON + 5 * HOUR
    return made


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_when_time_passes_a_pause_is_offered_and_only_once() -> None:
    at = desk()
    (offered,) = at.do(Tick())
    assert isinstance(offered, BreakOffered)
    assert (offered.crew, offered.kind, offered.reasons[0].code) == ("A", PauseKind.MEAL, "break-covered")
    at.now += 60
    assert at.do(Tick()) == (), "nor is the crew asked that would stand in for it"


def test_an_offer_comes_again_after_a_while() -> None:
    at = desk()
    at.do(Tick())
    at.now += 901
    assert kinds(at.do(Tick())) == ["BreakOffered"]


def test_in_automatic_mode_the_pause_begins_and_ends_by_itself() -> None:
    at = desk()
    at.do(SetMode(mode=Mode.AUTOMATIC))
    (begun,) = at.do(Tick())
    assert isinstance(begun, BreakBegun)
    assert at.situation.crews[A].status is CrewStatus.ON_BREAK
    at.now += 1_799
    assert at.do(Tick()) == ()
    at.now += 1
    over, following = at.do(Tick())
    assert isinstance(over, BreakEnded)
    assert not over.interrupted
    assert isinstance(following, BreakBegun)
    assert following.crew == "B", "now the other crew may go"


def test_the_crew_takes_the_pause_that_it_is_offered() -> None:
    at = desk()
    at.do(Tick())
    (begun,) = at.do(TakeBreak(crew=A, kind=PauseKind.MEAL), actor="crew:A")
    assert isinstance(begun, BreakBegun)
    assert (begun.by, begun.ends_at, begun.reasons[0].code) == ("crew:A", at.now + 1_800, "break-covered")
    assert at.do(TakeBreak(crew=A, kind=PauseKind.MEAL)) == (), "twice is once"


def test_a_crew_that_becomes_free_at_the_hospital_may_eat_there() -> None:
    at = desk()
    at.do(SetMode(mode=Mode.AUTOMATIC))
    at.call(an_incident("call", received_at=at.now))
    events = at.press("A", *WHOLE_WAY)
    assert "BreakBegun" in kinds(events)


def test_a_declined_pause_is_let_be_for_a_while() -> None:
    at = desk()
    at.do(Tick())
    (declined, *others) = at.do(DeclineBreak(crew=A, reason="позже"))
    assert isinstance(declined, BreakDeclined)
    assert kinds(tuple(others)) == ["BreakOffered"], "the other crew is asked instead"
    with pytest.raises(StaleChoice, match="не предложен"):
        at.do(DeclineBreak(crew=A, reason="позже"))


def test_a_pause_that_is_broken_off_by_hand_is_due_again() -> None:
    at = desk()
    at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.now += 600
    (ended, *_) = at.do(EndBreak(crew=A, reason="нужна на линии"))
    assert isinstance(ended, BreakEnded)
    assert (ended.interrupted, ended.reason) == (True, "нужна на линии")
    with pytest.raises(StaleChoice, match="перерыва сейчас нет"):
        at.do(EndBreak(crew=A, reason="ещё раз"))


def test_a_threat_to_life_wakes_the_nearest_crew_and_sends_it() -> None:
    at = desk()
    at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.do(SetMode(mode=Mode.AUTOMATIC))
    events = at.call(an_incident("call", 1, received_at=at.now))
    ended = next(event for event in events if isinstance(event, BreakEnded))
    assert (ended.crew, ended.interrupted, ended.incident) == ("A", True, "call")
    assert at.situation.crews[A].status is CrewStatus.DISPATCHED


def test_anything_less_lets_it_eat() -> None:
    at = desk()
    at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.do(SetMode(mode=Mode.AUTOMATIC))
    at.call(an_incident("call", 2, received_at=at.now))
    assert at.situation.crews[A].status is CrewStatus.ON_BREAK
    assert at.situation.crews[B].status is CrewStatus.DISPATCHED


def test_a_person_may_wake_a_crew_for_a_threat_to_life_only() -> None:
    at = desk()
    at.do(SetDutyRules(rules=DutyRules(interrupt_gain_s=HOUR)))
    at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.call(an_incident("call", 2, received_at=at.now))
    with pytest.raises(NotAssignable, match="на перерыве"):
        at.do(OverrideRecommendation(incident=IncidentId("call"), crew=A, reason="ближе"))
    at.call(an_incident("worse", 1, received_at=at.now))
    events = at.do(OverrideRecommendation(incident=IncidentId("worse"), crew=A, reason="ближе"))
    assert kinds(events)[:2] == ["BreakEnded", "CrewAssigned"]


@pytest.mark.parametrize(
    ("wish", "refusal", "says"),
    [
        (TakeBreak(crew=CrewId("stranger"), kind=PauseKind.MEAL), UnknownCrew, "такой нет"),
        (EndBreak(crew=CrewId("stranger"), reason="x"), UnknownCrew, "такой нет"),
        (EndBreak(crew=A, reason="x"), StaleChoice, "перерыва сейчас нет"),
        (DeclineBreak(crew=A, reason="x"), StaleChoice, "не предложен"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(wish: TakeBreak, refusal: type[Exception], says: str) -> None:
    with pytest.raises(refusal, match=says):
        desk().do(wish)


def test_a_crew_on_a_call_does_not_pause() -> None:
    at = desk()
    at.do(SetMode(mode=Mode.AUTOMATIC))
    at.call(an_incident("call", received_at=at.now))
    with pytest.raises(NotAssignable, match="только свободная"):
        at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))


def test_a_pause_is_not_begun_when_the_shift_ends_before_it() -> None:
    ending = Shift(start_s=8 * HOUR, end_s=20.25 * HOUR)
    at = Desk(crews=[a_crew("A", shift=ending)])
    at.now = NOON + 5 * HOUR
    with pytest.raises(NotAssignable, match="до конца смены 15 мин"):
        at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.now = NOON + 6 * HOUR
    with pytest.raises(NotAssignable, match="не на смене"):
        at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))


def test_a_crew_called_back_to_the_line_has_no_pause_left() -> None:
    at = desk()
    at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))
    at.do(SetCrewService(crew=A, in_service=True, reason="вернулась"))
    assert at.situation.duty.resting == {}
    at.now += 3_600
    assert "BreakEnded" not in kinds(at.do(Tick()))


def test_without_rules_a_crew_may_still_eat_and_nothing_is_offered() -> None:
    at = desk()
    at.do(SetDutyRules(rules=None))
    assert at.do(Tick()) == ()
    assert kinds(at.do(TakeBreak(crew=A, kind=PauseKind.MEAL))) == ["BreakBegun"]
    at.now += 1_800
    assert kinds(at.do(Tick())) == ["BreakEnded"]


def test_the_same_rules_twice_change_nothing() -> None:
    at = desk()
    at.do(Tick())
    assert at.do(SetDutyRules(rules=DutyRules())) == ()


def test_a_call_that_ends_while_another_waits_gives_no_pause() -> None:
    at = desk()
    at.do(SetMode(mode=Mode.AUTOMATIC))
    at.call(an_incident("call", received_at=at.now))
    at.call(an_incident("far", 4, received_at=at.now))
    events = at.press("A", *WHOLE_WAY[:4], Milestone.AVAILABLE)
    assert "BreakBegun" not in kinds(events)


def a_call(at: Desk, name: str, minutes: float) -> tuple[Event, ...]:
    """Let crew A answer a call that lasts so many minutes, half an hour of them on the way."""
    at.call(an_incident(name, received_at=at.now, at=AWAY))
    at.confirm(name, "A")
    at.press("A", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE)
    at.now += 1_800.0
    at.press("A", Milestone.AT_SCENE, Milestone.AT_PATIENT)
    at.now += minutes * 60.0 - 1_800.0
    return at.press("A", Milestone.AVAILABLE)


def offered(events: tuple[Event, ...]) -> list[PauseKind]:
    return [event.kind for event in events if isinstance(event, BreakOffered) and event.crew == "A"]


ONLY_REST = DutyRules(no_meal_up_to_s=24 * HOUR, rest_after_s=6 * HOUR, rest_after_night_s=3 * HOUR)


def test_rest_is_offered_after_the_hours_of_work_by_day_and_sooner_at_night() -> None:
    at = desk()
    at.do(SetDutyRules(rules=ONLY_REST))
    assert offered(a_call(at, "call", 4 * 60)) == [PauseKind.REST], "from eight in the evening to midnight: it is night"
    at.do(DeclineBreak(crew=A, reason="позже"))
    at.now = NOON + 18 * HOUR
    assert offered(at.do(Tick())) == [], "at nine in the morning four hours of work are not enough"
    assert offered(a_call(at, "second", 2 * 60)) == [PauseKind.REST], "six are"
    at.do(TakeBreak(crew=A, kind=PauseKind.REST))
    at.now += 1_800.0
    at.do(Tick())
    assert at.situation.duty.duties[A].worked_s == 0.0, "a whole rest takes the work off"


def test_fuel_is_offered_after_the_hours_at_the_wheel_wherever_the_crew_is() -> None:
    at = desk()
    at.do(SetDutyRules(rules=DutyRules(no_meal_up_to_s=24 * HOUR, fuel_after_s=2 * HOUR)))
    assert offered(a_call(at, "call", 60)) == [], "an hour there and back"
    assert offered(a_call(at, "second", 60)) == [PauseKind.FUEL]
    at.do(TakeBreak(crew=A, kind=PauseKind.FUEL))
    at.now += 900.0
    at.do(Tick())
    assert at.situation.duty.duties[A].driven_s == 0.0


def adopt(at: Desk, digest: str, duty: DutyRules | None) -> None:
    region = a_region(crews=at.situation.crews.values(), digest=digest)
    at.do(AdoptRegion(**{**{name: getattr(region, name) for name in region.__struct_fields__}, "duty": duty}))


def test_the_rules_of_the_region_hold_from_its_adoption_until_people_set_other_ones() -> None:
    at = Desk(crews=[a_crew("A")])
    adopt(at, "2", ONLY_REST)
    assert at.situation.duty.rules == ONLY_REST
    at.do(SetDutyRules(rules=DutyRules(meal_s=2_700.0)))
    adopt(at, "3", ONLY_REST)
    assert at.situation.duty.rules == DutyRules(meal_s=2_700.0), "a new crew list is no reason to forget what was set"
    adopt(at, "4", DutyRules(meal_s=1_200.0))
    assert at.situation.duty.rules == DutyRules(meal_s=1_200.0), "the region's own rules have changed"
    adopt(at, "5", None)
    assert at.situation.duty.rules is None
