"""What may be wished about an incident that several crews answer, and the events it leads to at once. Pure."""

from collections.abc import Sequence
from typing import assert_never

from dispatch.application.known import known_crew, known_incident
from dispatch.application.reassigning import next_assignment
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import CREW_STATUS_RU, CrewStatus
from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.messages import CrewAssigned, Event, IncidentCancelled, IncidentReported
from dispatch.domain.parts import Part, PartKind
from dispatch.domain.scene_messages import (
    AskForCrew,
    CancelScene,
    CrewAsked,
    HandOver,
    IncidentsMerged,
    MergeIncidents,
    SceneCommand,
    UpdateVictims,
    VictimsUpdated,
)
from dispatch.domain.scenes import Wanted, beside, parts_at, scene_of
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import can_serve
from dispatch.policy.requirement import BASIC, on_shift_with, reliefs
from routing.types import LatLon

AWAY = frozenset({Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})
"""A crew that has come this far has left the scene: help would come to the wrong place."""

WITH_PATIENT = frozenset({Milestone.LEFT_SCENE, Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})
MOST_ASKED = 20
"""As many crews as the largest of emergencies gets at once (`CREWS_BY_VICTIMS`)."""


def accept_scene(situation: Situation, body: SceneCommand, actor: str) -> Sequence[Event]:
    """Turn a command about several crews into its events, or raise `Refused` with the way out."""
    match body:
        case UpdateVictims():
            return _count(situation, body, actor)
        case AskForCrew():
            return _ask(situation, body, actor)
        case MergeIncidents():
            return _merge(situation, body, actor)
        case HandOver():
            return _hand_over(situation, body, actor)
        case CancelScene():
            return _cancel(situation, body, actor)
        case _:
            assert_never(body)


def whole_of(situation: Situation, incident_id: IncidentId) -> IncidentId:
    """Return the whole that an open part, or an open scene, belongs to. Raises `UnknownIncident`."""
    if incident_id in situation.scenes:
        return incident_id
    return known_incident(situation, incident_id).whole


def _count(situation: Situation, body: UpdateVictims, actor: str) -> Sequence[Event]:
    whole = whole_of(situation, body.incident)
    incident = situation.incidents.get(whole)
    known = scene_of(situation.scenes, incident).victims if incident else situation.scenes[whole].victims
    if known == body.victims:
        return ()
    return (VictimsUpdated(at=situation.now, incident=whole, victims=body.victims, by=actor),)


def _ask(situation: Situation, body: AskForCrew, actor: str) -> Sequence[Event]:
    incident = known_incident(situation, body.incident)
    if not 1 <= body.count <= MOST_ASKED:
        raise NotAssignable(f"count={body.count}: за раз можно вызвать от 1 до {MOST_ASKED} бригад")
    job = _job_of(situation, incident)
    if job is not None and job.milestone in AWAY:
        raise NotAssignable(
            f"вызов {incident.id}: бригада {job.crew} уже в стационаре; на прежнее место нужен новый вызов"
        )
    if body.crew is not None and (job is None or job.crew != body.crew):
        raise StaleChoice(f"вызов {incident.id}: бригада {body.crew} на нём не работает")
    _still_to_be_asked(situation, incident, body)
    must = body.need - BASIC
    if not on_shift_with(situation, must):
        raise NotAssignable(
            "need: такой бригады на линии нет ни одной; вызовите санавиацию или попросите ближайшую (need: [])"
        )
    return (
        CrewAsked(
            at=situation.now,
            incident=incident.id,
            crew=body.crew,
            need=body.need,
            same_patient=body.same_patient,
            count=body.count,
            by=actor,
            reason=body.reason,
        ),
    )


def _still_to_be_asked(situation: Situation, incident: Incident, body: AskForCrew) -> None:
    """Refuse while crews asked for in the same words still wait for somebody to go: the button was pressed twice."""
    for part in parts_at(situation.incidents, scene_of(situation.scenes, incident)):
        asked = part.part is not None and part.part.kind is PartKind.ASKED and part.part.supports == incident.id
        if asked and part.status is IncidentStatus.WAITING and part.crew_need == (body.need or BASIC):
            raise StaleChoice(f"вызов {incident.id}: такая бригада уже вызвана и ждёт назначения ({part.id})")


def _merge(situation: Situation, body: MergeIncidents, actor: str) -> Sequence[Event]:
    incident, duplicate = known_incident(situation, body.incident), known_incident(situation, body.duplicate)
    if incident.whole == duplicate.whole:
        raise StaleChoice(f"duplicate={duplicate.id}: это тот же вызов; укажите другой")
    if duplicate.part is not None:
        raise StaleChoice(f"duplicate={duplicate.id}: это часть вызова {duplicate.whole}; укажите его целиком")
    parts = parts_at(situation.incidents, scene_of(situation.scenes, duplicate))
    for part in parts:
        _nobody_sent(situation, part, instead=incident)
    merged = IncidentsMerged(
        at=situation.now,
        incident=incident.id,
        duplicate=duplicate.id,
        calls=duplicate.calls,
        by=actor,
        reason=body.reason,
    )
    text = f"дубль вызова {incident.id}"
    return (merged, *(_cancelled(situation, part, actor, text) for part in reversed(parts)))


def _nobody_sent(situation: Situation, part: Incident, *, instead: Incident) -> None:
    job = _job_of(situation, part)
    if job is not None:
        raise StaleChoice(
            f"duplicate={part.id}: к нему уже отправлена бригада {job.crew}; сначала отмените её выезд, "
            f"или объедините наоборот: {instead.id} в {part.whole}"
        )


def _hand_over(situation: Situation, body: HandOver, actor: str) -> Sequence[Event]:
    incident = known_incident(situation, body.incident)
    job = _job_of(situation, incident)
    if job is None:
        raise StaleChoice(f"вызов {incident.id}: бригады на нём ещё нет, сменять некого; назначьте её")
    if job.milestone is Milestone.CARE_TRANSFERRED:
        raise StaleChoice(f"вызов {incident.id}: пациент уже передан стационару, смена не нужна")
    if incident.part is not None and incident.part.kind is PartKind.RELIEF:
        raise StaleChoice(f"вызов {incident.id}: бригада {job.crew} сама едет на смену; отмените её выезд")
    if waiting := reliefs(situation, incident):
        raise StaleChoice(f"вызов {incident.id}: смена бригаде {job.crew} уже вызвана ({waiting[0].id})")
    part = _relief(situation, incident, job, body)
    reported = IncidentReported(at=situation.now, incident=part)
    return (reported,) if body.crew is None else (reported, _sent(situation, part, body.crew, actor, body.reason))


def _relief(situation: Situation, incident: Incident, job: Assignment, body: HandOver) -> Incident:
    number = scene_of(situation.scenes, incident).numbered + 1
    part = Part(
        of=incident.whole,
        number=number,
        kind=PartKind.RELIEF,
        supports=incident.id,
        patient_of=incident.patient_of,
        must=incident.crew_must,
        relieves=job.crew,
        cause=body.cause,
    )
    wanted = Wanted(need=incident.crew_need, urgency=incident.urgency, child=incident.child)
    return beside(incident, number, part, at=_meeting_point(situation, incident, job), wanted=wanted)


def _meeting_point(situation: Situation, incident: Incident, job: Assignment) -> LatLon:
    """Return where the crew to be relieved is, or is bound for as long as it has not arrived."""
    hospital = job.destination.hospital if job.destination else None
    if job.milestone is Milestone.AT_DESTINATION and hospital is not None and hospital in situation.hospitals:
        return situation.hospitals[hospital].at
    if job.milestone in WITH_PATIENT:
        return situation.whereabouts(situation.crews[job.crew])
    return incident.at


def _sent(situation: Situation, part: Incident, crew_id: CrewId, actor: str, reason: str) -> CrewAssigned:
    crew = known_crew(situation, crew_id)
    if crew.status is not CrewStatus.AVAILABLE or situation.shift_remaining_s(crew) is None:
        raise NotAssignable(f"бригада {crew.id}: {CREW_STATUS_RU[crew.status]}; на смену нужна свободная на смене")
    if not can_serve(crew, part):
        raise NotAssignable(f"бригада {crew.id} не того профиля для вызова {part.whole}; выберите другую")
    return CrewAssigned(
        at=situation.now,
        assignment=next_assignment(part, withdrawing=False),
        incident=part.id,
        crew=crew.id,
        eta_s=None,
        by=actor,
        override_reason=reason or None,
        recommended=None,
    )


def _cancel(situation: Situation, body: CancelScene, actor: str) -> Sequence[Event]:
    whole = whole_of(situation, body.incident)
    scene = situation.scenes.get(whole)
    parts = parts_at(situation.incidents, scene) if scene else [situation.incidents[whole]]
    free = [part for part in parts if not _has_patient(situation, part)]
    if not free:
        raise NotAssignable(f"вызов {whole}: все бригады уже везут или передают пациентов, отменить нельзя")
    # The last parts first: what only supports another one would else go by itself before its turn.
    return tuple(_cancelled(situation, part, actor, body.reason) for part in reversed(free))


def _has_patient(situation: Situation, part: Incident) -> bool:
    job = _job_of(situation, part)
    return job is not None and job.milestone in WITH_PATIENT


def _cancelled(situation: Situation, part: Incident, actor: str, reason: str) -> IncidentCancelled:
    job = _job_of(situation, part)
    return IncidentCancelled(
        at=situation.now, incident=part.id, crew=job.crew if job else None, by=actor, reason=reason
    )


def _job_of(situation: Situation, incident: Incident) -> Assignment | None:
    return situation.assignments[incident.assignment] if incident.assignment else None
