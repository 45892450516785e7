"""Crews that are taken off a call they have not reached: offered, confirmed, ordered by hand, and refused."""

import pytest

from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import IncidentStatus
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    Mode,
    OverrideRecommendation,
    RecommendationMade,
    SetCrewService,
    SetMode,
)
from tests.builders import Desk, a_crew, an_incident

ROADS = {
    ("A", "mild"): 600.0,
    ("A", "dying"): 120.0,
    ("B", "mild"): 900.0,
    ("B", "dying"): 1_500.0,
    ("C", "mild"): 60.0,
    ("C", "dying"): 2_000.0,
}


def a_desk(*crews: str, mode: Mode = Mode.PROPOSE) -> Desk:
    desk = Desk(crews=[a_crew(name) for name in crews], seconds=ROADS)
    desk.do(SetMode(mode=mode))
    return desk


def who(desk: Desk) -> dict[str, str]:
    """Return which crew answers which incident."""
    return {str(a.incident): str(a.crew) for a in desk.situation.assignments.values()}


def test_a_crew_on_its_way_to_something_mild_is_offered_to_the_dying_and_nothing_changes_before_a_person_agrees() -> (
    None
):
    desk = a_desk("A", "B")
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "A")
    desk.call(an_incident("dying", 1))
    made = desk.situation.recommendations[IncidentId("dying")]
    assert (made.crew, made.diverts) == ("A", "mild")
    assert [reason.code for reason in made.reasons] == ["diverted-from", "nearest-though-driving"]
    assert who(desk) == {"mild": "A"}


def test_the_call_that_was_left_is_offered_another_crew_in_the_same_breath() -> None:
    desk = a_desk("A", "B")
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "A")
    desk.call(an_incident("dying", 1))
    events = desk.confirm("dying", "A")
    assert [type(e) for e in events[:2]] == [AssignmentWithdrawn, CrewAssigned]
    withdrawn = events[0]
    assert isinstance(withdrawn, AssignmentWithdrawn)
    assert (withdrawn.incident, withdrawn.crew, withdrawn.reasons[0].code) == ("mild", "A", "diverted-to")
    left = desk.situation.incidents[IncidentId("mild")]
    assert (left.status, left.withdrawn) == (IncidentStatus.WAITING, 1)
    assert desk.situation.recommendations[IncidentId("mild")].crew == "B"
    desk.confirm("mild", "B")
    assert AssignmentId("mild-2") in desk.situation.assignments


def test_in_automatic_mode_the_whole_chain_happens_at_once() -> None:
    desk = a_desk("A", "B", mode=Mode.AUTOMATIC)
    desk.call(an_incident("mild", 4))
    desk.call(an_incident("dying", 1))
    assert who(desk) == {"dying": "A", "mild": "B"}


def test_a_crew_that_becomes_free_nearer_by_goes_in_place_of_the_one_on_its_way() -> None:
    desk = a_desk("A", "C", mode=Mode.AUTOMATIC)
    desk.do(SetCrewService(crew=CrewId("C"), in_service=False, reason="обед"))
    desk.call(an_incident("mild", 4))
    assert who(desk) == {"mild": "A"}
    desk.do(SetCrewService(crew=CrewId("C"), in_service=True, reason="обед окончен"))
    assert who(desk) == {"mild": "C"}
    assert desk.situation.crews[CrewId("A")].status is CrewStatus.AVAILABLE
    made = desk.situation.recommendations[IncidentId("mild")]
    assert (made.instead_of, made.reasons[0].code) == ("A", "instead-of")


def test_a_few_seconds_are_not_worth_turning_a_crew_round() -> None:
    desk = Desk(crews=[a_crew("A"), a_crew("C")], seconds={("A", "mild"): 300.0, ("C", "mild"): 290.0})
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.do(SetCrewService(crew=CrewId("C"), in_service=False, reason="обед"))
    desk.call(an_incident("mild", 4))
    desk.do(SetCrewService(crew=CrewId("C"), in_service=True, reason="обед окончен"))
    assert who(desk) == {"mild": "A"}


def test_who_is_at_the_scene_stays_there() -> None:
    desk = a_desk("A", "B", mode=Mode.AUTOMATIC)
    desk.call(an_incident("mild", 4))
    desk.press("A", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE)
    desk.call(an_incident("dying", 1))
    assert who(desk) == {"mild": "A", "dying": "B"}


def test_a_crew_is_not_taken_from_a_call_that_is_as_urgent() -> None:
    desk = a_desk("A", "B", mode=Mode.AUTOMATIC)
    desk.call(an_incident("mild", 1))
    desk.call(an_incident("dying", 1))
    assert who(desk) == {"mild": "A", "dying": "B"}


def test_what_a_person_has_decided_against_the_proposal_is_left_alone() -> None:
    desk = a_desk("A", "B")
    desk.call(an_incident("mild", 4))
    desk.do(OverrideRecommendation(incident=IncidentId("mild"), crew=CrewId("A"), reason="знают дорогу"))
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.call(an_incident("dying", 1))
    assert who(desk)["mild"] == "A"
    assert who(desk)["dying"] == "B"


def test_by_hand_a_crew_is_taken_off_its_call_only_when_that_is_said() -> None:
    desk = a_desk("A", "B")
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "A")
    desk.call(an_incident("dying", 1))
    by_hand = OverrideRecommendation(incident=IncidentId("dying"), crew=CrewId("A"), reason="ближе всех")
    with pytest.raises(NotAssignable, match=r"едет на вызов mild; .* снимите её оттуда явно"):
        desk.do(by_hand)
    desk.do(OverrideRecommendation(incident=by_hand.incident, crew=by_hand.crew, reason="ближе всех", divert=True))
    assert who(desk) == {"dying": "A"}
    assert desk.situation.assignments[AssignmentId("dying-1")].frozen


def test_another_crew_is_sent_by_hand_in_place_of_the_first_until_that_one_has_arrived() -> None:
    desk = a_desk("A", "B", "C")
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "C")
    instead = OverrideRecommendation(incident=IncidentId("mild"), crew=CrewId("B"), reason="C не отвечает", divert=True)
    with pytest.raises(StaleChoice, match="уже назначена бригада C"):
        desk.do(OverrideRecommendation(incident=IncidentId("mild"), crew=CrewId("B"), reason="C не отвечает"))
    desk.do(instead)
    assert who(desk) == {"mild": "B"}
    with pytest.raises(StaleChoice, match="бригада B уже назначена на него"):
        desk.do(instead)
    desk.press("B", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE)
    with pytest.raises(StaleChoice, match="уже на месте"):
        desk.do(OverrideRecommendation(incident=IncidentId("mild"), crew=CrewId("C"), reason="поздно", divert=True))


def test_a_confirmation_that_comes_twice_or_late_is_refused_with_what_stands_now() -> None:
    desk = a_desk("A", "B")
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "A")
    desk.call(an_incident("dying", 1))
    desk.confirm("dying", "A")
    with pytest.raises(StaleChoice, match="уже назначена бригада A"):
        desk.confirm("dying", "A")
    with pytest.raises(StaleChoice, match="теперь бригада B"):
        desk.confirm("mild", "A")


def test_an_incident_is_left_twice_and_then_no_more() -> None:
    roads = {(crew, call): 100.0 for crew in "ABCD" for call in ("mild", "one", "two", "three")}
    desk = Desk(crews=[a_crew("A")], seconds=roads)
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.call(an_incident("mild", 4))
    for urgent in ("one", "two"):
        desk.call(an_incident(urgent, 1))
        assert who(desk) == {urgent: "A"}
        desk.press("A", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE, Milestone.AVAILABLE)
        assert who(desk) == {"mild": "A"}
    desk.call(an_incident("three", 1))
    assert who(desk) == {"mild": "A"}


def test_an_offer_of_a_nearer_crew_is_taken_back_when_it_holds_no_longer() -> None:
    desk = a_desk("A", "C")
    desk.do(SetCrewService(crew=CrewId("C"), in_service=False, reason="обед"))
    desk.call(an_incident("mild", 4))
    desk.confirm("mild", "A")
    desk.do(SetCrewService(crew=CrewId("C"), in_service=True, reason="обед окончен"))
    assert desk.situation.recommendations[IncidentId("mild")].instead_of == "A"
    events = desk.do(SetCrewService(crew=CrewId("C"), in_service=False, reason="поломка"))
    told = [e.recommendation for e in events if isinstance(e, RecommendationMade)]
    assert [(made.incident, made.crew, made.instead_of) for made in told] == [("mild", "A", None)]


def test_a_crew_that_the_first_in_the_queue_does_not_get_goes_to_nobody_behind_him() -> None:
    roads = {(crew, call): 1_200.0 for crew in ("A", "B") for call in ("held", "driven", "first", "second")}
    desk = Desk(crews=[a_crew("A"), a_crew("B")], seconds=roads)
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.call(an_incident("held", 1))
    desk.call(an_incident("driven", 2))
    kept = who(desk)
    desk.now += 60.0
    desk.call(an_incident("first", 1))
    desk.call(an_incident("second", 1))
    assert who(desk) == kept
