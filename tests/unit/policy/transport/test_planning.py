"""Plans of transport: who is taken when, what may not happen, and that the search is never worse than a pencil."""

import numpy as np
import pytest
from msgspec.structs import replace

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew, CrewStatus, Shift
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.situation import Situation
from dispatch.domain.transport import (
    Mobility,
    PlannedTransport,
    Transport,
    TransportPlan,
    TransportStep,
    TransportUse,
)
from dispatch.policy.transport.due import ANEW_S, plan_is_due
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.planning import plan_by_insertion, plan_transport
from dispatch.policy.transport.problem import Problem
from dispatch.policy.transport.suiting import load_of
from tests.builders import NOON, a_situation, an_incident
from tests.unit.policy.transport.days import (
    QUICK,
    a_day,
    a_random_day,
    a_request,
    a_transport_crew,
    km,
    matrix,
    on_board,
    promised,
    the_problem,
    within,
)


def planned(situation: Situation) -> TransportPlan:
    """Return the plan of a day."""
    return plan_transport(the_problem(situation))


def said(plan: TransportPlan, name: str = "t1") -> PlannedTransport:
    """Return what the plan says of a request."""
    return next(transport for transport in plan.transports if transport.transport == name)


def codes(plan: TransportPlan, name: str = "t1") -> list[str]:
    """Return the codes of its reasons."""
    return [reason.code for reason in said(plan, name).reasons]


def at_minute(moment: float | None) -> float:
    """Return minutes after noon."""
    assert moment is not None
    return round((moment - NOON) / 60, 1)


def test_the_nearest_crew_comes_as_soon_as_it_can() -> None:
    plan = planned(a_day([a_transport_crew("far", 30), a_transport_crew("near", 5)], [a_request()]))
    assert said(plan).crew == "near"
    assert at_minute(said(plan).pickup_at) == pytest.approx(5, abs=0.1)
    assert at_minute(said(plan).delivery_at) == pytest.approx(5 + 10 + 10, abs=0.1)
    assert "transport-as-soon-as-there" in codes(plan)
    other = said(plan).options[0]
    assert (other.crew, other.reasons[0].code) == ("far", "transport-dearer")
    assert other.added_s == pytest.approx((30 + 20 - 10) * 60, abs=5)


def test_a_crew_waits_for_the_window_and_says_how_much_it_has_to_spare() -> None:
    plan = planned(a_day([a_transport_crew()], [a_request(pickup=within(60, 90))]))
    assert at_minute(said(plan).pickup_at) == 60
    assert codes(plan)[-2:] == ["transport-waits-for-window", "transport-slack"]
    assert said(plan).reasons[-1].params["minutes"] == 30.0


def test_a_window_of_arrival_is_kept_without_a_window_of_pickup() -> None:
    plan = planned(a_day([a_transport_crew()], [a_request(pickup=None, delivery=within(120, 130))]))
    assert 120 <= at_minute(said(plan).delivery_at) <= 130
    ride_s = said(plan).delivery_at - said(plan).pickup_at - 600  # type: ignore[operator]
    assert ride_s <= 1.5 * 600 + 900 + 1


def test_two_who_may_share_ride_together_and_two_who_may_not_do_not() -> None:
    def day(*, share: bool) -> TransportPlan:
        ways = [a_request(n, mobility=Mobility.SEATED, pickup=within(0, 30), may_share=share) for n in ("t1", "t2")]
        return planned(a_day([a_transport_crew("a", vehicle_class="A")], ways))

    together = day(share=True)
    assert all("transport-shares" in codes(together, name) for name in ("t1", "t2"))
    apart = day(share=False)
    assert sorted(t.crew or "" for t in apart.transports) == ["", "a"]


def test_a_vehicle_never_carries_more_than_it_has_room_for() -> None:
    ways = [a_request(f"t{n}", mobility=Mobility.STRETCHER, pickup=within(0, 40), may_share=True) for n in range(2)]
    plan = planned(a_day([a_transport_crew("a")], ways))
    served = [transport for transport in plan.transports if transport.crew]
    assert len(served) == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"mobility": Mobility.SEATED, "escorts": 3}, "seats"),
        ({"oxygen": True}, "oxygen"),
        ({"crew_need": frozenset({CrewCapability.INTENSIVE})}, "intensive"),
    ],
)
def test_what_no_crew_has_is_named(asked: dict[str, object], why: str) -> None:
    crew = a_transport_crew("a", vehicle_class="A", kind=CrewKind.FELDSHER)
    plan = planned(a_day([crew], [a_request(**asked)]))
    assert said(plan).crew is None
    assert (said(plan).reasons[0].code, said(plan).reasons[0].params["what"]) == ("transport-lacks", why)


def test_without_a_crew_for_transport_the_plan_says_what_to_do() -> None:
    assert codes(planned(a_day([a_transport_crew()], [a_request()], uses={}))) == ["transport-no-crews"]


def test_a_window_that_nobody_can_make_is_told_with_what_would_make_it_possible() -> None:
    plan = planned(a_day([a_transport_crew("a", 60)], [a_request(pickup=within(0, 40))]))
    assert codes(plan) == ["transport-window-too-tight", "transport-possible-later"]
    assert said(plan).reasons[1].params["minutes"] == 30.0


def test_a_day_too_full_says_who_is_busy() -> None:
    ways = [a_request(f"t{n}", destination=km(60), pickup=within(0, 20)) for n in range(2)]
    plan = planned(a_day([a_transport_crew("a")], ways))
    left = next(transport for transport in plan.transports if transport.crew is None)
    assert left.reasons[0].code == "transport-all-busy"


def test_a_trip_that_outlasts_the_shift_is_told_as_that() -> None:
    noon_shift = Shift(start_s=6 * 3600, end_s=12.5 * 3600)
    crew = a_transport_crew("a", shift=noon_shift)
    assert codes(planned(a_day([crew], [a_request(pickup=within(0, 60))])))[0] == "transport-outside-shifts"


def test_a_crew_whose_shift_begins_later_takes_what_can_wait() -> None:
    crew = a_transport_crew("a", shift=Shift(start_s=13 * 3600, end_s=20 * 3600))
    plan = planned(a_day([crew], [a_request()]))
    assert at_minute(said(plan).pickup_at) == 60


def test_what_begins_after_a_day_is_planned_later_and_what_is_past_is_told() -> None:
    later, past = a_request("later", pickup=within(1_600, 1_700)), a_request("past", pickup=within(-90, -30))
    plan = planned(a_day([a_transport_crew()], [later, past]))
    assert codes(plan, "later") == ["transport-planned-later"]
    assert codes(plan, "past") == ["transport-window-passed"]
    assert said(plan, "past").reasons[0].params["minutes"] == 30.0


def test_nobody_is_fetched_back_who_was_never_brought_there() -> None:
    there = a_request("there", pickup=within(0, 5))
    back = a_request("back", origin=km(10), destination=km(0), pickup=within(200, 300), return_of="there")
    plan = planned(a_day([a_transport_crew("a", 60)], [there, back]))
    assert said(plan, "there").crew is None
    assert codes(plan, "back") == ["transport-no-way-there"]


def test_a_crew_set_aside_goes_before_one_that_calls_may_need() -> None:
    uses = {"calls": TransportUse.BETWEEN_CALLS, "aside": TransportUse.SET_ASIDE}
    crews = [a_transport_crew("calls", 0), a_transport_crew("aside", 8)]
    plan = planned(a_day(crews, [a_request()], uses=uses))
    assert said(plan).crew == "aside"
    assert codes(plan)[0] == "transport-crew-set-aside"


def test_a_promise_is_kept_when_something_better_for_others_comes() -> None:
    kept = promised(a_request("kept", pickup=within(0, 240)), "a", 100)
    fresh = [a_request(f"new{n}", pickup=within(60, 140), origin=km(3 * n)) for n in range(3)]
    plan = planned(a_day([a_transport_crew("a"), a_transport_crew("b", 20)], [kept, *fresh]))
    assert abs(at_minute(said(plan, "kept").pickup_at) - 100) <= 15


def test_a_promise_that_nobody_can_keep_is_late_and_not_lost() -> None:
    late = promised(a_request("late", pickup=within(0, 10)), "a", 5)
    plan = planned(a_day([a_transport_crew("a", 60)], [late]))
    assert said(plan, "late").crew == "a"
    assert "transport-late" in codes(plan, "late")


def test_a_patient_on_board_is_brought_by_the_crew_that_has_him_however_late() -> None:
    aboard = on_board(a_request("aboard", destination=km(100), pickup=within(-300, -200)), "a")
    crew = a_transport_crew("a", status=CrewStatus.ON_TRANSPORT)
    plan = planned(a_day([crew, a_transport_crew("b")], [aboard, a_request("t2")]))
    assert said(plan, "aboard").crew == "a"
    assert said(plan, "aboard").pickup_at is None
    assert [stop.pickup for run in plan.runs for stop in run.stops if stop.transport == "aboard"] == [False]


def test_a_crew_that_has_left_for_a_patient_keeps_him() -> None:
    begun = Transport(request=a_request(), crew=CrewId("far"), step=TransportStep.BEGUN)
    plan = planned(a_day([a_transport_crew("far", 40), a_transport_crew("near", 1)], [begun]))
    assert said(plan).crew == "far"


def test_the_crew_that_a_person_has_chosen_is_not_changed() -> None:
    chosen = Transport(request=a_request(), crew=CrewId("far"), pinned=True, step=TransportStep.CONFIRMED)
    plan = planned(a_day([a_transport_crew("far", 40), a_transport_crew("near", 1)], [chosen]))
    assert said(plan).crew == "far"


def test_a_crew_on_a_call_is_counted_on_only_after_it() -> None:
    crew = a_transport_crew("a", status=CrewStatus.AT_SCENE, status_at=NOON - 600, assignment=AssignmentId("call-1"))
    day = a_day([crew], [a_request()])
    plan = planned(replace(day, incidents={IncidentId("call"): an_incident("call", at=km(0))}))
    assert at_minute(said(plan).pickup_at) >= 50


@pytest.mark.parametrize("seed", range(8))
def test_the_search_is_never_worse_than_the_pencil_and_keeps_every_limit(seed: int) -> None:
    day = a_random_day(seed)
    plan = planned(day)
    assert plan.cost_s <= plan.insertion_s == plan_by_insertion(the_problem(day)).cost_s
    assert {transport.transport for transport in plan.transports} == set(day.transport.requests)
    _keeps_limits(day, plan)


def test_on_most_days_the_search_is_better_than_the_pencil() -> None:
    plans = [planned(a_random_day(seed, count=14)) for seed in range(20, 26)]
    assert sum(plan.cost_s < plan.insertion_s for plan in plans) >= 4


def test_the_same_day_gives_the_same_plan() -> None:
    assert planned(a_random_day(3)) == planned(a_random_day(3))


def without_road(situation: Situation, name: str) -> Problem:
    """Return the question of a day on which no road leads to the end of one way."""
    named = places(situation)
    times = matrix(named)
    times.seconds[:, times.destinations.index(f"to:{name}")] = np.inf
    return frame(situation, times, QUICK)


def test_a_problem_that_the_solver_refuses_leaves_the_plan_without_it() -> None:
    crew = a_transport_crew("a", status=CrewStatus.ON_TRANSPORT)
    day = a_day([crew, a_transport_crew("b")], [on_board(a_request("aboard"), "a"), a_request("t2", origin=km(1))])
    plan = plan_transport(without_road(day, "aboard"))
    assert (plan.solver, plan.cost_s) == ("regrouping", plan.insertion_s)
    assert said(plan, "aboard").crew is None
    assert said(plan, "t2").crew == "b"


def test_nothing_asked_is_an_empty_plan() -> None:
    plan = planned(a_day([a_transport_crew()], []))
    assert (plan.runs, plan.transports, plan.cost_s) == ((), (), 0.0)
    assert planned(a_situation()).transports == ()


def test_places_without_a_road_between_them_are_told() -> None:
    plan = plan_transport(without_road(a_day([a_transport_crew()], [a_request()]), "t1"))
    assert codes(plan) == ["transport-no-road"]


def test_a_plan_is_due_when_something_happens_a_crew_is_taken_or_time_has_passed() -> None:
    day = a_day([a_transport_crew()], [a_request()])
    fresh = replace(day, transport=replace(day.transport, planned_at=NOON))
    assert not plan_is_due(fresh, NOON)
    assert not plan_is_due(a_day([a_transport_crew()], []), 0.0)
    assert plan_is_due(replace(fresh, transport=replace(fresh.transport, stale=True)), NOON)
    assert plan_is_due(replace(fresh, now=NOON + ANEW_S), NOON)
    plan = planned(day)
    running = replace(fresh.transport, runs={run.crew: run for run in plan.runs})
    taken = _crew_of(day).doing(CrewStatus.DISPATCHED, since=NOON + 1, assignment=AssignmentId("x-1"))
    assert plan_is_due(replace(fresh, crews={taken.id: taken}, transport=running, now=NOON + 2), NOON)


def _crew_of(day: Situation) -> Crew:
    return next(iter(day.crews.values()))


def _keeps_limits(day: Situation, plan: TransportPlan) -> None:
    """Check windows, order and room with plain arithmetic."""
    for run in plan.runs:
        crew = day.crews[run.crew]
        room = day.transport.room(crew.id, crew.vehicle_class)
        seats = wheelchairs = stretchers = 0
        free_at = 0.0
        for stop in run.stops:
            request = day.transport.requests[stop.transport].request
            load, sign = load_of(request), 1 if stop.pickup else -1
            seats += sign * load.seats
            wheelchairs += sign * load.wheelchairs
            stretchers += sign * load.stretchers
            assert seats <= room.seats
            assert wheelchairs <= room.wheelchairs
            assert stretchers <= room.stretchers
            assert stop.arrive_at >= free_at
            assert stop.begin_at >= stop.arrive_at
            if stop.pickup and request.pickup is not None:
                assert request.pickup.from_at <= stop.begin_at <= request.pickup.until_at
            free_at = stop.leave_at
        assert (seats, wheelchairs, stretchers) == (0, 0, 0)
