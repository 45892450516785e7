"""Who was right in hindsight, read out of a record that the dispatcher itself has written."""

from collections.abc import Callable, Iterable

import pytest

from dispatch.application.hindsight import Judged, Judgements, Unknown, Verdict, judged, shown
from dispatch.application.hindsight.story import KINDS
from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import (
    CancelIncident,
    Mode,
    OverrideRecommendation,
    SetCrewService,
    SetMode,
)
from tests.builders import Desk, a_crew, an_incident

MINUTE = 60.0
NEAR, FAR = "near", "far"
BUTTONS = (Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE)
LEARNING = 25
"""Trips that teach how promises are kept: more than `punctuality.ENOUGH`."""


class Day:
    """A desk where `near` is promised five minutes and `far` ten, wherever the call is."""

    def __init__(self, *, far_kind: CrewKind = CrewKind.FELDSHER) -> None:
        calls = [f"c{number}" for number in range(200)]
        seconds = {(crew, call): eta for call in calls for crew, eta in ((NEAR, 5 * MINUTE), (FAR, 10 * MINUTE))}
        self.desk = Desk(crews=[a_crew(NEAR), a_crew(FAR, far_kind)], seconds=seconds)
        self._calls = iter(calls)

    def call(self, urgency: int = 2, **more: object) -> str:
        name = next(self._calls)
        self.desk.call(an_incident(name, urgency, received_at=self.desk.now, **more))
        return name

    def drive(self, crew: str, minutes: float) -> None:
        """Answer the call: there after so many minutes, free ten minutes later."""
        self.desk.press(crew, *BUTTONS)
        self.desk.now += minutes * MINUTE
        self.desk.press(crew, Milestone.AT_SCENE)
        self.desk.now += 10 * MINUTE
        self.desk.press(crew, Milestone.AVAILABLE)

    def follow(self, minutes: float) -> None:
        """Follow the proposal, and be there after so many minutes."""
        self.desk.confirm(self.call(), NEAR)
        self.drive(NEAR, minutes)

    def learn(self, minutes: Iterable[float] = (5.0,)) -> "Day":
        """Follow proposals until everybody knows how promises are kept."""
        kept = list(minutes)
        for number in range(LEARNING):
            self.follow(kept[number % len(kept)])
        return self

    def override(self, minutes: float | None, reason: str = "знает адрес", urgency: int = 2, **more: object) -> str:
        """Send the far crew instead; None: it has not arrived."""
        call = self.call(urgency, **more)
        self.desk.do(OverrideRecommendation(incident=IncidentId(call), crew=CrewId(FAR), reason=reason))
        if minutes is not None:
            self.drive(FAR, minutes)
        return call

    def judged(self, **more: Callable[[str], str | None] | float) -> Judgements:
        return judged(self.desk.record.events, **more)  # type: ignore[arg-type]  # since or role_of

    def the_one(self) -> Judged:
        (row,) = self.judged().rows
        return row


def test_a_person_whose_crew_came_sooner_than_the_proposed_one_would_have_was_right() -> None:
    day = Day().learn([9.0, 10.0, 11.0])  # the near crew promises five minutes, and needs ten
    day.override(6)
    row = day.the_one()
    assert row.verdict is Verdict.PERSON
    assert row.gain_s is not None
    assert row.gain_s.tolist() == pytest.approx([180, 240, 300])
    assert row.harm is not None
    assert (row.harm > 0).all()


def test_a_proposal_that_would_have_been_there_sooner_was_right() -> None:
    day = Day().learn([4.5, 5.0, 5.5])
    day.override(12)
    row = day.the_one()
    assert (row.verdict, row.unknown) == (Verdict.PROPOSAL, None)
    assert row.gain_s is not None
    assert row.gain_s[1] == pytest.approx(-7 * MINUTE)
    assert row.harm is not None
    assert (row.harm < 0).all()


def test_two_minutes_are_no_difference() -> None:
    day = Day().learn([4.5, 5.0, 5.5])
    day.override(6)
    assert day.the_one().verdict is Verdict.EVEN


def test_a_difference_within_the_error_of_the_promise_is_not_known() -> None:
    day = Day().learn([3.0, 5.0, 12.0])
    day.override(7)
    row = day.the_one()
    assert (row.verdict, row.unknown) == (Verdict.UNKNOWN, Unknown.SPREAD)


def test_a_few_trips_teach_nothing() -> None:
    day = Day()
    day.follow(5)
    day.override(30)
    row = day.the_one()
    assert (row.verdict, row.unknown, row.gain_s) == (Verdict.UNKNOWN, Unknown.FEW_TRIPS, None)


def test_a_call_that_was_cancelled_on_the_way_proves_nothing() -> None:
    day = Day().learn()
    call = day.override(None)
    day.desk.do(CancelIncident(incident=IncidentId(call), reason="отбой"))
    assert day.the_one().unknown is Unknown.NOT_ARRIVED


def test_a_proposed_crew_that_broke_down_meanwhile_proves_nothing() -> None:
    day = Day().learn()
    call = day.call()
    day.desk.do(OverrideRecommendation(incident=IncidentId(call), crew=CrewId(FAR), reason="знает адрес"))
    day.desk.do(SetCrewService(crew=CrewId(NEAR), in_service=False, reason="поломка"))
    day.drive(FAR, 30)
    assert day.the_one().unknown is Unknown.LEFT_LINE


def test_what_the_spared_crew_did_instead_is_told() -> None:
    day = Day().learn()
    call = day.call()
    day.desk.do(OverrideRecommendation(incident=IncidentId(call), crew=CrewId(FAR), reason="знает адрес"))
    day.desk.now += 4 * MINUTE
    other = day.call(1)
    day.desk.confirm(other, NEAR)
    instead = day.the_one().instead
    assert instead is not None
    assert (instead.incident, instead.urgency, instead.after_s) == (other, 1, 240)


def test_who_follows_disagrees_with_nobody() -> None:
    found = Day().learn().judged()
    assert (found.decided, found.followed, found.rows) == (LEARNING, LEARNING, ())
    assert (found.whole.count, found.whole.person_share, found.whole.gain_s) == (0, None, None)


def test_what_the_machine_decides_is_nobodys_disagreement_and_still_teaches() -> None:
    day = Day()
    day.desk.do(SetMode(mode=Mode.AUTOMATIC))
    for _ in range(LEARNING):
        day.call()
        day.drive(NEAR, 5)
    day.desk.do(SetMode(mode=Mode.PROPOSE))
    day.override(30)
    found = day.judged()
    assert (found.decided, found.followed) == (1, 0)
    assert found.rows[0].verdict is Verdict.PROPOSAL


def test_groups_say_who_was_right_where_and_that_they_are_small() -> None:
    day = Day().learn([4.5, 5.0, 5.5])
    for reason, minutes in (("Знает адрес", 20), ("знает  адрес.", 20), ("нужен врач", 5)):
        day.override(minutes, reason)
    found = day.judged(role_of={"ivanova": "dispatcher"}.get)
    assert [(g.name, g.count, g.proposal, g.even) for g in found.by_reason] == [
        ("знает адрес", 2, 2, 0),
        ("нужен врач", 1, 0, 1),
    ]
    assert [g.name for g in found.by_role] == ["dispatcher"]
    assert [g.name for g in found.by_urgency] == ["P2"]
    assert found.whole.small
    assert found.whole.person_share == 0.0
    assert found.whole.person_share_interval is not None
    assert found.whole.person_share_interval[1] == pytest.approx(0.658, abs=0.001)


def test_many_are_not_small() -> None:
    day = Day().learn([4.5, 5.0, 5.5])
    for _ in range(10):
        day.override(20)
    assert not day.judged().whole.small


def test_only_what_was_decided_since_is_judged_and_all_that_came_before_teaches() -> None:
    day = Day().learn()
    day.override(30)
    begin = day.desk.now
    day.override(30)
    found = day.judged(since=begin)
    assert (found.decided, len(found.rows)) == (1, 1)
    assert found.rows[0].verdict is Verdict.PROPOSAL


def test_a_suggestion_is_the_price_that_contradicts_the_fewest_choices() -> None:
    day = Day(far_kind=CrewKind.DOCTOR)
    need = {"crew_need": frozenset({CrewCapability.BASIC, CrewCapability.DOCTOR})}
    for _ in range(3):  # five minutes more for a doctor: the present three minutes say no, people say yes
        day.override(10, "нужен врач", **need)
    (suggestion,) = day.judged().suggestions
    assert (suggestion.parameter, suggestion.choices, suggestion.present_s) == ("missing_capability_s", 3, 180)
    assert (suggestion.contradicted_now, suggestion.contradicted) == (3, 0)
    assert suggestion.suggested_s > 5 * MINUTE
    assert suggestion.small


def test_people_who_agree_with_the_price_are_no_reason_to_change_it() -> None:
    day = Day(far_kind=CrewKind.DOCTOR)
    call = day.call(crew_need=frozenset({CrewCapability.BASIC, CrewCapability.DOCTOR}))
    day.desk.confirm(call, NEAR)
    (suggestion,) = day.judged().suggestions
    assert (suggestion.contradicted_now, suggestion.suggested_s) == (0, 180)


def test_the_named_kinds_of_events_are_enough() -> None:
    day = Day().learn([4.5, 5.0, 5.5])
    day.override(20)
    day.desk.do(SetMode(mode=Mode.AUTOMATIC))
    few = [event for event in day.desk.record.events if type(event).__name__ in KINDS]
    assert len(few) < len(day.desk.record.events)
    assert shown(judged(few)) == shown(day.judged())


def test_what_is_shown_names_nobody_and_says_what_is_not_known() -> None:
    day = Day().learn([3.0, 5.0, 12.0])
    day.override(7)
    found = shown(day.judged(role_of={"ivanova": "dispatcher"}.get))
    assert "ivanova" not in repr(found)
    (row,) = found["rows"]
    assert (row["verdict_ru"], row["unknown_ru"]) == ("не знаем", "разница меньше ошибки прогноза")
    assert row["gain_s"].keys() == {"p10", "p50", "p90"}
    assert found["groups"]["role"][0]["name_ru"] == "диспетчер"


def test_of_many_rows_the_newest_are_listed_and_the_others_counted() -> None:
    day = Day().learn()
    for _ in range(3):
        day.override(20)
    found = shown(day.judged(), rows=2)
    assert (len(found["rows"]), found["hidden"]) == (2, 1)
    assert found["rows"][0]["at"] > found["rows"][1]["at"]


def test_an_empty_record_is_no_error() -> None:
    found = shown(judged([]))
    assert (found["decided"], found["rows"], found["suggestions"]) == (0, [], [])
