"""Where patients are taken: the hospital chosen, chosen anew, doubted, and a meeting with the air ambulance. Pure."""

from collections.abc import Iterator

from msgspec.structs import replace

from dispatch.application.acceptance import BY_CREW
from dispatch.application.ports import AirRescue, TravelTimes
from dispatch.domain.air import AirMeeting, AirMeetingState, FlightWish
from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.hospital_messages import AirMeetingDecided, AirMeetingOffered, HospitalReported
from dispatch.domain.ids import HospitalId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import CrewAssigned, DestinationChosen, Event, FlagsNoted, MilestoneReached
from dispatch.domain.recommendation import Destination
from dispatch.domain.scene_messages import HandedOver
from dispatch.domain.situation import Situation
from dispatch.policy.air_rescue import hospitals_by_air, meeting
from dispatch.policy.destination import Weighed, weigh_hospitals
from dispatch.policy.hospital_reasons import destination, instead_of, warnings_about
from routing.types import LatLon, Profile

BY = "destination"

SCENE_S = 1_200.0
"""From the arrival of the crew until the patient can be moved: median at the scene before a transport. Assumed, as in
the region's durations.toml."""

RESTATE_S = 300.0
"""A meeting in the air is offered again when the patient's arrival moves by this much."""

BEFORE_LEAVING = frozenset(
    {Milestone.NOTIFIED, Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE, Milestone.AT_PATIENT}
)


def directed(situation: Situation, event: Event, times: TravelTimes, air: AirRescue | None) -> Iterator[Event]:
    """Choose the hospital when a crew is sent, and again when the record, the scene or a hospital says more."""
    match event:
        case CrewAssigned(incident=incident) | MilestoneReached(incident=incident, milestone=Milestone.AT_PATIENT):
            yield from _chosen(situation, incident, times, air)
        case HandedOver(incident=incident):
            yield from _chosen(situation, incident, times, air)
        case FlagsNoted(incident=incident):
            yield from _chosen(situation, incident, times, air)
        case HospitalReported(hospital=hospital):
            yield from _rerouted(situation, hospital, times)
        case DestinationChosen(assignment=assignment, by=by) if by != BY and assignment in situation.assignments:
            yield from _doubted(situation, situation.assignments[assignment], times)
        case AirMeetingDecided(incident=incident, accepted=True, by=by):
            yield from _flown(situation, incident, by)
        case _:
            pass


def bound_for(situation: Situation, hospital: HospitalId) -> list[Assignment]:
    """Return the crews whose patients are to go to a hospital and are not there yet."""
    return [
        job
        for job in situation.assignments.values()
        if (job.milestone in BEFORE_LEAVING or job.milestone is Milestone.LEFT_SCENE)
        and job.destination is not None
        and job.destination.hospital == hospital
    ]


def flight_wish(situation: Situation, incident_id: IncidentId, hospital: HospitalId) -> FlightWish | None:
    """Return what to ask the air ambulance for an open incident; None while it has not said that it is ready."""
    incident, readiness = situation.incidents[incident_id], situation.air
    if readiness is None or not readiness.flies(situation.now):
        return None
    job = situation.assignments.get(incident.assignment) if incident.assignment else None
    return FlightWish(
        scene=incident.at,
        hospitals={hospital: situation.hospitals[hospital].at},
        readiness=readiness,
        ordered_at=situation.now,
        ready_at=_ready_at(situation, job) if job is not None else situation.now + SCENE_S,
    )


def _chosen(
    situation: Situation, incident_id: IncidentId, times: TravelTimes, air: AirRescue | None
) -> Iterator[Event]:
    incident = situation.incidents.get(incident_id)
    job = situation.assignments.get(incident.assignment) if incident and incident.assignment else None
    if incident is None or job is None or job.milestone not in BEFORE_LEAVING or _settled(situation, job):
        return
    weighed = _weighed(situation, incident, job, times)
    known = job.destination
    if known is None or not weighed.keeps(known.hospital):
        yield _choice(situation, job, destination(weighed))
    if air is not None:
        yield from _by_air(situation, incident, job, weighed, air)


def _rerouted(situation: Situation, hospital: HospitalId, times: TravelTimes) -> Iterator[Event]:
    """Turn the crews round whose patients a hospital no longer takes; warn those whose hospital people have chosen."""
    said = situation.receptions[hospital]
    shut = said.closed(situation.now) or bool(said.shut(situation.now))
    for job in bound_for(situation, hospital):
        if _settled(situation, job):
            yield from _doubted(situation, job, times)
        elif shut:
            yield from _turned(situation, hospital, job, times)


def _turned(situation: Situation, hospital: HospitalId, job: Assignment, times: TravelTimes) -> Iterator[Event]:
    weighed = _weighed(situation, situation.incidents[job.incident], job, times)
    if not weighed.takes(hospital) and weighed.best != hospital:
        yield _choice(situation, job, destination(weighed, because=instead_of(weighed, hospital)))


def _doubted(situation: Situation, job: Assignment, times: TravelTimes) -> Iterator[Event]:
    """Warn of a hospital that stays chosen though it is shut to this patient."""
    known = job.destination
    hospital = known.hospital if known is not None else None
    if known is None or hospital is None or hospital not in situation.receptions:
        return
    weighed = _weighed(situation, situation.incidents[job.incident], job, times)
    warnings = warnings_about(weighed, hospital)
    if warnings != known.warnings:
        yield _choice(situation, job, replace(known, warnings=warnings))


def _by_air(
    situation: Situation, incident: Incident, job: Assignment, weighed: Weighed, air: AirRescue
) -> Iterator[Event]:
    """Offer a meeting with the air ambulance, if it is ready and brings much."""
    readiness, known = situation.air, situation.air_meetings.get(incident.id)
    hospitals = hospitals_by_air(weighed, incident)
    if readiness is None or not readiness.flies(situation.now) or not hospitals or _decided(known):
        return
    ready_at = _ready_at(situation, job)
    wish = FlightWish(
        scene=incident.at, hospitals=hospitals, readiness=readiness, ordered_at=situation.now, ready_at=ready_at
    )
    made = meeting(weighed, air.flights(wish), ready_at)
    if made is not None and (known is None or _differs(known, made)):
        yield AirMeetingOffered(at=situation.now, incident=incident.id, meeting=made)


def _flown(situation: Situation, incident_id: IncidentId, by: str) -> Iterator[Event]:
    """Direct the crew to the meeting that a person has agreed with."""
    met = situation.air_meetings[incident_id]
    incident = situation.incidents[incident_id]
    job = situation.assignments.get(incident.assignment) if incident.assignment else None
    if job is not None:
        chosen = Destination(
            hospital=met.hospital,
            eta_s=met.hospital_at - situation.now,
            reasons=met.reasons,
            runners_up=(),
            weights_version=job.destination.weights_version if job.destination else "",
        )
        yield replace(_choice(situation, job, chosen), by=by)


def _weighed(situation: Situation, incident: Incident, job: Assignment, times: TravelTimes) -> Weighed:
    """Weigh the hospitals from where the patient is."""
    at = _patient_at(situation, incident, job)
    road = times.matrix({incident.id: at}, situation.destinations.columns.at, Profile.SIREN, departs_at=situation.now)
    return weigh_hospitals(situation, incident, road)


def _patient_at(situation: Situation, incident: Incident, job: Assignment) -> LatLon:
    if job.milestone in BEFORE_LEAVING:
        return incident.at
    return situation.positions.get(job.crew, incident.at)


def _choice(situation: Situation, job: Assignment, chosen: Destination) -> DestinationChosen:
    return DestinationChosen(at=situation.now, incident=job.incident, assignment=job.id, destination=chosen, by=BY)


def _settled(situation: Situation, job: Assignment) -> bool:
    """Whether people have chosen: the crew its hospital, or somebody a meeting in the air."""
    by_crew = job.destination is not None and any(reason.code == BY_CREW for reason in job.destination.reasons)
    met = situation.air_meetings.get(job.incident)
    return by_crew or (met is not None and met.state is AirMeetingState.ACCEPTED)


def _decided(known: AirMeeting | None) -> bool:
    return known is not None and known.state is not AirMeetingState.OFFERED


def _differs(known: AirMeeting, made: AirMeeting) -> bool:
    same = (known.site, known.hospital) == (made.site, made.hospital)
    return not same or abs(known.hospital_at - made.hospital_at) >= RESTATE_S


def _ready_at(situation: Situation, job: Assignment) -> float:
    """Return when the patient can be moved, as far as can be foreseen, POSIX seconds."""
    there_at = job.times.get(Milestone.AT_SCENE)
    if there_at is None:
        there_at = job.times[Milestone.NOTIFIED] + (job.eta_s or 0.0)
    return max(there_at + SCENE_S, situation.now)
