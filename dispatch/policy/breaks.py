"""When crews pause, so that the cover is kept; and when a call breaks a pause off. Pure."""

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.crew import Crew
from dispatch.domain.duty import DuePause, DutyRules, PauseKind, due_pauses
from dispatch.domain.ids import CrewId, IncidentId, natural
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import can_serve, free_crews
from routing.types import TravelTimeMatrix, great_circle_m

AT_PLACE_M = 500.0
"""A crew this near to its base or a hospital is there: a hospital's grounds, and the error of a fix. Assumed."""

UNINTERRUPTED = frozenset({PauseKind.FUEL})
"""Pauses that no call breaks off: the vehicle would not get there."""


class BreakProposal(Struct, frozen=True, kw_only=True):
    """A crew should pause now, and why now."""

    crew: CrewId
    kind: PauseKind
    length_s: float
    latest_at: float
    reasons: tuple[Reason, ...]


class Recall(Struct, frozen=True, kw_only=True):
    """A crew should break off its pause for an incident."""

    crew: CrewId
    incident: IncidentId


def pause_candidates(situation: Situation, *, only: CrewId | None = None) -> list[DuePause]:
    """Find the free crews that may and should pause now, whatever the cover says; the most pressing first.

    Nobody pauses while anybody waits, and nobody is asked again before `offer_again_s` has passed. `only` looks at one
    crew alone.
    """
    return sorted(_due_at_all(situation, only), key=lambda due: (due.latest_at, natural(due.crew)))


def is_any_due(situation: Situation) -> bool:
    """Whether there is a candidate at all."""
    return next(_due_at_all(situation, None), None) is not None


def _due_at_all(situation: Situation, only: CrewId | None) -> Iterator[DuePause]:
    rules = situation.duty.rules
    if rules is None or situation.waiting_count:
        return
    free, fetching = free_crews(situation), situation.transport.fetching()
    for crew, left_s in zip(free.ids, free.remaining_s.tolist(), strict=True):
        asked = only in {None, crew} and crew not in fetching
        due = _due_now(situation, rules, situation.crews[crew], left_s) if asked else None
        if due is not None:
            yield due


def plan_breaks(situation: Situation, candidates: Sequence[DuePause], times: TravelTimeMatrix) -> list[BreakProposal]:
    """Choose who of the candidates pauses now.

    `times` has the free crews as origins, and as destinations the bases of the candidates and of the crews that `away`
    names, under the crews' ids. A base is covered while another free crew reaches it within `stand_in_s`; a pause that
    can wait no longer is taken all the same.
    """
    rules = situation.duty.rules
    if rules is None:
        return []
    cover = _Cover.of(times, rules.stand_in_s, away(situation))
    found = []
    for due in candidates:
        reason = cover.without(due.crew)
        if reason is None and situation.now >= due.latest_at:
            reason = Reason(code="break-overdue")
        if reason is not None:
            cover.leave(due.crew)
            found.append(_proposal(due, reason))
    return found


def away(situation: Situation) -> list[CrewId]:
    """The crews that pause, or have been offered to and may do so at any moment; in id order."""
    book = situation.duty
    since = situation.now - (book.rules.offer_again_s if book.rules else 0.0)
    offered = (crew for crew, duty in book.duties.items() if duty.offer is not None and duty.offer.at > since)
    return sorted({crew for crew in (*book.resting, *offered) if crew in situation.crews}, key=natural)


def interruptible(situation: Situation) -> list[Crew]:
    """The pausing crews that a call may break off, while a call waits that may; in id order."""
    rules = situation.duty.rules
    if rules is None or not situation.duty.resting or not calls_that_interrupt(situation):
        return []
    pauses = situation.duty.resting
    may = (crew for crew, pause in pauses.items() if pause.kind not in UNINTERRUPTED)
    return [situation.crews[crew] for crew in sorted(may, key=natural) if crew in situation.crews]


def calls_that_interrupt(situation: Situation) -> list[Incident]:
    """The waiting calls that may break a pause off, in the order of the queue."""
    rules = situation.duty.rules
    if rules is None or rules.interrupted_by is None or not situation.waiting_count:
        return []
    return [incident for incident in situation.waiting() if incident.urgency <= rules.interrupted_by]


def recalls(situation: Situation, times: TravelTimeMatrix) -> list[Recall]:
    """Choose whose pause is broken off.

    `times` has the free and the interruptible crews as origins, the calls of `calls_that_interrupt` as destinations.
    Each call takes the nearest crew; when that one pauses and is `interrupt_gain_s` nearer than the nearest free one,
    its pause ends.
    """
    rules = situation.duty.rules
    if rules is None:
        return []
    taken: set[str] = set()
    found = []
    for incident in calls_that_interrupt(situation):
        free = _nearest(situation, times, incident, taken, resting=False)
        resting = _nearest(situation, times, incident, taken, resting=True)
        if resting is not None and (free is None or resting[0] + rules.interrupt_gain_s <= free[0]):
            found.append(Recall(crew=CrewId(resting[1]), incident=incident.id))
            taken.add(resting[1])
        elif free is not None:
            taken.add(free[1])
    return found


def _due_now(situation: Situation, rules: DutyRules, crew: Crew, left_s: float) -> DuePause | None:
    duty = situation.duty.duty(crew, situation.now, situation.utc_offset_s)
    if duty.asked_at is not None and situation.now < duty.asked_at + rules.offer_again_s:
        return None
    for due in due_pauses(rules, crew, duty, situation.now, situation.utc_offset_s):
        if due.due_at <= situation.now and due.length_s <= left_s and _in_place(situation, crew, due.kind):
            return due
    return None


def _in_place(situation: Situation, crew: Crew, kind: PauseKind) -> bool:
    """Whether the crew stands where it can pause: a meal and rest at its base or a hospital, fuel anywhere."""
    if kind is PauseKind.FUEL:
        return True
    here = situation.whereabouts(crew)
    places = (crew.home, *situation.destinations.columns.at.values())
    return any(here is place or great_circle_m(here, place) <= AT_PLACE_M for place in places)


def _proposal(due: DuePause, reason: Reason) -> BreakProposal:
    return BreakProposal(
        crew=due.crew, kind=due.kind, length_s=due.length_s, latest_at=due.latest_at, reasons=(reason,)
    )


@dataclass(slots=True)
class _Cover:
    """Which free crew reaches which base in time, while crews leave the line one after the other."""

    times: TravelTimeMatrix
    near: NDArray[np.bool_]
    left: NDArray[np.bool_]
    bases: set[str]

    @classmethod
    def of(cls, times: TravelTimeMatrix, stand_in_s: float, gone: Collection[CrewId]) -> "_Cover":
        left = np.array([crew not in gone for crew in times.origins], dtype=np.bool_)
        return cls(times, times.seconds <= stand_in_s, left, {str(crew) for crew in gone})

    def without(self, crew: CrewId) -> Reason | None:
        """Say who stands in for the crew; None when a base would be left to nobody."""
        row = self.times.origins.index(crew)
        left = self.left.copy()
        left[row] = False
        for base in {*self.bases, str(crew)}:
            if not (self.near[:, self.times.destinations.index(base)] & left).any():
                return None
        reach_s = np.where(left, self.times.seconds[:, self.times.destinations.index(crew)], np.inf)
        best = int(reach_s.argmin())
        minutes = round(reach_s.item(best) / 60, 1)
        return Reason(code="break-covered", params={"crew": self.times.origins[best], "minutes": minutes})

    def leave(self, crew: CrewId) -> None:
        """Take the crew off the line, and its base under the cover of the others."""
        self.left[self.times.origins.index(crew)] = False
        self.bases.add(str(crew))


def _nearest(
    situation: Situation, times: TravelTimeMatrix, incident: Incident, taken: Container[str], *, resting: bool
) -> tuple[float, str] | None:
    column = times.seconds[:, times.destinations.index(incident.id)]
    found = [
        (seconds, crew)
        for crew, seconds in zip(times.origins, column.tolist(), strict=True)
        if np.isfinite(seconds)
        and crew not in taken
        and (CrewId(crew) in situation.duty.resting) is resting
        and can_serve(situation.crews[CrewId(crew)], incident)
    ]
    return min(found, key=lambda each: (each[0], natural(each[1])), default=None)
