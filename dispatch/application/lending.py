"""Between planned transport and the calls: who is kept aside, who is lent to a threat to life, whose trip is lost."""

from collections.abc import Iterator
from math import isfinite

from dispatch.application.ports import TravelTimes
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus, Urgency
from dispatch.domain.situation import Situation
from dispatch.domain.transport import UNDER_WAY, TransportUse
from dispatch.domain.transport_messages import CrewLent, CrewSetAside, TransportReopened
from dispatch.policy.eligibility import can_serve, candidates
from dispatch.policy.transport.due import CARRIES
from routing.types import Profile


def set_aside_again(situation: Situation) -> Iterator[CrewSetAside]:
    """Keep crews for transport that have come back from a call, or were lent where another can go now."""
    book = situation.transport
    for crew_id, use in book.uses.items():
        crew = situation.crews.get(crew_id)
        if use is not TransportUse.SET_ASIDE or crew is None or crew.status is not CrewStatus.AVAILABLE:
            continue
        if not _still_needed(situation, crew_id):
            yield CrewSetAside(at=situation.now, crew=crew_id)


def crews_to_lend(situation: Situation, times: TravelTimes) -> Iterator[CrewLent]:
    """Find for each threat to life that nobody can answer the nearest crew set aside without a patient on board."""
    aside = _aside(situation)
    needing = [i for i in situation.waiting() if i.urgency is Urgency.P1 and _has_nobody(situation, i)] if aside else []
    if not needing:
        return
    places = {str(crew.id): situation.whereabouts(crew) for crew in aside}
    matrix = times.matrix(places, {str(i.id): i.at for i in needing}, Profile.SIREN, departs_at=situation.now)
    lent: set[CrewId] = set()
    for column, incident in enumerate(needing):
        near = sorted((matrix.seconds.item(row, column), row) for row in range(len(aside)))
        fit = [aside[row] for seconds, row in near if isfinite(seconds) and can_serve(aside[row], incident)]
        chosen = next((crew for crew in fit if crew.id not in lent), None)
        if chosen is not None:
            lent.add(chosen.id)
            yield CrewLent(at=situation.now, crew=chosen.id, lent_to=incident.id)


def trips_lost(situation: Situation) -> Iterator[TransportReopened]:
    """Let the requests wait for another crew whose crew was on its way to them and is not any more."""
    for transport in situation.transport.requests.values():
        crew = situation.crews.get(transport.crew) if transport.crew else None
        if transport.step not in UNDER_WAY or transport.crew is None or (crew and crew.status in CARRIES):
            continue
        yield TransportReopened(
            at=situation.now,
            transport=transport.request.id,
            crew=transport.crew,
            taken_for=_incident_of(situation, crew),
        )


def _still_needed(situation: Situation, crew_id: CrewId) -> bool:
    """Whether the crew is lent to a threat to life that still waits, and that no other free crew could answer."""
    incident = situation.incidents.get(situation.transport.lent.get(crew_id, IncidentId("")))
    if incident is None or incident.status is not IncidentStatus.WAITING:
        return False
    lent = situation.transport.lent
    return not any(can_serve(crew, incident) for crew in candidates(situation) if crew.id not in lent)


def _aside(situation: Situation) -> list[Crew]:
    if not situation.transport.lend:
        return []
    uses = situation.transport.uses
    known = [situation.crews[crew] for crew in uses if crew in situation.crews]
    return [c for c in known if c.status is CrewStatus.SET_ASIDE and situation.shift_remaining_s(c) is not None]


def _has_nobody(situation: Situation, incident: Incident) -> bool:
    made = situation.recommendations.get(incident.id)
    return made is not None and made.crew is None


def _incident_of(situation: Situation, crew: Crew | None) -> IncidentId | None:
    assignment = situation.assignments.get(crew.assignment) if crew is not None and crew.assignment else None
    return assignment.incident if assignment else None
