"""How long a patient's handover takes at each hospital, learnt from the crews' own buttons."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.hospitals import HospitalColumns
from dispatch.domain.ids import AssignmentId, HospitalId
from dispatch.domain.reception import Reception

HANDOVER_S = 946.0
"""Median of Middleton and others 2012, doi:10.1111/j.1742-6723.2012.01589.x; for another region an assumption."""

PRIOR = 32
"""What is assumed at the start weighs as much as so many handovers. Assumed."""

MEMORY = 256
"""About so many of the last handovers count: days of a large hospital, so that chance moves nobody. Assumed."""


class Pace(Struct, frozen=True, kw_only=True):
    """Mean handover from the arrival until the patient is taken over, seconds, and how many were seen."""

    handover_s: float = HANDOVER_S
    seen: int = 0


class Handovers(dict[HospitalId, Pace]):
    """The pace of each hospital that has taken somebody over. Never changed in place."""

    __slots__ = ("_column",)

    _column: tuple[HospitalColumns, NDArray[np.float64]] | None

    def __init__(self, paces: Mapping[HospitalId, Pace] | None = None) -> None:
        super().__init__(paces or {})
        self._column = None

    def seconds(self, hospitals: HospitalColumns) -> NDArray[np.float64]:
        """Return the mean handover of each hospital in their order; asked for again it is remembered."""
        if self._column is None or self._column[0] is not hospitals:
            self._column = hospitals, handover_s(self, hospitals)
        return self._column[1]


def handover_s(paces: Mapping[HospitalId, Pace], hospitals: HospitalColumns) -> NDArray[np.float64]:
    """Return the mean handover of each hospital in their order, seconds; what is assumed where nobody was seen."""
    found = np.full(len(hospitals.ids), HANDOVER_S)
    for hospital, pace in paces.items():
        row = hospitals.row.get(hospital)
        if row is not None:
            found[row] = pace.handover_s
    found.flags.writeable = False
    return found


def there(assignments: Mapping[AssignmentId, Assignment], hospital: HospitalId) -> int:
    """Return how many crews stand at a hospital with a patient."""
    return sum(
        job.milestone is Milestone.AT_DESTINATION
        and job.destination is not None
        and job.destination.hospital == hospital
        for job in assignments.values()
    )


def learnt(
    paces: Mapping[HospitalId, Pace],
    assignments: Mapping[AssignmentId, Assignment],
    reception: Reception | None,
    job: Assignment,
    at: float,
) -> Mapping[HospitalId, Pace]:
    """Learn from a patient taken over at `at`, POSIX seconds; `assignments` are those after it.

    Where the others alone fill the bays it was partly waiting, and teaches nothing of the handover itself.
    """
    hospital = job.destination.hospital if job.destination else None
    came = job.times.get(Milestone.AT_DESTINATION)
    if hospital is None or came is None:
        return paces
    if reception is not None and reception.bays is not None and there(assignments, hospital) >= reception.bays:
        return paces
    known = paces.get(hospital) or Pace()
    nearer_s = known.handover_s + (at - came - known.handover_s) / min(known.seen + PRIOR, MEMORY)
    return Handovers({**paces, hospital: Pace(handover_s=nearer_s, seen=known.seen + 1)})
