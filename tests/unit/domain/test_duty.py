"""When a crew should pause, by its shift and what it has had."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.crew import Shift
from dispatch.domain.duty import Duty, DutyBook, DutyRules, Pause, PauseKind, due_pauses, shift_began_at
from tests.builders import NOON, a_crew

HOUR = 3_600.0
MIDNIGHT = NOON - 12 * HOUR
DAY_SHIFT = Shift(start_s=8 * HOUR, end_s=20 * HOUR)
WHOLE_DAY = Shift(start_s=8 * HOUR, end_s=8 * HOUR)
NIGHT = Shift(start_s=20 * HOUR, end_s=8 * HOUR)
RULES = DutyRules()


def at(hour: float) -> float:
    return MIDNIGHT + hour * HOUR


def meal(hour: float, *, interrupted: bool = False) -> Pause:
    begun = at(hour)
    return Pause(kind=PauseKind.MEAL, begun_at=begun, ends_at=begun + 1_800, ended_at=begun, interrupted=interrupted)


def due_hours(shift: Shift, hour: float, *had: Pause, rules: DutyRules = RULES) -> list[tuple[str, float, float]]:
    """Say what is due at an hour of the day: kind, from when and until when to begin, in hours after midnight."""
    crew, now = a_crew(shift=shift), at(hour)
    duty = Duty(began_at=shift_began_at(shift, now, 0.0), pauses=had)
    found = due_pauses(rules, crew, duty, now, 0.0)
    return [
        (d.kind.value, round((d.due_at - MIDNIGHT) / HOUR, 3), round((d.latest_at - MIDNIGHT) / HOUR, 3)) for d in found
    ]


def test_twelve_hours_have_one_meal_from_the_fourth_to_the_tenth_hour() -> None:
    assert due_hours(DAY_SHIFT, 9) == [("meal", 12.0, 17.5)]
    assert due_hours(DAY_SHIFT, 19) == [("meal", 12.0, 17.5)]


def test_twenty_four_hours_have_two() -> None:
    assert due_hours(WHOLE_DAY, 9) == [("meal", 12.0, 17.5)]
    assert due_hours(WHOLE_DAY, 18, meal(13)) == [("meal", 24.0, 29.5)]
    assert due_hours(WHOLE_DAY, 31, meal(13), meal(25)) == []


def test_a_meal_that_was_missed_is_not_made_up_in_the_next_half_of_the_shift() -> None:
    assert due_hours(WHOLE_DAY, 21) == [("meal", 24.0, 29.5)]


def test_a_meal_that_was_broken_off_is_due_again() -> None:
    assert due_hours(DAY_SHIFT, 14, meal(13, interrupted=True)) == [("meal", 12.0, 17.5)]


def test_a_night_shift_is_counted_over_midnight() -> None:
    assert due_hours(NIGHT, 21) == [("meal", 24.0, 29.5)]
    assert due_hours(NIGHT, 2) == [("meal", 0.0, 5.5)]


@pytest.mark.parametrize(("end", "meals"), [(11, 0), (12, 0), (13, 1), (20, 1), (8, 2)])
def test_a_short_shift_has_no_meal(end: float, meals: int) -> None:
    assert RULES.meals(Shift(start_s=8 * HOUR, end_s=end * HOUR)) == meals


@pytest.mark.parametrize(("hour", "worked_h", "due"), [(13, 5.9, False), (13, 6, True), (23, 3.9, False), (2, 4, True)])
def test_rest_is_due_after_hours_of_work_and_sooner_at_night(hour: float, worked_h: float, *, due: bool) -> None:
    rules = DutyRules(rest_after_s=6 * HOUR, rest_after_night_s=4 * HOUR)
    duty = Duty(began_at=at(hour) - HOUR, worked_s=worked_h * HOUR)
    found = due_pauses(rules, a_crew(), duty, at(hour), 0.0)
    assert (PauseKind.REST in {d.kind for d in found}) is due


def test_fuel_is_due_after_so_much_driving_and_belongs_to_the_vehicle_not_to_the_shift() -> None:
    rules, crew = DutyRules(fuel_after_s=5 * HOUR), a_crew(shift=DAY_SHIFT)
    yesterday = Duty(began_at=at(8) - 24 * HOUR, driven_s=5 * HOUR, worked_s=9 * HOUR)
    duty = DutyBook(rules=rules, duties={crew.id: yesterday}).duty(crew, at(9), 0.0)
    assert (duty.began_at, duty.worked_s, duty.driven_s) == (at(8), 0.0, 5 * HOUR)
    assert PauseKind.FUEL in {d.kind for d in due_pauses(rules, crew, duty, at(9), 0.0)}


def test_without_rules_for_them_nobody_rests_or_refuels() -> None:
    duty = Duty(began_at=at(8), worked_s=20 * HOUR, driven_s=20 * HOUR, pauses=(meal(13),))
    assert due_pauses(RULES, a_crew(shift=DAY_SHIFT), duty, at(14), 0.0) == ()


@given(st.floats(0, 86_399), st.floats(0, 86_399), st.floats(0, 10 * 86_400))
def test_a_meal_can_always_be_begun_before_it_must_be(start: float, end: float, later_s: float) -> None:
    shift = Shift(start_s=start, end_s=end)
    now = NOON + later_s
    duty = Duty(began_at=shift_began_at(shift, now, 0.0))
    for due in due_pauses(RULES, a_crew(shift=shift), duty, now, 0.0):
        assert due.due_at <= due.latest_at
        assert due.due_at >= duty.began_at - due.length_s
        assert due.latest_at + due.length_s <= duty.began_at + shift.length_s


@pytest.mark.parametrize(
    "wrong", [{"meal_from_share": 0.9}, {"meal_until_share": 1.1}, {"meal_s": 0.0}, {"fuel_s": -1.0}, {"meal_s": 1e9}]
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        DutyRules(**wrong)  # type: ignore[arg-type]  # one figure at a time


def test_a_crew_that_takes_over_its_vehicle_is_not_to_be_sent_yet() -> None:
    shift = Shift(start_s=8 * HOUR, end_s=20 * HOUR, takeover_s=900)
    assert shift.remaining_s(at(8.1), 0.0) is not None
    assert shift.sendable_s(at(8.1), 0.0) == 0.0
    assert shift.sendable_s(at(8.25), 0.0) == pytest.approx(11.75 * HOUR)
    assert shift.sendable_s(at(21), 0.0) == 0.0
    with pytest.raises(ValueError, match="takeover_s"):
        Shift(start_s=0, end_s=600, takeover_s=600)
