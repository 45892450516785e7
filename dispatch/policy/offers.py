"""From travel times to ranked offers: what every policy needs before it chooses."""

from collections.abc import Container, Iterator
from math import isfinite

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Reason
from dispatch.domain.roster import FreeCrews
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters, Suitability, free_crews, suitability
from routing.types import TravelTimeMatrix


class Offer(Struct, frozen=True, kw_only=True):
    """A crew that could answer the incident: its ETA, the seconds that speak against it on top, and why."""

    crew: Crew
    eta_s: float
    penalty_s: float
    reasons: tuple[Reason, ...]

    @property
    def cost_s(self) -> float:
        """Seconds of waiting that this choice is worth."""
        return self.eta_s + self.penalty_s


class Muster(Struct, frozen=True, eq=False):
    """The free crews that the travel times know, mustered once for all incidents of a decision.

    `seconds` has the shape (free crews, waiting incidents).
    """

    situation: Situation
    times: TravelTimeMatrix
    free: FreeCrews
    seconds: NDArray[np.float64]


class Ranked(Struct, frozen=True, kw_only=True, eq=False):
    """All crews that could answer an incident, best first; ties by crew id.

    One number a free crew, and `order` with the rows of those that can answer: a hundred crews are weighed, and seven
    are looked at, so that an `Offer` is made when somebody looks.
    """

    incident: Incident
    muster: Muster
    suitability: Suitability
    eta_s: NDArray[np.float64]
    penalty_s: NDArray[np.float64]
    late: NDArray[np.bool_]
    cost_s: NDArray[np.float64]
    order: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Offer]:
        return map(self._offer, self.order.tolist())

    def __getitem__(self, place: int) -> Offer:
        return self._offer(self.order.item(place))

    def first_but(self, taken: Container[CrewId]) -> Offer | None:
        """The best offer of a crew that is not taken; None when all are."""
        ids = self.muster.free.ids
        for place in range(len(self.order)):
            row = self.order.item(place)
            if ids[row] not in taken:
                return self._offer(row)
        return None

    def best(self, count: int) -> list[Offer]:
        """The first offers, at most so many."""
        return [self._offer(row) for row in self.order[:count].tolist()]

    def fastest(self) -> Offer:
        """The crew that would arrive first, whatever speaks against it. There must be one."""
        first = int(self.eta_s.argmin())
        if not isfinite(self.cost_s[first]):
            first = int(np.where(np.isfinite(self.cost_s), self.eta_s, np.inf).argmin())
        return self._offer(first)

    def _offer(self, row: int) -> Offer:
        roster, free = self.muster.situation.roster, self.muster.free
        reasons = self.suitability.reasons[roster.columns.skill.item(free.rows.item(row))]
        if self.late.item(row):
            left = float(round(free.remaining_s.item(row) / 60))
            reasons = (*reasons, Reason(code="shift-ends-soon", params={"minutes": left}))
        return Offer(
            crew=roster[free.ids[row]],
            eta_s=self.eta_s.item(row),
            penalty_s=self.penalty_s.item(row),
            reasons=reasons,
        )


def muster(situation: Situation, times: TravelTimeMatrix) -> Muster:
    """Match the free crews with the rows of the travel times."""
    free = free_crews(situation)
    if times.origins == tuple(free.ids):
        return Muster(situation, times, free, times.seconds)
    known = {crew: row for row, crew in enumerate(times.origins)}
    here = [row for row, crew in enumerate(free.ids) if crew in known]
    ids = [free.ids[row] for row in here]
    seconds = times.seconds[[known[crew] for crew in ids]]
    known_free = FreeCrews(rows=free.rows[here], ids=ids, remaining_s=free.remaining_s[here])
    return Muster(situation, times, known_free, seconds)


def offers(mustered: Muster, incident: Incident, parameters: EligibilityParameters) -> Ranked:
    """Rank the mustered crews for an incident."""
    free = mustered.free
    suits = suitability(mustered.situation.roster.columns, incident.crew_need, incident.complaint, parameters)
    eta_s = mustered.seconds[:, mustered.times.destinations.index(incident.id)]
    late = free.remaining_s < eta_s + parameters.typical_job_s
    penalty_s = suits.penalty_s[free.rows] + parameters.overtime_s * late
    cost_s = eta_s + penalty_s
    return Ranked(
        incident=incident,
        muster=mustered,
        suitability=suits,
        eta_s=eta_s,
        penalty_s=penalty_s,
        late=late,
        cost_s=cost_s,
        order=_finite_first(cost_s),
    )


def _finite_first(cost_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return where the finite costs stand, lowest first; of equal ones the first."""
    order = cost_s.argsort(kind="stable")
    if len(order) and not isfinite(cost_s[order[-1]]):
        return order[: np.isfinite(cost_s).sum()]
    return order
