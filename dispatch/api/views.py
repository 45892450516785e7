"""What the screens are shown: the situation in words, times and points of the wire."""

import json
from dataclasses import dataclass, field
from typing import Any

from dispatch.api.choice_views import incident_named, on_way_to, terms_view
from dispatch.api.duty_view import duty_view, equipment_names, equipment_ru
from dispatch.api.live import Live
from dispatch.api.moments import iso
from dispatch.api.post_views import posts_view
from dispatch.api.scene_views import number_of, part_view
from dispatch.api.standby_views import standby_points_view, standby_view
from dispatch.api.transport_use import transport_of_crew
from dispatch.application.access import Operation, User, may
from dispatch.application.log import StoredCard
from dispatch.application.patient_context import MatchGrade, critical_alerts
from dispatch.application.phrases import say
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.air import AIR_MEETING_RU, AirMeeting
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.capability import CREW_KIND_RU, HOSPITAL_CAPABILITY_RU
from dispatch.domain.crew import CREW_STATUS_RU, Crew, CrewStatus
from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import URGENCY_RU, Incident
from dispatch.domain.places import Hospital
from dispatch.domain.reception import Reception
from dispatch.domain.recommendation import Destination, Hold, Option, Reason, Recommendation
from dispatch.domain.situation import Situation
from routing.types import LatLon, LearntRoads, MapInfo

Json = dict[str, Any]

UNKNOWN_COMPLAINT_RU = "повод не распознан"
CARDS_KEPT = 2_000


def hold_view(hold: Hold) -> Json:
    """Return for which crew a call waits, and until when."""
    return {
        "crew": hold.crew,
        "free_at": iso(hold.free_at),
        "arrives_at": iso(hold.arrives_at),
        "until": iso(hold.until),
        "meanwhile": hold.meanwhile,
    }


def point(at: LatLon) -> Json:
    """Write a point."""
    return {"lat": round(at.lat, 6), "lon": round(at.lon, 6)}


def coarse(at: Json) -> Json:
    """Return the point to about a kilometre: enough for a planner, too little to find a person."""
    return {"lat": round(at["lat"], 2), "lon": round(at["lon"], 2)}


def reasons(found: tuple[Reason, ...]) -> list[Json]:
    """Write reasons with their words."""
    return [{"code": reason.code, "text": say(reason), "text_en": say(reason, "en")} for reason in found]


@dataclass(slots=True)
class Views:
    """Builds views from the present of this process."""

    parts: ApiParts
    live: Live
    _places: dict[IncidentId, str] = field(default_factory=dict)

    def state(self, user: User) -> Json:
        """Return the whole board."""
        seq, situation = self.live.state()
        full = may(user, Operation.SEE_CARD)
        return {
            "cursor": seq,
            "now": iso(self.parts.clock.now()),
            "mode": situation.mode.value,
            "region": {"name": situation.region},
            "map": map_view(self.parts.oracle.info, self.parts.oracle.learnt, tiles=True),
            "crews": [self.crew(situation, crew) for crew in situation.crews.values()],
            "incidents": [self.incident(situation, incident, full=full) for incident in situation.incidents.values()],
            "complaints": [
                {"code": c.code, "name_ru": c.name, "urgency": int(c.urgency)} for c in self.parts.region.complaints
            ],
            "hospitals": [
                hospital_view(hospital, situation.receptions.get(hospital.id), self.parts.clock.now())
                for hospital in situation.hospitals.values()
            ],
            "stations": [
                {"id": s.id, "name": s.name, "kind": s.kind.value, "at": point(s.at)}
                for s in self.parts.region.stations
            ],
            "standby_points": standby_points_view(self.parts.region),
            "equipment": equipment_names(situation),
            "posts": posts_view(self.parts.region, situation, self.parts.clock.now()),
        }

    def crew(self, situation: Situation, crew: Crew) -> Json:
        """Return one crew."""
        station = self.parts.region.station(crew.station)
        assignment = situation.assignments.get(crew.assignment) if crew.assignment else None
        remaining_s = crew.shift.remaining_s(self.parts.clock.now(), situation.utc_offset_s)
        off_duty = remaining_s is None and crew.status in {CrewStatus.AVAILABLE, CrewStatus.SET_ASIDE}
        return {
            "id": crew.id,
            "kind": str(crew.kind),
            "kind_ru": CREW_KIND_RU.get(crew.kind, crew.kind),
            "station": crew.station,
            "station_name": station.name if station else crew.station,
            "district": crew.district,
            "vehicle_class": crew.vehicle_class,
            "status": "off-duty" if off_duty else crew.status.value,
            "status_ru": "не на смене" if off_duty else CREW_STATUS_RU[crew.status],
            "on_duty": remaining_s is not None,
            "status_at": iso(crew.status_at or None),
            "at": point(self.whereabouts(situation, crew)),
            "incident": assignment.incident if assignment else None,
            **arrival_view(assignment),
            "shift_ends_at": iso(self.parts.clock.now() + remaining_s) if remaining_s is not None else None,
            "transport": transport_of_crew(situation, crew.id),
            **duty_view(situation, crew, self.parts.clock.now()),
            **standby_view(self.parts.region, situation, crew),
        }

    def whereabouts(self, situation: Situation, crew: Crew) -> LatLon:
        """Return the newest position known: the live fix, the last one a decision saw, or the station."""
        fix = self.live.fixes.get(crew.id)
        return LatLon(lat=fix.lat, lon=fix.lon) if fix else situation.whereabouts(crew)

    def incident(self, situation: Situation, incident: Incident, *, full: bool) -> Json:
        """Return one open incident. Without `full` the place is its district, and the point is coarse."""
        assignment = situation.assignments.get(incident.assignment) if incident.assignment else None
        made = situation.recommendations.get(incident.id)
        complaint = self.parts.region.complaint(incident.complaint)
        patient = incident.patient_of
        context = self.parts.contexts.get(patient) if self.parts.contexts and patient else None
        return {
            "id": incident.id,
            "number": number_of(incident),
            **part_view(situation, incident),
            "received_at": iso(incident.received_at),
            "due_at": iso(self.due_at(incident)),
            "urgency": int(incident.urgency),
            "urgency_ru": URGENCY_RU[incident.urgency],
            "emergency": incident.urgency.is_emergency,
            "complaint": incident.complaint,
            "complaint_ru": complaint.name if complaint else UNKNOWN_COMPLAINT_RU,
            "at": point(incident.at) if full else coarse(point(incident.at)),
            "place": self.place(incident.whole) if full else incident.district,
            "district": incident.district,
            "status": incident.status.value,
            "child": incident.child,
            "flags": sorted(incident.flags),
            "equipment_need": sorted(incident.equipment_need),
            "equipment_need_ru": equipment_ru(incident.equipment_need),
            "warnings": list(incident.warnings),
            "context_state": (context.grade if context else MatchGrade.NOT_ASKED).value,
            "critical_alerts": critical_alerts(context) if context else None,
            "crew": assignment.crew if assignment else None,
            "milestone": assignment.milestone.value if assignment else None,
            "milestones": times(assignment),
            **arrival_view(assignment),
            "destination": _brief(situation, assignment.destination) if assignment else None,
            "air_meeting": meeting_view(situation.air_meetings.get(incident.id)),
            "recommendation": self.recommendation(situation, made) if made else None,
        }

    def due_at(self, incident: Incident) -> float:
        """Return the moment by which the region has promised a crew, POSIX seconds."""
        norms = self.parts.region.norms
        promise_s = norms.emergency_arrival_s if incident.urgency.is_emergency else norms.urgent_arrival_s
        return incident.received_at + promise_s

    def recommendation(self, situation: Situation, made: Recommendation) -> Json:
        """Return a recommendation with its runners-up."""
        return {
            "policy": made.policy,
            "crew": made.crew,
            "eta_s": made.eta_s,
            "eta_p90_s": made.eta_p90_s,
            "reasons": reasons(made.reasons),
            "diverts": incident_named(situation, made.diverts),
            "instead_of": made.instead_of,
            "would_change": reasons(made.would_change),
            "hold": None if made.hold is None else hold_view(made.hold),
            "weights_version": made.weights_version,
            "options": [self._option(situation, rank, option) for rank, option in enumerate(made.options, 1)],
        }

    def _option(self, situation: Situation, rank: int, option: Option) -> Json:
        crew = situation.crews.get(option.crew)
        if crew is None:
            return {**_who(rank, option), "reasons": reasons(option.reasons)}
        shown = self.crew(situation, crew)
        return {
            **_who(rank, option),
            "kind_ru": shown["kind_ru"],
            "at": point(option.position),
            "from": shown["station_name"],
            "shift_ends_at": shown["shift_ends_at"],
            "on_way_to": on_way_to(situation, crew),
            "terms": terms_view(option.terms),
            "reasons": reasons(option.reasons),
        }

    def place(self, incident: IncidentId) -> str:
        """Return the address in words, from the card."""
        if incident not in self._places:
            if len(self._places) > CARDS_KEPT:
                self._places.clear()
            self._places[incident] = str(answer_of(self.parts.inbox.card_of(incident)).get("place", ""))
        return self._places[incident]


def answer_of(card: StoredCard | None) -> Json:
    """Return what the caller's system was answered."""
    return dict(json.loads(card.answer)) if card and card.answer else {}


def _who(rank: int, option: Option) -> Json:
    return {"rank": rank, "crew": option.crew, "eta_s": option.eta_s, "eta_p90_s": option.eta_p90_s}


def arrival_view(assignment: Assignment | None) -> Json:
    """Return when the crew was promised at the scene, and by when in nine of ten cases, until it is there."""
    if assignment is None or assignment.eta_s is None or Milestone.AT_SCENE in assignment.times:
        return {"eta_at": None, "eta_p90_at": None}
    sent_at, p90_s = assignment.times[Milestone.NOTIFIED], assignment.eta_p90_s
    return {"eta_at": iso(sent_at + assignment.eta_s), "eta_p90_at": iso(None if p90_s is None else sent_at + p90_s)}


def times(assignment: Assignment | None) -> Json:
    """Return the milestones reached."""
    return {name.value: iso(at) for name, at in assignment.times.items()} if assignment else {}


def _brief(situation: Situation, destination: Destination | None) -> Json | None:
    if destination is None or destination.hospital is None:
        return None
    hospital = situation.hospitals.get(destination.hospital)
    name = hospital.name if hospital else destination.hospital
    return {"id": destination.hospital, "name": name, "warnings": reasons(destination.warnings)}


def destination_view(situation: Situation, destination: Destination | None) -> Json | None:
    """Return a destination with its reasons and the hospitals that lost."""
    if destination is None:
        return None
    hospital = situation.hospitals.get(destination.hospital) if destination.hospital else None
    return {
        "hospital": destination.hospital,
        "id": destination.hospital,
        "name": hospital.name if hospital else None,
        "at": point(hospital.at) if hospital else None,
        "eta_s": destination.eta_s,
        "wait_s": destination.wait_s,
        "care_s": destination.care_s,
        "reasons": reasons(destination.reasons),
        "warnings": reasons(destination.warnings),
        "would_change": reasons(destination.would_change),
        "runners_up": [
            {
                "hospital": option.hospital,
                "name": situation.hospitals[option.hospital].name,
                "eta_s": option.eta_s,
                "wait_s": option.wait_s,
                "care_s": option.care_s,
                "reasons": reasons(option.reasons),
            }
            for option in destination.runners_up
            if option.hospital in situation.hospitals
        ],
    }


def hospital_view(hospital: Hospital, said: Reception | None, now: float) -> Json:
    """Return one hospital and its last word; without one it is open, and nothing more is known."""
    return {
        "reception": reception_view(said, now),
        "open": said is None or not said.closed(now),
        "shut": sorted(said.shut(now)) if said else [],
        "shut_ru": [HOSPITAL_CAPABILITY_RU[name] for name in sorted(said.shut(now))] if said else [],
        "id": hospital.id,
        "name": hospital.name,
        "at": point(hospital.at),
        "capabilities": sorted(hospital.capabilities),
        "capabilities_ru": [HOSPITAL_CAPABILITY_RU[name] for name in sorted(hospital.capabilities)],
    }


def reception_view(said: Reception | None, now: float) -> Json | None:
    """Return what a hospital has said last, also when it has lapsed."""
    if said is None:
        return None
    return {
        "holds": said.holds(now),
        "open": said.open,
        "diverted": sorted(said.diverted),
        "beds": {ward.value: free for ward, free in sorted(said.beds.items())},
        "bays": said.bays,
        "door_to_care_s": {ward.value: seconds for ward, seconds in sorted(said.door_to_care_s.items())},
        "observed_at": iso(said.observed_at),
        "valid_until": iso(said.valid_until),
        "by": said.by,
        "reason": said.reason,
    }


def meeting_view(met: AirMeeting | None) -> Json | None:
    """Return a meeting with the air ambulance."""
    if met is None:
        return None
    return {
        "site": met.site,
        "site_name": met.site_name,
        "at": point(met.at),
        "hospital": met.hospital,
        "crew_there_at": iso(met.crew_there_at),
        "lands_at": iso(met.lands_at),
        "hospital_at": iso(met.hospital_at),
        "state": met.state.value,
        "state_ru": AIR_MEETING_RU[met.state],
        "reasons": reasons(met.reasons),
    }


def map_view(info: MapInfo, learnt: LearntRoads, *, tiles: bool) -> Json:
    """Return what the screens must say about the map, and what crews' tracks have taught of it."""
    return {
        "schematic": info.schematic,
        "label": "схема, не карта" if info.schematic else "карта OpenStreetMap",
        "date": info.date,
        "licence": info.licence,
        "attribution": info.licence,
        "bounds": list(info.bounds),
        "length_km": round(info.length_km),
        "synthetic_km": {kind: round(km) for kind, km in info.synthetic_km.items()},
        "tiles": "/tiles/{z}/{x}/{y}.mvt" if tiles else None,
        "checksum": info.checksum,
        "learnt": {"version": learnt.version, "runs": learnt.runs, "until": iso(learnt.made_to)},
    }
