"""What follows from an event by itself, where several crews answer one incident. Pure.

Victims call for crews, or for fewer; a crew that lacks what is needed is followed by specialists; a relieved crew is
free; what only supported a part that is over goes too; and the whole closes when all its parts have.
"""

from collections.abc import Iterator, Sequence

from dispatch.domain.assignment import BEFORE_ARRIVAL, Assignment, Milestone
from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import Incident, IncidentStatus, Urgency
from dispatch.domain.messages import (
    CrewAssigned,
    CrewServiceChanged,
    Event,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
)
from dispatch.domain.parts import RELIEF_CAUSE_RU, Part, PartKind, ReliefCause
from dispatch.domain.recommendation import Reason
from dispatch.domain.scene_messages import CrewAsked, HandedOver, PartWithdrawn, SceneClosed, VictimsUpdated
from dispatch.domain.scenes import Scene, Wanted, beside, parts_at, scene_of
from dispatch.domain.situation import Situation
from dispatch.policy.requirement import (
    BASIC,
    RequirementParameters,
    crews_for,
    follower,
    followers,
    missing_crews,
    needless_parts,
    next_number,
    specialists,
)
from routing.types import LatLon

BY = "requirement"
"""The author of what nobody has wished for."""

BEGINS = frozenset({IncidentReported, VictimsUpdated, CrewAsked, CrewAssigned})
"""Events that can begin a scene; the others matter only where there is one."""


def follows(  # noqa: C901, PLR0911 (one case an event)
    situation: Situation, event: Event, parameters: RequirementParameters
) -> Sequence[Event]:
    """Return what follows from an event. `situation` is the one after it."""
    if not situation.scenes and event.__class__ not in BEGINS:
        return ()
    match event:
        case IncidentReported(incident=incident):
            return () if incident.part or not incident.victims else _called(situation, incident.id)
        case VictimsUpdated(incident=incident_id):
            return (*_recalled(situation, incident_id), *_called(situation, incident_id))
        case CrewAsked():
            return tuple(_asked(situation, event))
        case CrewAssigned(incident=incident_id):
            return _sent(situation, situation.incidents[incident_id], parameters)
        case MilestoneReached(milestone=Milestone.AT_PATIENT, incident=incident_id):
            return _taken_over(situation, situation.incidents[incident_id])
        case HandedOver():
            return tuple(_relieved(situation, event))
        case MilestoneReached(milestone=Milestone.AVAILABLE) | IncidentCancelled() | PartWithdrawn():
            return _over(situation, event.incident)
        case _:
            return ()


# --- victims ---


def _called(situation: Situation, whole: IncidentId) -> Sequence[Event]:
    """Call the crews that the victims want and that nobody has called yet."""
    scene, parts, wanted = _counted(situation, whole)
    missing = missing_crews(wanted, parts, scene.answered)
    return tuple(_further(situation, parts[0], scene, place, crew) for place, crew in enumerate(missing, 1))


def _further(situation: Situation, beside_: Incident, scene: Scene, place: int, crew: Wanted) -> IncidentReported:
    number = scene.numbered + place
    part = Part(of=beside_.whole, number=number, kind=PartKind.VICTIMS, supports=beside_.id)
    return _reported(situation, beside(beside_, number, part, at=beside_.at, wanted=crew))


def _recalled(situation: Situation, whole: IncidentId) -> Iterator[PartWithdrawn]:
    """Take back the parts that fewer victims do not want. A crew that was sent is a person's to recall."""
    scene, parts, wanted = _counted(situation, whole)
    for part in needless_parts(wanted, parts, scene.answered):
        yield _withdrawn(situation, part, Reason(code="fewer-victims"))


def _counted(situation: Situation, whole: IncidentId) -> tuple[Scene, list[Incident], list[Wanted]]:
    incident = situation.incidents.get(whole)
    scene = scene_of(situation.scenes, incident) if incident else situation.scenes[whole]
    parts = parts_at(situation.incidents, scene)
    first = incident or parts[0]
    wanted = Wanted(need=first.crew_need, urgency=first.urgency, child=first.child)
    return scene, parts, crews_for(scene.victims, wanted) if scene.victims else [wanted]


# --- more crews to one crew ---


def _asked(situation: Situation, event: CrewAsked) -> Iterator[IncidentReported]:
    incident = situation.incidents[event.incident]
    need = event.need or BASIC
    urgency = Urgency.P1 if need - BASIC else incident.urgency
    numbered = scene_of(situation.scenes, incident).numbered
    for number in range(numbered + 1, numbered + 1 + event.count):
        part = Part(
            of=incident.whole,
            number=number,
            kind=PartKind.ASKED,
            supports=incident.id,
            patient_of=incident.patient_of if event.same_patient else None,
            must=need - BASIC,
        )
        wanted = Wanted(need=need, urgency=urgency)
        yield _reported(situation, beside(incident, number, part, at=_place(situation, incident), wanted=wanted))


def _place(situation: Situation, incident: Incident) -> LatLon:
    """Return where help is needed: at the scene, or where the crew that has left it with the patient is."""
    job = situation.assignments.get(incident.assignment) if incident.assignment else None
    if job is not None and job.milestone is Milestone.LEFT_SCENE:
        return situation.whereabouts(situation.crews[job.crew])
    return incident.at


def _sent(situation: Situation, incident: Incident, parameters: RequirementParameters) -> Sequence[Event]:
    """Let specialists follow a crew that lacks something, or call them off; let a crew relieve whom it relieves."""
    job = _job(situation, incident)
    crew = situation.crews[job.crew]
    if incident.part is not None and incident.part.kind is PartKind.RELIEF:
        return _taken_over_on_the_way(situation, incident)
    called = followers(situation, incident)
    capable = [part for part in called if part.crew_must <= crew.capabilities and _waits(part)]
    wanted = None if called else specialists(situation, incident, crew, parameters)
    follow = () if wanted is None else (_follower(situation, incident, wanted),)
    return (*(_withdrawn(situation, part, Reason(code="specialist-alone")) for part in capable), *follow)


def _follower(situation: Situation, incident: Incident, wanted: Wanted) -> IncidentReported:
    return _reported(situation, follower(incident, wanted, next_number(situation, incident)))


# --- relief ---


def _taken_over_on_the_way(situation: Situation, part: Incident) -> Sequence[HandedOver]:
    """Hand the call over at once while the crew to be relieved has nobody with it."""
    incident = _relieved_at(situation, part)
    return () if incident is None or not _is_on_its_way(situation, incident) else _handed(situation, incident, part)


def _taken_over(situation: Situation, part: Incident) -> Sequence[HandedOver]:
    """Hand the call over when the relieving crew is at the patient."""
    incident = _relieved_at(situation, part)
    return () if incident is None else _handed(situation, incident, part)


def _relieved_at(situation: Situation, part: Incident) -> Incident | None:
    if part.part is None or part.part.kind is not PartKind.RELIEF:
        return None
    incident = situation.incidents.get(part.part.supports)
    return incident if incident is not None and incident.assignment is not None else None


def _is_on_its_way(situation: Situation, incident: Incident) -> bool:
    return _job(situation, incident).milestone in BEFORE_ARRIVAL


def _handed(situation: Situation, incident: Incident, part: Incident) -> Sequence[HandedOver]:
    cause = part.part.cause if part.part else None
    return (
        HandedOver(
            at=situation.now,
            incident=incident.id,
            part=part.id,
            crew=_job(situation, part).crew,
            relieved=_job(situation, incident).crew,
            cause=cause or ReliefCause.OTHER,
        ),
    )


def _relieved(situation: Situation, event: HandedOver) -> Iterator[Event]:
    """Free the crew that was relieved; one that has broken down leaves the line."""
    part = situation.incidents[event.part]
    yield _withdrawn(situation, part, Reason(code="relieved-by", params={"crew": event.crew}))
    if event.cause is ReliefCause.BREAKDOWN:
        yield CrewServiceChanged(
            at=situation.now, crew=event.relieved, in_service=False, by=BY, reason=RELIEF_CAUSE_RU[event.cause]
        )


# --- the end ---


def _over(situation: Situation, incident_id: IncidentId) -> Sequence[Event]:
    """Let go what only supported a part that is over; close the wholes of which nothing is open."""
    withdrawn = [
        _withdrawn(situation, part, Reason(code="supported-is-over"))
        for scene in situation.scenes.values()
        for part in parts_at(situation.incidents, scene)
        if _is_moot(part, incident_id)
    ]
    empty = [whole for whole, scene in situation.scenes.items() if not scene.open]
    closed = [SceneClosed(at=situation.now, incident=whole) for whole in empty]
    return (*withdrawn, *closed)


def _is_moot(part: Incident, over: IncidentId) -> bool:
    """Whether a part is for nothing now: relief for a crew that is free itself, specialists not sent yet."""
    if part.part is None or part.part.supports != over:
        return False
    return part.part.kind is PartKind.RELIEF or (part.part.kind is PartKind.SPECIALIST and _waits(part))


def _withdrawn(situation: Situation, part: Incident, reason: Reason) -> PartWithdrawn:
    crew = situation.assignments[part.assignment].crew if part.assignment else None
    return PartWithdrawn(at=situation.now, incident=part.id, crew=crew, by=BY, reasons=(reason,))


def _reported(situation: Situation, part: Incident) -> IncidentReported:
    return IncidentReported(at=situation.now, incident=part)


def _job(situation: Situation, incident: Incident) -> Assignment:
    if incident.assignment is None:
        raise LookupError(f"incident {incident.id} has no crew")
    return situation.assignments[incident.assignment]


def _waits(part: Incident) -> bool:
    return part.status is IncidentStatus.WAITING
