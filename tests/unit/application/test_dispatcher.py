"""The door: a wish goes in, everything that follows from it comes out at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag, IncidentStatus
from dispatch.domain.messages import (
    CancelIncident,
    CrewAssigned,
    DestinationChosen,
    Event,
    Mode,
    NoteFlags,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
    SetCrewService,
    SetMode,
    Tick,
)
from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.policy.asking import asked_of
from dispatch.policy.assigning import Unsolved
from dispatch.policy.reach import Reach
from dispatch.policy.requirement import ALONE, RequirementParameters
from dispatch.policy.types import Question
from routing.types import LatLon, TravelTimeMatrix
from tests.builders import NOON, WHOLE_WAY, Desk, a_crew, a_hospital, an_incident, fold

SECONDS = {("A", "first"): 240.0, ("A", "second"): 300.0, ("B", "first"): 900.0, ("B", "second"): 1_000.0}
ROADS = {**SECONDS, ("first", "crb"): 600.0, ("first", "maternity"): 1_800.0, ("second", "crb"): 60.0}
HOSPITALS = [a_hospital("crb"), a_hospital("maternity", HospitalCapability.GENERAL, HospitalCapability.MATERNITY)]


def a_desk(seconds: Mapping[tuple[str, str], float] = ROADS) -> Desk:
    return Desk(crews=[a_crew("A"), a_crew("B")], hospitals=HOSPITALS, seconds=seconds)


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def offered(desk: Desk) -> dict[str, str | None]:
    return {incident: made.crew for incident, made in desk.situation.recommendations.items()}


def test_a_call_gets_a_recommendation_in_the_same_breath() -> None:
    events = a_desk().call(an_incident("first"))
    assert kinds(events) == ["IncidentReported", "RecommendationMade"]
    made = events[1]
    assert isinstance(made, RecommendationMade)
    assert (made.recommendation.crew, made.recommendation.eta_s) == ("A", 240.0)


def test_a_more_urgent_call_takes_the_crew_that_was_offered_but_not_sent() -> None:
    desk = a_desk()
    desk.call(an_incident("second", 3))
    assert offered(desk) == {"second": "A"}
    desk.call(an_incident("first", 1))
    assert offered(desk) == {"first": "A", "second": "B"}


def test_a_crew_that_was_sent_is_not_taken_away_without_a_person() -> None:
    desk = a_desk()
    desk.call(an_incident("second", 3))
    desk.confirm("second", "A")
    desk.call(an_incident("first", 1))
    assert desk.situation.recommendations[IncidentId("first")].diverts == "second"
    assert desk.situation.incidents[IncidentId("second")].status is IncidentStatus.ASSIGNED


def test_in_automatic_mode_the_crew_is_sent_at_once() -> None:
    desk = a_desk()
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    events = desk.call(an_incident("first"))
    assert kinds(events) == ["IncidentReported", "RecommendationMade", "CrewAssigned", "DestinationChosen"]
    sent = events[2]
    assert isinstance(sent, CrewAssigned)
    assert (sent.crew, sent.by, sent.override_reason) == ("A", "matching", None)


def test_switching_to_automatic_sends_crews_to_everybody_who_waits() -> None:
    desk = a_desk()
    desk.call(an_incident("first", 1))
    desk.call(an_incident("second", 2))
    sent = [e for e in desk.do(SetMode(mode=Mode.AUTOMATIC)) if isinstance(e, CrewAssigned)]
    assert [(e.incident, e.crew) for e in sent] == [("first", "A"), ("second", "B")]


def test_a_crew_that_becomes_free_is_offered_to_the_one_who_waits() -> None:
    desk = Desk(crews=[a_crew("A")], seconds=ROADS)
    desk.call(an_incident("first", 1))
    desk.confirm("first", "A")
    desk.call(an_incident("second", 1))
    assert offered(desk)["second"] is None
    desk.do(CancelIncident(incident=IncidentId("first"), reason="ложный"))
    assert offered(desk) == {"second": "A"}


def test_a_recommendation_is_written_again_only_when_it_says_something_new() -> None:
    desk = a_desk()
    desk.call(an_incident("first"))
    assert desk.do(Tick()) == ()
    desk.times.seconds = {**ROADS, ("A", "first"): 240.0 + 59}
    assert desk.do(Tick()) == ()
    desk.times.seconds = {**ROADS, ("A", "first"): 240.0 + 60}
    assert kinds(desk.do(Tick())) == ["RecommendationMade"]
    desk.times.seconds = {}
    assert kinds(desk.do(Tick())) == ["RecommendationMade"]
    assert desk.do(Tick()) == ()


def test_positions_that_the_command_saw_are_written_down_before_the_decision() -> None:
    desk = a_desk()
    at = LatLon(lat=59.7, lon=30.4)
    seen, *_ = desk.call(an_incident("first"), positions={CrewId("A"): at, CrewId("stranger"): at})
    assert seen == PositionsSeen(at=NOON, positions={CrewId("A"): at})
    assert desk.times.asked[-1][0]["A"] == at


def test_the_roads_are_asked_for_free_crews_and_waiting_calls_alone() -> None:
    desk = a_desk()
    desk.do(SetCrewService(crew=CrewId("B"), in_service=False, reason="обед"))
    desk.call(an_incident("first"))
    origins, destinations = desk.times.asked[-1]
    assert (origins.keys(), destinations.keys()) == ({"A"}, {"first"})


def test_nobody_waits_and_nobody_asks_the_roads() -> None:
    desk = a_desk()
    desk.do(Tick())
    assert desk.times.asked == []


def test_an_unknown_policy_is_answered_by_the_simple_one() -> None:
    desk = a_desk()
    made = desk.call(an_incident("first"), policy="cover-aware")[1]
    assert isinstance(made, RecommendationMade)
    assert made.recommendation.policy == "nearest"


@dataclass(frozen=True, slots=True)
class Failing:
    """A policy that cannot."""

    error: Exception
    name: str = "failing"
    follows: bool = False

    def asks(self, situation: Situation) -> Question | None:
        return asked_of(situation, [])

    def __call__(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> Plan:
        del situation, times, reach, requirement
        raise self.error


@pytest.mark.parametrize("error", [Unsolved("INFEASIBLE"), ZeroDivisionError("division by zero"), MemoryError()])
def test_a_policy_that_fails_costs_nobody_a_crew_and_is_written_down(error: Exception) -> None:
    desk = Desk(crews=[a_crew("A")], seconds=ROADS, policies=[Failing(error)])
    reported, fell, made = desk.call(an_incident("first"), policy="failing")
    assert isinstance(fell, PolicyFellBack)
    assert (fell.policy, fell.fallback) == ("failing", "nearest")
    assert type(error).__name__ in fell.error
    assert isinstance(made, RecommendationMade)
    assert (made.recommendation.policy, made.recommendation.crew) == ("nearest", "A")
    assert kinds((reported,)) == ["IncidentReported"]


def test_what_the_record_of_the_patient_says_may_change_the_hospital() -> None:
    desk = a_desk()
    desk.call(an_incident("first"))
    desk.confirm("first", "A")
    flagged = desk.do(NoteFlags(incident=IncidentId("first"), flags=frozenset({ClinicalFlag.PREGNANT})))
    assert kinds(flagged) == ["FlagsNoted", "DestinationChosen"]
    assert isinstance(flagged[1], DestinationChosen)
    assert flagged[1].destination.hospital == "maternity"


def test_the_hospital_is_weighed_again_at_the_patient_and_told_only_when_it_is_another() -> None:
    desk = a_desk()
    desk.call(an_incident("first"))
    desk.confirm("first", "A")
    desk.press("A", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE)
    desk.times.seconds = {**ROADS, ("first", "crb"): 9_000.0}
    reached, chosen = desk.press("A", Milestone.AT_PATIENT)
    assert isinstance(chosen, DestinationChosen)
    assert chosen.destination.hospital == HospitalId("maternity")
    assert kinds((reached,)) == ["MilestoneReached"]


def test_a_clock_that_is_set_back_does_not_turn_the_record_round() -> None:
    desk = a_desk()
    desk.call(an_incident("first"))
    desk.now = NOON - 3_600
    events = desk.do(CancelIncident(incident=IncidentId("first"), reason="ложный"))
    assert [event.at for event in events] == [NOON]


def test_a_wish_that_changes_nothing_leaves_the_situation_as_the_events_fold_it() -> None:
    desk = a_desk()
    desk.now = NOON + 600
    assert desk.do(SetMode(mode=Mode.PROPOSE)) == ()
    assert desk.situation == fold(desk.record.events)


def test_the_situation_is_always_the_fold_of_the_events() -> None:
    desk = a_desk()
    desk.call(an_incident("first"))
    desk.confirm("first", "A")
    desk.press("A", Milestone.ACKNOWLEDGED)
    assert desk.situation == fold(desk.record.events)


def test_while_nobody_is_free_a_queue_that_was_told_so_is_not_weighed_again() -> None:
    desk = Desk(crews=[a_crew("A")], seconds={("A", "first"): 60.0, ("A", "second"): 60.0})
    desk.call(an_incident("first"))
    desk.confirm("first", "A")
    desk.press("A", *WHOLE_WAY[:3])
    desk.call(an_incident("second"))
    asked = len(desk.times.asked)
    assert [r.code for r in desk.situation.recommendations[IncidentId("second")].reasons] == ["nobody-free"]
    desk.do(Tick())
    assert len(desk.times.asked) == asked
    desk.press("A", *WHOLE_WAY[3:])
    assert desk.situation.recommendations[IncidentId("second")].crew == "A"
