"""The door: a command goes in, events come out. The live service and the simulations both use this very class."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from dispatch.application.acceptance import accept
from dispatch.application.deciding import Deciding
from dispatch.application.directing import BY as DIRECTING
from dispatch.application.directing import directed
from dispatch.application.draft import Draft
from dispatch.application.lending import crews_to_lend, set_aside_again, trips_lost
from dispatch.application.manning import PostWatch, posts_counted
from dispatch.application.ports import AirRescue, Record, TravelTimes
from dispatch.application.resting import breaks_broken_off, breaks_over, breaks_planned
from dispatch.domain.messages import Command, Event, PositionsSeen
from dispatch.domain.situation import Situation
from dispatch.policy.requirement import ALONE, RequirementParameters
from dispatch.policy.types import Policy

MANUAL = "manual"
"""The last step of degrading: nobody advises."""


class Outcome(Struct, frozen=True):
    """What a command led to."""

    events: tuple[Event, ...]
    situation: Situation


class Dispatcher:
    """Turns commands into events. Synchronous; no clock, no chance, no I/O but its ports."""

    def __init__(
        self,
        *,
        record: Record,
        travel_times: TravelTimes,
        policies: Mapping[str, Policy],
        fallback: Policy,
        air: AirRescue | None = None,
        requirement: RequirementParameters = ALONE,
    ) -> None:
        self._record = record
        self._travel_times = travel_times
        self._deciding = Deciding(travel_times, policies, fallback)
        self._air = air
        self._requirement = requirement
        self._posts = PostWatch()

    def handle(self, command: Command) -> Outcome:
        """Accept the command, decide anew, commit. Raises `Refused`, and then nothing has changed."""
        known = self._record.situation()
        now = max(known.now, command.at)
        draft = Draft(replace(known, now=now), [], self._requirement)
        if seen := {c: p for c, p in command.seen.positions.items() if c in known.crews}:
            draft.add(PositionsSeen(at=now, positions=seen))
        for event in accept(draft.situation, command):
            draft.add(event)
        self._advise(draft, command)
        self._lend(draft, command)
        self._rest(draft, command)
        self._stand_by(draft, command)
        self._count_posts(draft, known)
        # Without an event nothing has changed, the time of the situation included: it is the fold of the events alone.
        after = draft.situation if draft.events else known
        self._record.commit(command, draft.events, after)
        return Outcome(tuple(draft.events), after)

    def _advise(self, draft: Draft, command: Command) -> None:
        """Recommend and direct. What fails here costs the advice, never the command: people decide by hand then."""
        accepted = draft.situation, len(draft.events)
        try:
            self._wake(draft)
            self._deciding.decide(draft, command)
            if _unanswered(draft.situation):
                self._deciding.decide(draft, command)  # crews that were sent have called for others
            for event in tuple(draft.events):
                self._direct(draft, event)
        except Exception as error:  # noqa: BLE001 (the call stands in the queue whatever breaks behind it)
            draft.situation, kept = accepted
            del draft.events[kept:]
            draft.fell_back(command.seen.policy, MANUAL, error)

    def _wake(self, draft: Draft) -> None:
        """End the pauses that are over, and break off those that a call may."""
        for over in breaks_over(draft.situation):
            draft.add(over)
        for broken in breaks_broken_off(draft.situation, self._travel_times):
            draft.add(broken)
        for kept in tuple(set_aside_again(draft.situation)):
            draft.add(kept)

    def _lend(self, draft: Draft, command: Command) -> None:
        """Let crews set aside for transport answer a threat to life that nobody else can; reopen the trips so lost."""
        try:
            lent = tuple(crews_to_lend(draft.situation, self._travel_times))
        except Exception as error:  # noqa: BLE001 (the decision above stands whatever breaks here)
            draft.fell_back("lending", MANUAL, error)
            lent = ()
        for crew in lent:
            draft.add(crew)
        if lent:
            self._advise(draft, command)
        for trip in tuple(trips_lost(draft.situation)):
            draft.add(trip)

    def _rest(self, draft: Draft, command: Command) -> None:
        """Plan the pauses of the crews. What fails here costs a meal, and no decision about a call."""
        try:
            for pause in tuple(breaks_planned(draft.situation, command.body, self._travel_times)):
                draft.add(pause)
        except Exception as error:  # noqa: BLE001 (the decision above stands whatever breaks here)
            draft.fell_back("breaks", MANUAL, error)

    def _stand_by(self, draft: Draft, command: Command) -> None:
        """Move idle crews to where they are needed more. What fails here costs a move, and no decision about a call."""
        try:
            self._deciding.stand_by(draft, command)
        except Exception as error:  # noqa: BLE001 (the decision above stands whatever breaks here)
            draft.fell_back("relocation", MANUAL, error)

    def _count_posts(self, draft: Draft, known: Situation) -> None:
        """Put on the record which posts have become short of crews, or are so no longer."""
        if self._posts.may_differ(known, draft.situation) and (counted := posts_counted(draft.situation)) is not None:
            draft.add(counted)

    def _direct(self, draft: Draft, event: Event) -> None:
        """Choose the hospital, and think of the air ambulance. What fails here leaves the crew its assignment."""
        try:
            for made in directed(draft.situation, event, self._travel_times, self._air):
                draft.add(made)
        except Exception as error:  # noqa: BLE001 (a crew that is sent goes, whatever breaks behind it)
            draft.fell_back(DIRECTING, MANUAL, error)


def _unanswered(situation: Situation) -> bool:
    """Whether a part waits of which the policy has not been asked yet."""
    open_parts = (part for scene in situation.scenes.values() for part in scene.open)
    parts = (situation.incidents[part] for part in open_parts)
    return any(part.assignment is None and part.id not in situation.recommendations for part in parts)
