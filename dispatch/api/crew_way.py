"""Where a crew drives now, and how: to the call, the hospital, the helicopter, the next planned stop, or its base."""

from typing import Any

from dispatch.api.moments import iso
from dispatch.api.roads import route_feature
from dispatch.api.standby_views import base_view
from dispatch.api.views import Views, point
from dispatch.domain.air import AirMeetingState
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation
from dispatch.domain.transport import TransportStep
from routing.types import LatLon, Profile, RoutingError, great_circle_m

TO_HOSPITAL = frozenset({Milestone.AT_PATIENT, Milestone.LEFT_SCENE})
THERE = frozenset({Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})
CARRIES = frozenset({CrewStatus.AVAILABLE, CrewStatus.SET_ASIDE, CrewStatus.ON_TRANSPORT})
PROMISED = frozenset({TransportStep.CONFIRMED, TransportStep.BEGUN, TransportStep.ON_BOARD})

AT_BASE_M = 300.0
"""Nearer than this the crew is at its base: the size of a yard and of a bad fix. Assumed."""

Json = dict[str, Any]

UNKNOWN: Json = {"eta_at": None, "eta_p90_at": None}


def call_way(views: Views, situation: Situation, crew: Crew, assignment: Assignment, *, note: str | None) -> Json:
    """Return what a crew on a call drives to, with sirens. `note` is what is known of the entrance at the scene."""
    target, at = _target(situation, assignment, situation.incidents[assignment.incident])
    if at is None:
        return {"target": target, "target_at": None, "route": None, "route_problem": None, **UNKNOWN}
    said = note if target == "scene" else None
    return {"target": target, **_route(views, situation, crew, at, Profile.SIREN, note=said)}


def idle_way(views: Views, situation: Situation, crew: Crew) -> Json | None:
    """Return the way to the next planned stop, or to where the crew should stand; None when it is there."""
    if crew.status not in CARRIES or situation.shift_remaining_s(crew) is None:
        return None
    return _to_stop(views, situation, crew) or _to_base(views, situation, crew)


def _to_stop(views: Views, situation: Situation, crew: Crew) -> Json | None:
    run = situation.transport.runs.get(crew.id)
    stop = run.stops[0] if run and run.stops else None
    known = situation.transport.requests.get(stop.transport) if stop else None
    if stop is None or known is None or known.step not in PROMISED:
        return None
    at = known.request.origin if stop.pickup else known.request.destination
    way = _route(views, situation, crew, at, Profile.ORDINARY)
    return {"target": "pickup" if stop.pickup else "delivery", "transport": stop.transport, **way}


def _to_base(views: Views, situation: Situation, crew: Crew) -> Json | None:
    base = situation.base_of(crew)
    shown = base_view(views.parts.region, situation, base)
    at = LatLon(**shown["at"]) if shown["at"] else crew.home
    if great_circle_m(views.whereabouts(situation, crew), at) <= AT_BASE_M:
        return None
    target = "base" if base == crew.station else "standby"
    named = {"target": target, "base": base, "base_name": shown["name"]}
    return {**named, **_route(views, situation, crew, at, Profile.ORDINARY)}


def _route(
    views: Views, situation: Situation, crew: Crew, at: LatLon, profile: Profile, *, note: str | None = None
) -> Json:
    try:
        begin, now = views.whereabouts(situation, crew), views.parts.clock.now()
        found = views.parts.oracle.route(begin, at, profile, note=note, departs_at=now)
    except RoutingError:
        return {
            "target_at": point(at),
            **UNKNOWN,
            "route_problem": "дорогу по карте построить не удалось: ведите по адресу, сообщите диспетчеру",
            "route": None,
        }
    feature = route_feature(found, views.parts.oracle.spread(profile))
    said, now = feature["properties"], views.parts.clock.now()
    arrival = {"eta_at": iso(now + said["eta_p50_s"]), "eta_p90_at": iso(now + said["eta_p90_s"])}
    return {
        "target_at": point(at),
        **arrival,
        "route_problem": None,
        "route": {"geometry": feature["geometry"], **arrival, **said},
    }


def _target(situation: Situation, assignment: Assignment, incident: Incident) -> tuple[str, LatLon | None]:
    if assignment.milestone in THERE:
        return "hospital", None
    if assignment.milestone in TO_HOSPITAL:
        met = situation.air_meetings.get(incident.id)
        if met is not None and met.state is AirMeetingState.ACCEPTED:
            return "air-site", met.at
        chosen = assignment.destination.hospital if assignment.destination else None
        hospital = situation.hospitals.get(chosen) if chosen else None
        return "hospital", hospital.at if hospital else None
    if assignment.milestone is Milestone.AT_SCENE:
        return "scene", None
    return "scene", incident.at
