"""The door of planned transport: a question in, a plan with its reasons out. Pure, and the same on every machine."""

from collections.abc import Sequence

from dispatch.domain.ids import CrewId
from dispatch.domain.transport import CrewRun, Stop, TransportPlan
from dispatch.policy.transport.explaining import Explained, explain, latest
from dispatch.policy.transport.insertion import insertion
from dispatch.policy.transport.problem import Problem, Route, Timed, cost, timed
from dispatch.policy.transport.regrouping import regroup
from dispatch.policy.transport.solving import Unsolved, improve

ROUTING, REGROUPING, INSERTION = "routing", "regrouping", "insertion"


def plan_transport(problem: Problem) -> TransportPlan:
    """Plan by insertion, go downhill with OR-Tools, and regroup what it found: no step makes a plan worse."""
    first = insertion(problem)
    if not (problem.jobs and problem.vehicles):
        return _plan(problem, first, first, ROUTING)
    try:
        found = improve(problem, first)
    except Unsolved:
        return _plan(problem, regroup(problem, first), first, REGROUPING)
    better, known = cost(problem, found), cost(problem, first)
    worse = better is None or (known is not None and known < better)
    return _plan(problem, regroup(problem, first if worse else found), first, ROUTING)


def plan_by_insertion(problem: Problem) -> TransportPlan:
    """Plan without the solver: when it fails, or takes too long."""
    first = insertion(problem)
    return _plan(problem, first, first, INSERTION)


def _plan(problem: Problem, routes: Sequence[Route], first: Sequence[Route], solver: str) -> TransportPlan:
    times = [timed(problem, vehicle, route) for vehicle, route in zip(problem.vehicles, routes, strict=True)]
    known = Explained(problem=problem, routes=tuple(routes), times=tuple(t for t in times if t is not None))
    return TransportPlan(
        planned_at=problem.now,
        solver=solver,
        weights_version=problem.weights_version,
        runs=_runs(known),
        transports=explain(known),
        cost_s=float(cost(problem, routes) or 0),
        insertion_s=float(cost(problem, first) or 0),
    )


def _runs(known: Explained) -> tuple[CrewRun, ...]:
    """Join the shifts of each crew into one run."""
    stops: dict[CrewId, list[Stop]] = {}
    for vehicle, route, times in zip(known.problem.vehicles, known.routes, known.times, strict=True):
        stops.setdefault(vehicle.crew, []).extend(_stops(known.problem, route, times))
    ordered = {crew: sorted(found, key=lambda stop: stop.begin_at) for crew, found in stops.items() if found}
    return tuple(CrewRun(crew=crew, stops=tuple(found)) for crew, found in ordered.items())


def _stops(problem: Problem, route: Route, times: Timed) -> list[Stop]:
    last = latest(problem, route, times)
    found = []
    for at, number in enumerate(route):
        stop = problem.stops[number]
        found.append(
            Stop(
                transport=problem.jobs[stop.job].transport,
                pickup=stop.pickup,
                arrive_at=problem.now + times.arrive[at],
                begin_at=problem.now + times.begin[at],
                leave_at=problem.now + times.begin[at] + stop.service,
                slack_s=float(last[at] - times.begin[at]),
            )
        )
    return found
