"""Planned transport in the world: bookings come in, plans are made, crews drive them between everything else."""

from math import isfinite

from msgspec.structs import replace
from simpy import Interrupt

from dispatch.domain.ids import CrewId
from dispatch.domain.messages import Event
from dispatch.domain.transport import Stop, Transport, TransportRequest, TransportStep, TransportUse
from dispatch.domain.transport_messages import (
    AdoptTransportPlan,
    ReportTransportStep,
    RequestTransport,
    SetTransportLending,
    SetTransportUse,
    TransportReopened,
    TransportStepReached,
)
from dispatch.policy.transport.due import CARRIES, plan_is_due
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_transport
from routing.types import LatLon, Profile
from simulations.scenario import given_transports
from simulations.scenario.model import CarryingCrews
from simulations.world.world import Steps, World

LOOK_S = 300.0
"""How often the world looks whether a plan is due, and a waiting crew whether its plan still holds. Assumed."""

BY_SCENARIO = "сценарий"


def transports(world: World, asked: CarryingCrews, until_s: float) -> Steps:
    """Set the crews aside, take the bookings in, and plan whenever a plan is due, until `until_s` of the world."""
    for crews, use in ((asked.set_aside, TransportUse.SET_ASIDE), (asked.between_calls, TransportUse.BETWEEN_CALLS)):
        for crew in crews:
            world.tell(SetTransportUse(crew=crew, use=use, reason=BY_SCENARIO))
    world.tell(SetTransportLending(lend=asked.lend_to_p1))
    requests = given_transports(world.scenario)
    world.kept.transport.update(requests=len(requests))
    world.env.process(_bookings(world, requests))
    parameters, asked_at = TransportParameters(insertions=asked.insertions), 0.0
    while world.env.now < until_s:
        yield world.env.timeout(LOOK_S)
        if plan_is_due(replace(world.situation, now=world.now), asked_at):
            asked_at = world.now
            _plan(world, parameters)
        _set_off(world)


def note_transport(world: World, event: Event) -> None:
    """Count what the figures of transport are made of."""
    match event:
        case TransportReopened():
            world.kept.transport["reopened"] += 1
        case TransportStepReached(step=TransportStep.ON_BOARD, transport=name, reached_at=at):
            _note_pickup(world, world.situation.transport.requests[name], at)
        case TransportStepReached(step=TransportStep.DELIVERED):
            world.kept.transport["delivered"] += 1
        case _:
            pass


def _note_pickup(world: World, transport: Transport, at: float) -> None:
    request = transport.request
    came_at = at - request.loading_s
    world.kept.transport["picked_up"] += 1
    if request.pickup is not None:
        world.kept.transport["in_window"] += came_at <= request.pickup.until_at
    else:
        world.kept.transport["in_window"] += at <= _latest_departure(world, request)


def _latest_departure(world: World, request: TransportRequest) -> float:
    way_s = world.travel.duration_s(request.origin, request.destination, Profile.ORDINARY)
    return request.delivery.until_at - way_s if request.delivery is not None else world.now


def _bookings(world: World, requests: tuple[TransportRequest, ...]) -> Steps:
    """Book each request when its sender does; what was booked before the start is known at the start."""
    for request in sorted(requests, key=lambda row: row.requested_at):
        wait_s = request.requested_at - world.now
        if wait_s > 0:
            yield world.env.timeout(wait_s)
        world.tell(RequestTransport(requests=(request,)))


def _plan(world: World, parameters: TransportParameters) -> None:
    situation = replace(world.situation, now=world.now)
    seen = {crew: world.vehicles[crew].where(world.now) for crew in situation.transport.uses if crew in world.vehicles}
    named = places(situation, seen)
    problem = frame(situation, world.travel.matrix(named, named, Profile.ORDINARY), parameters)
    world.tell(AdoptTransportPlan(plan=plan_transport(problem)))


def _set_off(world: World) -> None:
    for crew in world.situation.transport.runs:
        if crew in world.vehicles and crew not in world.trips and _carries(world, crew):
            world.trips[crew] = world.env.process(_trip(world, crew))


def _carries(world: World, crew: CrewId) -> bool:
    return world.situation.crews[crew].status in CARRIES


def _trip(world: World, crew: CrewId) -> Steps:
    """Make one stop after the other as the plan stands at the time; a call that takes the crew ends it."""
    try:
        while _carries(world, crew) and (stop := _next_stop(world, crew)) is not None:
            yield from _make(world, crew, stop)
    except Interrupt:
        return
    world.trips.pop(crew, None)
    if _carries(world, crew):
        world.returns(crew)


def _next_stop(world: World, crew: CrewId) -> Stop | None:
    run = world.situation.transport.runs.get(crew)
    return run.stops[0] if run is not None else None


def _make(world: World, crew: CrewId, stop: Stop) -> Steps:
    request = world.situation.transport.requests[stop.transport].request
    if not stop.pickup:
        yield from _bring(world, crew, request)
    elif _step(world, request) is TransportStep.CONFIRMED:
        yield from _wait_or_begin(world, crew, stop, request)
    elif _step(world, request) is TransportStep.BEGUN:
        yield from _drive(world, crew, request.origin)
        yield from _press(world, crew, request, TransportStep.AT_PICKUP)
    elif _step(world, request) is TransportStep.AT_PICKUP:
        yield world.env.timeout(max(0.0, stop.begin_at - world.now) + request.loading_s)
        yield from _press(world, crew, request, TransportStep.ON_BOARD)
    else:
        yield world.env.timeout(LOOK_S)  # not confirmed (yet): the plan will say


def _wait_or_begin(world: World, crew: CrewId, stop: Stop, request: TransportRequest) -> Steps:
    """Leave in time for the stop; until then look at the plan again now and then."""
    here = world.vehicles[crew].where(world.now)
    early_s = stop.begin_at - world.travel.duration_s(here, request.origin, Profile.ORDINARY) - world.now
    if early_s > 0:
        yield world.env.timeout(min(early_s, LOOK_S))
    else:
        yield from _press(world, crew, request, TransportStep.BEGUN)


def _bring(world: World, crew: CrewId, request: TransportRequest) -> Steps:
    yield from _drive(world, crew, request.destination)
    early_s = request.delivery.from_at - world.now if request.delivery is not None else 0.0
    yield world.env.timeout(max(0.0, early_s) + request.unloading_s)
    yield from _press(world, crew, request, TransportStep.DELIVERED)


def _drive(world: World, crew: CrewId, to: LatLon) -> Steps:
    """Drive; what the calls may take on its way is seen on its way."""
    while not isfinite(takes_s := world.drive(crew, to, Profile.ORDINARY)):
        yield world.env.timeout(LOOK_S)
    world.wanders(crew)
    yield world.env.timeout(takes_s)


def _press(world: World, crew: CrewId, request: TransportRequest, step: TransportStep) -> Steps:
    """Press a button. The answer may be a call for this very crew: then the trip is over, and nobody interrupts it."""
    trip = world.trips.pop(crew)
    world.tell(ReportTransportStep(crew=crew, transport=request.id, step=step))
    if _carries(world, crew):
        world.trips[crew] = trip
        known = world.situation.transport.requests.get(request.id)
        if known is not None and known.step is not step:
            yield world.env.timeout(LOOK_S)  # refused: the plan has changed, and will say what to do


def _step(world: World, request: TransportRequest) -> TransportStep:
    return world.situation.transport.requests[request.id].step
