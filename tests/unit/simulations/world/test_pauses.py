"""Simulated crews eat: on time when it is quiet, broken off when somebody is dying, and not at all unless asked."""

import dataclasses

import pytest

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.crew import Shift
from dispatch.domain.duty import DutyRules
from dispatch.domain.pauses import BreakBegun, BreakEnded
from simulations.results import Results
from tests.builders import a_hospital
from tests.unit.simulations.world.town import START, at, calls, crew, day, scenario

HOUR = 3_600.0
RULES = DutyRules(stand_in_s=600)
BY_DAY = Shift(start_s=0.0, end_s=12 * HOUR)


def meals(results: Results) -> list[tuple[int, int, int, int]]:
    """Say of each crew: meals due, had, had in time, pauses broken off."""
    crews = results.crews
    columns = (crews.meals_due, crews.meals_taken, crews.meals_on_time, crews.pauses_broken)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def begun(record: MemoryRecord) -> list[tuple[str, float]]:
    """Say who began to pause at which minute of the day."""
    return [(e.crew, round((e.at - START) / 60)) for e in record.events if isinstance(e, BreakBegun)]


def test_on_a_quiet_day_every_crew_has_its_two_meals_one_after_the_other() -> None:
    record = MemoryRecord()
    found = day(scenario([crew("A"), crew("B")], duty=RULES), calls({"minute": 1}), record=record)
    assert meals(found) == [(2, 2, 2, 0), (2, 2, 2, 0)]
    in_the_day = [pair for pair in begun(record) if pair[1] < 1_440]
    assert in_the_day == [("A", 240), ("B", 270), ("A", 960), ("B", 990)]


def test_unless_the_scenario_says_so_nobody_pauses() -> None:
    record = MemoryRecord()
    found = day(scenario([crew("A"), crew("B")]), calls({"minute": 1}), record=record)
    assert meals(found) == []
    assert begun(record) == []


def test_a_lone_crew_eats_at_its_latest_moment() -> None:
    record = MemoryRecord()
    asked = scenario([crew("A", shift=BY_DAY)], duty=RULES)
    assert meals(day(asked, calls({"minute": 1}), record=record)) == [(1, 1, 1, 0)]
    assert begun(record)[0] == ("A", 570)


def test_a_threat_to_life_breaks_the_meal_off_and_it_is_had_later() -> None:
    record = MemoryRecord()
    dying = {"minute": 245, "complaint": "dying", "scene": 20}
    asked = scenario([crew("A"), crew("B", 9)], duty=RULES)
    found = day(asked, calls(dying), record=record)
    assert meals(found)[0] == (2, 2, 2, 1)
    ended = next(e for e in record.events if isinstance(e, BreakEnded))
    assert (ended.crew, ended.interrupted, (ended.at - START) / 60) == ("A", True, 245)


def test_a_call_that_can_wait_is_answered_by_the_crew_that_does_not_eat() -> None:
    unwell = {"minute": 245, "complaint": "unwell"}
    found = day(scenario([crew("A"), crew("B", 9)], duty=RULES), calls(unwell))
    assert meals(found)[0] == (2, 2, 2, 0)
    assert found.calls.crews[found.calls.crew.item(0)] == "B"


def test_a_crew_that_becomes_free_at_a_hospital_eats_there_and_then_drives_home() -> None:
    record = MemoryRecord()
    taken = {"minute": 235, "east": 30, "scene": 10, "hospital": "far", "handover": 5}
    asked = scenario([crew("A", 1), crew("B")], [a_hospital("far", at=at(60))], duty=RULES)
    day(asked, calls(taken), record=record)
    assert begun(record)[0] == ("A", 235 + 29 + 10 + 30 + 5)


def test_a_crew_too_busy_to_eat_has_its_meal_late_or_not_at_all() -> None:
    busy = [{"minute": 10 + 100 * n, "scene": 99} for n in range(14)]
    found = day(scenario([crew("A")], duty=RULES), calls(*busy))
    assert meals(found) == [(2, 1, 0, 0)], "the first is missed, the second had in the last half hour of the day"


def test_a_crew_that_takes_over_its_vehicle_answers_a_little_later() -> None:
    early = dataclasses.replace(BY_DAY, takeover_s=900.0)
    found = day(scenario([crew("A", shift=early)]), calls({"minute": 5}))
    assert (found.calls.notified_at.item(0) - START) / 60 == pytest.approx(15)
