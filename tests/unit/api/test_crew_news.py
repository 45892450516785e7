"""News of a crew: what was decided behind its back, and nothing that it has done itself."""

from typing import Any

from msgspec.structs import replace

from dispatch.api.crew_news import KEPT, CrewNews
from dispatch.application.acceptance import BY_CREW
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId, StationId
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    DestinationChosen,
    Event,
    IncidentCancelled,
    StandbyOrdered,
)
from dispatch.domain.parts import ReliefCause
from dispatch.domain.pauses import BreakEnded
from dispatch.domain.recommendation import Destination, Reason
from dispatch.domain.scene_messages import HandedOver, PartWithdrawn
from dispatch.domain.standby import StandbyMove

CREW, OTHER = CrewId("1"), CrewId("2")
CALL, PART = IncidentId("c1"), IncidentId("c1.2")


def told(*events: Event, crew: CrewId = CREW) -> list[tuple[str, str | None]]:
    """Return the kinds of a crew's news and what was before."""
    news = CrewNews()
    for seq, event in enumerate(events, 1):
        news.note(seq, event)
    return [(piece.kind, piece.was) for piece in news.of(crew)]


def sent(incident: IncidentId = CALL, crew: CrewId = CREW) -> CrewAssigned:
    return CrewAssigned(
        at=0.0,
        assignment=AssignmentId(f"a-{incident}"),
        incident=incident,
        crew=crew,
        eta_s=60.0,
        by="dispatcher",
        override_reason=None,
        recommended=None,
    )


def bound(hospital: str, *codes: str, **more: Any) -> DestinationChosen:
    chosen = Destination(
        hospital=HospitalId(hospital),
        eta_s=60.0,
        reasons=tuple(Reason(code=code) for code in codes),
        runners_up=(),
        weights_version="",
        **more,
    )
    return DestinationChosen(at=1.0, incident=CALL, assignment=AssignmentId("a-c1"), destination=chosen, by="x")


def test_a_crew_that_is_taken_off_a_call_is_told_with_the_reasons() -> None:
    why = (Reason(code="diverted-to", params={"incident": "c9"}),)
    news = CrewNews()
    news.note(1, sent())
    news.note(
        2,
        AssignmentWithdrawn(
            at=5.0, assignment=AssignmentId("a-c1"), incident=CALL, crew=CREW, by="policy", reasons=why
        ),
    )
    (piece,) = news.of(CREW)
    assert (piece.seq, piece.kind, piece.incident, piece.reasons) == (2, "withdrawn", CALL, why)


def test_a_cancelled_call_is_news_with_the_words_of_the_person() -> None:
    cancelled = IncidentCancelled(at=5.0, incident=CALL, crew=CREW, by="dispatcher", reason="ложный вызов")
    assert told(sent(), cancelled) == [("cancelled", None)]


def test_a_call_that_nobody_was_sent_to_is_news_to_nobody() -> None:
    assert told(IncidentCancelled(at=5.0, incident=CALL, crew=None, by="dispatcher", reason="x")) == []


def test_the_first_hospital_is_no_news_and_another_one_is() -> None:
    assert told(sent(), bound("near")) == []
    assert told(sent(), bound("near"), bound("far")) == [("redirected", "near")]


def test_a_hospital_of_the_crews_own_choice_is_no_news_until_it_is_doubted() -> None:
    own = bound("far", BY_CREW)
    doubted = bound("far", BY_CREW, warnings=(Reason(code="hospital-closed"),))
    assert told(sent(), bound("near"), own) == []
    assert told(sent(), bound("near"), own, doubted) == [("hospital-doubted", "far")]


def test_the_hospital_of_the_call_before_is_not_remembered() -> None:
    withdrawn = PartWithdrawn(at=3.0, incident=CALL, crew=CREW, by="service", reasons=())
    assert told(sent(), bound("near"), withdrawn, sent(), bound("far")) == [("not-needed", None)]


def test_who_takes_a_call_over_and_who_is_relieved_are_both_told() -> None:
    over = HandedOver(at=4.0, incident=CALL, part=PART, crew=OTHER, relieved=CREW, cause=ReliefCause.BREAKDOWN)
    gone = PartWithdrawn(at=4.0, incident=PART, crew=CREW, by="service", reasons=(Reason(code="relieved-by"),))
    events = (sent(), sent(PART, OTHER), over, gone)
    assert told(*events) == [("not-needed", None)]
    assert told(*events, crew=OTHER) == [("took-over", PART)]


def test_after_a_relief_the_new_crew_hears_of_another_hospital() -> None:
    over = HandedOver(at=4.0, incident=CALL, part=PART, crew=OTHER, relieved=CREW, cause=ReliefCause.OTHER)
    assert told(sent(), sent(PART, OTHER), bound("near"), over, bound("far"), crew=OTHER)[-1] == ("redirected", "near")


def test_a_break_that_the_crew_ends_itself_is_no_news() -> None:
    ended = BreakEnded(at=1.0, crew=CREW, by="crew:1", interrupted=True)
    assert told(ended) == []
    assert told(replace(ended, by="dispatcher")) == [("break-broken", None)]


def test_only_the_newest_news_are_kept() -> None:
    move = StandbyMove(crew=CREW, to=StationId("s"), eta_s=None, reasons=())
    assert len(told(*(StandbyOrdered(at=float(n), move=move, by="x") for n in range(KEPT + 5)))) == KEPT
