"""The question that a plan answers, in whole seconds from `now`: stops with windows and loads, vehicles with shifts."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.ids import CrewId, TransportId
from dispatch.domain.transport import PlannedTransport
from dispatch.policy.transport.parameters import TransportParameters

Amounts = tuple[int, int, int, int]
"""Seats, wheelchair places, stretchers, company."""

Route = tuple[int, ...]
"""Stops of one vehicle in order, by their number in the problem."""

NEVER = 10_000_000
"""Seconds that stand for «no road» and «no limit»: 115 days."""


class Place(Struct, frozen=True, kw_only=True):
    """A stop that may be made. It begins between `earliest` and `latest`; after `due` it is late. `load` is signed."""

    job: int
    pickup: bool
    at: int
    earliest: int
    due: int
    latest: int
    service: int
    load: Amounts


class Job(Struct, frozen=True, kw_only=True):
    """One request: its stops, and the vehicles that can carry it. `pickup` is None when the patient is on board.

    `lacking` says for each crew that cannot what it lacks. `kept_by` is the crew that the promise was made with.
    `outbound` is the job that this one is the way back of.
    """

    transport: TransportId
    pickup: int | None
    delivery: int
    vehicles: tuple[int, ...]
    lacking: dict[CrewId, tuple[str, ...]]
    mandatory: bool
    max_ride: int
    direct: int
    kept_by: CrewId | None
    promised: bool
    outbound: int | None


class Vehicle(Struct, frozen=True, kw_only=True):
    """A crew in one of its shifts: free at `ready`, back at its base by `until`, `load` on board already.

    `bound_for` is the stop that it is on its way to, or at: no other comes before it. None: it may begin anywhere.
    """

    crew: CrewId
    start: int
    end: int
    ready: int
    until: int
    room: Amounts
    load: Amounts
    weight: int
    set_aside: bool
    bound_for: int | None = None


class Problem(Struct, frozen=True, kw_only=True, eq=False):
    """Everything that a plan needs. `seconds` has the shape (places, places); `said` is of requests not planned now."""

    now: float
    stops: tuple[Place, ...]
    jobs: tuple[Job, ...]
    vehicles: tuple[Vehicle, ...]
    seconds: NDArray[np.int64]
    said: tuple[PlannedTransport, ...]
    weights_version: str
    parameters: TransportParameters


class Timed(Struct, frozen=True, kw_only=True):
    """A route with its times: when each stop is reached and begins, seconds from `now`; `cost` as in the objective."""

    arrive: tuple[int, ...]
    begin: tuple[int, ...]
    driven: int
    cost: int


def timed(problem: Problem, vehicle: Vehicle, route: Sequence[int]) -> Timed | None:
    """Time a route as early as its windows and rides allow; None when it breaks a limit."""
    if not route:
        return Timed(arrive=(), begin=(), driven=0, cost=0)
    if vehicle.bound_for in route[1:] or not _fits_in(problem, vehicle, route):
        return None
    legs = _legs(problem, vehicle, route)
    begin = _begin(problem, vehicle, route, legs)
    if begin is None:
        return None
    stops = [problem.stops[stop] for stop in route]
    if begin[-1] + stops[-1].service + legs[-1] > vehicle.until:
        return None
    left = [vehicle.ready, *(at + stop.service for at, stop in zip(begin, stops, strict=True))]
    late = sum(max(0, at - stop.due) for at, stop in zip(begin, stops, strict=True))
    driven = sum(legs)
    cost = vehicle.weight * driven + problem.parameters.late_weight * late + other_crew(problem, vehicle, route)
    return Timed(
        arrive=tuple(at + leg for at, leg in zip(left, legs[:-1], strict=False)),
        begin=tuple(begin),
        driven=driven,
        cost=cost,
    )


def cost(problem: Problem, routes: Sequence[Route]) -> int | None:
    """Return the objective of a whole plan; None when a route breaks a limit."""
    known = [timed(problem, vehicle, route) for vehicle, route in zip(problem.vehicles, routes, strict=True)]
    if any(route is None for route in known):
        return None
    served = {problem.stops[stop].job for route in routes for stop in route}
    unserved = len(problem.jobs) - len(served)
    return unserved * problem.parameters.unserved_cost_s + sum(route.cost for route in known if route is not None)


def other_crew(problem: Problem, vehicle: Vehicle, route: Sequence[int]) -> int:
    """Return what it costs that promises made with other crews are kept by this one."""
    jobs = [problem.jobs[problem.stops[stop].job] for stop in route if problem.stops[stop].pickup]
    return problem.parameters.other_crew_s * sum(job.kept_by not in {None, vehicle.crew} for job in jobs)


def _fits_in(problem: Problem, vehicle: Vehicle, route: Sequence[int]) -> bool:
    load = list(vehicle.load)
    for stop in route:
        amounts = problem.stops[stop].load
        for at in range(len(load)):
            load[at] += amounts[at]
            if amounts[at] > 0 and load[at] > vehicle.room[at]:
                return False
    return True


def _legs(problem: Problem, vehicle: Vehicle, route: Sequence[int]) -> list[int]:
    places = [vehicle.start, *(problem.stops[stop].at for stop in route), vehicle.end]
    legs: list[int] = problem.seconds[places[:-1], places[1:]].tolist()
    return legs


def _begin(problem: Problem, vehicle: Vehicle, route: Sequence[int], legs: Sequence[int]) -> list[int] | None:
    """Begin each stop as early as possible, a pickup later where the patient would sit too long in the vehicle.

    The limits are differences of two times, so that pushing what is too early until nothing moves finds the earliest
    schedule there is (Bellman–Ford).
    """
    stops = [problem.stops[stop] for stop in route]
    begin = [stop.earliest for stop in stops]
    rides = _rides(problem, route)
    for _ in range(len(route) + 1):
        moment = vehicle.ready
        for at, stop in enumerate(stops):
            begin[at] = max(begin[at], moment + legs[at])
            if begin[at] > stop.latest:
                return None
            moment = begin[at] + stop.service
        pushed = False
        for first, last, longest in rides:
            soonest = begin[last] - longest - stops[first].service
            if soonest > begin[first]:
                begin[first], pushed = soonest, True
        if not pushed:
            return begin
    return None


def _rides(problem: Problem, route: Sequence[int]) -> list[tuple[int, int, int]]:
    """Places in the route of each pickup and its delivery, and the longest ride between them."""
    place = {stop: at for at, stop in enumerate(route)}
    found = []
    for at, stop in enumerate(route):
        job = problem.jobs[problem.stops[stop].job]
        if problem.stops[stop].pickup:
            found.append((at, place[job.delivery], job.max_ride))
    return found
