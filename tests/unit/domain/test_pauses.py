"""What the events of pauses change: the crew, its duty, and nothing else."""

from typing import get_args

import pytest

from dispatch.domain.crew import CrewStatus
from dispatch.domain.duty import Duty, DutyRules, Pause, PauseKind
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CrewServiceChanged
from dispatch.domain.pauses import (
    BreakBegun,
    BreakDeclined,
    BreakEnded,
    BreakOffered,
    DutyRulesSet,
    PauseEvent,
    SetDutyRules,
)
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from tests.builders import NOON, WHOLE_WAY, Desk, a_crew, a_hospital, a_region, a_situation, adopted, an_incident, fold

CREW = CrewId("2143")
BECAUSE = (Reason(code="break-overdue"),)


def resting(kind: PauseKind = PauseKind.MEAL) -> Situation:
    begun = BreakBegun(at=NOON, crew=CREW, kind=kind, ends_at=NOON + 1_800, by="duty-rules")
    return fold([begun], a_situation(crews=[a_crew("2143"), a_crew("2150")]))


def test_every_event_of_pauses_is_folded_in_this_file() -> None:
    assert set(get_args(PauseEvent)) == {BreakBegun, BreakDeclined, BreakEnded, BreakOffered, DutyRulesSet}


def test_a_crew_that_pauses_is_not_free() -> None:
    after = resting()
    assert after.crews[CREW].status is CrewStatus.ON_BREAK
    assert after.roster.free_crews(NOON, 0.0).ids == ["2150"]
    assert after.duty.resting[CREW].ends_at == NOON + 1_800


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_pause_that_is_over_counts_unless_it_was_broken_off(*, interrupted: bool) -> None:
    after = fold([BreakEnded(at=NOON + 1_800, crew=CREW, by="duty-rules", interrupted=interrupted)], resting())
    assert after.crews[CREW].status is CrewStatus.AVAILABLE
    assert after.duty.resting == {}
    (pause,) = after.duty.duties[CREW].pauses
    assert (pause.ended_at, pause.interrupted) == (NOON + 1_800, interrupted)
    assert after.duty.duties[CREW].had_meal(NOON, NOON + 1) is not interrupted


def test_an_offer_stands_until_it_is_taken_or_declined() -> None:
    offered = BreakOffered(at=NOON, crew=CREW, kind=PauseKind.MEAL, reasons=BECAUSE)
    after = fold([offered], a_situation(crews=[a_crew("2143")]))
    offer = after.duty.duties[CREW].offer
    assert offer is not None
    assert (offer.kind, offer.reasons) == (PauseKind.MEAL, BECAUSE)
    declined = fold([BreakDeclined(at=NOON + 5, crew=CREW, by="ivanova", reason="позже")], after)
    assert (declined.duty.duties[CREW].offer, declined.duty.duties[CREW].asked_at) == (None, NOON + 5)
    taken = fold([BreakBegun(at=NOON + 5, crew=CREW, kind=PauseKind.MEAL, ends_at=NOON + 9, by="x")], after)
    assert taken.duty.duties[CREW].offer is None


def test_a_crew_taken_off_the_line_in_its_pause_has_not_had_it() -> None:
    gone = CrewServiceChanged(at=NOON + 60, crew=CREW, in_service=False, by="ivanova", reason="поломка")
    after = fold([gone], resting())
    assert after.crews[CREW].status is CrewStatus.OUT_OF_SERVICE
    assert after.duty.resting == {}
    assert after.duty.duties[CREW].pauses[0].interrupted


def test_rules_are_kept_and_can_be_switched_off() -> None:
    on = fold([DutyRulesSet(at=NOON, rules=DutyRules(), by="senior")])
    assert on.duty.rules == DutyRules()
    assert fold([DutyRulesSet(at=NOON, rules=None, by="senior")], on).duty.rules is None


def test_a_new_roster_keeps_the_pauses_of_those_who_stay() -> None:
    after = fold([adopted(a_region(crews=[a_crew("2143")], digest="2"))], resting())
    assert after.crews[CREW].status is CrewStatus.ON_BREAK
    assert CREW in after.duty.resting
    without = fold([adopted(a_region(crews=[a_crew("2150")], digest="3"))], after)
    assert without.duty.resting == without.duty.duties == {}


def a_call(desk: Desk) -> None:
    """Answer a call: 5 min of driving there, 10 to the hospital, an hour and a half in all."""
    desk.call(an_incident("call", received_at=desk.now))
    desk.confirm("call", "2143")
    for minutes, button in zip((0, 0, 5, 10, 30, 10, 30, 5), WHOLE_WAY, strict=True):
        desk.now += minutes * 60
        desk.press("2143", button)


def test_work_and_driving_are_counted_while_rules_ask_for_it() -> None:
    desk = Desk(crews=[a_crew("2143")], hospitals=[a_hospital()], seconds={("2143", "call"): 300, ("call", "crb"): 600})
    a_call(desk)
    assert desk.situation.duty.duties == {}
    desk.do(SetDutyRules(rules=DutyRules(meal_from_share=0.8)))
    a_call(desk)
    duty = desk.situation.duty.duties[CREW]
    assert duty.worked_s == 90 * 60
    assert duty.driven_s == (5 + 10 + 10) * 60, "the way back counts as long as the last way"


@pytest.mark.parametrize(
    ("kind", "interrupted", "worked_s", "driven_s"),
    [
        (PauseKind.MEAL, False, 0, 500),
        (PauseKind.REST, False, 0, 500),
        (PauseKind.FUEL, False, 0, 0),
        (PauseKind.FUEL, True, 900, 500),
    ],
)
def test_a_whole_pause_takes_the_work_off_and_only_fuel_fills_the_tank(
    kind: PauseKind, worked_s: float, driven_s: float, *, interrupted: bool
) -> None:
    duty = Duty(began_at=NOON, worked_s=900, driven_s=500)
    after = duty.after(Pause(kind=kind, begun_at=NOON, ends_at=NOON + 60, interrupted=interrupted))
    assert (after.worked_s, after.driven_s) == (worked_s, driven_s)
