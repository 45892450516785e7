"""What a recommendation undoes, and how its crews compare by the terms of the objective, as screens are shown it."""

from collections.abc import Mapping
from typing import Any

from dispatch.api.scene_views import number_of
from dispatch.application.phrases import OBJECTIVE_TERMS
from dispatch.application.reassigning import withdrawable
from dispatch.domain.crew import Crew
from dispatch.domain.ids import IncidentId
from dispatch.domain.situation import Situation

Json = dict[str, Any]


def incident_named(situation: Situation, incident_id: IncidentId | None) -> Json | None:
    """Return an incident as people name it; one that is closed by now has its id only."""
    if incident_id is None:
        return None
    known = situation.incidents.get(incident_id)
    return {
        "incident": incident_id,
        "number": number_of(known) if known else incident_id,
        "urgency": int(known.urgency) if known else None,
    }


def on_way_to(situation: Situation, crew: Crew) -> Json | None:
    """Return the incident that the crew drives to and could still be taken off; None when there is none."""
    left = withdrawable(situation, crew)
    return incident_named(situation, left.incident) if left else None


def terms_view(terms: Mapping[str, float]) -> list[Json]:
    """Return the terms in the order of the objective, in weighted seconds: a second of a P4 that can wait is one."""
    return [
        {"name": name, "text": russian, "text_en": english, "weighted_s": round(terms[name], 1)}
        for name, (russian, english) in OBJECTIVE_TERMS.items()
        if name in terms
    ]
