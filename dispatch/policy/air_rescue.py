"""When the air ambulance would help so much sooner that a person should decide about it."""

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np

from dispatch.domain.air import AirMeeting, Flight
from dispatch.domain.ids import HospitalId
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.recommendation import Reason
from dispatch.policy.destination import Weighed
from dispatch.policy.hospital_need import DOOR_TO_CARE_S
from routing.types import LatLon, great_circle_m

BEYOND_S = 3_600.0
"""A capable hospital farther than this by road: only then is a helicopter thought of. Assumed."""

SAVES_S = 900.0
"""A flight that brings less is not worth its risk and its helicopter. Assumed."""

ASKED = 4
"""So many hospitals, the nearest as the crow flies, are asked for a flight."""


def hospitals_by_air(weighed: Weighed, incident: Incident) -> Mapping[HospitalId, LatLon]:
    """Return the hospitals to fly to; none when minutes do not decide, or the patient is helped by road in time."""
    if not _minutes_decide(incident) or _helped_by_road(weighed):
        return {}
    ranks = weighed.standing.rank
    (able,) = (ranks == ranks.min(initial=np.iinfo(ranks.dtype).max)).nonzero()
    found = {hospital: weighed.hospitals.at[hospital] for hospital in (weighed.hospitals.ids[row] for row in able)}
    nearest = sorted(found, key=lambda hospital: great_circle_m(incident.at, found[hospital]))
    return {hospital: found[hospital] for hospital in nearest[:ASKED]}


def meeting(weighed: Weighed, flights: Sequence[Flight], ready_at: float) -> AirMeeting | None:
    """Return the flight by which the care begins first, if it is worth flying. `ready_at` the patient can be moved."""
    first = min(flights, key=lambda flight: _care_at(weighed, flight), default=None)
    if first is None:
        return None
    saved_s = ready_at + _by_road_s(weighed) - _care_at(weighed, first)
    if saved_s < SAVES_S and not _abler(weighed, first.hospital):
        return None
    return AirMeeting(
        site=first.site,
        site_name=first.site_name,
        at=first.at,
        hospital=first.hospital,
        crew_there_at=first.crew_there_at,
        lands_at=first.lands_at,
        hospital_at=first.hospital_at,
        reasons=_why(weighed, first, saved_s),
    )


def _minutes_decide(incident: Incident) -> bool:
    """Whether the life is threatened now, or what saves it (stroke, infarction, trauma) is worth less every minute."""
    critical = incident.hospital_need & DOOR_TO_CARE_S.keys()
    return incident.urgency is Urgency.P1 or (incident.urgency.is_emergency and bool(critical))


def _helped_by_road(weighed: Weighed) -> bool:
    if not len(weighed.order):
        return False
    best = int(weighed.order[0])
    return weighed.standing.rank.item(best) <= weighed.standing.rank.min() and weighed.eta_s.item(best) <= BEYOND_S


def _by_road_s(weighed: Weighed) -> float:
    return weighed.care_s.item(int(weighed.order[0])) if len(weighed.order) else inf


def _care_at(weighed: Weighed, flight: Flight) -> float:
    """What follows behind the door takes as long as after a drive; nobody queues before a landing site."""
    row = weighed.hospitals.row[flight.hospital]
    behind_s = weighed.care_s.item(row) - weighed.eta_s.item(row)
    return flight.hospital_at + (behind_s if np.isfinite(behind_s) else 0.0)


def _abler(weighed: Weighed, hospital: HospitalId) -> bool:
    """Whether the hospital has what no hospital has that a road leads to."""
    if not len(weighed.order):
        return True
    return weighed.standing.rank.item(weighed.hospitals.row[hospital]) < weighed.standing.rank.item(
        int(weighed.order[0])
    )


def _why(weighed: Weighed, flight: Flight, saved_s: float) -> tuple[Reason, ...]:
    name = weighed.hospitals.names[weighed.hospitals.row[flight.hospital]]
    met = Reason(code="air-meeting", params={"site": flight.site_name, "hospital": name})
    if not np.isfinite(saved_s):
        return met, Reason(code="air-only-way")
    if saved_s >= SAVES_S:
        return met, Reason(code="air-sooner", params={"minutes": float(round(saved_s / 60))})
    return met, Reason(code="air-abler")
