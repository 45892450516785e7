"""Past calls: from a CSV with errors by line and field, and from the service's own log."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId, CallId, CrewId, IncidentId
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.messages import CrewAssigned, Event, IncidentReported, MilestoneReached
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.demand import draw_calls
from simulations.demand.fit import as_past, past_calls, read_past_calls, write_past_calls
from simulations.durations import FiguresInvalid
from tests.unit.simulations.demand.conftest import Build

AT = LatLon(lat=59.57, lon=30.12)
GOOD = "2025-04-14T08:30:00,59.57,30.12,chest-pain,75,yes\n"
HEADER = "received_at,lat,lon,complaint,turnout_s,transported\n"


def test_what_was_written_is_read_again(tmp_path: Path, build: Build, region: Region) -> None:
    calls = as_past(draw_calls(build(days=1), 0))
    write_past_calls(tmp_path / "past.csv", calls, region)
    again = read_past_calls(tmp_path / "past.csv", region)
    assert again.received_at == pytest.approx(calls.received_at, abs=0.001)
    assert np.array_equal(again.complaint, calls.complaint)
    assert np.array_equal(again.transported, calls.transported)
    for name, seconds in calls.steps.items():
        assert again.step(name) == pytest.approx(seconds, abs=0.051, nan_ok=True)


def test_calls_are_put_in_order_and_unknown_cells_stay_unknown(tmp_path: Path, region: Region) -> None:
    path = tmp_path / "past.csv"
    path.write_text(HEADER + GOOD + "2025-04-14T07:00:00,59.57,30.12,stroke,,\n", encoding="utf-8")
    calls = read_past_calls(path, region)
    assert np.diff(calls.received_at).tolist() == [5_400.0]
    assert calls.transported.tolist() == [-1, 1]
    assert np.isnan(calls.step("turnout_s")).tolist() == [True, False]
    assert np.isnan(calls.step("scene_s")).all()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("вчера,59.57,30.12,chest-pain,75,yes", "past.csv:3 поле received_at: «вчера»"),
        ("2025-04-14T08:30:00,59.57,30.12,chest-pian,75,yes", "past.csv:3 поле complaint: «chest-pian»"),
        ("2025-04-14T08:30:00,159.57,30.12,chest-pain,75,yes", "past.csv:3 поле lat: «159.57»"),
        ("2025-04-14T08:30:00,59.57,30.12,chest-pain,-5,yes", "past.csv:3 поле turnout_s: «-5»"),
        ("2025-04-14T08:30:00,59.57,30.12,chest-pain,75,да", "past.csv:3 поле transported: «да»"),
    ],
)
def test_a_wrong_cell_is_told_by_line_and_field(tmp_path: Path, region: Region, row: str, said: str) -> None:
    path = tmp_path / "past.csv"
    path.write_text(HEADER + GOOD + row + "\n", encoding="utf-8")
    with pytest.raises(FiguresInvalid) as told:
        read_past_calls(path, region)
    assert said in str(told.value)


def incident(name: str, complaint: str = "chest-pain", received_at: float = 1_000.0) -> Incident:
    return Incident(
        id=IncidentId(name),
        calls=(CallId(name),),
        received_at=received_at,
        at=AT,
        district="Гатчинский район",
        complaint=complaint,
        urgency=Urgency.P2,
        crew_need=frozenset(),
        hospital_need=frozenset(),
        child=False,
        patient_ref=None,
    )


def assigned(at: float) -> CrewAssigned:
    return CrewAssigned(
        at=at,
        assignment=AssignmentId("1"),
        incident=IncidentId("A"),
        crew=CrewId("11"),
        eta_s=None,
        by="x",
        override_reason=None,
        recommended=None,
    )


def pressed(milestone: Milestone, at: float) -> MilestoneReached:
    return MilestoneReached(
        at=at, incident=IncidentId("A"), crew=CrewId("11"), assignment=AssignmentId("1"), milestone=milestone
    )


def test_the_log_tells_how_long_each_step_took(region: Region) -> None:
    log: list[Event] = [
        IncidentReported(at=1_060.0, incident=incident("A")),
        assigned(1_070.0),
        pressed(Milestone.EN_ROUTE, 1_100.0),
        assigned(1_200.0),  # diverted: another crew is sent
        pressed(Milestone.EN_ROUTE, 1_290.0),
        pressed(Milestone.AT_SCENE, 2_000.0),
        pressed(Milestone.AT_PATIENT, 2_120.0),
        pressed(Milestone.LEFT_SCENE, 3_120.0),
        pressed(Milestone.AT_DESTINATION, 4_000.0),
        pressed(Milestone.CARE_TRANSFERRED, 4_900.0),
        pressed(Milestone.AVAILABLE, 5_300.0),
        IncidentReported(at=900.0, incident=incident("B", received_at=850.0)),
        IncidentReported(at=950.0, incident=incident("C", complaint="нет такого")),
    ]
    calls = past_calls(log, region)
    assert len(calls) == 2
    told = {name: calls.step(name)[1] for name in calls.steps}
    assert told == {
        "handling_s": 60,
        "turnout_s": 90,
        "walking_s": 120,
        "scene_s": 1_000,
        "handover_s": 900,
        "cleaning_s": 400,
    }
    assert calls.transported.tolist() == [-1, 1]
    assert np.isnan(calls.step("scene_s")[0])


def test_a_patient_treated_at_home_was_not_transported(region: Region) -> None:
    log: list[Event] = [
        IncidentReported(at=1_060.0, incident=incident("A")),
        assigned(1_070.0),
        pressed(Milestone.AT_PATIENT, 2_000.0),
        pressed(Milestone.AVAILABLE, 3_500.0),
    ]
    calls = past_calls(log, region)
    assert calls.transported.tolist() == [0]
    assert calls.step("scene_s").tolist() == [1_500.0]


def test_an_empty_log_has_no_calls(region: Region) -> None:
    assert len(past_calls([], region)) == 0
