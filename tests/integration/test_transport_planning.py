"""The planner beside the worker: a real child process plans, and a search that takes too long is ended."""

import time

from msgspec.structs import replace

from dispatch.domain.situation import Situation
from dispatch.domain.transport_messages import AdoptTransportPlan
from dispatch.policy.transport.planning import plan_by_insertion, plan_transport
from dispatch.runtime.transport import REST_S, TransportPlanning
from dispatch.runtime.transport_plan import plan_from, problem_from, to_wire
from routing.types import LatLon, Profile, TravelTimeMatrix
from tests.builders import NOON, VERSION
from tests.unit.policy.transport.days import QUICK, a_random_day, matrix, the_problem


class Plane:
    """The plane's minutes behind the port of travel times."""

    weights_version = VERSION

    def matrix(
        self,
        origins: dict[str, LatLon],
        destinations: dict[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        """Return the minutes; the planner asks for a square, by the roads of no special moment."""
        assert departs_at is None
        assert (origins, profile) == (destinations, Profile.ORDINARY)
        return matrix(origins)


def asked(planning: TransportPlanning, day: Situation, *, until_s: float = 60.0) -> AdoptTransportPlan:
    """Step as the worker does until a plan comes."""
    for _ in range(int(until_s / 0.1)):
        wish = planning.step(NOON + REST_S, day, {})
        if wish is not None:
            return wish
        time.sleep(0.1)
    raise AssertionError("no plan came")


def a_stale_day() -> Situation:
    """Return a day that waits for its first plan."""
    day = a_random_day(2, count=6, crew_count=2)
    return replace(day, now=NOON + REST_S, transport=replace(day.transport, stale=True))


def test_the_child_makes_the_very_plan_that_this_process_would_make() -> None:
    day = a_stale_day()
    wish = asked(TransportPlanning(Plane(), QUICK), day)  # type: ignore[arg-type]
    assert wish.plan == plan_transport(the_problem(day))


def test_a_search_that_takes_too_long_is_ended_and_the_pencils_plan_taken() -> None:
    day = a_stale_day()
    planning = TransportPlanning(Plane(), QUICK, patience_s=0.0)  # type: ignore[arg-type]
    assert planning.step(NOON + REST_S, day, {}) is None
    wish = planning.step(NOON + REST_S, day, {})
    assert wish is not None
    assert wish.plan == plan_by_insertion(the_problem(day))


def test_nothing_is_planned_while_nothing_is_due() -> None:
    planning = TransportPlanning(Plane(), QUICK)  # type: ignore[arg-type]
    day = a_stale_day()
    calm = replace(day, transport=replace(day.transport, stale=False, planned_at=day.now))
    assert planning.step(day.now, calm, {}) is None
    planning.stop()


def test_a_problem_and_a_plan_go_over_the_wire_unchanged() -> None:
    problem = the_problem(a_random_day(1))
    again = problem_from(to_wire(problem))
    assert (again.seconds == problem.seconds).all()
    assert (again.jobs, again.stops, again.vehicles) == (problem.jobs, problem.stops, problem.vehicles)
    plan = plan_transport(problem)
    assert plan_from(to_wire(plan)) == plan
