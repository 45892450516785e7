"""The crew's order: what, where, how to get there, and where to then."""

import json
from typing import Any

from dispatch.api.roads import route_feature
from dispatch.api.views import Views, answer_of, destination_view, iso, point
from dispatch.application.acceptance import legal_milestones
from dispatch.application.log import StoredCard
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation
from routing.types import LatLon, Profile, RoutingError

TO_HOSPITAL = frozenset({Milestone.AT_PATIENT, Milestone.LEFT_SCENE})
THERE = frozenset({Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})

Json = dict[str, Any]


def order_view(views: Views, situation: Situation, crew: Crew) -> Json:
    """Return the crew, its buttons and its order; without an order when it is free."""
    legal = [milestone.value for milestone in legal_milestones(situation, crew)]
    base = {"crew": views.crew(situation, crew), "legal": legal, "milestone": None, "order": None}
    if crew.assignment is None:
        return base
    assignment = situation.assignments[crew.assignment]
    incident = situation.incidents[assignment.incident]
    return {
        **base,
        "milestone": assignment.milestone.value,
        "order": {
            **_call(views, situation, incident),
            **_way(views, situation, crew, assignment, incident),
            "notified_at": iso(assignment.times[Milestone.NOTIFIED]),
            "destination": destination_view(situation, assignment.destination),
        },
    }


def _call(views: Views, situation: Situation, incident: Incident) -> Json:
    shown = views.incident(situation, incident, full=True)
    names = (
        "number",
        "received_at",
        "due_at",
        "urgency",
        "urgency_ru",
        "complaint_ru",
        "at",
        "child",
        "flags",
        "warnings",
    )
    stored = views.parts.inbox.card_of(incident.id)
    card = _read(stored)
    address, caller = card.get("address") or {}, card.get("caller") or {}
    medical = card.get("medical") or {}
    patient = medical.get("patient") or {}
    parts = [patient.get("family"), patient.get("given"), patient.get("patronymic")]
    return {
        "incident": incident.id,
        **{name: shown[name] for name in names},
        "place": answer_of(stored).get("place") or incident.district,
        "place_details": {
            name: address.get(name) for name in ("entrance", "floor", "intercom", "flat", "note", "near")
        },
        "caller": {"name": caller.get("name"), "phone": caller.get("phone")},
        "patient": {
            "name": " ".join(part for part in parts if part) or None,
            "sex": patient.get("sex"),
            "age_years": patient.get("age_years"),
            "birth_date": patient.get("birth_date"),
        },
        "note": medical.get("note"),
    }


def _read(stored: StoredCard | None) -> Json:
    return dict(json.loads(stored.raw)) if stored else {}


def _way(views: Views, situation: Situation, crew: Crew, assignment: Assignment, incident: Incident) -> Json:
    target, at = _target(situation, assignment, incident)
    if at is None:
        return {"target": target, "route": None, "route_problem": None, "eta_at": None}
    try:
        found = views.parts.oracle.route(views.whereabouts(situation, crew), at, Profile.SIREN)
    except RoutingError:
        return {
            "target": target,
            "route": None,
            "route_problem": "дорогу по карте построить не удалось: ведите по адресу, сообщите диспетчеру",
            "eta_at": None,
        }
    eta = iso(views.parts.clock.now() + found.duration_s)
    feature = route_feature(found)
    return {
        "target": target,
        "target_at": point(at),
        "eta_at": eta,
        "route_problem": None,
        "route": {"geometry": feature["geometry"], "eta_at": eta, **feature["properties"]},
    }


def _target(situation: Situation, assignment: Assignment, incident: Incident) -> tuple[str, LatLon | None]:
    if assignment.milestone in THERE:
        return "hospital", None
    if assignment.milestone in TO_HOSPITAL:
        chosen = assignment.destination.hospital if assignment.destination else None
        hospital = situation.hospitals.get(chosen) if chosen else None
        return "hospital", hospital.at if hospital else None
    if assignment.milestone is Milestone.AT_SCENE:
        return "scene", None
    return "scene", incident.at
