"""All that may influence a decision, and the one function that changes it."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TypeVar, assert_never

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from dispatch.domain.air import AirMeeting, AirMeetingState, AirReadiness
from dispatch.domain.assignment import STATUS_AFTER, Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.duty import DutyBook
from dispatch.domain.ground import Ground
from dispatch.domain.handover import Handovers, Pace, learnt
from dispatch.domain.hospital_messages import AirMeetingDecided, AirMeetingOffered, AirReported, HospitalReported
from dispatch.domain.hospitals import Hospitals
from dispatch.domain.ids import AssignmentId, CrewId, HospitalId, IncidentId, StationId, natural
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    Mode,
    ModeSet,
    PolicyFellBack,
    PositionsSeen,
    RecommendationMade,
    RegionAdopted,
    StandbyDeclined,
    StandbyOffered,
    StandbyOrdered,
)
from dispatch.domain.pauses import (
    BreakBegun,
    BreakDeclined,
    BreakEnded,
    BreakOffered,
    DutyRulesSet,
    PauseEvent,
    paused,
    stopped,
    worked,
)
from dispatch.domain.places import Hospital
from dispatch.domain.posts import PostBook, PostsCounted
from dispatch.domain.reception import Reception, following, with_patient
from dispatch.domain.recommendation import Recommendation
from dispatch.domain.relief import changed_places
from dispatch.domain.road_messages import ClosureLifted, ClosureSet, WeightsChanged
from dispatch.domain.roads import RoadBook, StatedClosure, weighed, with_closure, without_closure
from dispatch.domain.roster import Roster
from dispatch.domain.scene_messages import (
    CrewAsked,
    HandedOver,
    IncidentsMerged,
    PartWithdrawn,
    SceneClosed,
    SceneEvent,
    VictimsUpdated,
)
from dispatch.domain.scenes import Scene, counted, joined, left, merged
from dispatch.domain.staffing import CrewAdded, CrewChanged, CrewRemoved, EquipmentNoted, RosterEvent, staffed
from dispatch.domain.standby import StandbyMove
from dispatch.domain.tempo import Tempo, answered, called
from dispatch.domain.transport_messages import (
    CrewLent,
    CrewSetAside,
    TransportAssigned,
    TransportCancelled,
    TransportConfirmed,
    TransportEvent,
    TransportLendingSet,
    TransportPlanned,
    TransportReopened,
    TransportRequested,
    TransportStepReached,
    TransportUseSet,
)
from dispatch.domain.transporting import TransportBook, fold_transport
from routing.types import LatLon, WeightsSpec

K = TypeVar("K")
V = TypeVar("V")


class Situation(Struct, frozen=True, kw_only=True):
    """The present, frozen at `now` (POSIX seconds). Closed incidents live in the record, not here.

    Each incident either waits or has the one assignment that answers it, and there is no other assignment.
    `positions` has the last position of each crew that a decision saw. `standby` says where the idle crews stand that
    do not stand at their own base, or are bound for; `moves` are the standby moves that are offered, `declined` when
    one was last declined (POSIX seconds). Whatever mappings of crews and hospitals it is made with, `crews` is a
    `Roster` and `hospitals` are `Hospitals`.
    """

    now: float = 0.0
    mode: Mode = Mode.PROPOSE
    region: str = ""
    region_digest: str = ""
    utc_offset_s: float = 0.0
    crews: Mapping[CrewId, Crew] = field(default_factory=Roster)
    hospitals: Mapping[HospitalId, Hospital] = field(default_factory=Hospitals)
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    assignments: Mapping[AssignmentId, Assignment] = field(default_factory=dict)
    recommendations: Mapping[IncidentId, Recommendation] = field(default_factory=dict)
    weights: WeightsSpec = field(default_factory=WeightsSpec)
    roads: RoadBook = field(default_factory=RoadBook)
    positions: Mapping[CrewId, LatLon] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)
    tempo: Tempo = field(default_factory=Tempo)
    standby: Mapping[CrewId, StationId] = field(default_factory=dict)
    moves: Mapping[CrewId, StandbyMove] = field(default_factory=dict)
    declined: Mapping[CrewId, float] = field(default_factory=dict)
    moved_at: float = 0.0
    receptions: Mapping[HospitalId, Reception] = field(default_factory=dict)
    handovers: Mapping[HospitalId, Pace] = field(default_factory=Handovers)
    air: AirReadiness | None = None
    air_meetings: Mapping[IncidentId, AirMeeting] = field(default_factory=dict)
    transport: TransportBook = field(default_factory=TransportBook)
    duty: DutyBook = field(default_factory=DutyBook)
    posts: PostBook = field(default_factory=PostBook)
    scenes: Mapping[IncidentId, Scene] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.crews.__class__ is not Roster:
            force_setattr(self, "crews", Roster(self.crews))
        if self.hospitals.__class__ is not Hospitals:
            force_setattr(self, "hospitals", Hospitals(self.hospitals))

    @property
    def roster(self) -> Roster:
        """The crews, with their columns."""
        return self.crews  # type: ignore[return-value]  # see __post_init__

    @property
    def destinations(self) -> Hospitals:
        """The hospitals, with what is asked of all of them."""
        return self.hospitals  # type: ignore[return-value]  # see __post_init__

    @property
    def waiting_count(self) -> int:
        """How many incidents have no crew."""
        return len(self.incidents) - len(self.assignments)

    def waiting(self) -> list[Incident]:
        """Incidents without a crew, most urgent first, then oldest, then by id."""
        # From the newest back, until all are found: mostly the only one that waits is the one just reported.
        newest = (i for i in reversed(self.incidents.values()) if i.status is IncidentStatus.WAITING)
        found = islice(newest, self.waiting_count)
        return sorted(found, key=lambda i: (i.urgency, i.received_at, natural(i.id)))

    def whereabouts(self, crew: Crew) -> LatLon:
        """The last position seen, or the station."""
        return self.positions.get(crew.id, crew.home)

    def base_of(self, crew: Crew) -> StationId:
        """Where the crew stands by when it is idle."""
        return self.standby.get(crew.id, crew.station)

    def shift_remaining_s(self, crew: Crew) -> float | None:
        """Seconds until the crew's shift ends; None when it is not on shift."""
        return crew.shift.remaining_s(self.now, self.utc_offset_s)


def evolve(situation: Situation, event: Event) -> Situation:  # noqa: C901, PLR0911, PLR0912, PLR0915 (one case an event)
    """Fold one event into the situation. Pure; the only place where state changes."""
    now = max(situation.now, event.at)
    match event:
        case MilestoneReached():
            return _advance(situation, event, now)
        case IncidentReported():
            return _report(situation, event, now)
        case RecommendationMade(recommendation=made):
            return replace(situation, now=now, recommendations=_with(situation.recommendations, made.incident, made))
        case CrewAssigned():
            return _assign(situation, event, now)
        case DestinationChosen():
            return _direct(situation, event, now)
        case PositionsSeen():
            return _see(situation, event, now)
        case RegionAdopted():
            return _adopt(situation, event, now)
        case IncidentCancelled() | PartWithdrawn():
            return _close(situation, event, now)
        case CrewServiceChanged():
            return _serve(situation, event, now)
        case FlagsNoted():
            return _flag(situation, event, now)
        case ModeSet(mode=mode):
            return replace(situation, now=now, mode=mode)
        case WeightsChanged(spec=spec):
            return replace(situation, now=now, weights=spec, roads=weighed(situation.roads, event.at))
        case ClosureSet(closure=closure, revision=revision, by=by):
            stated = StatedClosure(closure=closure, by=by, at=event.at, revision=revision)
            return replace(situation, now=now, roads=with_closure(situation.roads, stated))
        case ClosureLifted(closure=closure_id):
            return replace(situation, now=now, roads=without_closure(situation.roads, closure_id))
        case PolicyFellBack():
            return replace(situation, now=now)
        case AssignmentWithdrawn():
            return _withdraw(situation, event, now)
        case StandbyOffered(move=move):
            return replace(situation, now=now, moves={move.crew: move}, moved_at=now)
        case StandbyOrdered(move=move):
            return _stand_by(situation, move, now)
        case PostsCounted(short=short):
            wanted = {crew: move for crew, move in situation.moves.items() if not move.for_post or move.to in short}
            return replace(situation, now=now, posts=replace(situation.posts, short=short), moves=wanted)
        case DutyRulesSet() | BreakOffered() | BreakDeclined() | BreakBegun() | BreakEnded():
            return _pause(situation, event, now)
        case CrewChanged() | CrewAdded() | CrewRemoved():
            return _staff(situation, event, now)
        case EquipmentNoted(incident=incident_id, equipment=equipment):
            needy = replace(situation.incidents[incident_id], equipment_need=equipment)
            return replace(situation, now=now, incidents=_with(situation.incidents, needy.id, needy))
        case StandbyDeclined(crew=crew):
            declined = _with(situation.declined, crew, event.at)
            return replace(situation, now=now, moves=_without(situation.moves, crew), declined=declined)
        case HospitalReported(hospital=hospital, reception=said):
            stands = following(situation.receptions.get(hospital), said)
            return replace(situation, now=now, receptions=_with(situation.receptions, hospital, stands))
        case AirReported(readiness=readiness):
            return replace(situation, now=now, air=readiness)
        case AirMeetingOffered(incident=incident_id, meeting=meeting):
            return replace(situation, now=now, air_meetings=_with(situation.air_meetings, incident_id, meeting))
        case AirMeetingDecided():
            return _decide_meeting(situation, event, now)
        case (
            CrewLent()
            | CrewSetAside()
            | TransportAssigned()
            | TransportCancelled()
            | TransportConfirmed()
            | TransportLendingSet()
            | TransportPlanned()
            | TransportReopened()
            | TransportRequested()
            | TransportStepReached()
            | TransportUseSet()
        ):
            return _carry(situation, event, now)
        case VictimsUpdated() | CrewAsked() | HandedOver() | IncidentsMerged() | SceneClosed():
            return _together(situation, event, now)
        case _:
            assert_never(event)


def _with(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return {**mapping, key: value}


def _without(mapping: Mapping[K, V], key: K) -> Mapping[K, V]:
    kept = dict(mapping)
    kept.pop(key, None)
    return kept


def _report(situation: Situation, event: IncidentReported, now: float) -> Situation:
    """Let an incident, or a part of one, stand in the queue. A further crew to the same call is no new demand."""
    incident = event.incident
    return replace(
        situation,
        now=now,
        incidents=_with(situation.incidents, incident.id, incident),
        tempo=called(situation.tempo, event.at) if incident.part is None else situation.tempo,
        scenes=joined(situation.scenes, incident, situation.incidents),
    )


def _adopt(situation: Situation, event: RegionAdopted, now: float) -> Situation:
    """Take the new roster; a crew that is at work keeps its state, also when the new roster lacks it."""
    crews = {crew.id: _keeping_work(crew, situation.crews.get(crew.id)) for crew in event.crews}
    at_work = {c.id: c for c in situation.crews.values() if _is_kept(c) and c.id not in crews}
    roster = Roster({**crews, **at_work})
    return replace(
        situation,
        now=now,
        region=event.name,
        region_digest=event.digest,
        utc_offset_s=event.utc_offset_s,
        crews=roster,
        hospitals=Hospitals({hospital.id: hospital for hospital in event.hospitals}),
        ground=event.ground,
        standby={
            crew: base for crew, base in situation.standby.items() if crew in roster and base in event.ground.bases
        },
        moves={},
        positions={crew: position for crew, position in situation.positions.items() if crew in roster},
        duty=situation.duty.only(roster).of(event.duty),
        posts=replace(situation.posts, hours=event.posts),
        receptions=_of_these(situation.receptions, event.hospitals),
        handovers=Handovers(_of_these(situation.handovers, event.hospitals)),
    )


def _of_these(known: Mapping[HospitalId, V], hospitals: Iterable[Hospital]) -> Mapping[HospitalId, V]:
    return {hospital.id: known[hospital.id] for hospital in hospitals if hospital.id in known}


def _is_kept(crew: Crew) -> bool:
    return crew.assignment is not None or crew.status is CrewStatus.ON_TRANSPORT or crew.temporary


def _keeping_work(fresh: Crew, known: Crew | None) -> Crew:
    if known is None:
        return fresh
    return fresh.doing(known.status, since=known.status_at, assignment=known.assignment)


def _see(situation: Situation, event: PositionsSeen, now: float) -> Situation:
    seen = {crew: position for crew, position in event.positions.items() if crew in situation.crews}
    return replace(situation, now=now, positions={**situation.positions, **seen})


def _assign(situation: Situation, event: CrewAssigned, now: float) -> Situation:
    incident = replace(
        situation.incidents[event.incident],
        status=IncidentStatus.ASSIGNED,
        assignment=event.assignment,
    )
    assignment = Assignment(
        id=event.assignment,
        incident=event.incident,
        crew=event.crew,
        milestone=Milestone.NOTIFIED,
        times={Milestone.NOTIFIED: event.at},
        eta_s=event.eta_s,
        eta_p90_s=event.eta_p90_s,
        frozen=event.override_reason is not None,
    )
    crew = situation.crews[event.crew].doing(CrewStatus.DISPATCHED, since=event.at, assignment=event.assignment)
    return replace(
        situation,
        now=now,
        incidents=_with(situation.incidents, incident.id, incident),
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=situation.roster.with_crew(crew),
        standby=_without(situation.standby, crew.id) if crew.id in situation.standby else situation.standby,
        moves=_without(situation.moves, crew.id) if crew.id in situation.moves else situation.moves,
    )


def _withdraw(situation: Situation, event: AssignmentWithdrawn, now: float) -> Situation:
    known = situation.incidents[event.incident]
    incident = replace(known, status=IncidentStatus.WAITING, assignment=None, withdrawn=known.withdrawn + 1)
    freed = situation.roster[event.crew].doing(CrewStatus.AVAILABLE, since=event.at, assignment=None)
    return replace(
        situation,
        now=now,
        incidents=_with(situation.incidents, incident.id, incident),
        assignments=_without(situation.assignments, event.assignment),
        crews=situation.roster.with_crew(freed),
        recommendations=_without(situation.recommendations, incident.id),
    )


def _stand_by(situation: Situation, move: StandbyMove, now: float) -> Situation:
    home = situation.crews[move.crew].station == move.to
    standby = _without(situation.standby, move.crew) if home else _with(situation.standby, move.crew, move.to)
    return replace(situation, now=now, standby=standby, moves=_without(situation.moves, move.crew), moved_at=now)


def _decide_meeting(situation: Situation, event: AirMeetingDecided, now: float) -> Situation:
    state = AirMeetingState.ACCEPTED if event.accepted else AirMeetingState.DECLINED
    meeting = replace(situation.air_meetings[event.incident], state=state)
    return replace(situation, now=now, air_meetings=_with(situation.air_meetings, event.incident, meeting))


def _direct(situation: Situation, event: DestinationChosen, now: float) -> Situation:
    assignment = replace(situation.assignments[event.assignment], destination=event.destination)
    return replace(situation, now=now, assignments=_with(situation.assignments, assignment.id, assignment))


def _advance(situation: Situation, event: MilestoneReached, now: float) -> Situation:
    if event.milestone is Milestone.AVAILABLE:
        return _close(situation, event, now)
    known = situation.assignments[event.assignment]
    times = _with(known.times, event.milestone, event.moment)
    assignment = replace(known, milestone=event.milestone, times=times)
    status = STATUS_AFTER[event.milestone]
    crew = situation.crews[event.crew].doing(status, since=event.at, assignment=event.assignment)
    after = replace(
        situation,
        now=now,
        assignments=_with(situation.assignments, assignment.id, assignment),
        crews=situation.roster.with_crew(crew),
    )
    return _taken_over(after, known, event) if event.milestone is Milestone.CARE_TRANSFERRED else after


def _taken_over(situation: Situation, job: Assignment, event: MilestoneReached) -> Situation:
    """Learn how long the hospital took, and count the bed that the patient has got."""
    hospital = job.destination.hospital if job.destination else None
    if hospital is None:
        return situation
    reception = situation.receptions.get(hospital)
    need = situation.incidents[job.incident].hospital_need
    met = situation.air_meetings.get(job.incident)
    if met is not None and met.state is AirMeetingState.ACCEPTED:  # taken over at a landing site, not at its door
        return replace(situation, receptions=with_patient(situation.receptions, hospital, need))
    return replace(
        situation,
        handovers=learnt(situation.handovers, situation.assignments, reception, job, event.moment),
        receptions=with_patient(situation.receptions, hospital, need),
    )


def _close(situation: Situation, event: MilestoneReached | IncidentCancelled | PartWithdrawn, now: float) -> Situation:
    """Let the incident go to the record, and its crew to the next one."""
    roster = situation.roster
    if event.crew is not None:
        freed = roster[event.crew].doing(CrewStatus.AVAILABLE, since=event.at, assignment=None)
        roster = roster.with_crew(freed)
    incident = situation.incidents[event.incident]
    assignment = incident.assignment
    assignments, tempo = situation.assignments, situation.tempo
    if assignment is not None and isinstance(event, MilestoneReached):
        tempo = answered(tempo, assignments[assignment], event.moment)
    return replace(
        situation,
        now=now,
        duty=_worked(situation, event),
        tempo=tempo,
        crews=roster,
        incidents=_without(situation.incidents, event.incident),
        air_meetings=_without(situation.air_meetings, event.incident),
        recommendations=_without(situation.recommendations, event.incident),
        assignments=assignments if assignment is None else _without(assignments, assignment),
        scenes=left(situation.scenes, incident, answered=isinstance(event, MilestoneReached)),
    )


def _serve(situation: Situation, event: CrewServiceChanged, now: float) -> Situation:
    status = CrewStatus.AVAILABLE if event.in_service else CrewStatus.OUT_OF_SERVICE
    known = situation.crews[event.crew]
    crew = known.doing(status, since=event.at, assignment=known.assignment)
    duty = stopped(situation.duty, crew.id, event.at, interrupted=True)
    return replace(situation, now=now, duty=duty, crews=situation.roster.with_crew(crew))


def _flag(situation: Situation, event: FlagsNoted, now: float) -> Situation:
    known = situation.incidents[event.incident]
    incident = replace(known, flags=known.flags | event.flags)
    return replace(situation, now=now, incidents=_with(situation.incidents, incident.id, incident))


def _carry(situation: Situation, event: TransportEvent, now: float) -> Situation:
    """Fold planned transport: its own book, and what its crews are to the calls."""
    book, roster = fold_transport(situation.transport, situation.roster, event)
    return replace(situation, now=now, transport=book, crews=roster)


def _pause(situation: Situation, event: PauseEvent, now: float) -> Situation:
    duty, roster = paused(situation.duty, situation.roster, event, situation.utc_offset_s)
    return replace(situation, now=now, duty=duty, crews=roster)


def _worked(situation: Situation, event: MilestoneReached | IncidentCancelled | PartWithdrawn) -> DutyBook:
    """Count the call that ends into the duty of its crew, while rules ask for it."""
    if situation.duty.rules is None or event.crew is None:
        return situation.duty
    crew = situation.crews[event.crew]
    job = situation.assignments.get(crew.assignment) if crew.assignment else None
    return worked(situation.duty, crew, job, event.at, situation.utc_offset_s)


def _staff(situation: Situation, event: RosterEvent, now: float) -> Situation:
    """Take the changed roster; nothing is kept of a crew that has left it."""
    roster = staffed(situation.roster, event)
    if not isinstance(event, CrewRemoved):
        return replace(situation, now=now, crews=roster)
    return replace(
        situation,
        now=now,
        crews=roster,
        duty=situation.duty.only(roster),
        positions=_without(situation.positions, event.crew),
        standby=_without(situation.standby, event.crew),
        moves=_without(situation.moves, event.crew),
        declined=_without(situation.declined, event.crew),
    )


def _together(situation: Situation, event: SceneEvent, now: float) -> Situation:
    """Fold what concerns an incident that several crews answer; closing one of them is not among it."""
    match event:
        case VictimsUpdated(incident=incident_id, victims=victims):
            scenes = counted(situation.scenes, incident_id, victims)
            return replace(situation, now=now, scenes=scenes, incidents=_injured(situation.incidents, event))
        case HandedOver():
            told = changed_places(situation.incidents, situation.assignments, situation.roster, event)
            incidents, assignments, roster = told
            return replace(situation, now=now, incidents=incidents, assignments=assignments, crews=roster)
        case IncidentsMerged(incident=incident_id, duplicate=duplicate):
            whole = merged(situation.incidents[incident_id], situation.incidents[duplicate])
            return replace(situation, now=now, incidents=_with(situation.incidents, incident_id, whole))
        case SceneClosed(incident=incident_id):
            return replace(situation, now=now, scenes=_without(situation.scenes, incident_id))
        case _:
            return replace(situation, now=now)


def _injured(incidents: dict[IncidentId, Incident], event: VictimsUpdated) -> dict[IncidentId, Incident]:
    known = incidents.get(event.incident)
    return incidents if known is None else {**incidents, known.id: replace(known, victims=event.victims)}
