"""Tracks of vehicles: what of them was driven to a call, what is ordinary driving, and what is neither."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import AssignmentWithdrawn, Event, MilestoneReached

Floats = NDArray[np.float64]

GAP_S = 180.0
"""Newson & Krumm 2009, section 4.2 (doi 10.1145/1653771.1653818): past this a track is two tracks."""
HOUR_S = 3_600.0
LEAST_FIXES = 4
LEAST_REACH_M = 300.0
"""A vehicle that came no farther was moved in a yard. Assumed."""
METRES_PER_DEGREE = 111_195.0


class TrackFix(Struct, frozen=True, kw_only=True):
    """A fix to be kept. `at` is POSIX seconds, the bearing clockwise from north; None is unknown."""

    crew: str
    at: float
    lat: float
    lon: float
    speed_mps: float | None = None
    bearing_deg: float | None = None


class CrewTrack(Struct, frozen=True, kw_only=True, eq=False):
    """The fixes of one crew as columns, in the order of time; NaN is unknown."""

    crew: str
    at: Floats
    lat: Floats
    lon: Floats
    speed_mps: Floats
    bearing_deg: Floats

    def part(self, begin: int, end: int) -> "CrewTrack":
        """Return the fixes from one to before another."""
        columns = {name: getattr(self, name)[begin:end] for name in COLUMNS}
        return CrewTrack(crew=self.crew, **columns)


COLUMNS = ("at", "lat", "lon", "speed_mps", "bearing_deg")


class Driving(StrEnum):
    """How a crew drives. At the scene and to the hospital nobody says whether the siren is on."""

    ORDINARY = "ordinary"
    TO_CALL = "to-call"
    UNKNOWN = "unknown"


AFTER: Mapping[Milestone, Driving] = {
    Milestone.EN_ROUTE: Driving.TO_CALL,
    Milestone.AT_SCENE: Driving.UNKNOWN,
    Milestone.AT_PATIENT: Driving.UNKNOWN,
    Milestone.LEFT_SCENE: Driving.UNKNOWN,
    Milestone.AT_DESTINATION: Driving.UNKNOWN,
    Milestone.CARE_TRANSFERRED: Driving.UNKNOWN,
    Milestone.AVAILABLE: Driving.ORDINARY,
}
"""How a crew drives from a milestone on; until the crew sets out it drives as before."""


class Mark(Struct, frozen=True, kw_only=True):
    """From `at` on a crew drives so; `name` is the incident it drives to, if any."""

    at: float
    driving: Driving
    name: str = ""


class DrivenPart(Struct, frozen=True, kw_only=True, eq=False):
    """A part of a track that was driven in one way."""

    driving: Driving
    name: str
    track: CrewTrack


def marks(events: Iterable[Event]) -> dict[CrewId, list[Mark]]:
    """Say for each crew from when on it drove how, in the order of time."""
    found: dict[CrewId, list[Mark]] = {}
    for event in events:
        match event:
            case MilestoneReached(milestone=milestone) if milestone in AFTER:
                mark = Mark(at=event.moment, driving=AFTER[milestone], name=event.incident)
            case AssignmentWithdrawn():
                mark = Mark(at=event.at, driving=Driving.ORDINARY)
            case _:
                continue
        found.setdefault(event.crew, []).append(mark)
    return {crew: sorted(each, key=lambda mark: mark.at) for crew, each in found.items()}


def driven_parts(track: CrewTrack, of_crew: Sequence[Mark]) -> Iterator[DrivenPart]:
    """Part a track by how it was driven, at silences, and ordinary driving at full hours too.

    So that all of a part was driven under one condition of the roads. What was driven in no known way, or nowhere, is
    left out.
    """
    began = np.array([-np.inf, *(mark.at for mark in of_crew)])
    state = np.searchsorted(began, track.at, "right") - 1
    every = (Mark(at=-np.inf, driving=Driving.ORDINARY), *of_crew)
    hour = np.where([every[at].driving is Driving.ORDINARY for at in state], track.at // HOUR_S, 0.0)
    ends = (np.diff(state) != 0) | (np.diff(hour) != 0) | (np.diff(track.at) > GAP_S)
    borders = [0, *(np.flatnonzero(ends) + 1).tolist(), len(track.at)]
    for begin, end in pairwise(borders):
        if end - begin < LEAST_FIXES:
            continue
        mark, part = every[int(state[begin])], track.part(begin, end)
        if mark.driving is not Driving.UNKNOWN and _reach_m(part) >= LEAST_REACH_M:
            yield DrivenPart(driving=mark.driving, name=mark.name, track=part)


def _reach_m(part: CrewTrack) -> float:
    wide = np.cos(np.radians(part.lat[0]))
    east, north = (part.lon - part.lon[0]) * wide, part.lat - part.lat[0]
    return float(np.hypot(east, north).max()) * METRES_PER_DEGREE
