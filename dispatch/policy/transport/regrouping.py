"""Take a few requests that are alike out of a plan and put them in again where they cost least, as long as it helps.

Ruin and recreate (Shaw, doi:10.1007/3-540-49481-2_30; Schrimpf et al., doi:10.1006/jcph.1999.6413), without chance: one
request after the other is the seed of a group, in the order of their numbers. The groups are small, so that most of
what is asked has been asked before and is remembered.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from dispatch.policy.transport.insertion import Inserted, insert, order
from dispatch.policy.transport.problem import NEVER, Problem, Route, timed

GROUPS = (2, 4, 8)
"""So many requests are taken out together. Assumed; smaller groups first, because they are the quicker ones."""


class _Plan(Struct, frozen=True, kw_only=True):
    """Routes, the requests that nobody takes, and the objective of both."""

    routes: tuple[Route, ...]
    unserved: frozenset[int]
    cost: int


class _Search(Struct, kw_only=True):
    """What has been asked of the problem so far, and how many questions are left."""

    problem: Problem
    left: int
    inserted: dict[tuple[int, int, Route], Inserted | None] = field(default_factory=dict)
    costs: dict[tuple[int, Route], int] = field(default_factory=dict)

    def insert(self, job: int, vehicle: int, route: Route) -> Inserted | None:
        """Return the best place of a request in a route."""
        key = job, vehicle, route
        if key not in self.inserted:
            self.left -= len(route) + 1
            self.inserted[key] = insert(self.problem, route, vehicle, self.problem.jobs[job])
        return self.inserted[key]

    def cost(self, vehicle: int, route: Route) -> int:
        """Return what a route costs; more than anything where it breaks a limit."""
        key = vehicle, route
        if key not in self.costs:
            times = timed(self.problem, self.problem.vehicles[vehicle], route)
            self.costs[key] = NEVER * NEVER if times is None else times.cost
        return self.costs[key]

    def plan(self, routes: Sequence[Route]) -> _Plan:
        """Weigh routes."""
        stops = self.problem.stops
        unserved = frozenset(range(len(self.problem.jobs))) - {stops[stop].job for route in routes for stop in route}
        driven = sum(self.cost(vehicle, route) for vehicle, route in enumerate(routes))
        cost = driven + len(unserved) * self.problem.parameters.unserved_cost_s
        return _Plan(routes=tuple(routes), unserved=unserved, cost=cost)


def regroup(problem: Problem, routes: Sequence[Route]) -> list[Route]:
    """Return better routes, or the same ones; ends when no group helps, or after the questions that are allowed."""
    search = _Search(problem=problem, left=problem.parameters.insertions)
    alike = _alike(problem)
    best, since, at = search.plan(routes), 0, 0
    tried = [(size, seed) for size in GROUPS for seed in range(len(problem.jobs))]
    while since < len(tried) and search.left > 0:
        size, seed = tried[at % len(tried)]
        better = _without_and_again(search, best, frozenset(alike[seed][:size].tolist()))
        since = 0 if better.cost < best.cost else since + 1
        best, at = min(better, best, key=lambda plan: plan.cost), at + 1
    return list(best.routes)


def _without_and_again(search: _Search, plan: _Plan, group: frozenset[int]) -> _Plan:
    """Take a group out, and put it back together with those whom nobody took."""
    problem = search.problem
    out = group | _ways_back(problem, group)
    routes = [tuple(s for s in route if problem.stops[s].job not in out) for route in plan.routes]
    plans = (_put_in(search, routes, waiting) for waiting in _orders(problem, out | plan.unserved))
    return min(plans, key=lambda found: found.cost)


def _ways_back(problem: Problem, group: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number, job in enumerate(problem.jobs) if job.outbound in group)


def _orders(problem: Problem, waiting: frozenset[int]) -> Iterator[list[int]]:
    """Yield the deadlines' order, and the longest ways first."""
    there = {number: problem.jobs[number].outbound is not None for number in waiting}
    yield sorted(waiting, key=lambda number: (there[number], order(problem, problem.jobs[number])))
    yield sorted(waiting, key=lambda number: (there[number], -problem.jobs[number].direct, number))


def _put_in(search: _Search, routes: Sequence[Route], waiting: Sequence[int]) -> _Plan:
    problem, found = search.problem, list(routes)
    for number in waiting:
        job = problem.jobs[number]
        if job.outbound is not None and not any(problem.jobs[job.outbound].delivery in route for route in found):
            continue
        places = [search.insert(number, vehicle, found[vehicle]) for vehicle in job.vehicles]
        best = min((p for p in places if p is not None), key=lambda place: (place.added, place.vehicle), default=None)
        if best is not None:
            found[best.vehicle] = best.route
    return search.plan(found)


def _alike(problem: Problem) -> NDArray[np.intp]:
    """Return for each request all of them, those that are near to it in place and time first, itself the very first."""
    ends = [
        (problem.stops[j.delivery if j.pickup is None else j.pickup], problem.stops[j.delivery]) for j in problem.jobs
    ]
    begin = np.array([first.at for first, _ in ends], dtype=np.intp)
    end = np.array([last.at for _, last in ends], dtype=np.intp)
    due = np.array([first.due for first, _ in ends], dtype=np.float64)
    apart = problem.seconds[np.ix_(begin, begin)] + problem.seconds[np.ix_(end, end)]
    apart = apart + np.abs(due[:, None] - due[None, :])
    np.fill_diagonal(apart, -1.0)
    return np.argsort(apart, axis=1, kind="stable")
