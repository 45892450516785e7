"""What the screens are shown of hospitals and of the air ambulance."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dispatch.api.moments import iso
from dispatch.api.views import hospital_view, point
from dispatch.domain.assignment import Milestone
from dispatch.domain.handover import Pace
from dispatch.domain.hospital_messages import AirReported, HospitalReported
from dispatch.domain.ids import HospitalId
from dispatch.domain.messages import Event
from dispatch.domain.situation import Situation
from routing.air.helicopter import Helicopter, Weather
from routing.air.plan import AirPlan, NoFlight, too_bad
from routing.air.refusals import Refusal
from routing.air.sites import LandingSite
from routing.air.sun import dark_changes_at, is_dark

Json = dict[str, Any]


def hospitals_view(situation: Situation, now: float) -> list[Json]:
    """Return every hospital with its word and the crews that are there or on their way."""
    standing: Counter[tuple[HospitalId, Milestone]] = Counter()
    for job in situation.assignments.values():
        if job.destination is not None and job.destination.hospital is not None:
            standing[job.destination.hospital, job.milestone] += 1
    return [
        {
            **hospital_view(hospital, situation.receptions.get(hospital.id), now),
            "crews_at_door": standing[hospital.id, Milestone.AT_DESTINATION],
            "crews_coming": standing[hospital.id, Milestone.LEFT_SCENE],
            "handover_s": round(situation.handovers.get(hospital.id, Pace()).handover_s),
            "handovers_seen": situation.handovers.get(hospital.id, Pace()).seen,
        }
        for hospital in situation.hospitals.values()
    ]


def said_view(event: Event, after: Situation) -> Json:
    """Return what an event says of a hospital or of the air ambulance; nothing for the others."""
    match event:
        case HospitalReported(hospital=hospital, at=at):
            return {"hospital_view": hospital_view(after.hospitals[hospital], after.receptions.get(hospital), at)}
        case AirReported(at=at):
            return {"air_view": air_view(after, at)}
        case _:
            return {}


def air_view(situation: Situation, now: float) -> Json:
    """Return the last word of the air ambulance, and what the weather and the light at its base allow."""
    said, helicopter = situation.air, Helicopter()
    if said is None:
        return {"known": False, "ready": False}
    weather = Weather(visibility_m=said.visibility_m, ceiling_m=said.ceiling_m, wind_m_s=said.wind_m_s)
    dark, changes_at = is_dark(said.base, now), dark_changes_at(said.base, now)
    minimum = (helicopter.night_minimum if dark else None) or helicopter.minimum
    against = too_bad(weather, minimum)
    return {
        "known": now < said.valid_until,
        "ready": said.flies(now),
        "below_minimum": None if against is None else refusal_view(against),
        "dark": dark,
        "dark_changes_at": None if changes_at is None else iso(changes_at),
        "flies_in_the_dark": helicopter.night_minimum is not None,
        "startup_s": helicopter.startup_s,
        "base": point(said.base),
        "visibility_m": said.visibility_m,
        "ceiling_m": said.ceiling_m,
        "wind_m_s": said.wind_m_s,
        "observed_at": iso(said.observed_at),
        "valid_until": iso(said.valid_until),
        "by": said.by,
    }


def refusal_view(why: Refusal) -> Json:
    """Return why nobody flies, in words."""
    return {"code": why.reason.value, "text": why.said("ru"), "text_en": why.said("en")}


def sites_view(sites: Sequence[LandingSite]) -> list[Json]:
    """Return where a helicopter may land."""
    return [{"id": s.id, "name": s.name, "kind": s.kind.value, "at": point(s.at), "lit": s.lit} for s in sites]


def flight_view(situation: Situation, hospital: HospitalId, plan: AirPlan | NoFlight) -> Json:
    """Return a flight with its moments, or the words that stand against it."""
    base = {"hospital": hospital, "name": situation.hospitals[hospital].name}
    if isinstance(plan, NoFlight):
        return {**base, "flies": False, "why": refusal_view(plan.why), "flight": None}
    return {
        **base,
        "flies": True,
        "why": None,
        "flight": {
            "site": plan.pickup.id,
            "site_name": plan.pickup.name,
            "at": point(plan.pickup.at),
            "crew_there_at": iso(plan.crew_there_at),
            "lands_at": iso(plan.touch_down_at),
            "hospital_at": iso(plan.hospital_at),
            "saved_s": round(plan.saved_s) if plan.saved_s < float("inf") else None,
        },
    }
