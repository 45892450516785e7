"""What the dispatcher allows, and how it says no."""

from dataclasses import replace

import pytest

from dispatch.application.acceptance import legal_milestones
from dispatch.domain.assignment import NEXT, Milestone
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import CrewStatus, Shift
from dispatch.domain.errors import IllegalTransition, NotAssignable, Refused, StaleChoice, UnknownCrew, UnknownIncident
from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag
from dispatch.domain.messages import (
    CancelIncident,
    CommandBody,
    ConfirmRecommendation,
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    FlagsNoted,
    IncidentCancelled,
    MilestoneReached,
    Mode,
    ModeSet,
    NoteFlags,
    OverrideRecommendation,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
)
from dispatch.domain.road_messages import ChangeWeights, WeightsChanged
from routing.types import WeightsSpec
from tests.builders import WHOLE_WAY, Desk, a_crew, a_hospital, an_incident

CALL = IncidentId("call")
SECONDS = {("2143", "call"): 240.0, ("2150", "call"): 600.0, ("call", "crb"): 900.0, ("call", "other"): 1_200.0}


@pytest.fixture
def desk() -> Desk:
    found = Desk(
        crews=[
            a_crew("2143"),
            a_crew("2150"),
            a_crew("9001", CrewKind.PSYCHIATRIC),
            a_crew("9002", shift=Shift(start_s=0, end_s=60)),
        ],
        hospitals=[a_hospital("crb"), a_hospital("other")],
        seconds=SECONDS,
    )
    found.call(an_incident("call", crew_need=frozenset({CrewCapability.BASIC})))
    return found


@pytest.fixture
def sent(desk: Desk) -> Desk:
    desk.confirm("call", "2143")
    return desk


def refused(desk: Desk, body: CommandBody, error: type[Refused]) -> Refused:
    """Hand in a wish that must be refused and change nothing."""
    before, written = desk.situation, len(desk.record.events)
    with pytest.raises(error) as found:
        desk.do(body)
    assert desk.situation == before
    assert len(desk.record.events) == written
    return found.value


def test_a_confirmed_crew_is_sent_and_gets_a_hospital(desk: Desk) -> None:
    sent, chosen = desk.confirm("call", "2143")
    assert isinstance(sent, CrewAssigned)
    assert (sent.crew, sent.eta_s, sent.by, sent.override_reason) == ("2143", 240.0, "ivanova", None)
    assert sent.recommended == "2143"
    assert isinstance(chosen, DestinationChosen)
    assert (chosen.destination.hospital, chosen.by) == ("crb", "destination")


def test_a_choice_that_is_no_longer_recommended_is_stale_and_names_the_crew_that_is(desk: Desk) -> None:
    refusal = refused(desk, ConfirmRecommendation(incident=CALL, crew=CrewId("2150")), StaleChoice)
    assert "2143" in str(refusal)


def test_who_comes_second_is_told_which_crew_is_already_sent(sent: Desk) -> None:
    wishes = (
        ConfirmRecommendation(incident=CALL, crew=CrewId("2143")),
        OverrideRecommendation(incident=CALL, crew=CrewId("2150"), reason="ближе"),
    )
    for wish in wishes:
        assert "2143" in str(refused(sent, wish, StaleChoice))


def test_without_a_recommendation_there_is_nothing_to_confirm() -> None:
    desk = Desk(crews=[a_crew("2143")])
    desk.call(an_incident("call"))
    refusal = refused(desk, ConfirmRecommendation(incident=CALL, crew=CrewId("2143")), StaleChoice)
    assert "вручную" in str(refusal)


def test_an_override_is_kept_with_its_reason_and_what_was_recommended(desk: Desk) -> None:
    wish = OverrideRecommendation(incident=CALL, crew=CrewId("2150"), reason="экипаж знает адрес")
    sent, *_ = desk.do(wish)
    assert isinstance(sent, CrewAssigned)
    assert (sent.crew, sent.eta_s, sent.recommended) == ("2150", 600.0, "2143")
    assert sent.override_reason == "экипаж знает адрес"


@pytest.mark.parametrize(
    ("crew", "word"), [("9001", "профиля"), ("9002", "не на смене"), ("2143", "занята")], ids=["kind", "shift", "busy"]
)
def test_an_override_cannot_send_a_crew_that_cannot_go(desk: Desk, crew: str, word: str) -> None:
    desk.do(SetCrewService(crew=CrewId("2143"), in_service=False, reason="поломка"))
    refusal = refused(desk, OverrideRecommendation(incident=CALL, crew=CrewId(crew), reason="надо"), NotAssignable)
    assert word in str(refusal)
    assert crew in str(refusal)


UNKNOWN_INCIDENT: list[CommandBody] = [
    ConfirmRecommendation(incident=IncidentId("nope"), crew=CrewId("2143")),
    OverrideRecommendation(incident=IncidentId("nope"), crew=CrewId("2143"), reason="x"),
    CancelIncident(incident=IncidentId("nope"), reason="x"),
    NoteFlags(incident=IncidentId("nope"), flags=frozenset({ClinicalFlag.PREGNANT})),
]
UNKNOWN_CREW: list[CommandBody] = [
    OverrideRecommendation(incident=CALL, crew=CrewId("nope"), reason="x"),
    ReportMilestone(crew=CrewId("nope"), milestone=Milestone.ACKNOWLEDGED),
    SetCrewService(crew=CrewId("nope"), in_service=False, reason="x"),
]


@pytest.mark.parametrize("body", UNKNOWN_INCIDENT, ids=lambda body: type(body).__name__)
def test_an_unknown_incident_is_refused(desk: Desk, body: CommandBody) -> None:
    assert "nope" in str(refused(desk, body, UnknownIncident))


@pytest.mark.parametrize("body", UNKNOWN_CREW, ids=lambda body: type(body).__name__)
def test_an_unknown_crew_is_refused(desk: Desk, body: CommandBody) -> None:
    assert "nope" in str(refused(desk, body, UnknownCrew))


@pytest.mark.parametrize("pressed", range(len(WHOLE_WAY)))
@pytest.mark.parametrize("wanted", list(Milestone))
def test_only_the_next_button_works_and_a_wrong_one_names_those_that_would(
    sent: Desk, pressed: int, wanted: Milestone
) -> None:
    sent.press("2143", *WHOLE_WAY[:pressed])
    stands_at = (Milestone.NOTIFIED, *WHOLE_WAY)[pressed]
    wish = ReportMilestone(crew=CrewId("2143"), milestone=wanted)
    if wanted in NEXT[stands_at]:
        reached = sent.do(wish)[0]
        assert isinstance(reached, MilestoneReached)
        assert (reached.milestone, reached.incident, reached.crew) == (wanted, "call", "2143")
    else:
        refusal = refused(sent, wish, IllegalTransition)
        assert isinstance(refusal, IllegalTransition)
        assert refusal.legal == NEXT[stands_at]
        assert all(milestone.value in str(refusal) for milestone in NEXT[stands_at])


def test_a_crew_without_a_call_has_no_buttons(desk: Desk) -> None:
    assert legal_milestones(desk.situation, desk.situation.crews[CrewId("2143")]) == ()
    refusal = refused(desk, ReportMilestone(crew=CrewId("2143"), milestone=Milestone.EN_ROUTE), IllegalTransition)
    assert isinstance(refusal, IllegalTransition)
    assert refusal.legal == ()


def test_a_crew_may_take_the_patient_elsewhere(sent: Desk) -> None:
    sent.press("2143", *WHOLE_WAY[:4])
    reached, chosen = sent.press("2143", Milestone.LEFT_SCENE, hospital="other")
    assert isinstance(reached, MilestoneReached)
    assert isinstance(chosen, DestinationChosen)
    assert (chosen.destination.hospital, chosen.by) == ("other", "crew:2143")
    assert [reason.code for reason in chosen.destination.reasons] == ["hospital-by-crew"]


def test_the_hospital_of_the_order_needs_no_second_event(sent: Desk) -> None:
    sent.press("2143", *WHOLE_WAY[:4])
    assert len(sent.press("2143", Milestone.LEFT_SCENE, hospital="crb")) == 1


def test_a_hospital_that_nobody_knows_is_refused(sent: Desk) -> None:
    sent.press("2143", *WHOLE_WAY[:4])
    wish = ReportMilestone(crew=CrewId("2143"), milestone=Milestone.LEFT_SCENE, hospital=HospitalId("nope"))
    assert "nope" in str(refused(sent, wish, IllegalTransition))


def test_the_crews_own_choice_of_hospital_is_not_taken_back_by_the_record_of_the_patient(sent: Desk) -> None:
    sent.press("2143", *WHOLE_WAY[:4])
    sent.press("2143", Milestone.LEFT_SCENE, hospital="other")
    sent.do(NoteFlags(incident=CALL, flags=frozenset({ClinicalFlag.ONCOLOGY})))
    (job,) = sent.situation.assignments.values()
    assert job.destination is not None
    assert job.destination.hospital == "other"


def test_a_cancelled_call_frees_its_crew_for_the_next_one(sent: Desk) -> None:
    gone, *_ = sent.do(CancelIncident(incident=CALL, reason="ложный вызов"))
    assert isinstance(gone, IncidentCancelled)
    assert (gone.crew, gone.by, gone.reason) == ("2143", "ivanova", "ложный вызов")
    assert sent.situation.crews[CrewId("2143")].status is CrewStatus.AVAILABLE


def test_a_crew_leaves_the_line_once_and_comes_back_once(desk: Desk) -> None:
    off = SetCrewService(crew=CrewId("2150"), in_service=False, reason="обед")
    back = SetCrewService(crew=CrewId("2150"), in_service=True, reason="пообедали")
    assert [type(e) for e in desk.do(off)] == [CrewServiceChanged]
    assert desk.do(off) == ()
    assert [type(e) for e in desk.do(back)] == [CrewServiceChanged]
    assert desk.do(back) == ()


@pytest.mark.parametrize("in_service", [True, False])
def test_a_crew_at_work_is_not_taken_off_its_call(sent: Desk, *, in_service: bool) -> None:
    wish = SetCrewService(crew=CrewId("2143"), in_service=in_service, reason="обед")
    assert "2143" in str(refused(sent, wish, NotAssignable))


def test_a_repeated_report_changes_nothing(desk: Desk) -> None:
    assert desk.do(ReportIncident(incident=an_incident("call", urgency=1))) == ()


def test_flags_are_noted_once(desk: Desk) -> None:
    wish = NoteFlags(incident=CALL, flags=frozenset({ClinicalFlag.PREGNANT}))
    assert [type(e) for e in desk.do(wish)] == [FlagsNoted]
    assert desk.do(wish) == ()


def test_the_mode_is_set_once(desk: Desk) -> None:
    first, *_ = desk.do(SetMode(mode=Mode.AUTOMATIC), actor="petrov")
    assert isinstance(first, ModeSet)
    assert (first.mode, first.by) == (Mode.AUTOMATIC, "petrov")
    assert desk.do(SetMode(mode=Mode.AUTOMATIC)) == ()


def test_new_weights_are_written_down_with_who_changed_them(desk: Desk) -> None:
    spec = WeightsSpec(closed_ways=(1,))
    changed, *_ = desk.do(ChangeWeights(spec=spec), actor="petrov")
    assert isinstance(changed, WeightsChanged)
    assert (changed.spec, changed.by) == (replace(spec, utc_offset_s=10_800.0), "petrov")


def test_a_region_is_adopted_once(desk: Desk) -> None:
    first = desk.record.commands[0].body
    assert desk.do(first) == ()
