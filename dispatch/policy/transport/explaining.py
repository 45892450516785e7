"""A plan put into reasons: why this crew, why this time, who was next, and what would make an unserved way possible."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispatch.domain.recommendation import Reason, in_minutes
from dispatch.domain.transport import PlannedTransport, TransportOption
from dispatch.policy.transport.insertion import Inserted, insert
from dispatch.policy.transport.problem import NEVER, Job, Problem, Route, Timed, timed

OPTIONS_KEPT = 3
"""Other crews that are shown with a plan."""

LATER_S = (900, 1_800, 3_600, 7_200, 14_400)
"""How much wider a window is tried for a request that nobody can take."""

TIGHT_S = 300
"""A stop with less room than this is called tight. Assumed."""


class Explained(Struct, frozen=True, kw_only=True, eq=False):
    """A problem, its routes and their times."""

    problem: Problem
    routes: tuple[Route, ...]
    times: tuple[Timed, ...]


def explain(known: Explained) -> tuple[PlannedTransport, ...]:
    """Say of every request what becomes of it, in the order of their ids."""
    carrier = {known.problem.stops[stop].job: at for at, route in enumerate(known.routes) for stop in route}
    found = [
        _served(known, number, carrier[number]) if number in carrier else _unserved(known, number, carrier)
        for number in range(len(known.problem.jobs))
    ]
    return tuple(sorted((*found, *known.problem.said), key=lambda planned: planned.transport))


def _served(known: Explained, number: int, vehicle: int) -> PlannedTransport:
    problem, route, times = known.problem, known.routes[vehicle], known.times[vehicle]
    job = problem.jobs[number]
    begin = dict(zip(route, times.begin, strict=True))
    without = tuple(stop for stop in route if problem.stops[stop].job != number)
    alone = timed(problem, problem.vehicles[vehicle], without)
    reasons = (
        _use(known, vehicle),
        Reason(
            code="transport-adds-driving", params={"minutes": in_minutes(times.driven - (alone.driven if alone else 0))}
        ),
        *_company(known, route, job),
        *_moment(problem, route, times, job),
    )
    return PlannedTransport(
        transport=job.transport,
        crew=problem.vehicles[vehicle].crew,
        pickup_at=None if job.pickup is None else problem.now + begin[job.pickup],
        delivery_at=problem.now + begin[job.delivery],
        reasons=reasons,
        options=_options(known, job, vehicle, times.cost - (alone.cost if alone else 0)),
    )


def _use(known: Explained, vehicle: int) -> Reason:
    chosen = known.problem.vehicles[vehicle]
    return Reason(code="transport-crew-set-aside" if chosen.set_aside else "transport-crew-between-calls")


def _company(known: Explained, route: Route, job: Job) -> tuple[Reason, ...]:
    """Name who is in the vehicle at the same time."""
    begin = 0 if job.pickup is None else route.index(job.pickup)
    end = route.index(job.delivery)
    others = {known.problem.jobs[known.problem.stops[stop].job].transport for stop in route[begin + 1 : end]}
    return (Reason(code="transport-shares", params={"transports": ", ".join(sorted(others))}),) if others else ()


def _moment(problem: Problem, route: Route, times: Timed, job: Job) -> tuple[Reason, ...]:
    """Say why the crew comes when it comes, and how late it could be."""
    at = route.index(job.delivery if job.pickup is None else job.pickup)
    stop = problem.stops[route[at]]
    if times.begin[at] > stop.due:
        return (Reason(code="transport-late", params={"minutes": in_minutes(times.begin[at] - stop.due)}),)
    code = "transport-waits-for-window" if times.begin[at] > times.arrive[at] else "transport-as-soon-as-there"
    spare = latest(problem, route, times)[at] - times.begin[at]
    slack = "transport-tight" if spare < TIGHT_S else "transport-slack"
    return Reason(code=code), Reason(code=slack, params={"minutes": in_minutes(spare)})


def latest(problem: Problem, route: Route, times: Timed) -> list[int]:
    """Return when each stop must begin at the latest so that none after it is late, seconds from `now`."""
    found = list(times.begin)
    following = NEVER
    for at in reversed(range(len(route))):
        stop = problem.stops[route[at]]
        leg = times.arrive[at + 1] - times.begin[at] - stop.service if at + 1 < len(route) else 0
        found[at] = max(times.begin[at], min(stop.due, following - leg - stop.service))
        following = found[at]
    return found


def _options(known: Explained, job: Job, chosen: int, cost: int) -> tuple[TransportOption, ...]:
    """Weigh the other crews: what they would cost more, or why they cannot."""
    if job.pickup is None:
        return ()
    problem, own = known.problem, known.problem.vehicles[chosen].crew
    others = [at for at in job.vehicles if problem.vehicles[at].crew != own]
    tried = [(at, insert(problem, known.routes[at], at, job)) for at in others]
    better = sorted(((i.added - cost, at) for at, i in tried if i is not None))
    options = [_dearer(problem, at, added) for added, at in better]
    cannot = [at for at, inserted in tried if inserted is None]
    options += [_cannot(problem, at, Reason(code="transport-no-time")) for at in cannot]
    options += [
        TransportOption(
            crew=crew, added_s=None, reasons=(Reason(code="transport-lacks", params={"what": ", ".join(what)}),)
        )
        for crew, what in job.lacking.items()
    ]
    unique = {option.crew: option for option in reversed(options)}
    return tuple(option for option in options if unique[option.crew] is option)[:OPTIONS_KEPT]


def _dearer(problem: Problem, vehicle: int, added: int) -> TransportOption:
    reason = Reason(code="transport-dearer", params={"minutes": in_minutes(added)})
    return TransportOption(crew=problem.vehicles[vehicle].crew, added_s=float(added), reasons=(reason,))


def _cannot(problem: Problem, vehicle: int, reason: Reason) -> TransportOption:
    return TransportOption(crew=problem.vehicles[vehicle].crew, added_s=None, reasons=(reason,))


# --- nobody ---


def _unserved(known: Explained, number: int, carrier: dict[int, int]) -> PlannedTransport:
    job = known.problem.jobs[number]
    return PlannedTransport(
        transport=job.transport, crew=None, pickup_at=None, delivery_at=None, reasons=_why_not(known, job, carrier)
    )


def _why_not(known: Explained, job: Job, carrier: dict[int, int]) -> tuple[Reason, ...]:
    if not job.vehicles:
        return (_nobody_at_all(job),)
    if job.outbound is not None and job.outbound not in carrier:
        there = known.problem.jobs[job.outbound].transport
        return (Reason(code="transport-no-way-there", params={"there": there}),)
    if any(insert(known.problem, (), at, job) for at in job.vehicles):
        return Reason(code="transport-all-busy"), *_possible(known, job)
    if any(insert(_round_the_clock(known.problem), (), at, job) for at in job.vehicles):
        return Reason(code="transport-outside-shifts"), *_possible(known, job)
    return Reason(code="transport-window-too-tight"), *_possible(known, job)


def _nobody_at_all(job: Job) -> Reason:
    if not job.lacking:
        return Reason(code="transport-no-crews")
    least = min(job.lacking.values(), key=len)
    return Reason(code="transport-lacks", params={"what": ", ".join(least)})


def _possible(known: Explained, job: Job) -> tuple[Reason, ...]:
    """Find by how much the windows would have to be wider, beside all that is planned."""
    for later in LATER_S:
        wider = _wider(known.problem, job, later)
        if any(_inserted(wider, known.routes, at, job) for at in job.vehicles):
            return (Reason(code="transport-possible-later", params={"minutes": in_minutes(later)}),)
    return (Reason(code="transport-needs-crew"),)


def _round_the_clock(problem: Problem) -> Problem:
    vehicles = [replace(vehicle, ready=min(vehicle.ready, 0), until=NEVER) for vehicle in problem.vehicles]
    return replace(problem, vehicles=tuple(vehicles))


def _inserted(problem: Problem, routes: Sequence[Route], vehicle: int, job: Job) -> Inserted | None:
    return insert(problem, routes[vehicle], vehicle, job)


def _wider(problem: Problem, job: Job, later: int) -> Problem:
    stops = list(problem.stops)
    for number in (job.pickup, job.delivery):
        if number is not None:
            stop = stops[number]
            stops[number] = replace(stop, due=stop.due + later, latest=stop.latest + later)
    return replace(problem, stops=tuple(stops))
