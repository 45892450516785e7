"""What the dispatcher does about pauses at each command: ends them, breaks them off, offers or begins them.

Before a decision, so that a crew whose pause is over, or broken off for a threat to life, can be sent; after it, so
that a pause is planned only when nobody is left waiting.
"""

from collections.abc import Iterator

from dispatch.application.ports import TravelTimes
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CommandBody, Mode, ReportMilestone, Tick
from dispatch.domain.pauses import BreakBegun, BreakEnded, BreakOffered, DeclineBreak, EndBreak, SetDutyRules
from dispatch.domain.situation import Situation
from dispatch.policy.breaks import (
    BreakProposal,
    away,
    calls_that_interrupt,
    interruptible,
    is_any_due,
    pause_candidates,
    plan_breaks,
    recalls,
)
from dispatch.policy.eligibility import free_crews
from routing.types import LatLon, Profile

BY_RULES = "duty-rules"


def breaks_over(situation: Situation) -> Iterator[BreakEnded]:
    """End the pauses whose time is up."""
    for crew, pause in situation.duty.resting.items():
        if pause.ends_at <= situation.now:
            yield BreakEnded(at=situation.now, crew=crew, by=BY_RULES)


def breaks_broken_off(situation: Situation, travel_times: TravelTimes) -> Iterator[BreakEnded]:
    """Break pauses off for calls that may, where a pausing crew is clearly nearer than any free one."""
    resting = interruptible(situation)
    if not resting:
        return
    calls: dict[str, LatLon] = {incident.id: incident.at for incident in calls_that_interrupt(situation)}
    crews = _free_at(situation)
    crews.update((crew.id, situation.whereabouts(crew)) for crew in resting)
    times = travel_times.matrix(crews, calls, Profile.SIREN, departs_at=situation.now)
    for recall in recalls(situation, times):
        yield BreakEnded(at=situation.now, crew=recall.crew, by=BY_RULES, interrupted=True, incident=recall.incident)


def breaks_planned(
    situation: Situation, body: CommandBody, travel_times: TravelTimes
) -> Iterator[BreakOffered | BreakBegun]:
    """Offer pauses, or begin them when the policy has the last word, where the cover allows it."""
    if not is_a_moment_for_pauses(body):
        return
    # A button concerns its own crew; whose time has come otherwise is seen when time passes.
    candidates = pause_candidates(situation, only=body.crew if isinstance(body, ReportMilestone) else None)
    if not candidates:
        return
    crews = (*(due.crew for due in candidates), *away(situation))
    bases: dict[str, LatLon] = {crew: situation.crews[crew].home for crew in crews}
    times = travel_times.matrix(_free_at(situation), bases, Profile.SIREN, departs_at=situation.now)
    for proposal in plan_breaks(situation, candidates, times):
        yield _planned(situation, proposal)


def breaks_to_plan(situation: Situation) -> bool:
    """Whether time alone has something to do about pauses: a live service then lets it pass by a `Tick`."""
    over = any(pause.ends_at <= situation.now for pause in situation.duty.resting.values())
    return over or is_any_due(situation)


def is_a_moment_for_pauses(body: CommandBody) -> bool:
    """Whether a command may lead to a pause: time passes, a crew becomes free, the rules or an answer change."""
    match body:
        case ReportMilestone(milestone=milestone):
            return milestone is Milestone.AVAILABLE
        case Tick() | SetDutyRules() | EndBreak() | DeclineBreak():
            return True
        case _:
            return False


def _planned(situation: Situation, proposal: BreakProposal) -> BreakOffered | BreakBegun:
    if situation.mode is Mode.AUTOMATIC:
        return BreakBegun(
            at=situation.now,
            crew=proposal.crew,
            kind=proposal.kind,
            ends_at=situation.now + proposal.length_s,
            by=BY_RULES,
            reasons=proposal.reasons,
        )
    return BreakOffered(at=situation.now, crew=proposal.crew, kind=proposal.kind, reasons=proposal.reasons)


def _free_at(situation: Situation) -> dict[str, LatLon]:
    crews: list[Crew] = [situation.crews[CrewId(crew)] for crew in free_crews(situation).ids]
    return {crew.id: situation.whereabouts(crew) for crew in crews}
