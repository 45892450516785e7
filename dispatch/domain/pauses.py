"""Pauses as wishes and facts: the commands, the events, and what an event changes."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.duty import DutyBook, DutyRules, Offer, Pause, PauseKind
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.recommendation import Reason
from dispatch.domain.roster import Roster

# --- commands ---


class SetDutyRules(Struct, frozen=True, kw_only=True):
    """A senior person sets when crews pause; None: the service plans no pauses."""

    rules: DutyRules | None


class TakeBreak(Struct, frozen=True, kw_only=True):
    """A free crew begins a pause, or a person sends it into one."""

    crew: CrewId
    kind: PauseKind


class EndBreak(Struct, frozen=True, kw_only=True):
    """A pause is broken off: the crew is wanted, or has changed its mind."""

    crew: CrewId
    reason: str


class DeclineBreak(Struct, frozen=True, kw_only=True):
    """A pause that is offered is not wanted now."""

    crew: CrewId
    reason: str


PauseCommand = SetDutyRules | TakeBreak | EndBreak | DeclineBreak

# --- events ---


class DutyRulesSet(Struct, frozen=True, kw_only=True):
    """When crews pause from now on."""

    at: float
    rules: DutyRules | None
    by: str


class BreakOffered(Struct, frozen=True, kw_only=True):
    """Now is a good time for a crew's pause; a person or the crew decides."""

    at: float
    crew: CrewId
    kind: PauseKind
    reasons: tuple[Reason, ...]


class BreakDeclined(Struct, frozen=True, kw_only=True):
    """A pause that was offered is not wanted now."""

    at: float
    crew: CrewId
    by: str
    reason: str


class BreakBegun(Struct, frozen=True, kw_only=True):
    """A crew pauses until `ends_at`, POSIX seconds."""

    at: float
    crew: CrewId
    kind: PauseKind
    ends_at: float
    by: str
    reasons: tuple[Reason, ...] = ()


class BreakEnded(Struct, frozen=True, kw_only=True):
    """A pause is over, or, when `interrupted`, broken off: for an incident, or for the reason that a person gave."""

    at: float
    crew: CrewId
    by: str
    interrupted: bool = False
    incident: IncidentId | None = None
    reason: str = ""


PauseEvent = DutyRulesSet | BreakOffered | BreakDeclined | BreakBegun | BreakEnded


def paused(book: DutyBook, roster: Roster, event: PauseEvent, utc_offset_s: float) -> tuple[DutyBook, Roster]:
    """Fold an event of pauses into the book of duties and the roster."""
    match event:
        case DutyRulesSet(rules=rules):
            return replace(book, rules=rules), roster
        case BreakOffered(crew=crew, kind=kind, reasons=reasons):
            offer = Offer(kind=kind, at=event.at, reasons=reasons)
            duty = book.duty(roster[crew], event.at, utc_offset_s)
            return book.with_duty(crew, replace(duty, offer=offer, asked_at=event.at)), roster
        case BreakDeclined(crew=crew):
            duty = book.duty(roster[crew], event.at, utc_offset_s)
            return book.with_duty(crew, replace(duty, offer=None, asked_at=event.at)), roster
        case BreakBegun():
            return _begun(book, roster, event, utc_offset_s)
        case BreakEnded(crew=crew):
            freed = roster[crew].doing(CrewStatus.AVAILABLE, since=event.at, assignment=None)
            return stopped(book, crew, event.at, interrupted=event.interrupted), roster.with_crew(freed)
        case _:
            assert_never(event)


def stopped(book: DutyBook, crew: CrewId, at: float, *, interrupted: bool) -> DutyBook:
    """Return the book in which a crew's pause is over; as it was when the crew has none."""
    pause = book.resting.get(crew)
    if pause is None:
        return book
    resting = {known: other for known, other in book.resting.items() if known != crew}
    duty = book.duties[crew].after(replace(pause, ended_at=at, interrupted=interrupted))
    return replace(book.with_duty(crew, duty), resting=resting)


def worked(book: DutyBook, crew: Crew, job: Assignment | None, at: float, utc_offset_s: float) -> DutyBook:
    """Return the book after a call; nothing is counted while no rules ask for it.

    The way back is not on the record: it counts as long as the last way that was driven.
    """
    if book.rules is None or job is None:
        return book
    duty = book.duty(crew, at, utc_offset_s)
    driven_s = duty.driven_s + _driven_s(job)
    worked_s = duty.worked_s + max(at - job.times[Milestone.NOTIFIED], 0.0)
    return book.with_duty(crew.id, replace(duty, worked_s=worked_s, driven_s=driven_s))


def _begun(book: DutyBook, roster: Roster, event: BreakBegun, utc_offset_s: float) -> tuple[DutyBook, Roster]:
    crew = roster[event.crew]
    duty = replace(book.duty(crew, event.at, utc_offset_s), offer=None, asked_at=event.at)
    pause = Pause(kind=event.kind, begun_at=event.at, ends_at=event.ends_at)
    begun = replace(book.with_duty(crew.id, duty), resting={**book.resting, crew.id: pause})
    return begun, roster.with_crew(crew.doing(CrewStatus.ON_BREAK, since=event.at, assignment=None))


def _driven_s(job: Assignment) -> float:
    legs = [
        job.times[end] - job.times[begin]
        for begin, end in (
            (Milestone.EN_ROUTE, Milestone.AT_SCENE),
            (Milestone.LEFT_SCENE, Milestone.AT_DESTINATION),
        )
        if begin in job.times and end in job.times
    ]
    return max(sum(legs) + legs[-1], 0.0) if legs else 0.0
