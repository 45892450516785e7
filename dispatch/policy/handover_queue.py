"""How long a crew would wait before a hospital's door: those who stand there, those who are bound for it, its bays."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.ids import AssignmentId, HospitalId
from dispatch.domain.situation import Situation

BAYS = 4
"""How many patients a hospital takes over at once as long as it has not said. Assumed."""


class Crowd(Struct, frozen=True):
    """The crews at a hospital or bound for it with a patient: when each is there, POSIX seconds; and its bays.

    `stood_s` is how long those at the door have stood there in the mean.
    """

    row: int
    there_at: Sequence[float]
    bays: int
    stood_s: float

    def wait_s(self, now: float, drive_s: float, handover_s: float) -> float:
        """Return the expected wait after a drive, seconds.

        A fluid queue: `bays` patients are taken over every `handover_s`, also while the crew is on its way; or as
        slowly as those at the door prove that it goes now.
        """
        handover_s = max(handover_s, self.stood_s)
        ahead = sum(at <= now + drive_s for at in self.there_at) - self.bays + 1
        return max(ahead * handover_s / self.bays - drive_s, 0.0) if ahead > 0 and isfinite(drive_s) else 0.0


def crowds(situation: Situation, but: AssignmentId | None) -> list[Crowd]:
    """Return the hospitals with at least as many crews as bays, apart from one crew's own transport."""
    at_door, coming = Milestone.AT_DESTINATION, Milestone.LEFT_SCENE  # an enum is slow to ask for its members
    jobs = [job for job in situation.assignments.values() if job.milestone is at_door or job.milestone is coming]
    found: dict[HospitalId, list[Assignment]] = {}
    for job in jobs:
        if job.destination is not None and job.destination.hospital is not None and job.id != but:
            found.setdefault(job.destination.hospital, []).append(job)
    return _crowded(found, situation)


def waits_s(
    found: Iterable[Crowd], arrives_s: NDArray[np.float64], handover_s: NDArray[np.float64], now: float
) -> NDArray[np.float64]:
    """Return the expected wait at each hospital after a drive of `arrives_s`, seconds."""
    waits = np.zeros(len(arrives_s))
    for crowd in found:
        waits[crowd.row] = crowd.wait_s(now, arrives_s.item(crowd.row), handover_s.item(crowd.row))
    return waits


def _crowded(found: Mapping[HospitalId, list[Assignment]], situation: Situation) -> list[Crowd]:
    receptions, rows, crowded = situation.receptions, situation.destinations.columns.row, []
    for hospital, jobs in found.items():
        said = receptions.get(hospital)
        bays = BAYS if said is None or said.bays is None else said.bays
        if len(jobs) >= bays and hospital in rows:
            there_at = [_there_at(job) for job in jobs]
            crowded.append(Crowd(rows[hospital], there_at, bays, _stood_s(jobs, situation.now)))
    return crowded


def _there_at(job: Assignment) -> float:
    """A crew that chose its hospital itself has no ETA: it counts as there."""
    if job.milestone is Milestone.AT_DESTINATION:
        return job.times[Milestone.AT_DESTINATION]
    eta_s = job.destination.eta_s if job.destination is not None else None
    return job.times[Milestone.LEFT_SCENE] + (eta_s or 0.0)


def _stood_s(jobs: Iterable[Assignment], now: float) -> float:
    stood = [now - job.times[Milestone.AT_DESTINATION] for job in jobs if job.milestone is Milestone.AT_DESTINATION]
    return sum(stood) / len(stood) if stood else 0.0
