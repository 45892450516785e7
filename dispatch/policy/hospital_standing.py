"""What each hospital lacks of a need today: by its wards, and by what it has said of diversion, beds and closing."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import HospitalCapability
from dispatch.domain.hospitals import HospitalColumns
from dispatch.domain.ids import HospitalId
from dispatch.domain.situation import Situation
from dispatch.policy.hospital_need import Need, Want

CLOSED = 1_000
"""A hospital that takes nobody ranks after all that lack any number of wards."""

WITH_PATIENT = (Milestone.LEFT_SCENE, Milestone.AT_DESTINATION)

NO_WARDS: Need = frozenset()


class Shut(Struct, frozen=True):
    """What one hospital, by its row, does not take at present."""

    row: int
    closed: bool
    diverted: Need
    full: Need

    @property
    def wards(self) -> Need:
        """The wards that take nobody."""
        return self.diverted | self.full


class Standing(Struct, frozen=True, eq=False):
    """The wards that each hospital lacks, its rank by that (0: none), and what it is worth beyond the need, seconds."""

    wards: tuple[tuple[HospitalCapability, ...], ...]
    rank: NDArray[np.intp]
    worth_s: NDArray[np.float64]


def shut_now(situation: Situation) -> tuple[Shut, ...]:
    """Return the hospitals that do not take everybody now, by row."""
    if not situation.receptions:
        return ()
    return tuple(_shut(situation, _taking_beds(situation)))


def _shut(situation: Situation, taking: Counter[tuple[HospitalId, HospitalCapability]]) -> Iterator[Shut]:
    rows, now = situation.destinations.columns.row, situation.now
    for hospital, said in sorted(situation.receptions.items()):
        if hospital not in rows or not said.holds(now):
            continue
        full = frozenset(ward for ward, free in said.beds.items() if free <= taking[hospital, ward])
        if not said.open or said.diverted or full:
            yield Shut(row=rows[hospital], closed=not said.open, diverted=said.diverted, full=full)


def _taking_beds(situation: Situation) -> Counter[tuple[HospitalId, HospitalCapability]]:
    """Count the beds that patients on their way will take, where beds are counted at all."""
    taking: Counter[tuple[HospitalId, HospitalCapability]] = Counter()
    counted = {hospital for hospital, said in situation.receptions.items() if said.beds}
    for job in situation.assignments.values() if counted else ():
        hospital = job.destination.hospital if job.destination is not None else None
        if hospital in counted and job.milestone in WITH_PATIENT:
            taking.update((hospital, ward) for ward in situation.incidents[job.incident].hospital_need)
    return taking


@lru_cache(maxsize=2_048)
def standing(hospitals: HospitalColumns, want: Want, shut: tuple[Shut, ...]) -> Standing:
    """Weigh the hospitals against a want, the roads apart. Remembered: the next patient finds the same hospitals."""
    by_row = {each.row: each for each in shut}
    found = [_lacks(want, has, by_row.get(row)) for row, has in enumerate(hospitals.has)]
    ranks = [len(lacks) + (CLOSED if row in by_row and by_row[row].closed else 0) for row, lacks in enumerate(found)]
    worth = [_worth_s(want, has, by_row.get(row)) for row, has in enumerate(hospitals.has)]
    return Standing(tuple(found), np.array(ranks, dtype=np.intp), np.array(worth, dtype=np.float64))


def _lacks(want: Want, has: Need, shut: Shut | None) -> tuple[HospitalCapability, ...]:
    takes = has - (NO_WARDS if shut is None else shut.wards)
    if takes & want.instead:
        takes |= {HospitalCapability.GENERAL}
    return tuple(sorted(want.need - takes))


def _worth_s(want: Want, has: Need, shut: Shut | None) -> float:
    takes = has - (NO_WARDS if shut is None else shut.wards)
    return sum(worth_s for ward, worth_s in want.worth_s if ward in takes)
