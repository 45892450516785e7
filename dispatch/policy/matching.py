"""All that can still be decided against all crews that can still be sent: one assignment, solved by OR-Tools.

Incidents that wait, and those whose crew has not arrived; crews that are free, those on their way to something less
urgent, and those that will be free soon; specialists who come behind a first crew. A pair costs what `objective` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec import field as part
from msgspec.structs import replace

from dispatch.domain.assignment import Assignment
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.asking import asked_of
from dispatch.policy.assigning import assign, leave_costs, whole_costs
from dispatch.policy.explaining import on_hold, recommend
from dispatch.policy.following import Followed, followed, severe
from dispatch.policy.holding import Decided, held_rows, hold_of, is_harmless, without_holds
from dispatch.policy.offers import muster_all
from dispatch.policy.pairing import NOBODY, paired
from dispatch.policy.queue import QueueOrder, lined_up, patience_s
from dispatch.policy.reach import Reach
from dispatch.policy.redeciding import RedecidingParameters, drives_to, open_assignments
from dispatch.policy.relocation import RelocationParameters, is_time, rolling, standby_moves
from dispatch.policy.requirement import ALONE, RequirementParameters
from dispatch.policy.soon_free import SoonFree, soon_free
from dispatch.policy.sooner import freed_sooner, local_time
from dispatch.policy.types import Question
from dispatch.policy.weighing import Weighed, WeighingParameters, weigh
from routing.types import LatLon, TravelTimeMatrix


class MatchingParameters(WeighingParameters, frozen=True, kw_only=True):
    """The parameters of all that a decision weighs, and of what may be decided."""

    redeciding: RedecidingParameters = part(default_factory=RedecidingParameters)
    relocation: RelocationParameters = part(default_factory=RelocationParameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The least expected harm over all that can still be decided."""

    parameters: MatchingParameters = field(default_factory=MatchingParameters)
    order: QueueOrder = QueueOrder.URGENCY
    name: str = "matching"

    @property
    def follows(self) -> bool:
        """Crews on their way may be sent elsewhere, so that their places matter."""
        return True

    def asks(self, situation: Situation) -> Question | None:
        """Ask for the roads of the crews that can still be sent to the incidents that can still be decided."""
        return asked_of(situation, open_assignments(situation, self.parameters.redeciding), self._soon(situation))

    def __call__(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> Plan:
        """Offer crews so that the sum over all incidents is least."""
        calls = followed(situation, situation.waiting(), requirement)
        weighed = self.weighed(situation, times, reach, [part for call in calls for part in call.parts])
        return Plan(recommendations=tuple(self._told(weighed, _decided(weighed, calls))))

    def weighed(
        self,
        situation: Situation,
        times: TravelTimeMatrix,
        reach: Reach | None = None,
        parts: Sequence[Incident] = (),
    ) -> Weighed:
        """Weigh what is to be decided: the matrix that is made least. `parts` are those that may yet be called."""
        objective = self.parameters.objective
        driving = _known(open_assignments(situation, self.parameters.redeciding), times)
        known = [*situation.waiting(), *parts, *(situation.incidents[a.incident] for a in driving)]
        patience = patience_s(situation.tempo, objective.escalation_s, objective.escalation_jobs)
        return weigh(
            muster_all(situation, times, drives_to(driving), self._free_in_s(situation, times)),
            lined_up(known, self.order, situation.now, patience),
            reach,
            self.parameters,
        )

    def _free_in_s(self, situation: Situation, times: TravelTimeMatrix) -> Mapping[CrewId, float]:
        """Return how soon the crews will be free that cannot be sent yet, and whose roads are known."""
        soon = {each.crew: each.free_in_s for each in self._soon(situation)}
        return {crew: soon[crew] for crew in map(CrewId, times.origins) if crew in soon} if soon else {}

    def _soon(self, situation: Situation) -> list[SoonFree]:
        """Return the crews that will be free soon: only who waits may wait for one."""
        return soon_free(situation, self.parameters.soon) if situation.waiting_count else []

    def on_road(self, situation: Situation, reach: Reach) -> Mapping[str, LatLon] | None:
        """Return the crews that are rolling, if it is time to think of moves."""
        return rolling(situation, reach) if is_time(situation, reach, self.parameters.relocation) else None

    def moves(self, situation: Situation, reach: Reach, from_road: TravelTimeMatrix) -> tuple[StandbyMove, ...]:
        """Return the standby moves that are worth their way."""
        return standby_moves(situation, reach, from_road, self.parameters.relocation, self.parameters.cover)

    def _told(self, weighed: Weighed, decided: Decided) -> list[Recommendation]:
        """Put into words what waits, and what of the rest is to change, or was and is no longer."""
        situation, taken = weighed.mustered.situation, _taken(weighed, decided)
        waiting, changed = [], []
        for row, crew in enumerate(decided.chosen):
            own, incident = weighed.own[row].item(), weighed.incidents[row]
            known = situation.recommendations.get(incident.id)
            if incident.id not in situation.incidents:
                continue  # a part that may yet be called
            if own < 0:
                waiting.append(self._said(weighed, decided, row, taken))
            elif crew != own or (known is not None and known.instead_of is not None):
                changed.append(self._said(weighed, decided, row, taken))
        return [*waiting, *changed]

    def _said(self, weighed: Weighed, decided: Decided, row: int, taken: dict[CrewId, str]) -> Recommendation:
        ranked, own, crew = weighed.ranked(row), weighed.own[row].item(), decided.chosen[row]
        others = {name: kept for name, kept in taken.items() if kept != ranked.incident.id}
        hold = hold_of(weighed, decided, row, self.parameters.soon.hold_s)
        if hold is not None:
            situation = weighed.mustered.situation
            return on_hold(self.name, ranked, hold, others, local_time(situation, hold.free_at - situation.now))
        ids, behind = weighed.mustered.free.ids, decided.behind.get(row)
        chosen = None if crew < 0 else ranked.offer(crew)
        made = recommend(
            self.name,
            ranked,
            chosen,
            others,
            instead_of=ids[own] if own >= 0 and crew not in {own, -1} else None,
            behind=None if behind is None else ranked.offer(behind),
        )
        return replace(made, would_change=(*made.would_change, *freed_sooner(weighed, row, chosen)))


def _decided(weighed: Weighed, calls: Sequence[Followed]) -> Decided:
    """Decide; who may wait for a crew that is not free yet does so only where nobody loses anything by it."""
    decided = paired_calls(weighed, calls) if calls else Decided(assign(weighed))
    if weighed.soon is None or not (held := held_rows(weighed, decided.chosen)):
        return decided
    at_once = without_holds(weighed)
    instead = paired_calls(at_once, calls) if calls else Decided(assign(at_once))
    return decided if is_harmless(weighed, held, decided, instead) else instead


def paired_calls(weighed: Weighed, calls: Sequence[Followed]) -> Decided:
    """Decide together with whoever comes behind: each call once, the parts that may yet be called when they are."""
    whole, leave = whole_costs(weighed), leave_costs(weighed.rank)
    parts = {one.id for call in calls for one in call.parts}
    rows = [row for row, incident in enumerate(weighed.incidents) if incident.id not in parts]
    place = {row: at for at, row in enumerate(rows)}
    each = tuple(replace(one, row=place[one.row]) for one in severe(weighed, whole, leave, calls))
    found = paired(whole[rows], leave[rows].astype(np.float64), each)
    chosen = [NOBODY] * len(weighed.incidents)
    for row, crew in zip(rows, found.chosen, strict=True):
        chosen[row] = crew
    behind = {rows[at]: crew for at, crew in found.behind.items() if crew != NOBODY}
    return Decided(chosen, behind, found.value, found.bound)


def _taken(weighed: Weighed, decided: Decided) -> dict[CrewId, str]:
    """Return for which incident each crew is taken, behind another one or as the first."""
    ids, incidents = weighed.mustered.free.ids, weighed.incidents
    sent = [(row, crew) for row, crew in enumerate(decided.chosen) if crew >= 0]
    return {ids[crew]: str(incidents[row].id) for row, crew in (*sent, *decided.behind.items())}


def _known(driving: list[Assignment], times: TravelTimeMatrix) -> list[Assignment]:
    """Return the commitments that the roads are known of."""
    if not driving:
        return driving
    crews, incidents = set(times.origins), set(times.destinations)
    return [a for a in driving if a.crew in crews and a.incident in incidents]
