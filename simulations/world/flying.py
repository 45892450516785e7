"""The air ambulance in the world: weather comes and goes, somebody agrees with a meeting, the helicopter flies it.

The dispatcher offers meetings by the very rule of the service; the world answers as people would. A flight that has
taken off is flown to its end.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from dispatch.application.directing import BEFORE_LEAVING, flight_wish
from dispatch.application.ports import AirRescue
from dispatch.domain.air import AirMeeting, AirMeetingState, FlightWish
from dispatch.domain.hospital_messages import AirMeetingOffered, DecideAirMeeting, ReportAir
from dispatch.domain.ids import HospitalId, IncidentId
from routing.air.helicopter import Helicopter, Minimum
from routing.air.plan import AirPlan, NoFlight
from routing.types import great_circle_m
from simulations.demand.streams import Streams
from simulations.scenario import air_flights
from simulations.scenario.model import AirAmbulance
from simulations.travel.types import Travel
from simulations.world.appointment import Appointment
from simulations.world.world import Steps, World

STREAM = "weather"

OVERLAP_S = 60.0
"""A word about the weather holds until after the next one: nothing lapses at the very moment of a call."""

GOOD = {"visibility_m": 10_000.0, "ceiling_m": 1_500.0, "wind_m_s": 4.0}
BAD = {"visibility_m": 800.0, "ceiling_m": 90.0, "wind_m_s": 4.0}
"""What is reported of a sky that may be flown in, and of one that may not: well within and well outside any minimum."""


class Flights(AirRescue, Protocol):
    """The air ambulance's possibilities, and the plan behind each."""

    def plan(self, wish: FlightWish, hospital: HospitalId) -> AirPlan | NoFlight:
        """Plan the flight to one hospital, or say why nobody flies."""
        ...


@dataclass(slots=True, kw_only=True)
class Airfield:
    """The helicopters of one base, and the sky over it."""

    asked: AirAmbulance
    flights: Flights
    helicopter: Helicopter
    streams: Streams
    free: int
    may_fly: bool = False
    valid_until: float = 0.0


def airfield(asked: AirAmbulance | None, travel: Travel, streams: Streams) -> Airfield | None:
    """Return the base of a scenario with all its helicopters there; None where nobody flies."""
    if asked is None:
        return None
    night = Minimum() if asked.night else None
    helicopter = Helicopter(startup_s=asked.startup_s, night_minimum=night)
    flights = air_flights(asked.sites, travel, helicopter)
    return Airfield(asked=asked, flights=flights, helicopter=helicopter, streams=streams, free=asked.helicopters)


def weather(world: World, base: Airfield, until_s: float) -> Steps:
    """Report at every change of the weather whether a helicopter may be called; drawn, so the same in every policy."""
    number = 0
    while world.env.now < until_s:
        month = datetime.fromtimestamp(world.now + world.scenario.region.utc_offset_s, UTC).month
        base.may_fly = base.streams.stream(STREAM, number, "").random() < base.asked.flyable[month - 1]
        base.valid_until = world.now + base.asked.weather_s + OVERLAP_S
        _report(world, base)
        yield world.env.timeout(base.asked.weather_s)
        number += 1


def note_air(base: Airfield | None, world: World, event: AirMeetingOffered) -> None:
    """Let somebody think about a meeting that is offered."""
    if base is not None:
        world.env.process(_decide(world, base, event))


def _report(world: World, base: Airfield) -> None:
    said = GOOD if base.may_fly else BAD
    world.tell(ReportAir(ready=base.free > 0, base=base.asked.base, valid_until=base.valid_until, **said))


def _decide(world: World, base: Airfield, offered: AirMeetingOffered) -> Steps:
    """Agree, unless the flight has become impossible, another crew has the helicopter, or the patient has left."""
    yield world.env.timeout(base.asked.decide_s)
    name, met = offered.incident, world.situation.air_meetings.get(offered.incident)
    if met is None or met.state is not AirMeetingState.OFFERED or met.site != offered.meeting.site:
        return
    plan = _plan(world, base, name, met)
    world.kept.air["offered"] += 1
    accepted = plan is not None and base.free > 0
    world.tell(DecideAirMeeting(incident=name, site=met.site, accepted=accepted, reason="сценарий"))
    if plan is not None and accepted:
        _take_off(world, base, name, met.hospital, plan)


def _plan(world: World, base: Airfield, name: IncidentId, met: AirMeeting) -> AirPlan | None:
    situation = world.situation
    assignment = situation.incidents[name].assignment
    if assignment is None or situation.assignments[assignment].milestone not in BEFORE_LEAVING:
        return None
    wish = flight_wish(situation, name, met.hospital)
    plan = base.flights.plan(wish, met.hospital) if wish is not None else None
    return plan if isinstance(plan, AirPlan) and plan.pickup.id == met.site else None


def _take_off(world: World, base: Airfield, name: IncidentId, hospital: HospitalId, plan: AirPlan) -> None:
    world.appointments[name] = Appointment(
        site=plan.pickup.at,
        lands_at=plan.touch_down_at,
        handover_s=base.helicopter.handover_s,
        over_s=plan.hospital_at - plan.leaves_at,
        hospital=hospital,
    )
    base.free -= 1
    world.kept.air["flights"] += 1
    world.kept.air["saved_s"] += plan.saved_s
    _report(world, base)
    world.env.process(_fly_home(world, base, plan))


def _fly_home(world: World, base: Airfield, plan: AirPlan) -> Steps:
    """Be ready again when the helicopter is back at its base."""
    home_s = base.helicopter.flight_s(great_circle_m(plan.drop.at, base.asked.base))
    yield world.env.timeout(plan.drop_at + base.helicopter.unloading_s + home_s - world.now)
    base.free += 1
    _report(world, base)
