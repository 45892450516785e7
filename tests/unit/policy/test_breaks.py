"""Pauses that keep the cover, and calls that break them off; times a person can check."""

from collections.abc import Mapping

import pytest

from dispatch.domain.capability import CrewKind
from dispatch.domain.crew import Crew, CrewStatus, Shift
from dispatch.domain.duty import Duty, DutyBook, DutyRules, Pause, PauseKind
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.situation import Situation
from dispatch.policy.breaks import away, interruptible, pause_candidates, plan_breaks, recalls
from routing.types import LatLon, Profile
from tests.builders import NOON, NOWHERE, TableTimes, a_crew, a_hospital, a_situation, an_incident

HOUR, MINUTE = 3_600.0, 60.0
AWAY = LatLon(lat=60.5, lon=30.0)
MEAL_TIME = NOON + 5 * HOUR
"""The first half of a shift that begins at noon: its meal is due from 16:00 and must begin by 21:30."""


def crew(name: str, **more: object) -> Crew:
    return a_crew(name, shift=Shift(start_s=12 * HOUR, end_s=12 * HOUR), **more)


def situation(*crews: Crew, now: float = MEAL_TIME, rules: DutyRules | None = None, **more: object) -> Situation:
    known = {"duty": DutyBook(rules=rules or DutyRules()), "now": now, **more}
    return a_situation(crews=crews, **known)


def granted(asked: Situation, minutes: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Say who pauses and why; `minutes` from a crew to the base of another."""
    candidates = pause_candidates(asked)
    bases = {str(due.crew): NOWHERE for due in candidates} | {str(c): NOWHERE for c in away(asked)}
    free = {str(c.id): NOWHERE for c in asked.crews.values() if c.status is CrewStatus.AVAILABLE}
    near = {(name, name): 0.0 for name in asked.crews} | {pair: value * MINUTE for pair, value in minutes.items()}
    found = plan_breaks(asked, candidates, TableTimes(near).matrix(free, bases, Profile.SIREN))
    return {str(each.crew): each.reasons[0].code for each in found}


def test_a_crew_pauses_when_another_one_reaches_its_base_in_time() -> None:
    asked = situation(crew("A"), crew("B"))
    assert granted(asked, {("B", "A"): 20, ("A", "B"): 20}) == {"A": "break-covered"}
    assert granted(asked, {("B", "A"): 20.1, ("A", "B"): 20.1}) == {}


def test_two_crews_of_one_base_do_not_pause_at_once() -> None:
    minutes = {(a, b): 0.0 for a in "ABC" for b in "ABC"}
    assert granted(situation(crew("A"), crew("B")), minutes) == {"A": "break-covered"}
    assert granted(situation(crew("A"), crew("B"), crew("C")), minutes) == {"A": "break-covered", "B": "break-covered"}


def test_the_crew_that_stands_in_for_a_pausing_one_does_not_pause_itself() -> None:
    pause = Pause(kind=PauseKind.MEAL, begun_at=MEAL_TIME, ends_at=MEAL_TIME + 1_800)
    asked = situation(crew("A", status=CrewStatus.ON_BREAK), crew("B"), crew("C"))
    asked = situation(*asked.crews.values(), duty=DutyBook(rules=DutyRules(), resting={CrewId("A"): pause}))
    assert granted(asked, {("B", "A"): 5, ("B", "C"): 5, ("C", "B"): 5}) == {"C": "break-covered"}


def test_a_pause_that_can_wait_no_longer_is_taken_without_cover() -> None:
    assert granted(situation(crew("A"), now=NOON + 9.4 * HOUR), {}) == {}
    assert granted(situation(crew("A"), now=NOON + 9.5 * HOUR), {}) == {"A": "break-overdue"}


def test_of_two_crews_the_one_whose_time_runs_out_first_pauses() -> None:
    late = a_crew("Z", shift=Shift(start_s=10 * HOUR, end_s=22 * HOUR))
    minutes = {(a, b): 0.0 for a in "AZ" for b in "AZ"}
    assert granted(situation(crew("A"), late), minutes) == {"Z": "break-covered"}


@pytest.mark.parametrize("hour", [0, 3.9])
def test_nobody_pauses_before_it_is_due(hour: float) -> None:
    assert pause_candidates(situation(crew("A"), now=NOON + hour * HOUR)) == []


def test_nobody_pauses_while_somebody_waits() -> None:
    assert pause_candidates(situation(crew("A"), incidents=[an_incident("call", 4)])) == []


def test_without_rules_nobody_pauses() -> None:
    assert pause_candidates(a_situation(crews=[crew("A")], now=MEAL_TIME)) == []


def test_a_meal_is_had_at_the_base_or_at_a_hospital_and_fuel_anywhere() -> None:
    away = {"positions": {CrewId("A"): AWAY}}
    assert pause_candidates(situation(crew("A"), **away)) == []
    assert len(pause_candidates(situation(crew("A"), hospitals=[a_hospital("crb", at=AWAY)], **away))) == 1
    book = DutyBook(rules=DutyRules(fuel_after_s=1.0))
    dry = book.with_duty(CrewId("A"), Duty(began_at=NOON, driven_s=9.0))
    (due,) = pause_candidates(situation(crew("A"), duty=dry, **away))
    assert due.kind is PauseKind.FUEL


def test_a_pause_that_does_not_fit_into_the_shift_is_not_begun() -> None:
    leaving = a_crew("A", shift=Shift(start_s=8 * HOUR, end_s=17.25 * HOUR))
    assert pause_candidates(situation(leaving)) == []


# --- calls that break pauses off ---


def pausing(
    *names: str, kind: PauseKind = PauseKind.MEAL, by: Urgency | None = Urgency.P1, **more: object
) -> Situation:
    """A, B and C on the line, but those named pause."""
    crews = [crew(n, status=CrewStatus.ON_BREAK if n in names else CrewStatus.AVAILABLE) for n in "ABC"]
    resting = {CrewId(n): Pause(kind=kind, begun_at=NOON, ends_at=NOON + 1_800) for n in names}
    return situation(*crews, duty=DutyBook(rules=DutyRules(interrupted_by=by), resting=resting), **more)


def called_back(asked: Situation, minutes: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    calls: list[Incident] = asked.waiting()
    origins = {str(c): NOWHERE for c in asked.crews if asked.crews[c].status is CrewStatus.AVAILABLE}
    origins |= {str(c.id): NOWHERE for c in interruptible(asked)}
    table = TableTimes({pair: value * MINUTE for pair, value in minutes.items()})
    times = table.matrix(origins, {i.id: NOWHERE for i in calls}, Profile.SIREN)
    return [(str(r.crew), str(r.incident)) for r in recalls(asked, times)]


def test_a_threat_to_life_breaks_off_the_pause_of_the_nearest_crew() -> None:
    asked = pausing("A", incidents=[an_incident("call", 1)])
    assert called_back(asked, {("A", "call"): 3, ("B", "call"): 5}) == [("A", "call")]


def test_a_free_crew_that_is_hardly_farther_spares_the_pause() -> None:
    asked = pausing("A", incidents=[an_incident("call", 1)])
    assert called_back(asked, {("A", "call"): 3.1, ("B", "call"): 5}) == []


@pytest.mark.parametrize("urgency", [2, 3, 4])
def test_less_than_a_threat_to_life_breaks_nothing_off(urgency: int) -> None:
    assert interruptible(pausing("A", incidents=[an_incident("call", urgency)])) == []


def test_a_site_may_say_what_breaks_a_pause_off() -> None:
    assert interruptible(pausing("A", by=None, incidents=[an_incident("call", 1)])) == []
    assert [c.id for c in interruptible(pausing("A", by=Urgency.P2, incidents=[an_incident("call", 2)]))] == ["A"]


def test_nobody_is_called_from_the_fuel_pump() -> None:
    assert interruptible(pausing("A", kind=PauseKind.FUEL, incidents=[an_incident("call", 1)])) == []


def test_each_call_takes_one_crew_and_a_free_one_answers_one_call() -> None:
    asked = pausing("A", "B", incidents=[an_incident("1", 1, waits_s=60), an_incident("2", 1)])
    minutes = {("A", "1"): 9, ("B", "1"): 10, ("C", "1"): 5, ("A", "2"): 4, ("B", "2"): 6, ("C", "2"): 1}
    assert called_back(asked, minutes) == [("A", "2")]


def test_a_crew_that_cannot_help_sleeps_on() -> None:
    asked = pausing("A", incidents=[an_incident("call", 1)])
    crews = [c.changed(kind=CrewKind.PSYCHIATRIC) if c.id == "A" else c for c in asked.crews.values()]
    needy = situation(*crews, duty=asked.duty, incidents=[an_incident("call", 1, crew_need=frozenset({"basic"}))])
    assert called_back(needy, {("A", "call"): 1}) == []
