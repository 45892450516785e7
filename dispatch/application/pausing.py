"""Whether a pause may begin, end or be declined now, and the events it leads to. Pure."""

from collections.abc import Sequence
from typing import assert_never

from dispatch.application.known import known_crew
from dispatch.domain.crew import CREW_STATUS_RU, CrewStatus
from dispatch.domain.duty import PAUSE_KIND_RU, DutyRules
from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.pauses import (
    BreakBegun,
    BreakDeclined,
    BreakEnded,
    DeclineBreak,
    DutyRulesSet,
    EndBreak,
    PauseCommand,
    PauseEvent,
    SetDutyRules,
    TakeBreak,
)
from dispatch.domain.situation import Situation

USUAL = DutyRules()
"""The lengths of pauses that a person gives while no rules are in force."""


def accept_pause(situation: Situation, body: PauseCommand, actor: str) -> Sequence[PauseEvent]:
    """Turn a command about pauses into its events, or raise `Refused` with the way out."""
    match body:
        case SetDutyRules(rules=rules):
            same = rules == situation.duty.rules
            return () if same else (DutyRulesSet(at=situation.now, rules=rules, by=actor),)
        case TakeBreak():
            return _take(situation, body, actor)
        case EndBreak():
            return _end(situation, body, actor)
        case DeclineBreak():
            return _decline(situation, body, actor)
        case _:
            assert_never(body)


def broken_off(situation: Situation, crew: CrewId, incident: Incident, actor: str) -> Sequence[BreakEnded]:
    """End the pause of a crew that a person sends to a call; nothing for a crew that does not pause.

    Raises `NotAssignable` for a call that is not urgent enough to break a pause off.
    """
    if crew not in situation.duty.resting:
        return ()
    least = (situation.duty.rules or USUAL).interrupted_by
    if least is None or incident.urgency > least:
        raise NotAssignable(
            f"бригада {crew} на перерыве, и вызов {incident.id} (P{int(incident.urgency)}) его не прерывает; "
            "выберите другую или сначала закончите перерыв"
        )
    return (_ended(situation, crew, actor, incident=incident.id),)


def _take(situation: Situation, body: TakeBreak, actor: str) -> Sequence[PauseEvent]:
    crew = known_crew(situation, body.crew)
    known = situation.duty.resting.get(crew.id)
    if known is not None and known.kind is body.kind:
        return ()
    if crew.status is not CrewStatus.AVAILABLE:
        raise NotAssignable(f"бригада {crew.id}: сейчас {CREW_STATUS_RU[crew.status]}; перерыв берёт только свободная")
    length_s = (situation.duty.rules or USUAL).length_s(body.kind)
    left_s = situation.shift_remaining_s(crew)
    if left_s is None:
        raise NotAssignable(f"бригада {crew.id} не на смене: перерыв не нужен")
    if left_s < length_s:
        raise NotAssignable(
            f"бригада {crew.id}: до конца смены {left_s / 60:.0f} мин, {PAUSE_KIND_RU[body.kind]} "
            f"({length_s / 60:.0f} мин) не успеть"
        )
    offer = situation.duty.duty(crew, situation.now, situation.utc_offset_s).offer
    return (
        BreakBegun(
            at=situation.now,
            crew=crew.id,
            kind=body.kind,
            ends_at=situation.now + length_s,
            by=actor,
            reasons=offer.reasons if offer is not None and offer.kind is body.kind else (),
        ),
    )


def _end(situation: Situation, body: EndBreak, actor: str) -> Sequence[PauseEvent]:
    crew = known_crew(situation, body.crew)
    if crew.id not in situation.duty.resting:
        raise StaleChoice(f"бригада {crew.id}: перерыва сейчас нет, заканчивать нечего")
    return (_ended(situation, crew.id, actor, reason=body.reason),)


def _decline(situation: Situation, body: DeclineBreak, actor: str) -> Sequence[PauseEvent]:
    crew = known_crew(situation, body.crew)
    duty = situation.duty.duties.get(crew.id)
    if duty is None or duty.offer is None:
        raise StaleChoice(f"бригада {crew.id}: перерыв ей сейчас не предложен")
    return (BreakDeclined(at=situation.now, crew=crew.id, by=actor, reason=body.reason),)


def _ended(
    situation: Situation, crew: CrewId, actor: str, *, incident: IncidentId | None = None, reason: str = ""
) -> BreakEnded:
    whole = situation.now >= situation.duty.resting[crew].ends_at
    return BreakEnded(at=situation.now, crew=crew, by=actor, interrupted=not whole, incident=incident, reason=reason)
