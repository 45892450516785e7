"""From travel times to ranked offers: what every policy needs before it chooses."""

from collections.abc import Container, Iterator, Mapping
from math import isfinite
from types import MappingProxyType

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Reason
from dispatch.domain.roster import FreeCrews
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters, Suitability, free_crews, suits
from dispatch.policy.overtime import late_home_s, overtime_penalty_s
from routing.types import TravelTimeMatrix

NOBODY_SOON: Mapping[CrewId, float] = MappingProxyType({})


class Offer(Struct, frozen=True, kw_only=True):
    """A crew that could answer the incident: its ETA, the seconds that speak against it on top, and why.

    `terms` are those of the objective, in weighted seconds, when a policy has one; `diverts` is the incident that the
    crew would be taken off.
    """

    crew: Crew
    eta_s: float
    penalty_s: float
    reasons: tuple[Reason, ...]
    terms: Mapping[str, float] = field(default_factory=dict)
    diverts: IncidentId | None = None

    @property
    def cost_s(self) -> float:
        """Seconds of waiting that this choice is worth."""
        return self.eta_s + self.penalty_s


class Muster(Struct, frozen=True, eq=False):
    """The crews that the travel times know, mustered once for all incidents of a decision.

    `seconds` has the shape (crews, incidents). `drives_to` says of the crews that are not free where they drive to,
    `free_in_s` of those that cannot be sent yet after how many seconds they are expected to be free.
    """

    situation: Situation
    times: TravelTimeMatrix
    free: FreeCrews
    seconds: NDArray[np.float64]
    drives_to: Mapping[CrewId, IncidentId] = field(default_factory=dict)
    free_in_s: Mapping[CrewId, float] = field(default_factory=dict)


class Ranked(Struct, frozen=True, kw_only=True, eq=False):
    """All crews that could answer an incident, best first; ties by crew id.

    `cost` is what they are ranked by, and `terms` what it is the sum of, where a policy has an objective; `eta_s +
    penalty_s` else. One number a mustered crew, and `order` with the rows of those that can answer: a hundred crews
    are weighed, and seven are looked at, so that an `Offer` is made when somebody looks.
    """

    incident: Incident
    muster: Muster
    suitability: Suitability
    eta_s: NDArray[np.float64]
    penalty_s: NDArray[np.float64]
    late: NDArray[np.bool_]
    cost: NDArray[np.float64]
    order: NDArray[np.intp]
    terms: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Offer]:
        return map(self.offer, self.order.tolist())

    def __getitem__(self, place: int) -> Offer:
        return self.offer(self.order.item(place))

    def first_but(self, taken: Container[CrewId]) -> Offer | None:
        """The best offer of a crew that is not taken; None when all are."""
        ids = self.muster.free.ids
        for place in range(len(self.order)):
            row = self.order.item(place)
            if ids[row] not in taken:
                return self.offer(row)
        return None

    def best(self, count: int) -> list[Offer]:
        """The first offers, at most so many."""
        return [self.offer(row) for row in self.order[:count].tolist()]

    def fastest(self) -> Offer:
        """The crew that would arrive first, whatever speaks against it. There must be one."""
        first = int(self.eta_s.argmin())
        if not isfinite(self.cost[first]):
            first = int(np.where(np.isfinite(self.cost), self.eta_s, np.inf).argmin())
        return self.offer(first)

    def offer(self, row: int) -> Offer:
        """The crew of this row of the muster, as an offer."""
        roster, free = self.muster.situation.roster, self.muster.free
        reasons = self.suitability.reasons[roster.columns.skill.item(free.rows.item(row))]
        if self.late.item(row):
            left = float(round(free.remaining_s.item(row) / 60))
            reasons = (*reasons, Reason(code="shift-ends-soon", params={"minutes": left}))
        drives_to = self.muster.drives_to.get(free.ids[row])
        return Offer(
            crew=roster[free.ids[row]],
            eta_s=self.eta_s.item(row),
            penalty_s=self.penalty_s.item(row),
            reasons=reasons,
            terms={name: round(term.item(row), 1) for name, term in self.terms.items()},
            diverts=None if drives_to == self.incident.id else drives_to,
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


def muster_all(
    situation: Situation,
    times: TravelTimeMatrix,
    drives_to: Mapping[CrewId, IncidentId],
    free_in_s: Mapping[CrewId, float] = NOBODY_SOON,
) -> Muster:
    """Take all crews of the travel times: the free ones, those that may be taken off a call, and those free soon."""
    columns, ids = situation.roster.columns, [CrewId(crew) for crew in times.origins]
    rows = np.fromiter((columns.row[crew] for crew in ids), dtype=np.intp, count=len(ids))
    remaining_s = columns.remaining_s(situation.now, situation.utc_offset_s)[rows]
    return Muster(
        situation, times, FreeCrews(rows=rows, ids=ids, remaining_s=remaining_s), times.seconds, drives_to, free_in_s
    )


def offers(mustered: Muster, incident: Incident, parameters: EligibilityParameters) -> Ranked:
    """Rank the mustered crews for an incident by their seconds alone."""
    free = mustered.free
    suitable = suits(mustered.situation.roster.columns, incident, parameters)
    eta_s = mustered.seconds[:, mustered.times.destinations.index(incident.id)]
    late_s = late_home_s(mustered.situation, [incident], free, eta_s[None, :], parameters.typical_job_s)[0]
    penalty_s = suitable.penalty_s[free.rows] + overtime_penalty_s(late_s, parameters.overtime_s)
    cost = eta_s + penalty_s
    return Ranked(
        incident=incident,
        muster=mustered,
        suitability=suitable,
        eta_s=eta_s,
        penalty_s=penalty_s,
        late=late_s > 0,
        cost=cost,
        order=finite_first(cost),
    )


def finite_first(cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return where the finite costs stand, lowest first; of equal ones the first."""
    order = cost.argsort(kind="stable")
    if len(order) and not isfinite(cost[order[-1]]):
        return order[: np.isfinite(cost).sum()]
    return order
