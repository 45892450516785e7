"""Crews and incidents by the ids that a wish names."""

from dispatch.domain.crew import Crew
from dispatch.domain.errors import UnknownCrew, UnknownIncident
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation


def known_incident(situation: Situation, incident_id: IncidentId) -> Incident:
    """Return the open incident. Raises `UnknownIncident`."""
    try:
        return situation.incidents[incident_id]
    except KeyError:
        raise UnknownIncident(f"вызов {incident_id}: среди открытых такого нет (закрыт или отменён)") from None


def known_crew(situation: Situation, crew_id: CrewId) -> Crew:
    """Return the crew of the roster. Raises `UnknownCrew`."""
    try:
        return situation.crews[crew_id]
    except KeyError:
        raise UnknownCrew(f"бригада {crew_id}: в расписании региона такой нет") from None
