"""Planned transport at the dispatcher's door: bookings, promises, buttons, and what calls may take."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from dispatch.application.codec import digest, encode, situation_from
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.errors import IllegalTransition, NotAssignable, Refused, StaleChoice, UnknownCrew, UnknownTransport
from dispatch.domain.ids import CrewId, TransportId
from dispatch.domain.messages import Event, Mode, SetCrewService, SetMode
from dispatch.domain.transport import Mobility, Room, Transport, TransportRequest, TransportStep, TransportUse
from dispatch.domain.transport_messages import (
    AdoptTransportPlan,
    AssignTransport,
    CancelTransport,
    ConfirmTransports,
    CrewLent,
    CrewSetAside,
    ReportTransportStep,
    RequestTransport,
    SetTransportLending,
    SetTransportUse,
    TransportCancelled,
    TransportConfirmed,
    TransportPlanned,
    TransportReopened,
)
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.planning import plan_transport
from tests.builders import NOON, Desk, a_crew, a_region, an_incident, fold
from tests.unit.policy.transport.days import QUICK, a_request, a_transport_crew, km, matrix, within

T1, A, B = TransportId("t1"), CrewId("A"), CrewId("B")
SECONDS = {("A", "call"): 60.0, ("B", "call"): 600.0, ("A", "second"): 60.0, ("B", "second"): 600.0}


class Carrying(Desk):
    """A desk with a planner beside it."""

    def __init__(self, crews: Iterable[Crew] = (), use: TransportUse = TransportUse.SET_ASIDE, **more: Any) -> None:
        super().__init__(crews=crews or [a_transport_crew("A")], seconds=SECONDS, **more)
        self.do(SetTransportUse(crew=A, use=use, reason="плановые"))

    def book(self, *requests: TransportRequest) -> tuple[Event, ...]:
        """Book requests; without any, the usual one."""
        return self.do(RequestTransport(requests=requests or (a_request(),)))

    def plan(self) -> tuple[Event, ...]:
        """Let the planner look at the present, and adopt what it finds."""
        return self.do(self.planned())

    def planned(self) -> AdoptTransportPlan:
        """Return what the planner would hand in."""
        present = replace(self.situation, now=self.now)
        return AdoptTransportPlan(plan=plan_transport(frame(present, matrix(places(present)), QUICK)))

    def step(self, *steps: TransportStep, crew: CrewId = A, transport: TransportId = T1) -> tuple[Event, ...]:
        """Press the crew's buttons; return what the last one led to."""
        events: tuple[Event, ...] = ()
        for step in steps:
            self.now += 60
            events = self.do(ReportTransportStep(crew=crew, transport=transport, step=step))
        return events

    def request(self, name: str = "t1") -> Transport:
        """Return an open request."""
        return self.situation.transport.requests[TransportId(name)]

    def status(self, crew: str = "A") -> CrewStatus:
        """Return what a crew does."""
        return self.situation.crews[CrewId(crew)].status


def promised(use: TransportUse = TransportUse.SET_ASIDE, **more: Any) -> Carrying:
    """Return a desk with the usual request booked, planned and confirmed."""
    desk = Carrying(use=use, **more)
    desk.book()
    desk.plan()
    desk.do(ConfirmTransports())
    return desk


def test_a_booking_waits_for_a_plan_and_a_person_confirms_it() -> None:
    desk = Carrying()
    desk.book()
    assert (desk.request().step, desk.situation.transport.stale) == (TransportStep.REQUESTED, True)
    desk.plan()
    assert (desk.request().step, desk.request().crew, desk.situation.transport.stale) == (
        TransportStep.PLANNED,
        "A",
        False,
    )
    (event,) = desk.do(ConfirmTransports(transports=(T1,)))
    assert isinstance(event, TransportConfirmed)
    assert desk.request().promised_at == desk.request().pickup_at


def test_in_automatic_mode_the_plan_is_the_promise() -> None:
    desk = Carrying()
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.book()
    assert [type(event) for event in desk.plan()] == [TransportPlanned, TransportConfirmed]


def test_a_booking_that_comes_twice_changes_nothing() -> None:
    desk = Carrying()
    desk.book()
    assert desk.book() == ()


def test_a_plan_that_says_nothing_new_is_not_written_again() -> None:
    desk = promised()
    assert desk.plan() == ()


def test_a_plan_made_before_another_booking_is_refused() -> None:
    desk = Carrying()
    desk.book()
    early = desk.planned()
    desk.book(a_request("t2"))
    with pytest.raises(StaleChoice, match="устарел"):
        desk.do(early)


def test_a_plan_made_before_its_crew_was_sent_to_a_call_is_refused() -> None:
    desk = Carrying(use=TransportUse.BETWEEN_CALLS)
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.book()
    early = desk.planned()
    desk.now += 1
    desk.call(an_incident())
    with pytest.raises(StaleChoice, match="бригада A занята"):
        desk.do(early)


def test_the_crew_is_busy_only_with_a_patient_on_board() -> None:
    desk = promised(use=TransportUse.BETWEEN_CALLS)
    seen = []
    for step in (TransportStep.BEGUN, TransportStep.AT_PICKUP, TransportStep.ON_BOARD, TransportStep.DELIVERED):
        desk.step(step)
        seen.append(desk.status())
    assert seen == [CrewStatus.AVAILABLE, CrewStatus.AVAILABLE, CrewStatus.ON_TRANSPORT, CrewStatus.AVAILABLE]
    assert desk.situation.transport.requests == {}
    assert desk.situation.transport.runs == {}


def test_with_two_on_board_the_crew_is_free_after_the_second() -> None:
    desk = Carrying([a_transport_crew("A", vehicle_class="A")])
    ways = [a_request(name, mobility=Mobility.SEATED, may_share=True, pickup=within(0, 60)) for name in ("t1", "t2")]
    desk.book(*ways)
    desk.plan()
    desk.do(ConfirmTransports())
    for name in ("t1", "t2"):
        desk.step(TransportStep.BEGUN, TransportStep.AT_PICKUP, TransportStep.ON_BOARD, transport=TransportId(name))
    desk.step(TransportStep.DELIVERED)
    assert desk.status() is CrewStatus.ON_TRANSPORT
    desk.step(TransportStep.DELIVERED, transport=TransportId("t2"))
    assert desk.status() is CrewStatus.SET_ASIDE


def test_a_crew_set_aside_is_not_offered_for_calls() -> None:
    desk = Carrying([a_transport_crew("A"), a_transport_crew("B")])
    desk.call(an_incident(urgency=2))
    assert desk.situation.recommendations[an_incident().id].crew == "B"


def test_a_call_takes_a_crew_on_its_way_to_a_patient_and_the_request_waits_for_another() -> None:
    desk = promised(use=TransportUse.BETWEEN_CALLS)
    desk.step(TransportStep.BEGUN)
    promise = desk.request().promised_at
    desk.call(an_incident(urgency=1))
    events = desk.confirm("call", "A")
    (lost,) = [event for event in events if isinstance(event, TransportReopened)]
    assert (lost.crew, lost.taken_for) == ("A", "call")
    assert (desk.request().step, desk.request().crew, desk.request().promised_at) == (
        TransportStep.REQUESTED,
        None,
        promise,
    )
    assert desk.request().reasons[0].code == "transport-crew-taken"


def test_a_crew_with_a_patient_on_board_is_taken_by_nobody() -> None:
    desk = promised(use=TransportUse.BETWEEN_CALLS)
    desk.step(TransportStep.BEGUN, TransportStep.AT_PICKUP, TransportStep.ON_BOARD)
    desk.call(an_incident(urgency=1))
    assert desk.situation.recommendations[an_incident().id].crew is None
    with pytest.raises(NotAssignable, match="везёт планового пациента"):
        desk.do(SetCrewService(crew=A, in_service=False, reason="обед"))


def test_a_crew_set_aside_is_lent_to_a_threat_to_life_and_comes_back() -> None:
    desk = promised()
    events = desk.call(an_incident(urgency=1))
    assert [event.lent_to for event in events if isinstance(event, CrewLent)] == ["call"]
    assert desk.situation.recommendations[an_incident().id].crew == "A"
    desk.confirm("call", "A")
    desk.press(
        "A", Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE, Milestone.AT_PATIENT, Milestone.AVAILABLE
    )
    assert desk.status() is CrewStatus.SET_ASIDE
    assert desk.situation.transport.lent == {}


def test_a_less_urgent_call_is_lent_nobody_and_the_rule_can_be_switched_off() -> None:
    desk = promised()
    assert not [event for event in desk.call(an_incident(urgency=2)) if isinstance(event, CrewLent)]
    desk.do(SetTransportLending(lend=False))
    assert not [event for event in desk.call(an_incident("second", urgency=1)) if isinstance(event, CrewLent)]


def test_a_lent_crew_goes_back_as_soon_as_another_is_free() -> None:
    desk = Carrying([a_transport_crew("A"), a_crew("B", status=CrewStatus.OUT_OF_SERVICE)])
    desk.call(an_incident(urgency=1))
    assert desk.status() is CrewStatus.AVAILABLE
    events = desk.do(SetCrewService(crew=B, in_service=True, reason="заправились"))
    assert [event.crew for event in events if isinstance(event, CrewSetAside)] == ["A"]
    assert desk.situation.recommendations[an_incident().id].crew == "B"


def test_a_crew_off_the_line_loses_the_patient_it_was_driving_to() -> None:
    desk = promised()
    desk.step(TransportStep.BEGUN)
    events = desk.do(SetCrewService(crew=A, in_service=False, reason="поломка"))
    (lost,) = [event for event in events if isinstance(event, TransportReopened)]
    assert lost.taken_for is None
    assert desk.request().reasons[0].code == "transport-crew-off-line"


def test_a_person_chooses_the_crew_and_the_plan_keeps_it() -> None:
    desk = Carrying([a_transport_crew("A"), a_transport_crew("B", 50)])
    desk.book()
    desk.do(AssignTransport(transport=T1, crew=B, reason="знает пациента"))
    assert (desk.request().crew, desk.request().step) == ("B", TransportStep.CONFIRMED)
    desk.plan()
    assert desk.request().crew == "B"
    assert desk.do(AssignTransport(transport=T1, crew=B, reason="знает пациента")) == ()


def test_a_crew_without_room_cannot_be_chosen() -> None:
    desk = Carrying()
    desk.do(SetTransportUse(crew=A, use=TransportUse.SET_ASIDE, reason="ремонт носилок", room=_no_stretcher()))
    desk.book(a_request(mobility=Mobility.STRETCHER))
    with pytest.raises(NotAssignable, match="носилки"):
        desk.do(AssignTransport(transport=T1, crew=A, reason="ближе"))


def test_a_way_is_cancelled_with_its_way_back_until_the_patient_is_on_board() -> None:
    desk = Carrying()
    back = a_request("back", origin=km(10), destination=km(0), pickup=within(120, 200), return_of=T1)
    desk.book(a_request(), back)
    events = desk.do(CancelTransport(transport=T1, reason="отказ"))
    assert [event.transport for event in events if isinstance(event, TransportCancelled)] == ["t1", "back"]
    assert desk.situation.transport.requests == {}
    desk = promised()
    desk.step(TransportStep.BEGUN, TransportStep.AT_PICKUP, TransportStep.ON_BOARD)
    with pytest.raises(NotAssignable, match="уже в машине"):
        desk.do(CancelTransport(transport=T1, reason="отказ"))


def test_a_promise_that_has_to_move_is_confirmed_anew() -> None:
    desk = promised()
    desk.now += 3 * 3_600
    desk.plan()
    assert desk.request().step is TransportStep.PLANNED
    assert desk.request().promised_at is not None


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (CancelTransport(transport=TransportId("nope"), reason="x"), UnknownTransport),
        (ConfirmTransports(transports=(TransportId("nope"),)), UnknownTransport),
        (AssignTransport(transport=T1, crew=CrewId("nope"), reason="x"), UnknownCrew),
        (SetTransportUse(crew=CrewId("nope"), use=TransportUse.SET_ASIDE, reason="x"), UnknownCrew),
        (ReportTransportStep(crew=A, transport=T1, step=TransportStep.ON_BOARD), IllegalTransition),
        (ReportTransportStep(crew=B, transport=T1, step=TransportStep.BEGUN), StaleChoice),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_changes_nothing(body: Any, error: type[Refused]) -> None:
    desk = promised(crews=[a_transport_crew("A"), a_transport_crew("B", 90)])
    before = desk.situation
    with pytest.raises(error):
        desk.do(body)
    assert desk.situation is before


def test_what_is_not_confirmed_cannot_be_begun_nor_confirmed_without_a_plan() -> None:
    desk = Carrying()
    desk.book()
    with pytest.raises(StaleChoice, match="ждёт нового плана"):
        desk.step(TransportStep.BEGUN)
    with pytest.raises(StaleChoice, match="плана для неё нет"):
        desk.do(ConfirmTransports(transports=(T1,)))
    assert desk.do(ConfirmTransports()) == ()
    desk.plan()
    with pytest.raises(IllegalTransition, match="ещё не подтверждена"):
        desk.step(TransportStep.BEGUN)


def test_a_button_pressed_twice_or_late_counts_once_and_at_its_moment() -> None:
    desk = promised()
    desk.now += 600
    wish = ReportTransportStep(crew=A, transport=T1, step=TransportStep.BEGUN, pressed_at=NOON + 60)
    desk.do(wish)
    assert desk.request().times[TransportStep.BEGUN] == NOON + 60
    assert desk.do(wish) == ()
    desk.do(ReportTransportStep(crew=A, transport=T1, step=TransportStep.AT_PICKUP, pressed_at=NOON - 9_000))
    assert desk.request().times[TransportStep.AT_PICKUP] == NOON + 60


def test_a_crew_is_given_back_to_the_calls_and_its_requests_wait_for_others() -> None:
    desk = promised()
    desk.do(SetTransportUse(crew=A, use=TransportUse.NONE, reason="нехватка"))
    assert desk.status() is CrewStatus.AVAILABLE
    desk.plan()
    assert (desk.request().crew, desk.request().reasons[0].code) == (None, "transport-no-crews")


def test_a_new_roster_keeps_a_crew_that_has_a_patient_on_board() -> None:
    desk = promised()
    desk.step(TransportStep.BEGUN, TransportStep.AT_PICKUP, TransportStep.ON_BOARD)
    desk.do(a_region(crews=[a_transport_crew("B")], digest="2"))
    assert desk.status() is CrewStatus.ON_TRANSPORT
    assert [event for event in desk.plan() if isinstance(event, TransportPlanned)] == [] or desk.request().crew == "A"
    desk.step(TransportStep.DELIVERED)
    assert desk.situation.transport.requests == {}


def test_the_situation_is_the_fold_and_can_be_kept() -> None:
    desk = promised(use=TransportUse.BETWEEN_CALLS)
    desk.step(TransportStep.BEGUN)
    desk.call(an_incident(urgency=1))
    desk.confirm("call", "A")
    assert fold(desk.record.events) == desk.situation
    kept = situation_from(encode(desk.situation))
    assert digest(kept) == digest(desk.situation)


def _no_stretcher() -> Room:
    return Room(seats=1, wheelchairs=0, stretchers=0, oxygen=True)
