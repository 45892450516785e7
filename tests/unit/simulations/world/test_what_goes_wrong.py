"""The world lives through what the scenario breaks, and says what it fell back on."""

from math import inf

import numpy as np

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.incident import ClinicalFlag
from dispatch.domain.messages import DestinationChosen, FlagsNoted
from dispatch.domain.road_messages import WeightsChanged
from routing.types import Profile, WeightsSpec
from simulations.scenario.model import Failing, Outage, PolicyChoice, RoadChange, Window
from tests.unit.simulations.world.town import calls, crew, day, minute, scenario

HOUR_S = 3_600.0


def test_a_failing_solver_costs_the_optimum_and_no_call() -> None:
    outage = Outage(of=Failing.SOLVER, window=Window(begin_s=0, end_s=HOUR_S))
    asked = scenario([crew("1"), crew("2", 9)], outages=(outage,), policy=PolicyChoice(name="matching"))
    found = day(asked, calls({"minute": 10, "east": 8}, {"minute": 70, "east": 1}))
    assert found.fallbacks == {"matching>nearest": 1}
    assert [found.calls.crews[i] for i in found.calls.crew] == ["2", "1"]


def test_flags_of_the_record_are_noted_when_it_answers_and_not_during_an_outage() -> None:
    outage = Outage(of=Failing.RECORDS, window=Window(begin_s=HOUR_S, end_s=inf))
    record, flags = MemoryRecord(), [ClinicalFlag.PREGNANT]
    came = calls({"minute": 10, "record": 1, "flags": flags}, {"minute": 70, "record": 1, "flags": flags})
    day(scenario([crew("1")], outages=(outage,)), came, record=record)
    noted = [event.incident for event in record.events if isinstance(event, FlagsNoted)]
    assert noted == ["0"]


def test_a_record_that_answers_after_the_call_is_closed_changes_nothing() -> None:
    came = calls({"minute": 10, "record": 100, "flags": [ClinicalFlag.PREGNANT]})
    record = MemoryRecord()
    found = day(scenario([crew("1")]), came, record=record)
    assert found.refused == 0
    assert not [event for event in record.events if isinstance(event, FlagsNoted)]


def test_slow_roads_slow_the_crews_while_they_last_and_the_record_says_so() -> None:
    ice = RoadChange(
        name="гололёд",
        window=Window(begin_s=HOUR_S, end_s=2 * HOUR_S),
        weights=WeightsSpec(speed_factor=dict.fromkeys(Profile, 0.5)),
    )
    record = MemoryRecord()
    came = calls({"minute": 10, "east": 6}, {"minute": 70, "east": 6}, {"minute": 130, "east": 6})
    found = day(scenario([crew("1")], road_changes=(ice,)), came, record=record)
    drives = np.array(minute(found, "at_scene_at")) - np.array(minute(found, "en_route_at"))
    assert drives.tolist() == [6, 12, 6]
    changed = [event.spec.speed_factor for event in record.events if isinstance(event, WeightsChanged)]
    assert changed == [dict.fromkeys(Profile, 0.5), {}]


def test_a_call_that_no_crew_can_answer_stays_open_and_is_counted() -> None:
    found = day(scenario([]), calls({"minute": 10}))
    assert found.open_calls == 1
    assert found.calls.crew.tolist() == [-1]
    assert found.calls.reasons == ((),)


def test_without_a_hospital_the_patient_is_treated_on_the_scene() -> None:
    record = MemoryRecord()
    found = day(scenario([crew("1")]), calls({"minute": 0, "transported": True}), record=record)
    assert minute(found, "available_at") == [10]
    assert any(isinstance(e, DestinationChosen) and e.destination.hospital is None for e in record.events)
