"""The crew's order: what, where, how to get there, and where to then."""

import json
from typing import Any

from dispatch.api.crew_way import call_way, idle_way
from dispatch.api.moments import iso
from dispatch.api.news_views import news_view
from dispatch.api.scene_views import shown_card
from dispatch.api.views import Views, answer_of, destination_view, meeting_view
from dispatch.application.acceptance import legal_milestones
from dispatch.application.log import StoredCard
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation

Json = dict[str, Any]


def order_view(views: Views, situation: Situation, crew: Crew) -> Json:
    """Return the crew, its buttons, its news and its order; free of calls, where it should stand or whom it carries."""
    legal = [milestone.value for milestone in legal_milestones(situation, crew)]
    base = {
        "crew": views.crew(situation, crew),
        "legal": legal,
        "milestone": None,
        "order": None,
        "way": None,
        "news": news_view(views, situation, views.live.news.of(crew.id)),
    }
    if crew.assignment is None:
        return {**base, "way": idle_way(views, situation, crew)}
    assignment = situation.assignments[crew.assignment]
    incident = situation.incidents[assignment.incident]
    call = _call(views, situation, incident)
    return {
        **base,
        "milestone": assignment.milestone.value,
        "order": {
            **call,
            **call_way(views, situation, crew, assignment, note=call["place_details"]["note"]),
            "notified_at": iso(assignment.times[Milestone.NOTIFIED]),
            "destination": destination_view(situation, assignment.destination),
            "air_meeting": meeting_view(situation.air_meetings.get(incident.id)),
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
        "equipment_need_ru",
    )
    stored = views.parts.inbox.card_of(incident.whole)
    card = shown_card(_read(stored), incident)
    address, caller = card.get("address") or {}, card.get("caller") or {}
    medical = card.get("medical") or {}
    patient = medical.get("patient") or {}
    parts = [patient.get("family"), patient.get("given"), patient.get("patronymic")]
    return {
        "incident": incident.id,
        "same_patient": incident.patient_of is not None,
        "scene": shown["scene"],
        "victims": shown["victims"],
        "part_kind_ru": shown["part_kind_ru"],
        "relieves": shown["relieves"],
        "relief_cause_ru": shown["relief_cause_ru"],
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
