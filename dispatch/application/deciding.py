"""Deciding: the roads a policy asks for, its plan, and what of the plan happens at once."""

from collections.abc import Callable, Mapping
from typing import cast

from dispatch.application.draft import Draft
from dispatch.application.ground_reach import GroundReach
from dispatch.application.ports import TravelTimes
from dispatch.application.reassigning import next_assignment, taken_off
from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    Command,
    CrewAssigned,
    DestinationChosen,
    Event,
    FlagsNoted,
    MilestoneReached,
    Mode,
    PositionsSeen,
    RecommendationMade,
    StandbyDeclined,
    StandbyOffered,
    StandbyOrdered,
    Tick,
)
from dispatch.domain.posts import PostsCounted
from dispatch.domain.recommendation import Plan, Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from dispatch.policy.explaining import NOBODY_FREE
from dispatch.policy.types import Policy, Question
from routing.types import LatLon, Profile

RESTATE_S = 60.0
"""A recommendation is written again when its crew changes or its ETA moves by this much."""

QUIET = (PositionsSeen, FlagsNoted, DestinationChosen, PostsCounted, StandbyOffered, StandbyOrdered, StandbyDeclined)
"""Events after which no crew is freer and no call newer than before."""

OFFER_HOLDS_S = 300.0
"""An offered move that nobody answers is reckoned anew after so many seconds. Assumed."""


class Deciding:
    """Asks the policy in force, and acts on its answer."""

    def __init__(self, travel_times: TravelTimes, policies: Mapping[str, Policy], fallback: Policy) -> None:
        self._travel_times = travel_times
        self._policies = policies
        self._fallback = fallback
        self._ground = GroundReach(travel_times)

    def decide(self, draft: Draft, command: Command) -> None:
        """Offer or send crews, if anything has happened that may change the answer."""
        if not isinstance(command.body, Tick) and not _stirred(draft):
            return
        plan = self._plan(draft, command, lambda policy: self._asked(draft, policy))
        for recommendation in plan.recommendations:
            _act(draft, recommendation)

    def stand_by(self, draft: Draft, command: Command) -> None:
        """Offer or order the standby moves that are worth their way. What fails here costs a move, and no decision."""
        policy = self._policies.get(command.seen.policy, self._fallback)
        if not policy.follows or not (isinstance(command.body, Tick) or _stirred(draft)):
            return
        situation = draft.situation
        if situation.moves and situation.now - situation.moved_at < OFFER_HOLDS_S:
            return
        reach = self._ground.reach(draft)
        if reach is None:
            return
        crews = policy.on_road(situation, reach)
        if crews is None:
            return
        from_road = self._travel_times.matrix(crews, _by_name(situation), Profile.ORDINARY, departs_at=situation.now)
        for move in policy.moves(situation, reach, from_road):
            _order(draft, move, policy.name)

    def _plan(self, draft: Draft, command: Command, ask: Callable[[Policy], Plan]) -> Plan:
        policy = self._policies.get(command.seen.policy, self._fallback)
        try:
            return ask(policy)
        except Exception as error:  # noqa: BLE001 (whatever a policy does, the call gets its crew)
            draft.fell_back(policy.name, self._fallback.name, error)
            return ask(self._fallback)

    def _asked(self, draft: Draft, policy: Policy) -> Plan:
        """Find the roads that the policy asks for, and let it decide."""
        situation = draft.situation
        question = policy.asks(situation)
        if question is None or _all_told(situation, question, policy.name):
            return Plan(recommendations=())
        times = self._travel_times.matrix(question.origins, question.incidents, Profile.SIREN, departs_at=situation.now)
        reach = self._ground.reach(draft) if policy.follows else None
        return policy(situation, times, reach, draft.requirement)


def _stirred(draft: Draft) -> bool:
    """Whether something has happened that may change who should go where."""
    return any(not _quiet(draft.situation, event) for event in draft.events)


def _quiet(situation: Situation, event: Event) -> bool:
    if isinstance(event, MilestoneReached):
        return event.milestone is not Milestone.AVAILABLE and not _is_awaited(situation, event.crew)
    return isinstance(event, QUIET)


def _is_awaited(situation: Situation, crew: CrewId) -> bool:
    """Whether a call waits for this crew, so that each of its steps says more of when it will be free."""
    return any(made.hold is not None and made.hold.crew == crew for made in situation.recommendations.values())


def _act(draft: Draft, made: Recommendation) -> None:
    """Make a recommendation known, and in automatic mode do it: first what it undoes, then the order."""
    situation = draft.situation
    if made.incident not in situation.incidents:  # a part that the crew sent just before has made needless
        return
    order = _order_of(situation, made) if situation.mode is Mode.AUTOMATIC else None
    if order is not None:
        for withdrawn in taken_off(situation, situation.incidents[order.incident], order.crew, made.policy):
            draft.add(withdrawn)
    known = draft.situation.recommendations.get(made.incident)
    if known is None or _differs(known, made):
        draft.add(RecommendationMade(at=situation.now, recommendation=made))
    if order is not None:
        draft.add(order)


def _order_of(situation: Situation, made: Recommendation) -> CrewAssigned | None:
    """Return the order that follows from a recommendation; None when nobody is to be sent, or the crew drives there."""
    if made.crew is None:
        return None
    incident, assignment = situation.incidents[made.incident], situation.crews[made.crew].assignment
    if assignment is not None and assignment == incident.assignment:
        return None
    return CrewAssigned(
        at=situation.now,
        assignment=next_assignment(incident, withdrawing=incident.assignment is not None),
        incident=made.incident,
        crew=made.crew,
        eta_s=made.eta_s,
        eta_p90_s=made.eta_p90_s,
        by=made.policy,
        override_reason=None,
        recommended=made.crew,
    )


def _order(draft: Draft, move: StandbyMove, by: str) -> None:
    situation = draft.situation
    if situation.mode is Mode.AUTOMATIC:
        draft.add(StandbyOrdered(at=situation.now, move=move, by=by))
        return
    offered = situation.moves.get(move.crew)
    if offered is None or offered.to != move.to:
        draft.add(StandbyOffered(at=situation.now, move=move))


def _by_name(situation: Situation) -> Mapping[str, LatLon]:
    return cast("Mapping[str, LatLon]", situation.ground.bases)


def _all_told(situation: Situation, question: Question, policy: str) -> bool:
    """Whether there is no crew at all, and the record says so already of all that wait.

    On a day that is too much for the crews every button of every crew would otherwise weigh the whole queue anew.
    """
    return not question.crews and all(_told_of_nobody(situation, i, policy) for i in situation.waiting())


def _told_of_nobody(situation: Situation, incident: Incident, policy: str) -> bool:
    known = situation.recommendations.get(incident.id)
    return known is not None and known.policy == policy and [r.code for r in known.reasons] == [NOBODY_FREE]


def _differs(known: Recommendation, made: Recommendation) -> bool:
    if (known.crew, known.policy, known.diverts, known.instead_of) != (
        made.crew,
        made.policy,
        made.diverts,
        made.instead_of,
    ):
        return True
    if known.hold is not None and made.hold is not None:
        return known.hold.crew != made.hold.crew or abs(known.hold.free_at - made.hold.free_at) >= RESTATE_S
    if known.eta_s is None or made.eta_s is None:
        return known.reasons != made.reasons
    other_words = [reason.code for reason in known.reasons] != [reason.code for reason in made.reasons]
    return other_words or abs(known.eta_s - made.eta_s) >= RESTATE_S
