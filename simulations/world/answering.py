"""A crew answers a call: every step takes its time and is a button on the tablet."""

from collections.abc import Generator
from math import isfinite

from simpy import Event as Moment
from simpy import Interrupt

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import CrewId, HospitalId
from dispatch.domain.incident import Urgency
from dispatch.domain.messages import CrewAssigned, ReportMilestone
from routing.types import LatLon, Profile
from simulations.world.appointment import Appointment
from simulations.world.world import Redirected, Steps, World

LOOK_AGAIN_S = 300.0
"""How often a crew before closed roads looks whether one has opened. Assumed."""


def answer(world: World, row: int, order: CrewAssigned) -> Steps:
    """Drive to the call, treat, take to hospital if need be, and come back."""
    shift_s, began = world.shift_of(order.crew), world.now
    _note(world, row, order)
    try:
        yield from _to_scene(world, row, order)
        hospital, met = _bound_for(world, row, order), world.appointments.get(order.incident)
        if hospital is not None and met is not None:
            yield from _to_meeting(world, row, order, met)
        elif hospital is not None:
            yield from _to_hospital(world, row, order, hospital)
        if not world.scenario.crewing.sent_while_returning:
            yield from _home_first(world, order.crew)
    except Interrupt:  # the call was taken back: the world has turned the vehicle round
        world.kept.busy(world.crew_row[order.crew], began, world.now, shift_s)
        return
    world.marks(order.incident)["available_at"][row] = world.now
    world.over(order.incident)
    world.kept.busy(world.crew_row[order.crew], began, world.now, shift_s)
    world.returns(order.crew)
    world.tell(ReportMilestone(crew=order.crew, milestone=Milestone.AVAILABLE))


def _note(world: World, row: int, order: CrewAssigned) -> None:
    kept = world.kept
    world.marks(order.incident)["notified_at"][row] = world.now
    if order.incident in world.further:
        return
    kept.crew[row] = world.crew_row[order.crew]
    kept.attempts[row] += 1
    if order.eta_s is not None:
        kept.eta_s[row] = order.eta_s


def _to_scene(world: World, row: int, order: CrewAssigned) -> Steps:
    drawn, moments, crew = world.drawn, world.marks(order.incident), order.crew
    turnout_s = world.turnout_s(crew, drawn.turnout_s[row])
    if turnout_s > 0:
        yield world.env.timeout(turnout_s)
    world.tell(ReportMilestone(crew=crew, milestone=Milestone.ACKNOWLEDGED))
    moments["en_route_at"][row] = _press(world, crew, Milestone.EN_ROUTE)
    yield from _drive(world, crew, world.drawn.at(row), Profile.SIREN)
    world.arrived(crew)
    moments["at_scene_at"][row] = _press(world, crew, Milestone.AT_SCENE)
    if drawn.walking_s[row] > 0:
        yield world.env.timeout(drawn.walking_s[row])
    moments["at_patient_at"][row] = _press(world, crew, Milestone.AT_PATIENT)
    if order.incident not in world.further:
        wish = world.several.wish(row, drawn.complaint(row), order.incident, crew)
        if wish is not None:
            world.tell(wish)
    yield world.env.timeout(drawn.scene_s[row])


def _bound_for(world: World, row: int, order: CrewAssigned) -> HospitalId | None:
    """Return the hospital the patient is taken to; None for those who stay, or whom no road leads to a hospital.

    Of several crews to one patient the first takes him; each of those who come to other victims takes one.
    """
    if not world.drawn.transported[row] or world.only_helps(order.incident):
        return None
    return world.calls.hospital[row] or world.destination.get(order.crew)


def _to_hospital(world: World, row: int, order: CrewAssigned, hospital: HospitalId) -> Steps:
    drawn, moments, crew = world.drawn, world.marks(order.incident), order.crew
    world.tell(ReportMilestone(crew=crew, milestone=Milestone.LEFT_SCENE, hospital=world.calls.hospital[row]))
    moments["left_scene_at"][row] = world.now
    profile = Profile.SIREN if Urgency(drawn.urgency[row]).is_emergency else Profile.ORDINARY
    hospital = yield from _bring(world, crew, hospital, profile)
    if order.incident not in world.further:
        world.kept.hospital[row] = world.hospital_row[hospital]
    moments["at_destination_at"][row] = _press(world, crew, Milestone.AT_DESTINATION)
    yield from _hand_over(world, row, hospital)
    moments["care_transferred_at"][row] = _press(world, crew, Milestone.CARE_TRANSFERRED)
    yield from _clean(world, row)


def _to_meeting(world: World, row: int, order: CrewAssigned, met: Appointment) -> Steps:
    """Bring the patient to the helicopter: the crew is free when he is aboard, he is in hospital when it has flown."""
    moments, crew = world.marks(order.incident), order.crew
    world.tell(ReportMilestone(crew=crew, milestone=Milestone.LEFT_SCENE))
    moments["left_scene_at"][row] = world.now
    yield from _drive(world, crew, met.site, Profile.SIREN)
    came_at = moments["at_destination_at"][row] = _press(world, crew, Milestone.AT_DESTINATION)
    yield world.env.timeout(max(0.0, met.lands_at - world.now) + met.handover_s)
    moments["care_transferred_at"][row] = _press(world, crew, Milestone.CARE_TRANSFERRED)
    world.kept.hospital[row] = world.hospital_row[met.hospital]
    world.kept.flown_s[order.incident] = world.now + met.over_s - came_at
    yield from _clean(world, row)


def _clean(world: World, row: int) -> Steps:
    if world.drawn.cleaning_s[row] > 0:
        yield world.env.timeout(world.drawn.cleaning_s[row])


def _bring(world: World, crew: CrewId, hospital: HospitalId, profile: Profile) -> Generator[Moment, None, HospitalId]:
    """Drive the patient to hospital, or to another one if it closes on the way; return the one that was reached."""
    while True:
        world.bringing[crew] = hospital
        try:
            yield from _drive(world, crew, world.hospital_at[hospital], profile)
        except Interrupt as interrupted:
            if not isinstance(interrupted.cause, Redirected):
                raise
            hospital = interrupted.cause.hospital
        else:
            return hospital
        finally:
            del world.bringing[crew]


def _hand_over(world: World, row: int, hospital: HospitalId) -> Steps:
    """Wait for a free bay, where the hospital has a known number of them, and hand the patient over."""
    takes_s = world.scenario.durations.handover_s(world.drawn.handover_s[row], hospital)
    bays = world.bays.get(hospital)
    if bays is None:
        yield world.env.timeout(takes_s)
        return
    came = world.env.now
    with bays.request() as bay:
        yield bay
        world.kept.queue_s[row] = world.env.now - came
        yield world.env.timeout(takes_s)


def _home_first(world: World, crew: CrewId) -> Steps:
    takes_s = world.drive_back(crew)
    if isfinite(takes_s):
        yield world.env.timeout(takes_s)


def _drive(world: World, crew: CrewId, to: LatLon, profile: Profile) -> Steps:
    """Drive, or wait where every road is closed until one opens."""
    while not isfinite(takes_s := world.drive(crew, to, profile)):
        yield world.env.timeout(LOOK_AGAIN_S)
    if takes_s > 0:
        yield world.env.timeout(takes_s)


def _press(world: World, crew: CrewId, milestone: Milestone) -> float:
    world.tell(ReportMilestone(crew=crew, milestone=milestone))
    return world.now
