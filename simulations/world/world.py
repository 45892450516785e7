"""One simulated region: the clock, the vehicles, and the one door to the dispatcher."""

from collections.abc import Callable, Generator, Iterable, Mapping, MutableSequence
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import assert_never

from simpy import Environment, Process, Resource
from simpy import Event as Moment

from dispatch.application.ports import Record
from dispatch.application.resting import is_a_moment_for_pauses
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.errors import Refused
from dispatch.domain.hospital_messages import AirMeetingDecided, AirMeetingOffered, AirReported, HospitalReported
from dispatch.domain.ids import CommandId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    Command,
    CommandBody,
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    ModeSet,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
    RegionAdopted,
    ReportIncident,
    ReportMilestone,
    Seen,
    StandbyDeclined,
    StandbyOffered,
    StandbyOrdered,
    Tick,
)
from dispatch.domain.pauses import BreakBegun, BreakDeclined, BreakEnded, BreakOffered, DutyRulesSet
from dispatch.domain.posts import PostsCounted
from dispatch.domain.road_messages import ClosureLifted, ClosureSet, WeightsChanged
from dispatch.domain.scene_messages import (
    AskForCrew,
    CrewAsked,
    HandedOver,
    IncidentsMerged,
    PartWithdrawn,
    SceneClosed,
    VictimsUpdated,
)
from dispatch.domain.situation import Situation
from dispatch.domain.staffing import CrewAdded, CrewChanged, CrewRemoved, EquipmentNoted
from dispatch.domain.standby import StandbyMove
from dispatch.domain.transport_messages import (
    CrewLent,
    CrewSetAside,
    TransportAssigned,
    TransportCancelled,
    TransportConfirmed,
    TransportLendingSet,
    TransportPlanned,
    TransportReopened,
    TransportRequested,
    TransportStepReached,
    TransportUseSet,
)
from dispatch.policy.types import Policy
from routing.types import LatLon, Profile
from simulations.calls import Calls
from simulations.results import MOMENTS
from simulations.scenario.model import ReturnTo, Scenario
from simulations.travel.types import Travel
from simulations.world.appointment import Appointment
from simulations.world.drawn import Drawn
from simulations.world.failing import Outages
from simulations.world.keeping import Kept
from simulations.world.several import Several
from simulations.world.vehicle import Vehicle

ACTOR = "simulation"

REDIRECT_S = 15.0
"""What a crew that drives already takes to hear of another call and turn. Assumed."""

NO_POSITIONS: Mapping[CrewId, LatLon] = MappingProxyType({})

Marks = Mapping[str, MutableSequence[float] | dict[int, float]]
"""By the name of a moment and the row of a call, when it was, POSIX seconds."""

Steps = Generator[Moment, None, None]
"""What somebody does, step by step; each step waits for a moment of the world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirected:
    """Why a crew that is bringing its patient is interrupted: another hospital takes him."""

    hospital: HospitalId


class World:
    """The region at work. Time of `env` is seconds after the scenario's start."""

    def __init__(  # noqa: PLR0913, PLR0915 (the parts of the world, each by name)
        self,
        *,
        scenario: Scenario,
        calls: Calls,
        travel: Travel,
        dispatcher: Dispatcher,
        record: Record,
        kept: Kept,
        policy: Policy,
        outages: Outages,
        answer: "Callable[[World, int, CrewAssigned], Steps]",
        several: Several,
        note_transport: "Callable[[World, Event], None]",
        note_air: "Callable[[World, AirMeetingOffered], None]",
    ) -> None:
        self._answer = answer
        self.several = several
        self.env = Environment()
        self.scenario = scenario
        self.calls = calls
        self.travel = travel
        self.kept = kept
        self.outages = outages
        self._dispatcher = dispatcher
        self._record = record
        self._policy = policy.name
        self._follows = policy.follows
        self.commands = 0
        self.events = 0
        self.crew_row = {crew.id: row for row, crew in enumerate(scenario.region.crews)}
        self.hospital_row = {hospital.id: row for row, hospital in enumerate(scenario.region.hospitals)}
        self.open_rows: dict[IncidentId, int] = {}
        self.further: dict[IncidentId, Marks] = {}
        self.vehicles = {crew.id: Vehicle(home=crew.home, at=crew.home) for crew in scenario.region.crews}
        self.bays = {hospital: Resource(self.env, capacity) for hospital, capacity in scenario.bays.items()}
        self.hospital_at = {hospital.id: hospital.at for hospital in scenario.region.hospitals}
        self.drawn = Drawn(calls, scenario.region)
        self.destination: dict[CrewId, HospitalId | None] = {}
        self.bringing: dict[CrewId, HospitalId] = {}
        bases = {crew.home for crew in scenario.region.crews} | {station.at for station in scenario.region.stations}
        self._bases = sorted(bases, key=lambda at: (at.lat, at.lon))
        self._returning: set[CrewId] = set()
        self._rolling: set[CrewId] = set()
        self.under_way_s: dict[CrewId, tuple[float, float]] = {}
        self._stamped: dict[CrewId, LatLon] = {}
        self._answers: dict[CrewId, Process] = {}
        self.trips: dict[CrewId, Process] = {}
        self._note_transport = note_transport
        self._note_air = note_air
        self.appointments: dict[IncidentId, Appointment] = {}
        self._seen = self._seeing({})

    @property
    def now(self) -> float:
        """POSIX seconds."""
        return self.scenario.start_at + self.env.now

    @property
    def situation(self) -> Situation:
        """The situation as the dispatcher knows it."""
        return self._record.situation()

    def waits(self, incident: IncidentId) -> bool:
        """Whether the incident is open and has no crew."""
        known = self.situation.incidents.get(incident)
        return known is not None and known.status is IncidentStatus.WAITING

    def tell(self, body: CommandBody, positions: Mapping[CrewId, LatLon] = NO_POSITIONS) -> None:
        """Hand a command to the dispatcher and live with what follows.

        Where it may lead to a decision, the positions of the vehicles on their way back go with it. `positions` are of
        others that it may concern.
        """
        self._stamped.update(positions)
        self.commands += 1
        decides = self.situation.waiting_count or isinstance(body, ReportIncident | AskForCrew) or self._pauses(body)
        decides = decides or (self._follows and _frees(body))
        seen = self._seeing({**self._moved(), **positions}) if decides or positions else self._seen
        command = Command(id=CommandId(f"{self.commands}"), at=self.now, actor=ACTOR, seen=seen, body=body)
        try:
            outcome = self._dispatcher.handle(command)
        except Refused:
            self.kept.refused += 1
            return
        self.events += len(outcome.events)
        for event in outcome.events:
            self._live_with(event)

    def drive(self, crew: CrewId, to: LatLon, profile: Profile) -> float:
        """Set off and return the seconds it will take; `inf` where no road leads."""
        return self.vehicles[crew].drive(to, profile, self.now, self.travel)

    def drive_back(self, crew: CrewId) -> float:
        """Set off to the base; return the seconds it will take."""
        return self.drive(crew, self._base_of(self.vehicles[crew]), Profile.ORDINARY)

    def arrived(self, crew: CrewId) -> None:
        """The crew is at its call: it stands still until it says otherwise."""
        self._rolling.discard(crew)

    def returns(self, crew: CrewId) -> None:
        """Let a crew that has become free go back; it may be called on its way."""
        self._rolling.discard(crew)
        self._answers.pop(crew, None)
        self.drive_back(crew)
        self._returning.add(crew)

    def wanders(self, crew: CrewId) -> None:
        """Let a crew that may be called on its way be seen there."""
        self._returning.add(crew)

    def reweighted(self) -> None:
        """The roads have changed: later commands carry the new weights' version."""
        self._seen = self._seeing({})

    def driving_s(self) -> list[float]:
        """Return the seconds that each crew has driven, in the order of the roster."""
        return [self.vehicles[crew.id].driving_s for crew in self.scenario.region.crews]

    def _base_of(self, vehicle: Vehicle) -> LatLon:
        if self.scenario.crewing.return_to is ReturnTo.OWN_BASE:
            return vehicle.home
        begin = vehicle.where(self.now)
        return min(self._bases, key=lambda at: self.travel.duration_s(begin, at, Profile.ORDINARY))

    def _seeing(self, positions: dict[CrewId, LatLon]) -> Seen:
        return Seen(policy=self._policy, weights_version=self.travel.weights_version, positions=positions)

    def _moved(self) -> dict[CrewId, LatLon]:
        """Return where the vehicles on their way back are, if they have moved since the last time."""
        moved: dict[CrewId, LatLon] = {}
        now, vehicles = self.now, self.vehicles
        moving = self._returning | self._rolling if self._follows else self._returning
        elsewhere = [c for c in moving if vehicles[c].until <= now or vehicles[c].bound_for is None]
        for crew in self._ordered(elsewhere):
            vehicle = vehicles[crew]
            at = vehicle.where(now)
            if self._stamped.get(crew) is not at:
                moved[crew] = self._stamped[crew] = at
            if vehicle.bound_for is None:
                self._returning.discard(crew)
        return moved

    def _ordered(self, crews: Iterable[CrewId]) -> list[CrewId]:
        return sorted(crews, key=self.crew_row.__getitem__)

    def _live_with(self, event: Event) -> None:  # noqa: C901, PLR0912, PLR0915 (one case an event)
        match event:
            case CrewAssigned():
                self._send(event)
            case DestinationChosen(assignment=assignment, destination=destination):
                self._direct(self.situation.assignments[assignment].crew, destination.hospital)
            case IncidentCancelled() | PartWithdrawn():
                self._take_back(event)
            case IncidentReported(incident=incident):
                self._call_further(incident)
            case HandedOver(incident=incident_id):
                self.open_rows.pop(incident_id)  # whoever has taken over goes on under the part's own name
            case AssignmentWithdrawn():
                self._turn_back(event)
            case StandbyOrdered(move=move):
                self._move(move)
            case BreakBegun():
                self._stand_still(event)
            case BreakEnded():
                self.kept.pauses[self.crew_row[event.crew]].append(event)
                self.returns(event.crew)
            case PolicyFellBack(policy=policy, fallback=fallback):
                self.kept.fallbacks[f"{policy}>{fallback}"] += 1
            case AirMeetingOffered():
                self._note_air(self, event)
            case RecommendationMade(recommendation=made):
                if made.hold is not None:
                    self.env.process(self._hold_ends(made.incident, made.hold.until))
            case (
                MilestoneReached() | FlagsNoted() | PositionsSeen() | RegionAdopted()
                | CrewServiceChanged() | ModeSet() | WeightsChanged() | ClosureSet() | ClosureLifted()
                | StandbyOffered() | StandbyDeclined()
                | HospitalReported() | AirReported() | AirMeetingDecided()
                | PostsCounted() | DutyRulesSet() | BreakOffered() | BreakDeclined()
                | CrewAdded() | CrewChanged() | CrewRemoved() | EquipmentNoted()
                | VictimsUpdated() | CrewAsked() | IncidentsMerged() | SceneClosed()
            ):  # fmt: skip
                pass
            case (
                TransportRequested() | TransportPlanned() | TransportConfirmed() | TransportAssigned()
                | TransportStepReached() | TransportReopened() | TransportCancelled() | TransportUseSet()
                | TransportLendingSet() | CrewLent() | CrewSetAside()
            ):  # fmt: skip
                self._note_transport(self, event)
            case _:
                assert_never(event)

    def _direct(self, crew: CrewId, hospital: HospitalId | None) -> None:
        """Tell the crew its hospital; one that is on its way to another turns round."""
        self.destination[crew] = hospital
        if hospital is not None and self.bringing.get(crew, hospital) != hospital:
            self._answers[crew].interrupt(Redirected(hospital=hospital))

    def _send(self, event: CrewAssigned) -> None:
        row = self.open_rows[event.incident]
        self._leave_trip(event.crew)
        self._returning.discard(event.crew)
        self._rolling.add(event.crew)
        made = self.situation.recommendations.get(event.incident)
        self.kept.because(row, made.reasons if made else ())
        self._answers[event.crew] = self.env.process(self._answer(self, row, event))

    def _leave_trip(self, crew: CrewId) -> None:
        """End a planned transport that the crew was on its way to: the dispatcher finds another."""
        trip = self.trips.pop(crew, None)
        if trip is not None:
            trip.interrupt()

    def marks(self, incident: IncidentId) -> Marks:
        """Return where the moments of a crew's work are noted: with the call, or apart for a further crew to it."""
        return self.further.get(incident, self.kept.moments)

    def only_helps(self, incident: IncidentId) -> bool:
        """Whether it is a further crew to a patient whom another one has already."""
        known = self.situation.incidents.get(incident)
        return known is not None and known.part is not None and known.patient_of is not None

    def over(self, incident: IncidentId) -> None:
        """Nobody works on the incident any more."""
        self.open_rows.pop(incident, None)
        self.further.pop(incident, None)
        self.appointments.pop(incident, None)

    def _call_further(self, incident: Incident) -> None:
        """A further crew meets the same people at the same place as the first one."""
        if incident.part is not None:
            self.open_rows[incident.id] = self.open_rows[incident.part.supports]
            self.further[incident.id] = {name: {} for name in MOMENTS}
            self.kept.further[incident.part.kind] += 1

    def _take_back(self, event: IncidentCancelled | PartWithdrawn) -> None:
        self.over(event.incident)
        if event.crew is not None:
            self._answers[event.crew].interrupt()
            self.returns(event.crew)

    def _turn_back(self, event: AssignmentWithdrawn) -> None:
        """Take a crew off its call; if another is given to it in the same moment, it is under way already."""
        row, marks = self.open_rows[event.incident], self.marks(event.incident)
        en_route = marks["en_route_at"][row] >= marks["notified_at"][row]
        dressed_s = inf if en_route else self.now - marks["notified_at"][row]
        self.under_way_s[event.crew] = self.now, dressed_s
        self._answers[event.crew].interrupt()
        self.returns(event.crew)

    def turnout_s(self, crew: CrewId, drawn_s: float) -> float:
        """Return how long the crew takes to set off: as drawn, but what it has done already for another call."""
        at, dressed_s = self.under_way_s.pop(crew, (-inf, 0.0))
        return min(drawn_s, max(drawn_s - dressed_s, REDIRECT_S)) if at == self.now else drawn_s

    def _move(self, move: StandbyMove) -> None:
        """Send an idle crew to stand by at a base."""
        crew = self.situation.crews[move.crew]
        at = crew.home if move.to == crew.station else self.situation.ground.bases[move.to]
        self.kept.moves[self.crew_row[move.crew]] += not move.rolling
        self.drive(move.crew, at, Profile.ORDINARY)
        self._returning.add(move.crew)

    def _hold_ends(self, incident: IncidentId, at: float) -> Steps:
        """Let the dispatcher decide again when a call has waited long enough for a crew that is not free yet."""
        yield self.env.timeout(max(at - self.now, 0.0) + 1.0)
        if self.waits(incident):
            self.tell(Tick())

    def _pauses(self, body: CommandBody) -> bool:
        return self.scenario.duty is not None and is_a_moment_for_pauses(body)

    def _stand_still(self, event: BreakBegun) -> None:
        """A crew that pauses stands where it is."""
        self._leave_trip(event.crew)
        self.kept.pauses[self.crew_row[event.crew]].append(event)
        self.vehicles[event.crew].stop(self.now)
        self._returning.discard(event.crew)
        self.env.process(self._rest(event))

    def _rest(self, begun: BreakBegun) -> Steps:
        """Wait until the pause is over, and let the dispatcher know; one that was broken off is no longer this one."""
        yield self.env.timeout(begun.ends_at - self.now)
        pause = self.situation.duty.resting.get(begun.crew)
        if pause is not None and pause.begun_at == begun.at:
            self.tell(Tick())

    def shift_of(self, crew: CrewId) -> float:
        """Return the seconds that are left of the crew's shift; 0 when it is over."""
        known: Crew = self.situation.crews[crew]
        return self.situation.shift_remaining_s(known) or 0.0


def _frees(body: CommandBody) -> bool:
    """Whether a crew becomes free, or a post asks for one: some crew may serve better, or stand by elsewhere."""
    return isinstance(body, Tick) or (isinstance(body, ReportMilestone) and body.milestone is Milestone.AVAILABLE)
