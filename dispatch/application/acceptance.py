"""Whether the present situation allows a command, and the events it leads to at once. Pure."""

from collections.abc import Sequence
from typing import assert_never

from dispatch.domain.assignment import MILESTONE_RU, NEXT, Assignment, Milestone
from dispatch.domain.crew import CREW_STATUS_RU, Crew, CrewStatus
from dispatch.domain.errors import IllegalTransition, NotAssignable, StaleChoice, UnknownCrew, UnknownIncident
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import (
    AdoptRegion,
    CancelIncident,
    ChangeWeights,
    Command,
    ConfirmRecommendation,
    CrewAssigned,
    CrewServiceChanged,
    DestinationChosen,
    Event,
    FlagsNoted,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    ModeSet,
    NoteFlags,
    OverrideRecommendation,
    RegionAdopted,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
    Tick,
    WeightsChanged,
)
from dispatch.domain.recommendation import Destination, Reason
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import can_serve

BY_CREW = "hospital-by-crew"
"""The reason of a hospital that the crew itself has chosen: the service does not take that back."""


WITH_PATIENT = frozenset({Milestone.LEFT_SCENE, Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})


def accept(situation: Situation, command: Command) -> Sequence[Event]:  # noqa: C901, PLR0911 (one case a command)
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
            fresh = flags - _incident(situation, incident_id).flags
            return (FlagsNoted(at=now, incident=incident_id, flags=fresh),) if fresh else ()
        case SetMode(mode=mode):
            return () if mode is situation.mode else (ModeSet(at=now, mode=mode, by=actor),)
        case ChangeWeights(spec=spec):
            return (WeightsChanged(at=now, spec=spec, by=actor),)
        case Tick():
            return ()
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
        ),
    )


def _confirm(situation: Situation, body: ConfirmRecommendation, actor: str) -> Sequence[Event]:
    incident = _waiting(situation, body.incident)
    made = situation.recommendations.get(incident.id)
    if made is None or made.crew is None:
        raise StaleChoice(f"вызов {incident.id}: рекомендации сейчас нет; назначьте бригаду вручную")
    if made.crew != body.crew:
        raise StaleChoice(
            f"вызов {incident.id}: рекомендация изменилась, теперь бригада {made.crew}; посмотрите и подтвердите снова"
        )
    _assignable(situation, incident, body.crew)
    return (
        CrewAssigned(
            at=situation.now,
            assignment=AssignmentId(f"{incident.id}-1"),
            incident=incident.id,
            crew=body.crew,
            eta_s=made.eta_s,
            by=actor,
            override_reason=None,
            recommended=made.crew,
        ),
    )


def _override(situation: Situation, body: OverrideRecommendation, actor: str) -> Sequence[Event]:
    incident = _waiting(situation, body.incident)
    _assignable(situation, incident, body.crew)
    made = situation.recommendations.get(incident.id)
    options = made.options if made else ()
    eta_s = next((o.eta_s for o in options if o.crew == body.crew), None)
    return (
        CrewAssigned(
            at=situation.now,
            assignment=AssignmentId(f"{incident.id}-1"),
            incident=incident.id,
            crew=body.crew,
            eta_s=eta_s,
            by=actor,
            override_reason=body.reason,
            recommended=made.crew if made else None,
        ),
    )


def _cancel(situation: Situation, body: CancelIncident, actor: str) -> Sequence[Event]:
    incident = _incident(situation, body.incident)
    assignment = situation.assignments[incident.assignment] if incident.assignment else None
    if assignment is not None and assignment.milestone in WITH_PATIENT:
        raise NotAssignable(
            f"вызов {incident.id}: бригада {assignment.crew} уже везёт или передаёт пациента, отменить нельзя; "
            "она закроет вызов сама"
        )
    crew = assignment.crew if assignment else None
    return (IncidentCancelled(at=situation.now, incident=incident.id, crew=crew, by=actor, reason=body.reason),)


def _advance(situation: Situation, body: ReportMilestone) -> Sequence[Event]:
    crew = _crew(situation, body.crew)
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
    crew = _crew(situation, body.crew)
    wanted = CrewStatus.AVAILABLE if body.in_service else CrewStatus.OUT_OF_SERVICE
    if crew.status is wanted:
        return ()
    if crew.assignment is not None:
        raise NotAssignable(f"бригада {crew.id} на вызове ({CREW_STATUS_RU[crew.status]}): сначала освободите её")
    return (
        CrewServiceChanged(at=situation.now, crew=crew.id, in_service=body.in_service, by=actor, reason=body.reason),
    )


def _incident(situation: Situation, incident_id: IncidentId) -> Incident:
    try:
        return situation.incidents[incident_id]
    except KeyError:
        raise UnknownIncident(f"вызов {incident_id}: среди открытых такого нет (закрыт или отменён)") from None


def _crew(situation: Situation, crew_id: CrewId) -> Crew:
    try:
        return situation.crews[crew_id]
    except KeyError:
        raise UnknownCrew(f"бригада {crew_id}: в расписании региона такой нет") from None


def _waiting(situation: Situation, incident_id: IncidentId) -> Incident:
    incident = _incident(situation, incident_id)
    if incident.status is not IncidentStatus.WAITING:
        crew = situation.assignments[_assignment(incident)].crew
        raise StaleChoice(f"вызов {incident_id}: уже назначена бригада {crew}")
    return incident


def _assignment(incident: Incident) -> AssignmentId:
    if incident.assignment is None:
        raise StaleChoice(f"вызов {incident.id}: бригада не назначена")
    return incident.assignment


def _open_assignment(crew: Crew) -> AssignmentId:
    if crew.assignment is None:
        raise IllegalTransition(f"бригада {crew.id}: вызова нет", legal=())
    return crew.assignment


def _assignable(situation: Situation, incident: Incident, crew_id: CrewId) -> None:
    crew = _crew(situation, crew_id)
    if crew.status is not CrewStatus.AVAILABLE:
        raise NotAssignable(f"бригада {crew.id} занята: {CREW_STATUS_RU[crew.status]}; выберите свободную")
    if situation.shift_remaining_s(crew) is None:
        raise NotAssignable(f"бригада {crew.id} не на смене; выберите другую")
    if not can_serve(crew, incident):
        raise NotAssignable(f"бригада {crew.id} не того профиля для вызова {incident.id}; выберите другую")


def _refusal(crew: Crew, wanted: Milestone, legal: Sequence[Milestone]) -> str:
    if not legal:
        return f"бригада {crew.id}: вызова нет, отмечать «{MILESTONE_RU[wanted]}» нечего"
    names = ", ".join(f"«{MILESTONE_RU[m]}» ({m})" for m in legal)
    return f"бригада {crew.id}: сейчас нельзя «{MILESTONE_RU[wanted]}»; можно {names}"
