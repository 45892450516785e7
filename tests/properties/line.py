"""A service on a straight road: crews and calls at whole minutes of driving, so that times can be checked by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dispatch.adapters.memory import MemoryRecord
from dispatch.application.draft import Draft
from dispatch.application.ground_reach import GroundReach
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import STATUS_AFTER, Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.ground import Ground
from dispatch.domain.ids import AssignmentId, StationId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.reach import Reach
from dispatch.policy.types import Policy
from routing.types import LatLon, Profile, TravelTimeMatrix
from tests.builders import NOON, VERSION, a_crew

MINUTES_PER_DEGREE = 100.0
ISLAND_LAT = 61.0
"""No road leads there."""


def at(minute: float, *, island: bool = False) -> LatLon:
    """Return the place so many minutes along the road."""
    return LatLon(lat=ISLAND_LAT if island else 60.0, lon=30.0 + minute / MINUTES_PER_DEGREE)


@dataclass(slots=True)
class LineTimes:
    """Seconds along the road; `inf` between the road and the island."""

    weights_version: str = VERSION

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,  # noqa: ARG002 (this road is never closed)
    ) -> TravelTimeMatrix:
        """Return what the road takes, in whole seconds."""
        begin, end = _places(origins.values()), _places(destinations.values())
        apart = np.abs(begin[:, None, 1] - end[None, :, 1]) * MINUTES_PER_DEGREE * 60
        return TravelTimeMatrix(
            origins=tuple(origins),
            destinations=tuple(destinations),
            seconds=np.where(begin[:, None, 0] == end[None, :, 0], np.rint(apart), np.inf),
            profile=profile,
            weights_version=self.weights_version,
        )


def _places(places: Iterable[LatLon]) -> np.ndarray:
    return np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(-1, 2)


BASES = {StationId(f"base{minute}"): at(minute) for minute in (0, 20, 45)}
GROUND = Ground(bases=BASES, points=tuple(at(m) for m in (0, 5, 18, 22, 40, 50)), weight=(5.0, 1.0, 2.0, 2.0, 1.0, 3.0))


def a_line_crew(number: int, minute: float, **more: object) -> Crew:
    """Return a crew whose base is the nearest one, and whose home is where it stands."""
    base = min(BASES, key=lambda name: abs(BASES[name].lon - at(minute).lon))
    return a_crew(f"{number}", **{"home": at(minute), "station": base, **more})  # type: ignore[arg-type]  # a builder


def driving(
    crew: Crew, incident: Incident, step: Milestone, *, frozen: bool = False, there_s: float = 0.0
) -> tuple[Crew, Incident, Assignment]:
    """Return the crew, the incident and the assignment between them; `there_s`: for how long it is at the scene."""
    times = {Milestone.NOTIFIED: NOON - 60.0 - there_s}
    if step is Milestone.AT_SCENE:
        times[Milestone.AT_SCENE] = NOON - there_s
    job = Assignment(
        id=AssignmentId(f"{incident.id}-{incident.withdrawn + 1}"),
        incident=incident.id,
        crew=crew.id,
        milestone=step,
        times=times,
        eta_s=600.0,
        frozen=frozen,
    )
    sent = crew.doing(STATUS_AFTER[step], since=NOON - 60.0, assignment=job.id)
    answered = {name: getattr(incident, name) for name in incident.__struct_fields__}
    return sent, Incident(**{**answered, "status": IncidentStatus.ASSIGNED, "assignment": job.id}), job


def reach_of(situation: Situation) -> Reach | None:
    """Return how the bases reach the ground."""
    return GroundReach(LineTimes()).reach(Draft(situation, []))


def planned(situation: Situation, policy: Policy | None = None) -> Plan:
    """Decide as the dispatcher does: the question, the roads, the ground, the plan."""
    chosen = policy or Matching()
    question = chosen.asks(situation)
    if question is None:
        return Plan(recommendations=())
    times = LineTimes().matrix(question.origins, question.incidents, Profile.SIREN)
    return chosen(situation, times, reach_of(situation))


def a_dispatcher(record: MemoryRecord) -> Dispatcher:
    """Return a dispatcher on the road."""
    policies: dict[str, Policy] = {policy.name: policy for policy in (Nearest(), Matching())}
    return Dispatcher(record=record, travel_times=LineTimes(), policies=policies, fallback=policies["nearest"])


def contradictions(situation: Situation) -> list[str]:
    """Say where crews, assignments and incidents do not agree about who goes where; empty when they do."""
    crews, jobs, incidents = situation.crews.values(), situation.assignments, situation.incidents.values()
    idle = {CrewStatus.AVAILABLE, CrewStatus.OUT_OF_SERVICE}
    said = {
        "of a crew": {(c.assignment, c.id) for c in crews if c.assignment},
        "of an incident": {(i.assignment, i.id) for i in incidents if i.assignment},
        "a crew's status": {(c.id, c.status) for c in crews if c.assignment or c.status not in idle},
        "assigned": {i.id for i in incidents if i.status is IncidentStatus.ASSIGNED},
    }
    true = {
        "of a crew": {(job.id, job.crew) for job in jobs.values()},
        "of an incident": {(job.id, job.incident) for job in jobs.values()},
        "a crew's status": {(job.crew, STATUS_AFTER[job.milestone]) for job in jobs.values()},
        "assigned": {job.incident for job in jobs.values()},
    }
    return [f"{name}: {said[name]} is not {true[name]}" for name in said if said[name] != true[name]]
