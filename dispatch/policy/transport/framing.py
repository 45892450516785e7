"""From the situation to the question: which requests, which crews in which shifts, and the places to ask roads for."""

from collections.abc import Iterator, Mapping
from math import ceil

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from dispatch.domain.crew import DAY_S, Crew, CrewStatus
from dispatch.domain.ids import CrewId, TransportId
from dispatch.domain.recommendation import Reason, in_minutes
from dispatch.domain.situation import Situation
from dispatch.domain.transport import (
    UNDER_WAY,
    PlannedTransport,
    Transport,
    TransportRequest,
    TransportStep,
    TransportUse,
    Window,
)
from dispatch.domain.transporting import PROMISE_SLACK_S
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.problem import NEVER, Amounts, Job, Place, Problem, Vehicle
from dispatch.policy.transport.suiting import lacking_of, load_of, room_amounts
from routing.types import LatLon, TravelTimeMatrix

EMPTY: Amounts = (0, 0, 0, 0)


class _Draft(Struct, kw_only=True):
    """The question while it is put together; `column` is where each named place stands in the matrix."""

    situation: Situation
    parameters: TransportParameters
    times: TravelTimeMatrix
    seconds: np.ndarray
    column: Mapping[str, int]
    vehicles: list[Vehicle] = field(default_factory=list)
    stops: list[Place] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    said: list[PlannedTransport] = field(default_factory=list)


def places(situation: Situation, positions: Mapping[CrewId, LatLon] | None = None) -> dict[str, LatLon]:
    """Name every place that the plan needs roads between. `positions` are newer than those of the situation."""
    found: dict[str, LatLon] = {}
    for crew in _crews(situation):
        found[f"crew:{crew.id}"] = _stands(situation, crew, positions or {})
        found[f"home:{crew.id}"] = crew.home
    for transport in situation.transport.requests.values():
        found[f"from:{transport.request.id}"] = transport.request.origin
        found[f"to:{transport.request.id}"] = transport.request.destination
    return found


def frame(situation: Situation, times: TravelTimeMatrix, parameters: TransportParameters) -> Problem:
    """Put the question. `times` has the named places as origins and as destinations."""
    seconds = np.where(np.isfinite(times.seconds), np.ceil(times.seconds), NEVER).astype(np.int64)
    draft = _Draft(
        situation=situation,
        parameters=parameters,
        times=times,
        seconds=seconds,
        column={name: at for at, name in enumerate(times.origins)},
    )
    for crew in _crews(situation):
        draft.vehicles += _vehicles(draft, crew)
    for transport in _there_before_back(situation):
        _add(draft, transport)
    return Problem(
        now=situation.now,
        stops=tuple(draft.stops),
        jobs=tuple(draft.jobs),
        vehicles=tuple(_bound(draft)),
        seconds=seconds,
        said=tuple(draft.said),
        weights_version=times.weights_version,
        parameters=parameters,
    )


def _crews(situation: Situation) -> list[Crew]:
    """Crews that do transport, or have some all the same."""
    holding = {t.crew for t in situation.transport.requests.values() if t.crew is not None and _is_held(t)}
    uses = situation.transport.uses
    return [crew for crew in situation.crews.values() if crew.id in uses or crew.id in holding]


def _is_held(transport: Transport) -> bool:
    return transport.pinned or transport.step in UNDER_WAY or transport.step is TransportStep.ON_BOARD


def _stands(situation: Situation, crew: Crew, positions: Mapping[CrewId, LatLon]) -> LatLon:
    """Where the crew is, or for one on a call where it will be free: at the call, as far as anybody knows."""
    if crew.assignment is not None and crew.assignment in situation.assignments:
        return situation.incidents[situation.assignments[crew.assignment].incident].at
    at_pickup = [t for t in situation.transport.of_crew(crew.id) if t.step is TransportStep.AT_PICKUP]
    if at_pickup:
        return at_pickup[0].request.origin
    if crew.id in positions:
        return positions[crew.id]
    aboard = situation.transport.on_board(crew.id)
    if aboard:
        return max(aboard, key=lambda t: t.times.get(TransportStep.ON_BOARD, 0.0)).request.origin
    return situation.whereabouts(crew)


# --- vehicles ---


def _vehicles(draft: _Draft, crew: Crew) -> Iterator[Vehicle]:
    """Yield the crew in the shift that runs, from where it is, and in those that begin before the horizon."""
    situation = draft.situation
    aboard = situation.transport.on_board(crew.id)
    held = bool(aboard) or any(t.step in UNDER_WAY for t in situation.transport.of_crew(crew.id))
    left_s = situation.shift_remaining_s(crew)
    if (left_s is not None or held) and crew.status is not CrewStatus.OUT_OF_SERVICE:
        overtime_s = draft.parameters.overtime_s if held else 0
        until = int((left_s or 0.0) + overtime_s)
        yield _vehicle(draft, crew, (_ready(draft, crew), until), f"crew:{crew.id}", aboard)
    since_start = (situation.now + situation.utc_offset_s - crew.shift.start_s) % DAY_S
    begins = DAY_S - since_start
    while begins < min(draft.parameters.horizon_s, _last_s(situation)):
        yield _vehicle(draft, crew, (ceil(begins), int(begins + crew.shift.length_s)), f"home:{crew.id}", [])
        begins += DAY_S


def _last_s(situation: Situation) -> float:
    """Return when the last request ends, seconds from now: no shift that begins later is needed."""
    known = situation.transport.requests.values()
    return max((_last_at(transport.request) for transport in known), default=0.0) - situation.now


def _ready(draft: _Draft, crew: Crew) -> int:
    if crew.status in {CrewStatus.AVAILABLE, CrewStatus.SET_ASIDE, CrewStatus.ON_TRANSPORT}:
        return 0
    return max(0, ceil(crew.status_at + draft.parameters.busy_s - draft.situation.now))


def _vehicle(draft: _Draft, crew: Crew, span: tuple[int, int], start: str, aboard: list[Transport]) -> Vehicle:
    book = draft.situation.transport
    load = EMPTY
    for transport in aboard:
        load = _plus(load, load_of(transport.request).amounts())
    set_aside = book.use(crew.id) is TransportUse.SET_ASIDE
    return Vehicle(
        crew=crew.id,
        start=draft.column[start],
        end=draft.column[f"home:{crew.id}"],
        ready=span[0],
        until=span[1],
        room=room_amounts(book.room(crew.id, crew.vehicle_class)),
        load=load,
        weight=1 if set_aside else draft.parameters.between_calls_weight,
        set_aside=set_aside,
    )


def _bound(draft: _Draft) -> Iterator[Vehicle]:
    """Hold each crew to the stop that it is on its way to: nobody is turned round for an order of stops."""
    jobs = {job.transport: job for job in draft.jobs}
    for vehicle in draft.vehicles:
        runs_now = vehicle.start == draft.column[f"crew:{vehicle.crew}"]
        yield replace(vehicle, bound_for=_next_stop(draft, jobs, vehicle.crew)) if runs_now else vehicle


def _next_stop(draft: _Draft, jobs: Mapping[TransportId, Job], crew: CrewId) -> int | None:
    """Return the pickup that the crew has begun, or the delivery that its run goes on with."""
    book = draft.situation.transport
    begun = [t for t in book.of_crew(crew) if t.step in UNDER_WAY and t.request.id in jobs]
    if begun:
        first = min(begun, key=lambda t: (t.step is not TransportStep.AT_PICKUP, t.times.get(TransportStep.BEGUN, 0.0)))
        return jobs[first.request.id].pickup
    run = book.runs.get(crew)
    if run is None or run.stops[0].pickup or run.stops[0].transport not in jobs:
        return None
    job = jobs[run.stops[0].transport]
    return job.delivery if job.mandatory else None


def _plus(a: Amounts, b: Amounts) -> Amounts:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]


# --- requests ---


def _there_before_back(situation: Situation) -> list[Transport]:
    known = situation.transport.requests.values()
    return sorted(known, key=lambda t: (t.request.return_of is not None, t.request.first_at, t.request.id))


def _add(draft: _Draft, transport: Transport) -> None:
    request = transport.request
    direct = draft.seconds.item(draft.column[f"from:{request.id}"], draft.column[f"to:{request.id}"])
    late_s = draft.situation.now - _last_at(request)
    committed = transport.promised_at is not None or _is_held(transport)
    if direct >= NEVER and transport.step is not TransportStep.ON_BOARD:
        _say(draft, request.id, Reason(code="transport-no-road"))
    elif not committed and request.first_at > draft.situation.now + draft.parameters.horizon_s:
        _say(draft, request.id, Reason(code="transport-planned-later"))
    elif not committed and late_s > 0:
        _say(draft, request.id, Reason(code="transport-window-passed", params={"minutes": in_minutes(late_s)}))
    elif not committed and any(said.transport == request.return_of for said in draft.said):
        _say(draft, request.id, Reason(code="transport-no-way-there", params={"there": str(request.return_of)}))
    else:
        _add_job(draft, transport, direct)


def _add_job(draft: _Draft, transport: Transport, direct: int) -> None:
    request, aboard = transport.request, transport.step is TransportStep.ON_BOARD
    number, max_ride = len(draft.jobs), int(direct * draft.parameters.ride_factor) + draft.parameters.ride_extra_s
    pickup = None if aboard else len(draft.stops)
    if not aboard:
        draft.stops.append(_pickup(draft, transport, number, direct, max_ride))
    draft.stops.append(_delivery(draft, transport, number, max_ride))
    vehicles, lacking = _suitable(draft, transport)
    known = {job.transport: at for at, job in enumerate(draft.jobs)}
    outbound = known.get(request.return_of) if request.return_of else None
    draft.jobs.append(
        Job(
            transport=request.id,
            pickup=pickup,
            delivery=len(draft.stops) - 1,
            vehicles=vehicles,
            lacking=lacking,
            mandatory=aboard,
            max_ride=max_ride,
            direct=direct,
            kept_by=transport.crew if transport.step is TransportStep.CONFIRMED else None,
            promised=transport.promised_at is not None,
            outbound=None if aboard or transport.step in UNDER_WAY else outbound,
        )
    )


def _suitable(draft: _Draft, transport: Transport) -> tuple[tuple[int, ...], dict[CrewId, tuple[str, ...]]]:
    """Return the vehicles that can carry the request, and what the other crews lack."""
    found, short = [], {}
    now_only = transport.step in UNDER_WAY or transport.step is TransportStep.ON_BOARD
    for number, vehicle in enumerate(draft.vehicles):
        crew = draft.situation.crews[vehicle.crew]
        if _is_held(transport):
            if vehicle.crew == transport.crew and (not now_only or vehicle.start == draft.column[f"crew:{crew.id}"]):
                found.append(number)
        elif missing := lacking_of(draft.situation, crew, transport.request):
            short[crew.id] = missing
        elif crew.id in draft.situation.transport.uses:
            found.append(number)
    return tuple(found[:1] if now_only else found), short


def _pickup(draft: _Draft, transport: Transport, job: int, direct: int, max_ride: int) -> Place:
    request = transport.request
    arrives = request.delivery
    window = request.pickup or Window(from_at=0.0, until_at=NEVER * 1e6)
    earliest, due = window.from_at, window.until_at
    if arrives is not None:
        earliest = max(earliest, arrives.from_at - max_ride - request.loading_s)
        due = min(due, arrives.until_at - direct - request.loading_s)
    service = ceil(request.loading_s)
    if transport.step is TransportStep.AT_PICKUP:
        loading_since = max(transport.times[TransportStep.AT_PICKUP], earliest)
        service = max(0, ceil(request.loading_s - max(0.0, draft.situation.now - loading_since)))
    if transport.promised_at is not None and transport.step not in UNDER_WAY:
        earliest = max(earliest, transport.promised_at - PROMISE_SLACK_S)
        due = min(due, transport.promised_at + PROMISE_SLACK_S)
    where = draft.column[f"from:{request.id}"]
    return _place(draft, transport, (job, True, where), (earliest, due), service, load_of(request).amounts())


def _delivery(draft: _Draft, transport: Transport, job: int, max_ride: int) -> Place:
    request = transport.request
    leaves = request.pickup
    earliest = request.delivery.from_at if request.delivery else 0.0
    due = request.delivery.until_at if request.delivery else NEVER * 1e6
    if leaves is not None:
        due = min(due, leaves.until_at + request.loading_s + max_ride)
    taken = load_of(request).amounts()
    load = (-taken[0], -taken[1], -taken[2], -taken[3])
    where = draft.column[f"to:{request.id}"]
    return _place(draft, transport, (job, False, where), (earliest, due), ceil(request.unloading_s), load)


def _place(
    draft: _Draft,
    transport: Transport,
    what: tuple[int, bool, int],
    window: tuple[float, float],
    service: int,
    load: Amounts,
) -> Place:
    """Make a stop; for what was promised or begun its end is late, not impossible."""
    job, pickup, at = what
    earliest = max(0, ceil(window[0] - draft.situation.now))
    due = min(int(window[1] - draft.situation.now), NEVER // 2)
    latest = due
    if transport.promised_at is not None or _is_held(transport):
        latest = max(due, earliest, 0) + draft.parameters.grace_s
    if transport.step is TransportStep.ON_BOARD:
        latest = NEVER // 2
    return Place(job=job, pickup=pickup, at=at, earliest=earliest, due=due, latest=latest, service=service, load=load)


def _last_at(request: TransportRequest) -> float:
    """The moment after which a request cannot begin in time."""
    if request.pickup is not None:
        return request.pickup.until_at
    return request.delivery.until_at if request.delivery is not None else request.first_at


def _say(draft: _Draft, transport: TransportId, reason: Reason) -> None:
    draft.said.append(
        PlannedTransport(transport=transport, crew=None, pickup_at=None, delivery_at=None, reasons=(reason,))
    )
