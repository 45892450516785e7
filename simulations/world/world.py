"""One simulated region: the clock, the vehicles, and the one door to the dispatcher."""

from collections.abc import Callable, Generator, Iterable
from typing import assert_never

from simpy import Environment, Process, Resource
from simpy import Event as Moment

from dispatch.application.ports import Record
from dispatch.application.service import Dispatcher
from dispatch.domain.crew import Crew
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CommandId, CrewId, HospitalId, IncidentId
from dispatch.domain.incident import IncidentStatus
from dispatch.domain.messages import (
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
    Seen,
    WeightsChanged,
)
from dispatch.domain.situation import Situation
from routing.types import LatLon, Profile
from simulations.calls import Calls
from simulations.scenario.model import ReturnTo, Scenario
from simulations.travel.types import Travel
from simulations.world.drawn import Drawn
from simulations.world.failing import Outages
from simulations.world.keeping import Kept
from simulations.world.vehicle import Vehicle

ACTOR = "simulation"

Steps = Generator[Moment, None, None]
"""What somebody does, step by step; each step waits for a moment of the world."""


class World:
    """The region at work. Time of `env` is seconds after the scenario's start."""

    def __init__(  # noqa: PLR0913 (the parts of the world, each by name)
        self,
        *,
        scenario: Scenario,
        calls: Calls,
        travel: Travel,
        dispatcher: Dispatcher,
        record: Record,
        kept: Kept,
        policy: str,
        outages: Outages,
        answer: "Callable[[World, int, CrewAssigned], Steps]",
    ) -> None:
        self._answer = answer
        self.env = Environment()
        self.scenario = scenario
        self.calls = calls
        self.travel = travel
        self.kept = kept
        self.outages = outages
        self._dispatcher = dispatcher
        self._record = record
        self._policy = policy
        self.commands = 0
        self.events = 0
        self.crew_row = {crew.id: row for row, crew in enumerate(scenario.region.crews)}
        self.hospital_row = {hospital.id: row for row, hospital in enumerate(scenario.region.hospitals)}
        self.open_rows: dict[IncidentId, int] = {}
        self.vehicles = {crew.id: Vehicle(home=crew.home, at=crew.home) for crew in scenario.region.crews}
        self.bays = {hospital: Resource(self.env, capacity) for hospital, capacity in scenario.bays.items()}
        self.hospital_at = {hospital.id: hospital.at for hospital in scenario.region.hospitals}
        self.drawn = Drawn(calls, scenario.region)
        self.destination: dict[CrewId, HospitalId | None] = {}
        bases = {crew.home for crew in scenario.region.crews} | {station.at for station in scenario.region.stations}
        self._bases = sorted(bases, key=lambda at: (at.lat, at.lon))
        self._returning: set[CrewId] = set()
        self._stamped: dict[CrewId, LatLon] = {}
        self._answers: dict[CrewId, Process] = {}
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

    def tell(self, body: CommandBody) -> None:
        """Hand a command to the dispatcher and live with what follows.

        Where it may lead to a decision, the positions of the vehicles on their way back go with it.
        """
        self.commands += 1
        decides = self.situation.waiting_count or isinstance(body, ReportIncident)
        seen = self._seeing(self._moved()) if decides else self._seen
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

    def returns(self, crew: CrewId) -> None:
        """Let a crew that has become free go back; it may be called on its way."""
        self._answers.pop(crew, None)
        self.drive_back(crew)
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
        elsewhere = [c for c in self._returning if vehicles[c].until <= now or vehicles[c].bound_for is None]
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

    def _live_with(self, event: Event) -> None:
        match event:
            case CrewAssigned():
                self._send(event)
            case DestinationChosen(assignment=assignment, destination=destination):
                self.destination[self.situation.assignments[assignment].crew] = destination.hospital
            case IncidentCancelled():
                self._take_back(event)
            case PolicyFellBack(policy=policy, fallback=fallback):
                self.kept.fallbacks[f"{policy}>{fallback}"] += 1
            case (
                IncidentReported()
                | RecommendationMade() | MilestoneReached() | FlagsNoted() | PositionsSeen() | RegionAdopted()
                | CrewServiceChanged() | ModeSet() | WeightsChanged()
            ):  # fmt: skip
                pass
            case _:
                assert_never(event)

    def _send(self, event: CrewAssigned) -> None:
        row = self.open_rows[event.incident]
        self._returning.discard(event.crew)
        made = self.situation.recommendations.get(event.incident)
        self.kept.because(row, made.reasons if made else ())
        self._answers[event.crew] = self.env.process(self._answer(self, row, event))

    def _take_back(self, event: IncidentCancelled) -> None:
        del self.open_rows[event.incident]
        if event.crew is not None:
            self._answers[event.crew].interrupt()
            self.returns(event.crew)

    def shift_of(self, crew: CrewId) -> float:
        """Return the seconds that are left of the crew's shift; 0 when it is over."""
        known: Crew = self.situation.crews[crew]
        return self.situation.shift_remaining_s(known) or 0.0
