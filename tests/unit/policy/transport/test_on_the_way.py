"""A crew that is on its way to a patient: the plan leaves it that stop, and nobody sends it elsewhere for a trifle."""

import pytest
from msgspec.structs import replace

from dispatch.application.standing_by import order_standby
from dispatch.domain.crew import CrewStatus
from dispatch.domain.errors import NotAssignable
from dispatch.domain.ids import CrewId, StationId, TransportId
from dispatch.domain.messages import OrderStandby
from dispatch.domain.situation import Situation
from dispatch.domain.transport import CrewRun, Stop, TransportPlan, TransportStep
from dispatch.policy.transport.planning import plan_by_insertion, plan_transport
from tests.builders import NOON
from tests.unit.policy.transport.days import (
    a_day,
    a_request,
    a_transport_crew,
    km,
    on_board,
    promised,
    the_problem,
    within,
)


def begun(step: TransportStep = TransportStep.BEGUN) -> Situation:
    """A crew on its way ten kilometres east, when somebody next door asks for a short way."""
    far = a_request("far", origin=km(10), destination=km(20), pickup=within(0, 60))
    near = a_request("near", origin=km(1), destination=km(2), pickup=within(0, 60))
    times = {TransportStep.BEGUN: NOON - 300.0, step: NOON - 60.0}
    return a_day([a_transport_crew("a")], [promised(far, "a", 15, step=step, times=times), near])


def order(plan: TransportPlan) -> list[tuple[str, bool]]:
    (run,) = plan.runs
    return [(stop.transport, stop.pickup) for stop in run.stops]


def test_no_stop_comes_before_the_one_that_a_crew_is_on_its_way_to() -> None:
    for made in (plan_transport, plan_by_insertion):
        assert order(made(the_problem(begun())))[0] == ("far", True)


def test_a_crew_that_has_arrived_loads_at_once_and_not_when_it_suits_the_rest_of_the_plan() -> None:
    (run,) = plan_transport(the_problem(begun(TransportStep.AT_PICKUP))).runs
    assert (run.stops[0].transport, run.stops[0].begin_at) == ("far", NOON)


def test_loading_takes_its_whole_time_when_the_crew_was_there_before_the_window() -> None:
    early = a_request("early", pickup=within(10, 60))
    times = {TransportStep.AT_PICKUP: NOON - 1_200.0}
    waits = promised(early, "a", 10, step=TransportStep.AT_PICKUP, times=times)
    (run,) = plan_transport(the_problem(a_day([a_transport_crew("a")], [waits]))).runs
    assert run.stops[0].leave_at - run.stops[0].begin_at == early.loading_s


def test_a_patient_who_is_being_brought_is_not_driven_round_by_a_later_request() -> None:
    aboard = a_request("aboard", destination=km(10), may_share=True)
    later = a_request("later", origin=km(0.5), destination=km(11), may_share=True, pickup=within(0, 60))
    day = a_day([a_transport_crew("a", status=CrewStatus.ON_TRANSPORT)], [on_board(aboard, "a"), later])
    stop = Stop(
        transport=TransportId("aboard"), pickup=False, arrive_at=NOON, begin_at=NOON, leave_at=NOON + 600, slack_s=0
    )
    runs = {CrewId("a"): CrewRun(crew=CrewId("a"), stops=(stop,))}
    bound = replace(day, transport=replace(day.transport, runs=runs))
    assert order(plan_transport(the_problem(bound)))[0] == ("aboard", False)


def test_a_crew_that_fetches_a_patient_is_not_sent_to_stand_by() -> None:
    day = begun()
    wish = OrderStandby(crew=CrewId("a"), to=StationId("elsewhere"))
    with pytest.raises(NotAssignable, match="плановой перевозки"):
        order_standby(day, day.crews[CrewId("a")], wish, "диспетчер")
