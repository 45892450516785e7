"""Earliest deadline first, each request where it lengthens the driving least: what a person with a pencil would do.

It is the start of the search, the yardstick that it is measured against, and the fall-back when the solver fails.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dispatch.policy.transport.problem import NEVER, Job, Problem, Route, Timed, Vehicle, timed


class Inserted(Struct, frozen=True, kw_only=True):
    """A route with one more request, and what it costs more than before."""

    vehicle: int
    route: Route
    times: Timed
    added: int


def insertion(problem: Problem) -> list[Route]:
    """Plan all requests one after the other.

    First those that a crew is on its way for, because no other stop comes before them; then those on board, because
    nobody else can take them.
    """
    routes: list[Route] = [()] * len(problem.vehicles)
    for at in sorted(range(len(problem.jobs)), key=lambda at: order(problem, problem.jobs[at])):
        job = problem.jobs[at]
        if job.outbound is not None and not _served(problem, routes, job.outbound):
            continue
        found = [best for vehicle in job.vehicles if (best := insert(problem, routes[vehicle], vehicle, job))]
        if found:
            best = min(found, key=lambda inserted: (inserted.added, inserted.vehicle))
            routes[best.vehicle] = best.route
    return routes


def insert(problem: Problem, route: Route, number: int, job: Job) -> Inserted | None:
    """Put a request into a route where it adds least driving; None when it fits nowhere."""
    vehicle = problem.vehicles[number]
    before = timed(problem, vehicle, route)
    if before is None:
        return None
    for _, longer in sorted(_ways(problem, vehicle, route, before, job)):
        times = timed(problem, vehicle, longer)
        if times is not None:
            return Inserted(vehicle=number, route=longer, times=times, added=times.cost - before.cost)
    return None


def order(problem: Problem, job: Job) -> tuple[bool, bool, bool, int, str]:
    """Return what requests are sorted by: who cannot wait or go with another crew, then the deadline."""
    number = job.delivery if job.pickup is None else job.pickup
    first, under_way = problem.stops[number], any(problem.vehicles[at].bound_for == number for at in job.vehicles)
    return not under_way, job.pickup is not None, not job.promised, first.due, job.transport


def _served(problem: Problem, routes: Sequence[Route], job: int) -> bool:
    delivery = problem.jobs[job].delivery
    return any(delivery in route for route in routes)


def _ways(problem: Problem, vehicle: Vehicle, route: Route, times: Timed, job: Job) -> Iterator[tuple[int, Route]]:
    """Every order of stops with the request in it that is not too late at first sight, with the detour it makes."""
    places = [vehicle.start, *(problem.stops[stop].at for stop in route), vehicle.end]
    left = [vehicle.ready, *(at + problem.stops[s].service for at, s in zip(times.begin, route, strict=True))]
    if job.pickup is None:
        for last in range(len(route) + 1):
            longer = (*route[:last], job.delivery, *route[last:])
            yield _detour(problem, places, last, problem.stops[job.delivery].at), longer
        return
    pickup, delivery = problem.stops[job.pickup], problem.stops[job.delivery]
    seconds = problem.seconds
    for first in range(len(route) + 1):
        reached = left[first] + seconds.item(places[first], pickup.at)
        if reached > pickup.latest:
            break
        detour = _detour(problem, places, first, pickup.at)
        head, tail = (*route[:first], job.pickup), route[first:]
        with_pickup = [*places[: first + 1], pickup.at, *places[first + 1 :]]
        for last in range(len(tail) + 1):
            added = detour + _detour(problem, with_pickup, first + 1 + last, delivery.at)
            if added < NEVER:
                yield added, (*head, *tail[:last], job.delivery, *tail[last:])


def _detour(problem: Problem, places: Sequence[int], after: int, by: int) -> int:
    begin, end, seconds = places[after], places[after + 1], problem.seconds
    return seconds.item(begin, by) + seconds.item(by, end) - seconds.item(begin, end)
