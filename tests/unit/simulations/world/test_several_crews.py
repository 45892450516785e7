"""More than one crew to one call, in the town where a degree is a minute of driving."""

from dataclasses import replace
from typing import Any

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.messages import CrewAssigned, IncidentReported, MilestoneReached
from dispatch.domain.parts import PartKind, Victims
from dispatch.domain.scene_messages import CrewAsked, SceneClosed
from simulations.scenario.model import Burst, GeneratedDemand, Scenario, SeveralCrews
from tests.builders import a_hospital
from tests.unit.simulations.world.town import at, calls, crew, day, minute, scenario

INTENSIVE = frozenset({CrewCapability.BASIC, CrewCapability.INTENSIVE})


def a_crash(hurt: Victims) -> GeneratedDemand:
    burst = Burst(name="crash", at=at(0), begin_s=0.0, calls=1, spread_s=0, radius_m=0, complaint="ill", victims=hurt)
    return GeneratedDemand(bursts=(burst,))


def needing_intensive_care(asked: Scenario) -> Scenario:
    complaints = tuple(replace(row, crew_need=INTENSIVE) for row in asked.region.complaints)
    return replace(asked, region=replace(asked.region, complaints=complaints))


def of(record: MemoryRecord, kind: type) -> list[Any]:
    return [event for event in record.events if isinstance(event, kind)]


def test_an_accident_with_many_victims_is_answered_by_as_many_crews_as_the_act_says() -> None:
    record = MemoryRecord()
    asked = scenario(
        [crew(f"{n}", n) for n in range(4)],
        [a_hospital("h", at=at(5))],
        demand=a_crash(Victims(red=1, yellow=4)),
    )
    found = day(asked, calls({"id": "burst/crash/0.0", "minute": 60, "transported": True}), record=record)
    parts = [e.incident.part for e in of(record, IncidentReported)]
    assert [part and part.kind for part in parts] == [None, PartKind.VICTIMS, PartKind.VICTIMS]
    assert {event.crew for event in of(record, CrewAssigned)} == {"0", "1", "2"}
    taken = [e.incident for e in of(record, MilestoneReached) if e.milestone is Milestone.LEFT_SCENE]
    assert len(taken) == 3
    assert len(of(record, SceneClosed)) == 1
    assert (found.open_calls, found.refused, found.fallbacks) == (0, 0, {})


def test_the_rows_of_a_call_are_the_first_crews_and_every_crew_is_booked_for_its_own_work() -> None:
    asked = scenario([crew("0", 0), crew("1", 4)], demand=a_crash(Victims(unsorted=4)))
    found = day(asked, calls({"id": "burst/crash/0.0", "minute": 60}))
    assert minute(found, "at_patient_at") == [60.0]
    assert found.crews.busy_s.tolist() == [10 * 60.0, 14 * 60.0]


def test_specialists_follow_where_the_scenario_says_so_and_do_not_take_the_patient_twice() -> None:
    record = MemoryRecord()
    crews = [crew("near", 1), crew("far", 9, kind=CrewKind.INTENSIVE, vehicle_class="C")]
    asked = needing_intensive_care(
        scenario(crews, [a_hospital("h", at=at(2))], several_crews=SeveralCrews(first_responder=True))
    )
    day(asked, calls({"id": "x", "minute": 60, "complaint": "dying", "transported": True}), record=record)
    assert {e.incident: e.crew for e in of(record, CrewAssigned)} == {"x": "near", "x.2": "far"}
    assert [e.crew for e in of(record, MilestoneReached) if e.milestone is Milestone.LEFT_SCENE] == ["near"]


def test_one_crew_answers_alone_where_the_scenario_says_nothing() -> None:
    record = MemoryRecord()
    crews = [crew("near", 1), crew("far", 9, kind=CrewKind.INTENSIVE, vehicle_class="C")]
    day(needing_intensive_care(scenario(crews)), calls({"id": "x", "minute": 60, "complaint": "dying"}), record=record)
    assert [e.crew for e in of(record, CrewAssigned)] == ["near"]


def test_a_crew_at_the_scene_asks_for_help_as_often_as_the_scenario_says() -> None:
    record = MemoryRecord()
    several = SeveralCrews(ask={"dying": 1.0}, ask_need=frozenset({CrewCapability.BASIC}))
    asked = scenario([crew("0", 0), crew("1", 4)], several_crews=several)
    found = day(
        asked,
        calls({"id": "x", "minute": 60, "complaint": "dying"}, {"id": "y", "minute": 200, "complaint": "ill"}),
        record=record,
    )
    assert [(e.incident, e.crew) for e in of(record, CrewAsked)] == [("x", "0")]
    assert {e.incident: e.crew for e in of(record, CrewAssigned)} == {"x": "0", "x.2": "1", "y": "0"}
    assert (found.open_calls, found.refused) == (0, 0)


def test_who_asks_is_drawn_with_the_call_and_the_same_under_every_policy() -> None:
    rows = [{"id": f"c{n}", "minute": 60 * n, "complaint": "dying"} for n in range(20)]
    several = SeveralCrews(ask={"dying": 0.5}, ask_need=frozenset({CrewCapability.BASIC}))
    told = []
    for crews in ([crew("0"), crew("1", 3)], [crew("0", 7), crew("1", 2), crew("2", 5)]):
        record = MemoryRecord()
        day(scenario(crews, several_crews=several), calls(*rows), record=record)
        told.append([event.incident for event in of(record, CrewAsked)])
    assert told[0] == told[1]
    assert 0 < len(told[0]) < 20
