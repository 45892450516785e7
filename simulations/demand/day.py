"""A day of calls with the people who call, for the players of the demo. Drawn as the calls of a world are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.demand.profile import EVEN, Profile
from simulations.demand.source import prepared
from simulations.demand.streams import Streams
from simulations.scenario.model import GeneratedDemand

DAY_S, HOUR_S = 86_400.0, 3_600.0
ORDINARY_DAY_AT = 1_744_761_600.0
"""Midnight of Wednesday 16 April 2025, UTC: a working day outside of every season of the embedded region."""
LARGEST_SEED = 2**32

ADULT_FROM_YEARS, OLDEST_YEARS = 18, 98
ADULT_AGE_YEARS = (58.0, 20.0)
"""Mean and standard deviation of a grown patient's age. Assumed: the elderly call more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCall:
    """One call of a drawn day. `at_s` is seconds after local midnight; `complaint` is a code of the region's table."""

    at_s: float
    at: LatLon
    district: str
    settlement: str
    complaint: str
    urgency: Urgency
    age_years: int
    male: bool

    @property
    def child(self) -> bool:
        """Whether the patient is a child."""
        return self.age_years < ADULT_FROM_YEARS


def draw_day(
    region: Region, rng: np.random.Generator, profile: Profile = EVEN, calls_per_day: float | None = None
) -> list[DrawnCall]:
    """Draw the calls of an ordinary day in order of time. The same generator state gives the same day.

    `calls_per_day` is the mean day of a year; None: as the profile or the region says.
    """
    begin_at = ORDINARY_DAY_AT - region.utc_offset_s
    demand = GeneratedDemand(calls_per_day=calls_per_day)
    source = prepared(region, demand, profile, begin_at, begin_at + DAY_S)
    drawn = source.drawn(Streams(seed=int(rng.integers(LARGEST_SEED)), replication=0))
    rows = [region.call_shares[code] for code in drawn.complaint.tolist()]
    child = drawn.marks["children"] < np.array([row.child_share for row in rows])
    ages, male = _ages(child, rng), rng.random(len(rows)) < 0.5
    urgency = {row.code: row.urgency for row in region.complaints}
    points = source.points
    return [
        DrawnCall(
            at_s=float(drawn.at[i] - begin_at),
            at=points.at(drawn.point[i]),
            district=points.districts[points.district[drawn.point[i]]],
            settlement=points.settlements[drawn.point[i]],
            complaint=row.complaint,
            urgency=urgency[row.complaint],
            age_years=int(ages[i]),
            male=bool(male[i]),
        )
        for i, row in enumerate(rows)
    ]


def _ages(child: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    young = rng.integers(0, ADULT_FROM_YEARS, len(child))
    grown = np.clip(rng.normal(*ADULT_AGE_YEARS, len(child)), ADULT_FROM_YEARS, OLDEST_YEARS)
    return np.where(child, young, grown.astype(np.int64))
