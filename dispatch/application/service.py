"""The door: a command goes in, events come out. The live service and the simulations both use this very class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from dispatch.application.acceptance import BY_CREW, accept
from dispatch.application.ports import Record, TravelTimes
from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    Command,
    CrewAssigned,
    DestinationChosen,
    Event,
    FlagsNoted,
    MilestoneReached,
    Mode,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
)
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation, evolve
from dispatch.policy.destination import destination, weigh_hospitals
from dispatch.policy.eligibility import free_crews
from dispatch.policy.explaining import NOBODY_FREE
from dispatch.policy.types import Policy
from routing.types import LatLon, Profile, TravelTimeMatrix

MANUAL = "manual"
"""The last step of degrading: nobody advises."""

RESTATE_S = 60.0
"""A recommendation is written again when its crew changes or its ETA moves by this much."""


class Outcome(Struct, frozen=True):
    """What a command led to."""

    events: tuple[Event, ...]
    situation: Situation


@dataclass(slots=True)
class _Draft:
    """Events of one command, folded as they come."""

    situation: Situation
    events: list[Event]

    def add(self, event: Event) -> None:
        self.situation = evolve(self.situation, event)
        self.events.append(event)


class Dispatcher:
    """Turns commands into events. Synchronous; no clock, no chance, no I/O but its two ports."""

    def __init__(
        self, *, record: Record, travel_times: TravelTimes, policies: Mapping[str, Policy], fallback: Policy
    ) -> None:
        self._record = record
        self._travel_times = travel_times
        self._policies = policies
        self._fallback = fallback

    def handle(self, command: Command) -> Outcome:
        """Accept the command, decide anew, commit. Raises `Refused`, and then nothing has changed."""
        known = self._record.situation()
        now = max(known.now, command.at)
        draft = _Draft(replace(known, now=now), [])
        if seen := {c: p for c, p in command.seen.positions.items() if c in known.crews}:
            draft.add(PositionsSeen(at=now, positions=seen))
        for event in accept(draft.situation, command):
            draft.add(event)
        self._advise(draft, command)
        # Without an event nothing has changed, the time of the situation included: it is the fold of the events alone.
        after = draft.situation if draft.events else known
        self._record.commit(command, draft.events, after)
        return Outcome(tuple(draft.events), after)

    def _advise(self, draft: _Draft, command: Command) -> None:
        """Recommend and direct. What fails here costs the advice, never the command: people decide by hand then."""
        accepted = draft.situation, len(draft.events)
        try:
            self._decide(draft, command)
            for event in tuple(draft.events):
                self._direct(draft, event)
        except Exception as error:  # noqa: BLE001 (the call stands in the queue whatever breaks behind it)
            draft.situation, kept = accepted
            del draft.events[kept:]
            draft.add(_fell_back(draft.situation, command.seen.policy, MANUAL, error))

    def _decide(self, draft: _Draft, command: Command) -> None:
        if not draft.situation.waiting_count:
            return
        waiting, free = draft.situation.waiting(), _free_crews_at(draft.situation)
        if not free and all(_told_of_nobody(draft.situation, incident, command.seen.policy) for incident in waiting):
            return
        times = self._travel_times.matrix(free, {incident.id: incident.at for incident in waiting}, Profile.SIREN)
        plan = self._plan(draft, command, lambda policy: policy(draft.situation, times))
        for recommendation in plan.recommendations:
            self._act(draft, recommendation)

    def _plan(self, draft: _Draft, command: Command, ask: Callable[[Policy], Plan]) -> Plan:
        policy = self._policies.get(command.seen.policy, self._fallback)
        try:
            return ask(policy)
        except Exception as error:  # noqa: BLE001 (whatever a policy does, the call gets its crew)
            draft.add(_fell_back(draft.situation, policy.name, self._fallback.name, error))
            return ask(self._fallback)

    def _act(self, draft: _Draft, made: Recommendation) -> None:
        known = draft.situation.recommendations.get(made.incident)
        if known is None or _differs(known, made):
            draft.add(RecommendationMade(at=draft.situation.now, recommendation=made))
        if draft.situation.mode is Mode.AUTOMATIC and made.crew is not None:
            draft.add(
                CrewAssigned(
                    at=draft.situation.now,
                    assignment=AssignmentId(f"{made.incident}-1"),
                    incident=made.incident,
                    crew=made.crew,
                    eta_s=made.eta_s,
                    by=made.policy,
                    override_reason=None,
                    recommended=made.crew,
                )
            )

    def _direct(self, draft: _Draft, event: Event) -> None:
        """Choose the hospital when a crew is sent, and again when the record or the scene says more."""
        match event:
            case CrewAssigned(incident=incident_id):
                self._choose(draft, incident_id)
            case FlagsNoted(incident=incident_id) if draft.situation.incidents[incident_id].assignment:
                self._choose(draft, incident_id)
            case MilestoneReached(incident=incident_id, milestone=Milestone.AT_PATIENT):
                self._choose(draft, incident_id)
            case _:
                pass

    def _choose(self, draft: _Draft, incident_id: IncidentId) -> None:
        incident = draft.situation.incidents[incident_id]
        weighed = weigh_hospitals(draft.situation, incident, self._to_hospitals(draft.situation, incident))
        assignment = draft.situation.assignments[_assignment_of(incident)]
        known = assignment.destination
        if known is not None and (known.hospital == weighed.best or BY_CREW in {r.code for r in known.reasons}):
            return
        draft.add(
            DestinationChosen(
                at=draft.situation.now,
                incident=incident_id,
                assignment=assignment.id,
                destination=destination(weighed),
                by="destination",
            )
        )

    def _to_hospitals(self, situation: Situation, incident: Incident) -> TravelTimeMatrix:
        return self._travel_times.matrix({incident.id: incident.at}, situation.destinations.columns.at, Profile.SIREN)


def _free_crews_at(situation: Situation) -> dict[str, LatLon]:
    free = free_crews(situation)
    homes = situation.roster.columns.homes[free.rows].tolist()
    return dict(zip(free.ids, map(situation.positions.get, free.ids, homes), strict=True))


def _told_of_nobody(situation: Situation, incident: Incident, policy: str) -> bool:
    """Whether the record already says of the incident all that can be said while nobody is free.

    On a day that is too much for the crews every button of every crew would otherwise weigh the whole queue anew.
    """
    known = situation.recommendations.get(incident.id)
    return known is not None and known.policy == policy and [r.code for r in known.reasons] == [NOBODY_FREE]


def _fell_back(situation: Situation, policy: str, fallback: str, error: Exception) -> PolicyFellBack:
    return PolicyFellBack(at=situation.now, policy=policy, fallback=fallback, error=f"{type(error).__name__}: {error}")


def _assignment_of(incident: Incident) -> AssignmentId:
    if incident.assignment is None:
        raise LookupError(f"incident {incident.id} has no crew")
    return incident.assignment


def _differs(known: Recommendation, made: Recommendation) -> bool:
    if (known.crew, known.policy) != (made.crew, made.policy):
        return True
    if known.eta_s is None or made.eta_s is None:
        return known.reasons != made.reasons
    return abs(known.eta_s - made.eta_s) >= RESTATE_S
