"""A call that waits for a crew which is not free yet: what happens to it, step by step."""

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import CrewAssigned, Mode, OverrideRecommendation, SetMode, Tick
from dispatch.domain.recommendation import Hold
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.soon_free import SoonFreeParameters
from tests.builders import AUTOMATIC, NOON, Desk, a_crew, a_hospital, an_incident

ROADS = {
    ("near", "treated"): 60.0,
    ("far", "treated"): 3_000.0,
    ("near", "mild"): 120.0,
    ("far", "mild"): 2_400.0,
    ("near", "dying"): 120.0,
    ("far", "dying"): 2_400.0,
    ("near", "crb"): 60.0,
}
HOLD_S = 1_200.0
HOLDING = Matching(parameters=MatchingParameters(soon=SoonFreeParameters(hold_s=HOLD_S)))
TO_THE_DOOR = (Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE, Milestone.AT_PATIENT)


def a_desk(mode: Mode = AUTOMATIC) -> Desk:
    """One crew is about to be free at the hospital nearby; the other one is free, and 40 minutes away."""
    desk = Desk(crews=[a_crew("near"), a_crew("far")], hospitals=[a_hospital("crb")], seconds=ROADS, policies=[HOLDING])
    desk.do(SetMode(mode=AUTOMATIC))
    desk.call(an_incident("treated", 2))
    desk.press("near", *TO_THE_DOOR, Milestone.LEFT_SCENE, Milestone.AT_DESTINATION)
    desk.do(SetMode(mode=mode))
    desk.now += 1_300.0
    return desk


def a_mild_call(desk: Desk) -> None:
    desk.call(an_incident("mild", 3, received_at=desk.now))


def hold_of(desk: Desk) -> Hold | None:
    made = desk.situation.recommendations.get(IncidentId("mild"))
    return None if made is None else made.hold


def crew_of(desk: Desk, incident: str) -> str | None:
    job = desk.situation.incidents[IncidentId(incident)].assignment
    return None if job is None else str(desk.situation.assignments[job].crew)


def test_nobody_is_sent_to_a_call_that_is_held_and_the_awaited_crew_goes_when_it_is_free() -> None:
    desk = a_desk()
    a_mild_call(desk)
    hold = hold_of(desk)
    assert hold is not None
    assert (hold.crew, hold.meanwhile, crew_of(desk, "mild")) == ("near", "far", None)
    desk.now += 200.0
    desk.press("near", Milestone.CARE_TRANSFERRED, Milestone.AVAILABLE)
    assert crew_of(desk, "mild") == "near"


def test_a_hold_ends_when_its_time_is_over_and_the_free_crew_goes() -> None:
    desk = a_desk()
    a_mild_call(desk)
    hold = hold_of(desk)
    assert hold is not None
    assert hold.until == desk.now + HOLD_S
    desk.now = hold.until
    desk.do(Tick())
    assert (crew_of(desk, "mild"), hold_of(desk)) == ("far", None)


def test_a_hold_keeps_no_crew_from_an_emergency_and_is_none_while_nobody_could_go_at_once() -> None:
    desk = a_desk()
    a_mild_call(desk)
    desk.call(an_incident("dying", 1, received_at=desk.now))
    assert crew_of(desk, "dying") == "far"
    assert hold_of(desk) is None


def test_a_person_may_send_the_free_crew_at_once() -> None:
    desk = a_desk(Mode.PROPOSE)
    a_mild_call(desk)
    made = desk.situation.recommendations[IncidentId("mild")]
    assert made.hold is not None
    assert [str(option.crew) for option in made.options] == ["far"]
    events = desk.do(OverrideRecommendation(incident=IncidentId("mild"), crew=CrewId("far"), reason="ждать нельзя"))
    sent = next(event for event in events if isinstance(event, CrewAssigned))
    assert (sent.crew, sent.eta_s, sent.override_reason) == ("far", 2_400.0, "ждать нельзя")


def test_each_step_of_the_awaited_crew_is_looked_at() -> None:
    desk = a_desk()
    a_mild_call(desk)
    before = hold_of(desk)
    desk.now += 300.0
    desk.press("near", Milestone.CARE_TRANSFERRED)
    after = hold_of(desk)
    assert before is not None
    assert after is not None
    assert (before.free_at, after.free_at) == (NOON + 1_300.0 + 375.0, NOON + 1_600.0 + 375.0)
