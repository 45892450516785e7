"""The service's own log as past calls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import HospitalId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import CrewAssigned, DestinationChosen, Event, IncidentReported, MilestoneReached
from dispatch.domain.region import Region
from simulations.demand.fit.past import NOT_KNOWN, PastCalls, in_order

NOWHERE = HospitalId("")
Moments = dict[Milestone, float]
AFTER_PATIENT = (Milestone.LEFT_SCENE, Milestone.AVAILABLE)
"""What ends the time at the patient: the way to hospital, or else being free."""

ENDS: Mapping[str, tuple[Milestone, tuple[Milestone, ...]]] = {
    "turnout_s": (Milestone.NOTIFIED, (Milestone.EN_ROUTE,)),
    "walking_s": (Milestone.AT_SCENE, (Milestone.AT_PATIENT,)),
    "scene_s": (Milestone.AT_PATIENT, AFTER_PATIENT),
    "handover_s": (Milestone.AT_DESTINATION, (Milestone.CARE_TRANSFERRED,)),
    "cleaning_s": (Milestone.CARE_TRANSFERRED, (Milestone.AVAILABLE,)),
}
"""Between which buttons each step lies; the first of the later ones that was pressed ends it."""


@dataclass(slots=True)
class Story:
    """One incident as the log tells it. `moments` are of the crew that was sent last."""

    incident: Incident
    reported_at: float
    moments: Moments = field(default_factory=dict)
    hospital: HospitalId | None = None


def past_calls(events: Iterable[Event], region: Region) -> PastCalls:
    """Read the calls out of the log's events, in its order; complaints that the region does not know are left out."""
    stories: dict[IncidentId, Story] = {}
    for event in events:
        _note(stories, event)
    codes = {row.complaint: at for at, row in enumerate(region.call_shares)}
    told = [story for story in stories.values() if story.incident.complaint in codes]
    hospitals = {row.id: at for at, row in enumerate(region.hospitals)}
    return in_order(
        PastCalls(
            received_at=np.array([story.incident.received_at for story in told], dtype=np.float64),
            lat=np.array([story.incident.at.lat for story in told], dtype=np.float64),
            lon=np.array([story.incident.at.lon for story in told], dtype=np.float64),
            complaint=np.array([codes[story.incident.complaint] for story in told], dtype=np.int64),
            transported=np.array([_transported(story) for story in told], dtype=np.int64),
            hospital=np.array([hospitals.get(story.hospital or NOWHERE, NOT_KNOWN) for story in told], dtype=np.int64),
            steps={
                "handling_s": np.array([story.reported_at - story.incident.received_at for story in told]),
                **{name: np.array([_step_s(story, name) for story in told]) for name in ENDS},
            },
        )
    )


def _note(stories: dict[IncidentId, Story], event: Event) -> None:
    match event:
        case IncidentReported(at=at, incident=incident):
            stories[incident.id] = Story(incident=incident, reported_at=at)
        case CrewAssigned(at=at, incident=incident_id) if incident_id in stories:
            stories[incident_id].moments = {Milestone.NOTIFIED: at}
        case MilestoneReached(incident=incident_id) if incident_id in stories:
            stories[incident_id].moments[event.milestone] = event.moment
        case DestinationChosen(incident=incident_id) if incident_id in stories:
            stories[incident_id].hospital = event.destination.hospital
        case _:
            pass


def _step_s(story: Story, name: str) -> float:
    begin, ends = ENDS[name]
    end = next((story.moments[each] for each in ends if each in story.moments), np.nan)
    return max(0.0, end - story.moments[begin]) if begin in story.moments else np.nan


def _transported(story: Story) -> int:
    if Milestone.LEFT_SCENE in story.moments:
        return 1
    return 0 if Milestone.AVAILABLE in story.moments else NOT_KNOWN
