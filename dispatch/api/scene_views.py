"""How an incident that several crews answer is shown: its parts, its victims, and whose patient a part's is."""

from typing import Any

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.capability import CREW_CAPABILITY_RU, CREW_KIND_RU
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import URGENCY_RU, Incident
from dispatch.domain.parts import PART_KIND_RU, RELIEF_CAUSE_RU, Victims
from dispatch.domain.scenes import Scene, parts_at
from dispatch.domain.situation import Situation

Json = dict[str, Any]

OTHER_PATIENT = frozenset({"patient", "note", "who_called"})
"""What section 03 of a card says about its own patient, and is no business of a crew that comes to another one."""


def number_of(incident: Incident) -> str:
    """Return the number that people say: the second crew's call is «…/2»."""
    return str(incident.id) if incident.part is None else f"{incident.whole}/{incident.part.number}"


def part_view(situation: Situation, incident: Incident) -> Json:
    """Return what an incident's view says of the other crews to the same place."""
    part, scene = incident.part, situation.scenes.get(incident.whole)
    return {
        "whole": incident.whole,
        "part_of": incident.part_of,
        "part_kind": part.kind.value if part else None,
        "part_kind_ru": PART_KIND_RU[part.kind] if part else None,
        "same_patient": incident.patient_of is not None,
        "relieves": part.relieves if part else None,
        "relief_cause_ru": RELIEF_CAUSE_RU[part.cause] if part and part.cause else None,
        "victims": victims_view(scene.victims if scene else incident.victims),
        "calls": len(incident.calls),
        "scene": scene_view(situation, scene) if scene else None,
    }


def victims_view(victims: Victims | None) -> Json | None:
    """Return how many need help; None while nobody has said that it is more than one."""
    if victims is None:
        return None
    return {name: getattr(victims, name) for name in victims.__struct_fields__} | {"total": victims.total}


def scene_view(situation: Situation, scene: Scene) -> list[Json]:
    """Return the open parts of a scene, the first crew's first."""
    return [_row(situation, part) for part in parts_at(situation.incidents, scene)]


def shown_card(card: Json, incident: Incident) -> Json:
    """Return the card as a part may show it: without its patient, where the part's patient is another."""
    if incident.patient_of is not None:
        return card
    medical = card.get("medical") or {}
    return {**card, "medical": {name: value for name, value in medical.items() if name not in OTHER_PATIENT}}


def patient_incident(situation: Situation, incident: IncidentId | None) -> IncidentId | None:
    """Return under which incident the record of this one's patient is kept; None when nobody knows the patient."""
    known = situation.incidents.get(incident) if incident else None
    return known.patient_of if known else None


def works_beside(before: Situation, after: Situation, incident: IncidentId, crew: str | None) -> bool:
    """Whether a crew works on another part of the scene that an incident is, or was, a part of."""
    whole = next((s.incidents[incident].whole for s in (after, before) if incident in s.incidents), incident)
    found = after.crews.get(CrewId(crew or ""))
    job = after.assignments.get(found.assignment) if found and found.assignment else None
    return job is not None and after.incidents[job.incident].whole == whole


def _row(situation: Situation, part: Incident) -> Json:
    job = situation.assignments.get(part.assignment) if part.assignment else None
    crew = situation.crews.get(job.crew) if job else None
    return {
        "incident": part.id,
        "number": number_of(part),
        "kind": part.part.kind.value if part.part else None,
        "kind_ru": PART_KIND_RU[part.part.kind] if part.part else "первая бригада",
        "relieves": part.part.relieves if part.part else None,
        "status": part.status.value,
        "urgency": int(part.urgency),
        "urgency_ru": URGENCY_RU[part.urgency],
        "need_ru": [CREW_CAPABILITY_RU[name] for name in sorted(part.crew_need)],
        "crew": job.crew if job else None,
        "crew_kind": str(crew.kind) if crew else None,
        "crew_kind_ru": CREW_KIND_RU.get(crew.kind, crew.kind) if crew else None,
        "milestone": job.milestone.value if job else None,
        "eta_s": _eta_s(situation, job),
    }


def _eta_s(situation: Situation, job: Assignment | None) -> float | None:
    """Return the seconds until the crew is there, as promised; None when it is, or nothing was promised."""
    if job is None or job.eta_s is None or Milestone.AT_SCENE in job.times:
        return None
    return round(max(job.times[Milestone.NOTIFIED] + job.eta_s - situation.now, 0.0), 1)
