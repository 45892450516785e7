"""What each event changes, and that nothing else does."""

import dataclasses
from typing import get_args

import pytest
from msgspec.structs import replace

from dispatch.domain.assignment import NEXT, STATUS_AFTER, Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.hospital_messages import HospitalEvent
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag, IncidentStatus
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    Mode,
    ModeSet,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
    RegionAdopted,
    StandbyDeclined,
    StandbyOffered,
    StandbyOrdered,
)
from dispatch.domain.pauses import PauseEvent
from dispatch.domain.posts import PostsCounted
from dispatch.domain.recommendation import Destination, Recommendation
from dispatch.domain.road_messages import ClosureLifted, ClosureSet, WeightsChanged
from dispatch.domain.scene_messages import SceneEvent
from dispatch.domain.situation import Situation, evolve
from dispatch.domain.staffing import StaffingEvent
from dispatch.domain.transport_messages import TransportEvent
from routing.types import LatLon, WeightsSpec
from tests.builders import NOON, a_crew, a_hospital, a_region, a_situation, adopted, an_incident, fold

CALL, CREW, JOB = IncidentId("call"), CrewId("2143"), AssignmentId("call-1")
SENT = CrewAssigned(
    at=NOON + 30,
    assignment=JOB,
    incident=CALL,
    crew=CREW,
    eta_s=300.0,
    by="ivanova",
    override_reason=None,
    recommended=CREW,
)
MADE = Recommendation(
    incident=CALL, policy="matching", crew=CREW, eta_s=300.0, reasons=(), options=(), weights_version="1"
)


def reached(milestone: Milestone, at: float = NOON + 60) -> MilestoneReached:
    return MilestoneReached(at=at, incident=CALL, crew=CREW, assignment=JOB, milestone=milestone)


@pytest.fixture
def waiting() -> Situation:
    return a_situation(crews=[a_crew()], incidents=[an_incident()], recommendations={CALL: MADE})


@pytest.fixture
def sent(waiting: Situation) -> Situation:
    return evolve(waiting, SENT)


def test_a_report_puts_the_incident_into_the_queue() -> None:
    after = evolve(a_situation(), IncidentReported(at=NOON, incident=an_incident()))
    assert [i.id for i in after.waiting()] == [CALL]


def test_the_queue_goes_by_urgency_then_age_then_id() -> None:
    calls = [
        an_incident("d", 3, waits_s=900),
        an_incident("c", 2, waits_s=10),
        an_incident("b", 1),
        an_incident("a", 2, waits_s=600),
        an_incident("aa", 2, waits_s=600),
    ]
    assert [i.id for i in a_situation(incidents=calls).waiting()] == ["b", "a", "aa", "c", "d"]


def test_a_new_recommendation_replaces_the_old_one(waiting: Situation) -> None:
    newer = replace(MADE, crew=CrewId("2150"))
    assert evolve(waiting, RecommendationMade(at=NOON, recommendation=newer)).recommendations == {CALL: newer}


def test_a_crew_that_is_sent_is_bound_to_its_incident(sent: Situation) -> None:
    crew, incident, job = sent.crews[CREW], sent.incidents[CALL], sent.assignments[JOB]
    assert (crew.status, crew.status_at, crew.assignment) == (CrewStatus.DISPATCHED, NOON + 30, JOB)
    assert (incident.status, incident.assignment) == (IncidentStatus.ASSIGNED, JOB)
    assert (job.incident, job.crew, job.eta_s, job.milestone) == (CALL, CREW, 300.0, Milestone.NOTIFIED)
    assert job.times == {Milestone.NOTIFIED: NOON + 30}
    assert sent.waiting() == []
    assert sent.now == NOON + 30


@pytest.mark.parametrize("milestone", [m for m in Milestone if m not in (Milestone.NOTIFIED, Milestone.AVAILABLE)])
def test_a_milestone_moves_the_assignment_and_the_crew(sent: Situation, milestone: Milestone) -> None:
    after = evolve(sent, reached(milestone))
    assert after.assignments[JOB].milestone is milestone
    assert after.assignments[JOB].times == {Milestone.NOTIFIED: NOON + 30, milestone: NOON + 60}
    assert after.crews[CREW].status is STATUS_AFTER[milestone]
    assert after.crews[CREW].status_at == NOON + 60
    assert after.crews[CREW].assignment == JOB


def test_the_last_milestone_lets_the_incident_go_and_frees_the_crew(sent: Situation) -> None:
    after = evolve(sent, reached(Milestone.AVAILABLE))
    assert (after.incidents, after.assignments, after.recommendations) == ({}, {}, {})
    assert (after.crews[CREW].status, after.crews[CREW].assignment) == (CrewStatus.AVAILABLE, None)
    assert after.crews[CREW].status_at == NOON + 60


def test_a_cancelled_incident_frees_the_crew_that_was_on_its_way(sent: Situation) -> None:
    gone = IncidentCancelled(at=NOON + 90, incident=CALL, crew=CREW, by="ivanova", reason="ложный")
    after = evolve(evolve(sent, reached(Milestone.EN_ROUTE)), gone)
    assert (after.incidents, after.assignments, after.recommendations) == ({}, {}, {})
    assert (after.crews[CREW].status, after.crews[CREW].assignment) == (CrewStatus.AVAILABLE, None)


def test_a_cancelled_incident_without_a_crew_leaves_every_crew_alone(waiting: Situation) -> None:
    gone = IncidentCancelled(at=NOON, incident=CALL, crew=None, by="ivanova", reason="ложный")
    after = evolve(waiting, gone)
    assert after.crews == waiting.crews
    assert (after.incidents, after.recommendations) == ({}, {})


def test_a_destination_is_kept_with_the_assignment(sent: Situation) -> None:
    chosen = Destination(hospital=HospitalId("crb"), eta_s=60.0, reasons=(), runners_up=(), weights_version="1")
    event = DestinationChosen(at=NOON, incident=CALL, assignment=JOB, destination=chosen, by="destination")
    assert evolve(sent, event).assignments[JOB].destination == chosen


@pytest.mark.parametrize(("in_service", "status"), [(False, CrewStatus.OUT_OF_SERVICE), (True, CrewStatus.AVAILABLE)])
def test_a_crew_leaves_the_line_and_comes_back(waiting: Situation, *, in_service: bool, status: CrewStatus) -> None:
    event = CrewServiceChanged(at=NOON + 5, crew=CREW, in_service=in_service, by="crew:2143", reason="обед")
    after = evolve(waiting, event).crews[CREW]
    assert (after.status, after.status_at) == (status, NOON + 5)


def test_flags_add_up(waiting: Situation) -> None:
    first = FlagsNoted(at=NOON, incident=CALL, flags=frozenset({ClinicalFlag.PREGNANT}))
    second = FlagsNoted(at=NOON, incident=CALL, flags=frozenset({ClinicalFlag.ONCOLOGY}))
    assert fold([first, second], waiting).incidents[CALL].flags == {ClinicalFlag.PREGNANT, ClinicalFlag.ONCOLOGY}


def test_positions_are_seen_of_known_crews_only(waiting: Situation) -> None:
    at = LatLon(lat=59.5, lon=30.1)
    after = evolve(waiting, PositionsSeen(at=NOON, positions={CREW: at, CrewId("9999"): at}))
    assert after.crews.keys() == {CREW}
    assert after.positions == {CREW: at}
    assert after.whereabouts(after.crews[CREW]) == at


def test_a_crew_that_has_sent_no_position_stands_at_its_station() -> None:
    crew = a_crew(home=LatLon(lat=59.0, lon=30.0))
    assert a_situation(crews=[crew]).whereabouts(crew) == LatLon(lat=59.0, lon=30.0)


def test_mode_and_weights_are_what_was_set_last(waiting: Situation) -> None:
    spec = WeightsSpec(closed_ways=(7,))
    after = fold(
        [ModeSet(at=NOON, mode=Mode.AUTOMATIC, by="petrov"), WeightsChanged(at=NOON, spec=spec, by="petrov")], waiting
    )
    assert (after.mode, after.weights) == (Mode.AUTOMATIC, spec)


def test_a_fall_back_changes_nothing_but_the_time(waiting: Situation) -> None:
    event = PolicyFellBack(at=NOON + 1, policy="matching", fallback="nearest", error="Unsolved")
    assert evolve(waiting, event) == replace(waiting, now=NOON + 1)


def test_time_never_runs_back(waiting: Situation) -> None:
    assert evolve(waiting, ModeSet(at=NOON - 500, mode=Mode.AUTOMATIC, by="petrov")).now == NOON


def test_a_region_brings_its_crews_and_hospitals() -> None:
    after = evolve(Situation(), adopted(a_region(crews=[a_crew()], hospitals=[a_hospital()])))
    assert (after.region, after.region_digest, after.utc_offset_s) == ("Ленинградская область", "1", 10_800.0)
    assert after.crews.keys() == {CREW}
    assert after.hospitals.keys() == {"crb"}


def test_a_new_roster_keeps_crews_at_work_and_their_place(sent: Situation) -> None:
    at = LatLon(lat=59.5, lon=30.1)
    moved = evolve(sent, PositionsSeen(at=NOON, positions={CREW: at}))
    fresh = a_crew(vehicle_class="C")
    after = evolve(moved, adopted(a_region(crews=[fresh, a_crew("2150")], digest="2")))
    kept = after.crews[CREW]
    assert kept == dataclasses.replace(moved.crews[CREW], vehicle_class="C")
    assert after.crews.keys() == {CREW, "2150"}
    assert after.positions == {CREW: at}


def test_a_new_roster_without_the_crew_keeps_it_until_its_call_is_over(sent: Situation) -> None:
    after = evolve(sent, adopted(a_region(crews=[a_crew("2150")], digest="2")))
    assert after.crews[CREW] == sent.crews[CREW]
    assert evolve(after, reached(Milestone.AVAILABLE)).incidents == {}


def test_a_new_roster_drops_a_free_crew_that_it_lacks(waiting: Situation) -> None:
    after = evolve(waiting, adopted(a_region(crews=[a_crew("2150")], hospitals=[a_hospital("new")], digest="2")))
    assert after.crews.keys() == {"2150"}
    assert after.hospitals.keys() == {"new"}
    assert after.incidents == waiting.incidents


def test_a_crew_off_the_line_stays_off_it_under_a_new_roster(waiting: Situation) -> None:
    off = evolve(waiting, CrewServiceChanged(at=NOON, crew=CREW, in_service=False, by="x", reason="поломка"))
    after = evolve(off, adopted(a_region(crews=[a_crew()], digest="2")))
    assert after.crews[CREW].status is CrewStatus.OUT_OF_SERVICE


def test_an_event_never_touches_the_situation_it_is_given(waiting: Situation) -> None:
    before = replace(waiting)
    evolve(waiting, SENT)
    assert waiting == before
    assert waiting.crews[CREW].status is CrewStatus.AVAILABLE


def test_the_way_of_an_assignment_has_no_circle_and_one_end() -> None:
    ends = [milestone for milestone, following in NEXT.items() if not following]
    assert ends == [Milestone.AVAILABLE]
    order = list(Milestone)
    assert all(order.index(after) > order.index(before) for before in order for after in NEXT[before])
    assert NEXT.keys() == STATUS_AFTER.keys() == set(Milestone)


def test_every_kind_of_event_is_folded_in_this_file() -> None:
    folded = {
        CrewAssigned,
        CrewServiceChanged,
        DestinationChosen,
        FlagsNoted,
        IncidentCancelled,
        IncidentReported,
        MilestoneReached,
        ModeSet,
        PolicyFellBack,
        PositionsSeen,
        RecommendationMade,
        RegionAdopted,
        WeightsChanged,
    }
    elsewhere = {*get_args(PauseEvent), *get_args(StaffingEvent)}  # test_pauses.py, test_staffing.py
    elsewhere |= {*get_args(HospitalEvent)}  # tests/unit/application/test_directing.py
    elsewhere |= {*get_args(SceneEvent)}  # tests/unit/application/test_scenes.py
    elsewhere |= {ClosureLifted, ClosureSet}  # tests/unit/application/test_road_conditions.py
    elsewhere |= {AssignmentWithdrawn}  # tests/unit/application/test_reassigning.py
    elsewhere |= {StandbyDeclined, StandbyOffered, StandbyOrdered}  # tests/unit/application/test_standing_by.py
    elsewhere |= {PostsCounted}  # tests/unit/application/test_manning.py
    elsewhere |= {*get_args(TransportEvent)}  # tests/unit/application/test_transporting.py
    assert set(get_args(Event)) == folded | elsewhere
