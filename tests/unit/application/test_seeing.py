"""What a command is stamped with: the positions that its decision can see."""

import pytest

from dispatch.application.ports import Fix
from dispatch.application.seeing import MOVED_M, positions_to_stamp
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import IncidentStatus
from dispatch.domain.messages import CancelIncident, CommandBody, ReportIncident, ReportMilestone, SetCrewService, Tick
from dispatch.domain.parts import ReliefCause
from dispatch.domain.scene_messages import AskForCrew, HandOver
from dispatch.domain.situation import Situation
from routing.types import LatLon
from tests.builders import NOON, NOWHERE, a_crew, a_situation, an_incident

METRE = 1 / 111_194.9
"""Degrees of latitude."""


def at(metres: float) -> LatLon:
    return LatLon(lat=NOWHERE.lat + metres * METRE, lon=NOWHERE.lon)


def stamped(situation: Situation, body: CommandBody, **metres: float) -> dict[str, LatLon]:
    fixes = {crew: Fix(lat=at(moved).lat, lon=at(moved).lon, at=NOON) for crew, moved in metres.items()}
    return {str(crew): seen for crew, seen in positions_to_stamp(situation, body, fixes).items()}


def test_a_free_crew_that_has_moved_is_seen_and_one_that_has_not_is_not() -> None:
    situation = a_situation(crews=[a_crew("A"), a_crew("B"), a_crew("C")], incidents=[an_incident()])
    assert stamped(situation, Tick(), A=MOVED_M + 1, B=MOVED_M - 1) == {"A": at(MOVED_M + 1)}


def test_a_move_is_measured_from_the_place_that_the_last_decision_saw() -> None:
    situation = a_situation(crews=[a_crew("A")], incidents=[an_incident()], positions={CrewId("A"): at(1_000)})
    assert stamped(situation, Tick(), A=1_000) == {}
    assert stamped(situation, Tick(), A=0) == {"A": at(0)}


def test_where_nothing_is_decided_nothing_is_stamped() -> None:
    situation = a_situation(crews=[a_crew("A")])
    assert stamped(situation, Tick(), A=9_000) == {}
    assert stamped(situation, ReportIncident(incident=an_incident()), A=9_000) == {"A": at(9_000)}


def test_a_crew_at_work_and_a_stranger_are_not_stamped() -> None:
    busy = a_crew("A", status=CrewStatus.EN_ROUTE, assignment=AssignmentId("x-1"))
    situation = a_situation(crews=[busy], incidents=[an_incident()])
    assert stamped(situation, Tick(), A=9_000, stranger=9_000) == {}


@pytest.fixture
def at_hospital() -> Situation:
    """Return crew A at the hospital with one call, while another call waits."""
    busy = a_crew("A", status=CrewStatus.AT_HOSPITAL, assignment=AssignmentId("old-1"))
    old = an_incident("old", status=IncidentStatus.ASSIGNED, assignment=AssignmentId("old-1"))
    job = Assignment(
        id=AssignmentId("old-1"),
        incident=old.id,
        crew=busy.id,
        milestone=Milestone.CARE_TRANSFERRED,
        times={Milestone.NOTIFIED: NOON},
        eta_s=None,
    )
    return a_situation(crews=[busy], incidents=[old, an_incident("waits")], assignments={job.id: job})


FREEING: list[CommandBody] = [
    ReportMilestone(crew=CrewId("A"), milestone=Milestone.AVAILABLE),
    CancelIncident(incident=IncidentId("old"), reason="отказ"),
]


@pytest.mark.parametrize("body", FREEING, ids=lambda body: type(body).__name__)
def test_a_crew_that_the_command_frees_is_seen_where_it_is_now_not_where_it_was_sent_from(
    at_hospital: Situation, body: CommandBody
) -> None:
    assert stamped(at_hospital, body, A=40_000) == {"A": at(40_000)}


def test_a_crew_that_comes_back_to_the_line_is_seen_where_it_is_now() -> None:
    off = a_crew("A", status=CrewStatus.OUT_OF_SERVICE)
    situation = a_situation(crews=[off], incidents=[an_incident()])
    back = SetCrewService(crew=CrewId("A"), in_service=True, reason="починили")
    assert stamped(situation, back, A=40_000) == {"A": at(40_000)}


def test_a_command_about_a_crew_or_call_that_nobody_knows_is_stamped_with_nothing(at_hospital: Situation) -> None:
    strange: list[CommandBody] = [
        ReportMilestone(crew=CrewId("Z"), milestone=Milestone.AVAILABLE),
        CancelIncident(incident=IncidentId("nope"), reason="x"),
        CancelIncident(incident=IncidentId("waits"), reason="x"),
        SetCrewService(crew=CrewId("Z"), in_service=True, reason="x"),
    ]
    for body in strange:
        assert stamped(at_hospital, body, A=40_000, Z=1) == {}


@pytest.mark.parametrize(
    "wish",
    [
        AskForCrew(incident=IncidentId("x")),
        HandOver(incident=IncidentId("x"), cause=ReliefCause.BREAKDOWN),
    ],
    ids=["ask", "hand over"],
)
def test_the_crew_that_others_are_called_to_is_seen_where_it_is_though_nobody_waits(wish: CommandBody) -> None:
    job = Assignment(
        id=AssignmentId("x-1"),
        incident=IncidentId("x"),
        crew=CrewId("A"),
        milestone=Milestone.LEFT_SCENE,
        times={Milestone.NOTIFIED: NOON},
        eta_s=None,
    )
    situation = a_situation(
        crews=[a_crew("A", status=CrewStatus.TRANSPORTING, assignment=job.id), a_crew("B")],
        incidents=[an_incident("x", status=IncidentStatus.ASSIGNED, assignment=job.id)],
        assignments={job.id: job},
    )
    assert stamped(situation, wish, A=9_000, B=5_000) == {"A": at(9_000), "B": at(5_000)}
