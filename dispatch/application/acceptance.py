"""Whether the present situation allows a command, and the events it leads to at once. Pure."""

from collections.abc import Sequence
from typing import assert_never

from dispatch.application.known import known_crew, known_incident
from dispatch.application.pausing import accept_pause, broken_off
from dispatch.application.reassigning import next_assignment, sent, withdrawable
from dispatch.application.receiving import accept_hospital
from dispatch.application.road_conditions import accept_roads
from dispatch.application.scenes import accept_scene
from dispatch.application.staffing import accept_staffing
from dispatch.application.standing_by import decline_standby, order_standby
from dispatch.application.transporting import accept_transport
from dispatch.domain.assignment import MILESTONE_RU, NEXT, Assignment, Milestone
from dispatch.domain.crew import CREW_STATUS_RU, Crew, CrewStatus
from dispatch.domain.errors import IllegalTransition, NotAssignable, StaleChoice
from dispatch.domain.hospital_messages import DecideAirMeeting, ReportAir, ReportHospital
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import (
    AdoptRegion,
    CancelIncident,
    Command,
    ConfirmRecommendation,
    CrewAssigned,
    CrewServiceChanged,
    DeclineStandby,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    ModeSet,
    NoteFlags,
    OrderStandby,
    OverrideRecommendation,
    RegionAdopted,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
    Tick,
)
from dispatch.domain.pauses import DeclineBreak, EndBreak, SetDutyRules, TakeBreak
from dispatch.domain.recommendation import Destination, Reason, Recommendation
from dispatch.domain.road_messages import ChangeWeights, LiftClosure, SetClosure, TurnRoads
from dispatch.domain.scene_messages import AskForCrew, CancelScene, HandOver, MergeIncidents, UpdateVictims
from dispatch.domain.situation import Situation
from dispatch.domain.staffing import AddCrew, ChangeCrew, NoteEquipment, RemoveCrew
from dispatch.domain.transport_messages import (
    AdoptTransportPlan,
    AssignTransport,
    CancelTransport,
    ConfirmTransports,
    ReportTransportStep,
    RequestTransport,
    SetTransportLending,
    SetTransportUse,
)
from dispatch.policy.eligibility import can_serve

BY_CREW = "hospital-by-crew"
"""The reason of a hospital that the crew itself has chosen: the service does not take that back."""


WITH_PATIENT = frozenset({Milestone.LEFT_SCENE, Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})


def accept(situation: Situation, command: Command) -> Sequence[Event]:  # noqa: C901, PLR0911, PLR0912 (one case a command)
    """Turn a command into its first events, or raise `Refused` with the way out."""
    now, actor = situation.now, command.actor
    match command.body:
        case ReportMilestone() as body:
            return _advance(situation, body)
        case AdoptRegion() as body:
            return _adopt(situation, body)
        case ReportIncident(incident=incident):
            known = incident.id in situation.incidents
            return () if known else (IncidentReported(at=now, incident=incident),)
        case ConfirmRecommendation() as body:
            return _confirm(situation, body, actor)
        case OverrideRecommendation() as body:
            return _override(situation, body, actor)
        case CancelIncident() as body:
            return _cancel(situation, body, actor)
        case SetCrewService() as body:
            return _serve(situation, body, actor)
        case NoteFlags(incident=incident_id, flags=flags):
            fresh = flags - known_incident(situation, incident_id).flags
            return (FlagsNoted(at=now, incident=incident_id, flags=fresh),) if fresh else ()
        case SetMode(mode=mode):
            return () if mode is situation.mode else (ModeSet(at=now, mode=mode, by=actor),)
        case ChangeWeights() | SetClosure() | LiftClosure() | TurnRoads() as body:
            return accept_roads(situation, body, actor)
        case OrderStandby() as body:
            return order_standby(situation, known_crew(situation, body.crew), body, actor)
        case DeclineStandby() as body:
            return decline_standby(situation, known_crew(situation, body.crew), body, actor)
        case SetDutyRules() | TakeBreak() | EndBreak() | DeclineBreak() as body:
            return accept_pause(situation, body, actor)
        case ChangeCrew() | AddCrew() | RemoveCrew() | NoteEquipment() as body:
            return accept_staffing(situation, body, actor)
        case ReportHospital() | ReportAir() | DecideAirMeeting() as body:
            return accept_hospital(situation, body, actor)
        case UpdateVictims() | AskForCrew() | MergeIncidents() | HandOver() | CancelScene() as body:
            return accept_scene(situation, body, actor)
        case Tick():
            return ()
        case (
            AdoptTransportPlan()
            | AssignTransport()
            | CancelTransport()
            | ConfirmTransports()
            | ReportTransportStep()
            | RequestTransport()
            | SetTransportLending()
            | SetTransportUse()
        ) as body:
            return accept_transport(situation, body, actor)
        case _:
            assert_never(command.body)


def legal_milestones(situation: Situation, crew: Crew) -> tuple[Milestone, ...]:
    """Return the buttons that the crew may press now."""
    if crew.assignment is None:
        return ()
    return NEXT[situation.assignments[crew.assignment].milestone]


def _adopt(situation: Situation, body: AdoptRegion) -> Sequence[Event]:
    if body.digest == situation.region_digest:
        return ()
    return (
        RegionAdopted(
            at=situation.now,
            name=body.name,
            digest=body.digest,
            utc_offset_s=body.utc_offset_s,
            crews=body.crews,
            hospitals=body.hospitals,
            ground=body.ground,
            posts=body.posts,
            duty=body.duty,
        ),
    )


def _confirm(situation: Situation, body: ConfirmRecommendation, actor: str) -> Sequence[Event]:
    incident = known_incident(situation, body.incident)
    made = situation.recommendations.get(incident.id)
    _still_to_decide(situation, incident, made)
    if made is None or made.crew is None:
        raise StaleChoice(f"вызов {incident.id}: рекомендации сейчас нет; назначьте бригаду вручную")
    if made.crew != body.crew:
        raise StaleChoice(
            f"вызов {incident.id}: рекомендация изменилась, теперь бригада {made.crew}; посмотрите и подтвердите снова"
        )
    _same_diversion(situation, body.crew, made.diverts)
    woken = broken_off(situation, body.crew, incident, actor)
    _assignable(situation, incident, body.crew, divert=made.diverts is not None)
    assigned = CrewAssigned(
        at=situation.now,
        assignment=next_assignment(incident, withdrawing=incident.assignment is not None),
        incident=incident.id,
        crew=body.crew,
        eta_s=made.eta_s,
        eta_p90_s=made.eta_p90_s,
        by=actor,
        override_reason=None,
        recommended=made.crew,
    )
    return (*woken, *sent(situation, assigned, actor))


def _override(situation: Situation, body: OverrideRecommendation, actor: str) -> Sequence[Event]:
    incident = known_incident(situation, body.incident) if body.divert else _waiting(situation, body.incident)
    woken = broken_off(situation, body.crew, incident, actor)
    _assignable(situation, incident, body.crew, divert=body.divert)
    if incident.assignment is not None:
        _turned_back(situation, incident, body.crew)
    made = situation.recommendations.get(incident.id)
    options = made.options if made else ()
    known = next((option for option in options if option.crew == body.crew), None)
    assigned = CrewAssigned(
        at=situation.now,
        assignment=next_assignment(incident, withdrawing=incident.assignment is not None),
        incident=incident.id,
        crew=body.crew,
        eta_s=known.eta_s if known else None,
        eta_p90_s=known.eta_p90_s if known else None,
        by=actor,
        override_reason=body.reason,
        recommended=made.crew if made else None,
    )
    return (*woken, *sent(situation, assigned, actor))


def _cancel(situation: Situation, body: CancelIncident, actor: str) -> Sequence[Event]:
    incident = known_incident(situation, body.incident)
    assignment = situation.assignments[incident.assignment] if incident.assignment else None
    if assignment is not None and assignment.milestone in WITH_PATIENT:
        raise NotAssignable(
            f"вызов {incident.id}: бригада {assignment.crew} уже везёт или передаёт пациента, отменить нельзя; "
            "она закроет вызов сама"
        )
    crew = assignment.crew if assignment else None
    return (IncidentCancelled(at=situation.now, incident=incident.id, crew=crew, by=actor, reason=body.reason),)


def _advance(situation: Situation, body: ReportMilestone) -> Sequence[Event]:
    crew = known_crew(situation, body.crew)
    legal = legal_milestones(situation, crew)
    _same_incident(situation, crew, body, legal)
    if body.milestone not in legal:
        raise IllegalTransition(_refusal(crew, body.milestone, legal), legal=legal)
    assignment = situation.assignments[_open_assignment(crew)]
    reached = MilestoneReached(
        at=situation.now,
        incident=assignment.incident,
        crew=crew.id,
        assignment=assignment.id,
        milestone=body.milestone,
        reached_at=_moment(situation, assignment, body.pressed_at),
    )
    if body.milestone is Milestone.LEFT_SCENE and body.hospital is not None:
        return (reached, *_redirect(situation, body, assignment))
    return (reached,)


def _same_incident(situation: Situation, crew: Crew, body: ReportMilestone, legal: Sequence[Milestone]) -> None:
    """Refuse a press that was meant for another incident: it waited too long in a dead zone."""
    if body.incident is None:
        return
    present = situation.assignments[crew.assignment].incident if crew.assignment else None
    if present != body.incident:
        text = f"отметка была для вызова {body.incident}, а он у бригады {crew.id} уже не открыт"
        raise IllegalTransition(text, legal=legal)


def _moment(situation: Situation, assignment: Assignment, pressed_at: float | None) -> float | None:
    """Take the tablet's clock between the last milestone and now; None when it says nothing else."""
    if pressed_at is None:
        return None
    moment = min(max(pressed_at, *assignment.times.values()), situation.now)
    return None if moment == situation.now else moment


def _redirect(situation: Situation, body: ReportMilestone, assignment: Assignment) -> Sequence[Event]:
    if body.hospital not in situation.hospitals:
        raise IllegalTransition(f"стационар {body.hospital}: такого нет в справочнике региона", legal=(body.milestone,))
    if assignment.destination is not None and assignment.destination.hospital == body.hospital:
        return ()
    chosen = Destination(
        hospital=body.hospital,
        eta_s=None,
        reasons=(Reason(code=BY_CREW),),
        runners_up=(),
        weights_version="",
    )
    return (
        DestinationChosen(
            at=situation.now,
            incident=assignment.incident,
            assignment=assignment.id,
            destination=chosen,
            by=f"crew:{body.crew}",
        ),
    )


def _serve(situation: Situation, body: SetCrewService, actor: str) -> Sequence[Event]:
    crew = known_crew(situation, body.crew)
    wanted = CrewStatus.AVAILABLE if body.in_service else CrewStatus.OUT_OF_SERVICE
    if crew.status is wanted:
        return ()
    if crew.status is CrewStatus.ON_TRANSPORT:
        raise NotAssignable(f"бригада {crew.id} везёт планового пациента: сначала доставьте его")
    if crew.assignment is not None:
        raise NotAssignable(f"бригада {crew.id} на вызове ({CREW_STATUS_RU[crew.status]}): сначала освободите её")
    return (
        CrewServiceChanged(at=situation.now, crew=crew.id, in_service=body.in_service, by=actor, reason=body.reason),
    )


def _waiting(situation: Situation, incident_id: IncidentId) -> Incident:
    incident = known_incident(situation, incident_id)
    if incident.status is not IncidentStatus.WAITING:
        crew = situation.assignments[_assignment(incident)].crew
        raise StaleChoice(f"вызов {incident_id}: уже назначена бригада {crew}")
    return incident


def _same_diversion(situation: Situation, crew_id: CrewId, diverts: IncidentId | None) -> None:
    """Refuse when the crew has meanwhile been sent elsewhere than where the offer takes it off."""
    crew = known_crew(situation, crew_id)
    drives_to = situation.assignments[crew.assignment].incident if crew.assignment else None
    if drives_to not in {None, diverts}:
        raise StaleChoice(f"бригада {crew.id}: уже назначена на вызов {drives_to}; посмотрите новую рекомендацию")


def _still_to_decide(situation: Situation, incident: Incident, made: Recommendation | None) -> None:
    """Refuse when a crew drives there already, unless another in the place of that very crew is what is offered."""
    if incident.assignment is None:
        return
    crew = situation.assignments[incident.assignment].crew
    if made is None or made.instead_of != crew:
        raise StaleChoice(f"вызов {incident.id}: уже назначена бригада {crew}")
    _turned_back(situation, incident, made.crew)


def _turned_back(situation: Situation, incident: Incident, instead: CrewId | None) -> None:
    """Refuse to send another crew in place of one that has arrived, or of itself."""
    crew = situation.crews[situation.assignments[_assignment(incident)].crew]
    if crew.id == instead:
        raise StaleChoice(f"вызов {incident.id}: бригада {crew.id} уже назначена на него")
    if withdrawable(situation, crew) is None:
        raise StaleChoice(f"вызов {incident.id}: бригада {crew.id} уже на месте; если нужна ещё одна, вызовите её")


def _assignment(incident: Incident) -> AssignmentId:
    if incident.assignment is None:
        raise StaleChoice(f"вызов {incident.id}: бригада не назначена")
    return incident.assignment


def _open_assignment(crew: Crew) -> AssignmentId:
    if crew.assignment is None:
        raise IllegalTransition(f"бригада {crew.id}: вызова нет", legal=())
    return crew.assignment


def _assignable(situation: Situation, incident: Incident, crew_id: CrewId, *, divert: bool) -> None:
    crew = known_crew(situation, crew_id)
    if crew.status is not CrewStatus.AVAILABLE and crew.id not in situation.duty.resting:
        _divertible(situation, crew, divert=divert)
    if situation.shift_remaining_s(crew) is None:
        raise NotAssignable(f"бригада {crew.id} не на смене; выберите другую")
    if not can_serve(crew, incident):
        raise NotAssignable(f"бригада {crew.id} не того профиля для вызова {incident.id}; выберите другую")


def _divertible(situation: Situation, crew: Crew, *, divert: bool) -> None:
    """Refuse a crew that is not free, unless it is to be taken off a call that it has not reached."""
    left = withdrawable(situation, crew)
    if left is None:
        raise NotAssignable(f"бригада {crew.id} занята: {CREW_STATUS_RU[crew.status]}; выберите свободную")
    if not divert:
        raise NotAssignable(
            f"бригада {crew.id} едет на вызов {left.incident}; выберите свободную или снимите её оттуда явно (divert)"
        )


def _refusal(crew: Crew, wanted: Milestone, legal: Sequence[Milestone]) -> str:
    if not legal:
        return f"бригада {crew.id}: вызова нет, отмечать «{MILESTONE_RU[wanted]}» нечего"
    names = ", ".join(f"«{MILESTONE_RU[m]}» ({m})" for m in legal)
    return f"бригада {crew.id}: сейчас нельзя «{MILESTONE_RU[wanted]}»; можно {names}"
