"""Moments of the region to decide in: its real crews and hospitals, and calls as they are drawn for a day.

Free crews stand at their base or are on their way back to it; a crew that drives to a call is somewhere on its way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from msgspec import structs

from dispatch.adapters.region_files import load_region
from dispatch.domain.assignment import STATUS_AFTER, Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.ground import Ground
from dispatch.domain.ids import AssignmentId, CallId, CrewId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus
from dispatch.domain.region import Region
from dispatch.domain.roster import Roster
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from routing.types import LatLon, great_circle_m
from simulations.demand import DAY_S, DrawnCall, draw_day, drawn_ground
from simulations.demand.source import source
from simulations.scenario.model import GeneratedDemand

REGION = Path(__file__).resolve().parents[2] / "data" / "region" / "leningrad"
WEDNESDAY_NOON = 1_744_794_000.0
"""16 April 2025, 12:00 in Moscow: every crew of the region is on shift."""

DAYS = 5
AWAY = 0.3
"""The part of the free crews that are not at their base. Assumed."""

LEARNT = Tempo(answered=500, transported=130, called=500, gap_s=54.0, last_call_at=WEDNESDAY_NOON - 30.0)
"""1,600 calls a day, 26 % of them taken to hospital."""

CORNER_CREWS, CORNER_CALLS, CORNER_POINTS = 14, 100, 300
"""What lies together in a corner of the region: small enough for every choice to be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What the crews do, the rest being out of service, and how many calls wait beside those driven to and treated."""

    free: int
    driving: int
    treating: int
    waiting: int

    @property
    def incidents(self) -> int:
        """All that is open."""
        return self.driving + self.treating + self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Where situations are drawn from: the roster, the ground, and a few days of calls."""

    region: Region
    roster: Roster
    ground: Ground
    calls: Sequence[DrawnCall]
    tempo: Tempo = LEARNT

    def situations(self, mix: Mix, rng: np.random.Generator) -> Iterator[Situation]:
        """Draw situations for ever, each with other crews at other places, and other calls."""
        while True:
            yield _situation(self, mix, rng)


def moments(rng: np.random.Generator, crews_each: int = 1) -> Moments:
    """Prepare the region, with so many crews in the place of each of its own; copies live a few kilometres apart."""
    region = load_region(REGION)
    calls = [call for _ in range(DAYS) for call in draw_day(region, rng)]
    drawn = source(region, GeneratedDemand(), WEDNESDAY_NOON, WEDNESDAY_NOON + 7 * DAY_S)
    roster = Roster({crew.id: crew for crew in _crews(region, crews_each, rng)})
    return Moments(region=region, roster=roster, ground=drawn_ground(drawn), calls=calls)


def corner(known: Moments, rng: np.random.Generator) -> Moments:
    """Return the crews, calls and places nearest to the base of some crew, with their part of the region's calls."""
    ids, ground = list(known.roster), known.ground
    centre = known.roster[ids[int(rng.integers(len(ids)))]].home
    near = _nearest_to(centre, [crew.home for crew in known.roster.values()])[:CORNER_CREWS]
    crews = {ids[row]: known.roster[ids[row]] for row in near}
    points = _nearest_to(centre, ground.points)[:CORNER_POINTS]
    return Moments(
        region=known.region,
        roster=Roster(crews),
        ground=Ground(
            bases={crew.station: ground.bases[crew.station] for crew in crews.values()},
            points=tuple(ground.points[row] for row in points),
            weight=tuple(ground.weight[row] for row in points),
        ),
        calls=[known.calls[row] for row in _nearest_to(centre, [call.at for call in known.calls])[:CORNER_CALLS]],
        tempo=structs.replace(LEARNT, gap_s=LEARNT.gap_s * len(ids) / len(crews)),
    )


def _nearest_to(centre: LatLon, places: Sequence[LatLon]) -> list[int]:
    return sorted(range(len(places)), key=lambda row: great_circle_m(centre, places[row]))


def _crews(region: Region, each: int, rng: np.random.Generator) -> Iterator[Crew]:
    for crew in region.crews:
        yield crew
        for copy in range(1, each):
            yield replace(crew, id=CrewId(f"{crew.id}-{copy}"), home=_around(crew.home, rng))


def _around(at: LatLon, rng: np.random.Generator) -> LatLon:
    north, east = rng.normal(0.0, 0.05, 2)
    return LatLon(lat=at.lat + float(north), lon=at.lon + 2 * float(east))


def _situation(known: Moments, mix: Mix, rng: np.random.Generator) -> Situation:
    chosen = rng.choice(len(known.calls), mix.incidents, replace=False).tolist()
    incidents = [_incident(known, known.calls[row], number, rng) for number, row in enumerate(chosen)]
    answered = incidents[: mix.driving + mix.treating]
    sent = _nearest(known.roster, answered)
    jobs = [_driving(crew, call, rng) for crew, call in zip(sent[: mix.driving], answered, strict=False)]
    jobs += [_treating(*pair, rng) for pair in zip(sent[mix.driving :], answered[mix.driving :], strict=True)]
    others = sorted(set(known.roster) - set(sent))
    free = [others[row] for row in rng.permutation(len(others))[: mix.free].tolist()]
    given = {job.incident: job.id for job in jobs}
    return Situation(
        now=WEDNESDAY_NOON,
        utc_offset_s=known.region.utc_offset_s,
        crews=_busy(known.roster, free, jobs),
        incidents={call.id: _answered(call, given.get(call.id)) for call in incidents},
        assignments={job.id: job for job in jobs},
        positions=_positions(known, free, jobs, {call.id: call for call in incidents}, rng),
        ground=known.ground,
        tempo=known.tempo,
    )


def _nearest(roster: Roster, incidents: Sequence[Incident]) -> list[CrewId]:
    """Take for each incident the crew whose base is nearest, of those that nobody has taken."""
    ids, homes = list(roster), np.array([(crew.home.lat, crew.home.lon) for crew in roster.values()])
    found: list[CrewId] = []
    for incident in incidents:
        apart = np.hypot(homes[:, 0] - incident.at.lat, 0.5 * (homes[:, 1] - incident.at.lon))
        row = int(apart.argmin())
        homes[row] = np.inf
        found.append(ids[row])
    return found


def _incident(known: Moments, call: DrawnCall, number: int, rng: np.random.Generator) -> Incident:
    complaint = next(row for row in known.region.complaints if row.code == call.complaint)
    return Incident(
        id=IncidentId(f"call-{number}"),
        calls=(CallId(f"112-{number}"),),
        received_at=WEDNESDAY_NOON - float(rng.uniform(0, 900)),
        at=call.at,
        district=call.district,
        complaint=call.complaint,
        urgency=call.urgency,
        crew_need=complaint.crew_need,
        hospital_need=complaint.hospital_need,
        child=call.child,
        patient_ref=None,
    )


def _driving(crew: CrewId, incident: Incident, rng: np.random.Generator) -> Assignment:
    step = (Milestone.NOTIFIED, Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE)[int(rng.integers(3))]
    return _job(crew, incident, step)


def _treating(crew: CrewId, incident: Incident, rng: np.random.Generator) -> Assignment:
    """Let a crew hand its patient over; half of them will be free within a quarter of an hour."""
    job = _job(crew, incident, Milestone.AT_DESTINATION)
    since = WEDNESDAY_NOON - float(rng.uniform(0, LEARNT.hospital_s))
    return structs.replace(job, times={**job.times, Milestone.AT_DESTINATION: since})


def _job(crew: CrewId, incident: Incident, step: Milestone) -> Assignment:
    return Assignment(
        id=AssignmentId(f"{incident.id}-1"),
        incident=incident.id,
        crew=crew,
        milestone=step,
        times={Milestone.NOTIFIED: incident.received_at + 30.0},
        eta_s=900.0,
    )


def _answered(incident: Incident, job: AssignmentId | None) -> Incident:
    return incident if job is None else structs.replace(incident, status=IncidentStatus.ASSIGNED, assignment=job)


def _busy(roster: Roster, free: Sequence[CrewId], jobs: Sequence[Assignment]) -> Roster:
    at_work = {job.crew: job for job in jobs}
    for crew in set(roster) - set(free):
        job = at_work.get(crew)
        status = CrewStatus.OUT_OF_SERVICE if job is None else STATUS_AFTER[job.milestone]
        assignment = None if job is None else job.id
        roster = roster.with_crew(roster[crew].doing(status, since=WEDNESDAY_NOON - 600.0, assignment=assignment))
    return roster


def _positions(
    known: Moments,
    free: Sequence[CrewId],
    jobs: Sequence[Assignment],
    incidents: dict[IncidentId, Incident],
    rng: np.random.Generator,
) -> dict[CrewId, LatLon]:
    found = {job.crew: _between(known.roster[job.crew].home, incidents[job.incident].at, rng) for job in jobs}
    for crew in free:
        if rng.random() < AWAY:
            found[crew] = _around(known.roster[crew].home, rng)
    return found


def _between(begin: LatLon, end: LatLon, rng: np.random.Generator) -> LatLon:
    part = float(rng.random())
    return LatLon(lat=begin.lat + part * (end.lat - begin.lat), lon=begin.lon + part * (end.lon - begin.lon))
