"""Several crews to one incident: specialists, victims, help asked for, duplicates, and a call handed over."""

import pytest

from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.errors import NotAssignable, StaleChoice, UnknownIncident
from dispatch.domain.ids import CallId, CrewId, IncidentId
from dispatch.domain.incident import ClinicalFlag, Urgency
from dispatch.domain.messages import Mode, NoteFlags, OverrideRecommendation, PolicyFellBack
from dispatch.domain.parts import PartKind, ReliefCause, Victims
from dispatch.domain.scene_messages import CancelScene, HandedOver, PartWithdrawn, SceneClosed
from dispatch.domain.situation import Situation
from dispatch.policy.requirement import RequirementParameters
from tests.builders import NOON, WHOLE_WAY, a_crew, an_incident, fold
from tests.scene_desk import BASIC, INTENSIVE, SceneDesk, a_dying, intensive, struck

TO_PATIENT = WHOLE_WAY[:4]
TO_HOSPITAL = WHOLE_WAY[:5]
X, X2, X3 = IncidentId("x"), IncidentId("x.2"), IncidentId("x.3")


def kinds(events: tuple[object, ...]) -> list[str]:
    assert not any(isinstance(event, PolicyFellBack) for event in events), events
    return [type(event).__name__ for event in events]


def withdrawn(events: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(str(e.incident), e.reasons[0].code) for e in events if isinstance(e, PartWithdrawn)]


# --- first responder, then specialist ---


def test_specialists_follow_a_first_crew_that_is_nearer_by_more_than_three_minutes() -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("far"): 12})
    desk.call(a_dying())
    assert desk.sent() == {"x": "near", "x.2": "far"}
    follower = desk.situation.incidents[X2]
    assert follower.part is not None
    assert (follower.part.kind, follower.part_of, follower.urgency) == (PartKind.SPECIALIST, X, Urgency.P2)


def test_specialists_who_are_nearly_as_near_go_alone() -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("as near"): 7})
    desk.call(a_dying())
    assert desk.sent() == {"x": "as near"}
    assert desk.situation.scenes == {}


def test_nobody_is_called_in_vain_when_no_crew_on_shift_has_what_is_needed() -> None:
    desk = SceneDesk(near=5, other=6)
    desk.call(a_dying())
    assert desk.sent() == {"x": "near"}


def test_specialists_who_are_busy_are_waited_for_and_nobody_else_is_sent_in_their_place() -> None:
    desk = SceneDesk({intensive("far"): 3, a_crew("near"): 5, a_crew("idle"): 6})
    desk.call(an_incident("other", 1))
    assert desk.sent() == {"other": "far"}
    desk.press("far", *TO_HOSPITAL)
    desk.call(a_dying())
    assert desk.sent() == {"other": "far", "x": "near", "x.2": None}
    desk.press("far", *WHOLE_WAY[5:])
    assert desk.sent() == {"x": "near", "x.2": "far"}


@pytest.mark.parametrize("urgency", [3, 4])
def test_only_an_emergency_is_answered_by_two_crews(urgency: int) -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("far"): 20})
    desk.call(an_incident("x", urgency, crew_need=INTENSIVE))
    assert desk.sent() == {"x": "near"}


def test_a_person_confirms_the_first_crew_and_then_sees_the_specialists_offered() -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("far"): 12}, mode=Mode.PROPOSE)
    desk.call(a_dying())
    desk.confirm("x", "near")
    assert desk.sent() == {"x": "near", "x.2": None}
    assert desk.situation.recommendations[X2].crew == "far"
    assert [option.crew for option in desk.situation.recommendations[X2].options] == ["far"]


def test_the_second_crew_is_called_off_when_specialists_take_the_place_of_the_first() -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("far"): 12}, mode=Mode.PROPOSE)
    desk.call(a_dying())
    desk.confirm("x", "near")
    swapped = OverrideRecommendation(incident=X, crew=CrewId("far"), reason="уже рядом", divert=True)
    assert withdrawn(desk.do(swapped)) == [("x.2", "specialist-alone")]
    assert desk.sent() == {"x": "far"}


def test_one_crew_answers_alone_where_the_service_is_run_so() -> None:
    desk = SceneDesk({a_crew("near"): 5, intensive("far"): 12}, requirement=RequirementParameters())
    desk.call(a_dying())
    assert desk.sent() == {"x": "near"}


# --- victims ---


def test_victims_call_as_many_crews_as_the_act_says_and_the_incident_itself_is_the_first() -> None:
    desk = SceneDesk(a=1, b=2, c=3, d=4)
    desk.call(struck(5))
    assert desk.sent() == {"x": "a", "x.2": "b", "x.3": "c"}
    assert desk.situation.scenes[X].victims == Victims(unsorted=5)


def test_one_victim_is_one_crew_and_no_scene() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(1))
    assert desk.sent() == {"x": "a"}
    assert desk.situation.scenes == {}


def test_more_victims_than_was_thought_call_more_crews() -> None:
    desk = SceneDesk({a_crew("a"): 1, a_crew("b"): 2, intensive("c"): 3})
    desk.call(struck(1))
    desk.count("x", red=1, yellow=2)
    assert desk.sent() == {"x": "a", "x.2": "c"}
    assert desk.situation.incidents[X2].crew_need == INTENSIVE


def test_fewer_victims_call_off_those_who_wait_and_never_a_crew_on_its_way() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(10))
    assert list(desk.sent().values()) == ["a", "b", None, None, None]
    events = desk.count("x", unsorted=1)
    assert withdrawn(events) == [("x.3", "fewer-victims"), ("x.4", "fewer-victims"), ("x.5", "fewer-victims")]
    assert desk.sent() == {"x": "a", "x.2": "b"}


def test_a_crew_that_has_been_there_and_gone_counts_for_the_victims_it_took() -> None:
    desk = SceneDesk(a=1, b=2, c=3)
    desk.call(struck(5))
    desk.press("a", *WHOLE_WAY)
    desk.count("x", unsorted=6)
    assert desk.sent() == {"x.2": "b", "x.3": "c"}
    desk.count("x", unsorted=8)
    assert desk.sent() == {"x.2": "b", "x.3": "c", "x.4": "a"}


def test_children_among_the_victims_are_another_persons_part_for_paediatricians() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(an_incident("x", 2, crew_need=BASIC, victims=Victims(unsorted=2, children=1)))
    child = desk.situation.incidents[X2]
    assert child.child
    assert "paediatric" in child.crew_need
    assert not desk.situation.incidents[X].child


def test_the_same_count_again_changes_nothing() -> None:
    desk = SceneDesk(a=1)
    desk.call(struck(5))
    assert desk.count("x", unsorted=5) == ()


def test_a_count_of_a_closed_incident_is_refused_with_its_name() -> None:
    desk = SceneDesk(a=1)
    with pytest.raises(UnknownIncident, match="nope"):
        desk.count("nope", red=1)


@pytest.mark.parametrize("wrong", [{"red": -1}, {"red": 10_001}, {"children": 1}])
def test_a_number_of_victims_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Victims(**wrong)


# --- the whole ---


def test_the_whole_closes_when_its_last_part_does() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(4))
    assert "SceneClosed" not in kinds(desk.press("a", *WHOLE_WAY))
    assert desk.situation.scenes[X].open == (X2,)
    events = desk.press("b", *WHOLE_WAY)
    assert [event for event in events if isinstance(event, SceneClosed)] == [SceneClosed(at=NOON, incident=X)]
    assert (desk.situation.scenes, desk.situation.incidents) == ({}, {})


def test_a_false_call_is_cancelled_with_all_its_crews_at_once() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(10))
    desk.do(CancelScene(incident=X3, reason="ложный"))
    assert desk.situation.incidents == {}
    assert all(crew.status is CrewStatus.AVAILABLE for crew in desk.situation.crews.values())
    assert desk.situation.scenes == {}


def test_a_crew_with_a_patient_goes_on_when_all_the_others_are_called_off() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(4))
    desk.press("b", *TO_HOSPITAL)
    desk.do(CancelScene(incident=X, reason="больше никого нет"))
    assert desk.sent() == {"x.2": "b"}
    with pytest.raises(NotAssignable, match="везут"):
        desk.do(CancelScene(incident=X, reason="ещё раз"))


def test_numbers_of_parts_are_never_given_twice() -> None:
    desk = SceneDesk(a=1)
    desk.call(struck(10))
    desk.count("x", unsorted=1)
    desk.count("x", unsorted=4)
    assert desk.sent() == {"x": "a", "x.6": None}


# --- help asked for ---


def test_a_crew_at_the_scene_gets_the_specialists_it_asks_for() -> None:
    desk = SceneDesk({a_crew("a"): 1, a_crew("b"): 2, intensive("c"): 9})
    desk.call(an_incident("x", 3))
    desk.press("a", *TO_PATIENT)
    desk.ask("x", need=INTENSIVE, crew=CrewId("a"), reason="нужна реанимация")
    asked = desk.situation.incidents[X2]
    assert desk.sent() == {"x": "a", "x.2": "c"}
    assert (asked.urgency, asked.patient_of) == (Urgency.P1, X)


def test_another_crew_may_be_asked_for_other_patients_and_several_at_once() -> None:
    desk = SceneDesk(a=1, b=2, c=3)
    desk.call(an_incident("x", 3))
    desk.ask("x", same_patient=False, count=2)
    assert desk.sent() == {"x": "a", "x.2": "b", "x.3": "c"}
    assert {desk.situation.incidents[part].patient_of for part in (X2, X3)} == {None}


def test_the_button_pressed_twice_asks_once() -> None:
    desk = SceneDesk(a=1)
    desk.call(an_incident("x", 3))
    desk.ask("x")
    with pytest.raises(StaleChoice, match=r"x\.2"):
        desk.ask("x")


def test_what_no_crew_on_the_line_can_do_is_refused_with_the_way_out() -> None:
    desk = SceneDesk(a=1)
    desk.call(an_incident("x", 3))
    with pytest.raises(NotAssignable, match="санавиацию"):
        desk.ask("x", need=INTENSIVE)


@pytest.mark.parametrize("count", [0, -1, 21])
def test_as_many_crews_as_nobody_would_send_are_refused(count: int) -> None:
    desk = SceneDesk(a=1)
    desk.call(an_incident("x", 3))
    with pytest.raises(NotAssignable, match="count"):
        desk.ask("x", count=count)


def test_a_crew_asks_only_for_its_own_call_and_only_before_the_hospital() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(an_incident("x", 3))
    with pytest.raises(StaleChoice, match="не работает"):
        desk.ask("x", crew=CrewId("b"))
    desk.press("a", *WHOLE_WAY[:6])
    with pytest.raises(NotAssignable, match="новый вызов"):
        desk.ask("x", crew=CrewId("a"))


# --- two calls about one emergency ---


def test_a_duplicate_goes_into_the_other_call_with_all_that_was_said() -> None:
    desk = SceneDesk(mode=Mode.PROPOSE, a=1)
    desk.call(an_incident("x", 3))
    desk.call(an_incident("twin", 2, waits_s=60, crew_need=BASIC))
    desk.merge("twin", into="x")
    (only,) = desk.situation.incidents.values()
    assert only.calls == (CallId("x-112"), CallId("twin-112"))
    assert (only.urgency, only.received_at, only.crew_need) == (Urgency.P2, NOON - 60, BASIC)


def test_what_is_known_of_the_duplicates_patient_does_not_go_over() -> None:
    desk = SceneDesk(mode=Mode.PROPOSE, a=1)
    desk.call(an_incident("x", 3))
    desk.call(an_incident("twin", 3, flags=frozenset({ClinicalFlag.PREGNANT})))
    desk.merge("twin", into="x")
    assert desk.situation.incidents[X].flags == frozenset()


def test_a_duplicate_to_which_a_crew_drives_is_not_merged_away() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(an_incident("x", 3))
    desk.call(an_incident("twin", 3))
    with pytest.raises(StaleChoice, match="наоборот: x в twin"):
        desk.merge("twin", into="x")


@pytest.mark.parametrize(("duplicate", "into"), [("x", "x"), ("x.2", "x"), ("x", "x.2"), ("x.2", "y")])
def test_a_call_is_not_merged_with_itself_nor_is_a_part_of_it(duplicate: str, into: str) -> None:
    desk = SceneDesk(a=1)
    desk.call(struck(4))
    desk.call(an_incident("y", 3))
    with pytest.raises(StaleChoice, match="duplicate"):
        desk.merge(duplicate, into=into)


def test_a_merged_call_takes_its_own_waiting_parts_along() -> None:
    desk = SceneDesk(mode=Mode.PROPOSE, a=1)
    desk.call(an_incident("y", 3))
    desk.call(struck(4))
    desk.merge("x", into="y")
    assert list(desk.situation.incidents) == ["y"]
    assert desk.situation.incidents[IncidentId("y")].victims == Victims(unsorted=4)
    assert desk.situation.scenes == {}


# --- a running call handed over ---


def responsible(situation: Situation) -> str:
    job = situation.incidents[X].assignment
    assert job is not None
    return str(situation.assignments[job].crew)


def test_a_crew_that_breaks_down_on_its_way_is_replaced_at_once_and_leaves_the_line() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.press("a", *WHOLE_WAY[:2])
    events = desk.hand_over("x", cause=ReliefCause.BREAKDOWN)
    assert {"HandedOver", "CrewServiceChanged"} <= set(kinds(events))
    assert desk.sent() == {"x": "b"}
    assert desk.situation.crews[CrewId("a")].status is CrewStatus.OUT_OF_SERVICE
    (job,) = desk.situation.assignments.values()
    assert (job.milestone, job.incident) == (Milestone.NOTIFIED, X)
    assert job.destination is not None
    desk.press("b", *WHOLE_WAY)
    assert (desk.situation.incidents, desk.situation.scenes) == ({}, {})


def test_a_crew_with_a_patient_answers_for_him_until_the_other_one_is_there() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.press("a", *TO_HOSPITAL)
    desk.hand_over("x", "b", cause=ReliefCause.SHIFT_END)
    for button in TO_PATIENT[:-1]:
        desk.press("b", button)
        assert responsible(desk.situation) == "a"
    before = desk.situation.assignments[desk.situation.incidents[X].assignment].times  # type: ignore[index]
    events = desk.press("b", Milestone.AT_PATIENT)
    assert [e.relieved for e in events if isinstance(e, HandedOver)] == ["a"]
    assert desk.sent() == {"x": "b"}
    (job,) = desk.situation.assignments.values()
    assert (job.milestone, job.times) == (Milestone.LEFT_SCENE, before)
    assert desk.situation.crews[CrewId("a")].status is CrewStatus.AVAILABLE
    assert desk.situation.crews[CrewId("b")].status is CrewStatus.TRANSPORTING
    desk.press("b", *WHOLE_WAY[5:])
    assert desk.situation.incidents == {}


def test_nobody_is_without_a_crew_at_any_event_of_a_hand_over() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.press("a", *TO_PATIENT)
    desk.hand_over("x", cause=ReliefCause.OTHER)
    desk.press("b", *TO_PATIENT)
    begun = next(n for n, e in enumerate(desk.record.events) if type(e).__name__ == "CrewAssigned") + 1
    for count in range(begun, len(desk.record.events) + 1):
        situation = fold(desk.record.events[:count])
        assert responsible(situation) in {"a", "b"}
        assert situation.waiting_count >= 0
    assert responsible(desk.situation) == "b"


def test_a_call_that_ends_before_the_relief_is_there_frees_both_crews() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.press("a", *TO_PATIENT)
    desk.hand_over("x", cause=ReliefCause.OTHER)
    assert withdrawn(desk.press("a", Milestone.AVAILABLE)) == [("x.2", "supported-is-over")]
    assert desk.situation.incidents == {}
    assert {crew.status for crew in desk.situation.crews.values()} == {CrewStatus.AVAILABLE}


def test_relief_is_called_once_and_only_for_a_crew_that_needs_it() -> None:
    desk = SceneDesk(a=1, b=4, c=5)
    desk.call(an_incident("x", 2))
    desk.press("a", *TO_PATIENT)
    desk.hand_over("x", cause=ReliefCause.OTHER)
    with pytest.raises(StaleChoice, match=r"x\.2"):
        desk.hand_over("x", cause=ReliefCause.OTHER)
    with pytest.raises(StaleChoice, match="сама едет на смену"):
        desk.hand_over("x.2", cause=ReliefCause.OTHER)


def test_a_patient_already_handed_to_the_hospital_needs_no_other_crew() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.press("a", *WHOLE_WAY[:7])
    with pytest.raises(StaleChoice, match="уже передан"):
        desk.hand_over("x", cause=ReliefCause.SHIFT_END)


def test_a_waiting_call_has_nobody_to_relieve_and_a_busy_crew_relieves_nobody() -> None:
    desk = SceneDesk(a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.call(an_incident("y", 2))
    desk.call(an_incident("z", 2))
    with pytest.raises(StaleChoice, match="назначьте"):
        desk.hand_over("z", cause=ReliefCause.OTHER)
    with pytest.raises(NotAssignable, match="бригада b"):
        desk.hand_over("x", "b", cause=ReliefCause.OTHER)


def test_relief_meets_the_crew_where_it_is_with_the_patient() -> None:
    desk = SceneDesk(mode=Mode.PROPOSE, a=1, b=4)
    desk.call(an_incident("x", 2))
    desk.confirm("x", "a")
    desk.press("a", *TO_HOSPITAL)
    desk.hand_over("x", cause=ReliefCause.BREAKDOWN)
    part = desk.situation.incidents[X2]
    assert part.at == desk.situation.whereabouts(desk.situation.crews[CrewId("a")])
    assert part.patient_of == X


# --- whose record it is ---


def test_a_part_knows_only_its_own_patient() -> None:
    desk = SceneDesk({a_crew("a"): 1, intensive("b"): 9, a_crew("c"): 2})
    desk.call(a_dying(victims=Victims(unsorted=3), flags=frozenset({ClinicalFlag.PREGNANT})))
    parts = {part.part.kind: part for part in desk.situation.incidents.values() if part.part}
    assert parts[PartKind.SPECIALIST].patient_of == X
    assert parts[PartKind.SPECIALIST].flags == {ClinicalFlag.PREGNANT}
    assert parts[PartKind.VICTIMS].patient_of is None
    assert parts[PartKind.VICTIMS].flags == frozenset()


def test_a_specialist_beside_another_victim_does_not_see_the_callers_patient() -> None:
    desk = SceneDesk({a_crew("a"): 1, a_crew("c"): 2, intensive("b"): 9})
    desk.call(struck(4))
    desk.ask("x.2", need=INTENSIVE)
    assert desk.situation.incidents[X3].patient_of is None


def test_flags_noted_for_the_caller_do_not_reach_another_victim() -> None:
    desk = SceneDesk(a=1, b=2)
    desk.call(struck(4))
    desk.do(NoteFlags(incident=X, flags=frozenset({ClinicalFlag.ONCOLOGY})))
    assert desk.situation.incidents[X2].flags == frozenset()
