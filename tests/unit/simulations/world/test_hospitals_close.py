"""What if a hospital closes: the crews that bring somebody turn round, and later calls go elsewhere at once."""

from typing import Any

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.hospital_messages import HospitalReported
from dispatch.domain.ids import HospitalId
from dispatch.domain.places import Hospital
from simulations.results import Results
from simulations.scenario.model import HospitalChange, Window
from tests.builders import a_hospital
from tests.unit.simulations.world.town import at, calls, crew, day, minute, scenario

MINUTE = 60.0


def hospitals() -> list[Hospital]:
    return [a_hospital("east", at=at(30)), a_hospital("west", at=at(-40))]


def closed(begin: float, end: float) -> HospitalChange:
    window = Window(begin_s=begin * MINUTE, end_s=end * MINUTE)
    return HospitalChange(hospital=HospitalId("east"), window=window, closed=True)


def brought_to(results: Results) -> list[str]:
    rows = results.calls
    return [rows.hospitals[row] for row in rows.hospital.tolist()]


def simulated(*rows: dict[str, Any], **more: Any) -> Results:
    crews = [crew("A"), crew("B", 1)]
    return day(scenario(crews, hospitals(), **more), calls(*rows))


def test_a_crew_on_its_way_turns_round_where_it_is_when_the_hospital_closes() -> None:
    found = simulated({"minute": 0, "scene": 10, "transported": True}, hospital_changes=(closed(20, 100),))
    assert brought_to(found) == ["west"]
    assert minute(found, "left_scene_at") == [10]
    assert minute(found, "at_destination_at") == [10 + 10 + 50]


def test_a_crew_that_has_arrived_before_the_closing_hands_over_there() -> None:
    row = {"minute": 0, "scene": 10, "transported": True, "handover": 30}
    assert brought_to(simulated(row, hospital_changes=(closed(45, 100),))) == ["east"]


def test_while_it_is_closed_patients_go_elsewhere_and_afterwards_there_again() -> None:
    rows = [{"minute": minute_, "transported": True} for minute_ in (50, 400)]
    assert brought_to(simulated(*rows, hospital_changes=(closed(40, 300),))) == ["west", "east"]


def test_a_patient_for_whom_the_hospital_is_given_is_brought_there_all_the_same() -> None:
    row = {"minute": 50, "transported": True, "hospital": "east"}
    assert brought_to(simulated(row, hospital_changes=(closed(40, 300),))) == ["east"]


def test_hospitals_speak_at_the_start_when_their_bays_are_known_and_only_when_something_changes() -> None:
    record = MemoryRecord()
    asked = scenario([crew("A")], hospitals(), bays={HospitalId("west"): 2}, hospital_changes=(closed(40, 300),))
    day(asked, calls({"minute": 10}), record=record)
    said = [event for event in record.events if isinstance(event, HospitalReported)]
    assert [(event.hospital, event.reception.open, event.reception.bays) for event in said] == [
        ("west", True, 2),
        ("east", True, None),
        ("east", False, None),
        ("east", True, None),
    ]


def test_crews_avoid_a_queue_that_the_bays_would_make() -> None:
    rows = [{"minute": minute_, "transported": True, "handover": 30} for minute_ in (0, 16)]
    near = [a_hospital("east", at=at(5)), a_hospital("west", at=at(-8))]
    one_bay = scenario([crew("A"), crew("B")], near, bays={HospitalId("east"): 1})
    assert brought_to(day(one_bay, calls(*rows))) == ["east", "west"]
    assert brought_to(day(scenario([crew("A"), crew("B")], near), calls(*rows))) == ["east", "east"]
