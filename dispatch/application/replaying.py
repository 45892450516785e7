"""Proof that the record explains itself: every command handled again gives the events that were written.

Each command is handled on the situation that the log folds to before it, so that one difference does not breed others.
Commands that another version of the program, another map or other weights decided are folded, counted and not judged.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dispatch.application.codec import digest, encode, event_from
from dispatch.application.log import CommandState, HandledCommand, StoredEvent
from dispatch.application.service import Dispatcher
from dispatch.domain.errors import Refused
from dispatch.domain.messages import Command, Event
from dispatch.domain.road_messages import WeightsChanged
from dispatch.domain.situation import Situation, evolve
from routing.types import WeightsSpec

SHOWN = 20
"""Differences after which the comparison stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What the replay found. `digest` is of the situation that the log folds to; `foreign` were decided elsewhere."""

    commands: int
    events: int
    foreign: int
    digest: str
    differences: tuple[str, ...]


@dataclass(slots=True)
class FoldedRecord:
    """A record that stands where the log stands, and keeps nothing of what is tried on it."""

    folded: Situation
    tried: Situation

    def situation(self) -> Situation:
        """Return the fold of the recorded events so far."""
        return self.folded

    def commit(self, command: Command, events: Sequence[Event], situation: Situation) -> None:
        """Keep the situation for comparison only."""
        del command, events
        self.tried = situation

    def follow(self, events: Sequence[Event]) -> None:
        """Go on to where the log went."""
        for event in events:
            self.folded = evolve(self.folded, event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The dispatcher on a folded record, and the roads under it."""

    record: FoldedRecord
    dispatcher: Dispatcher
    decider: str
    reweight: Callable[[WeightsSpec, float], object]
    weights_version: Callable[[], str]


def replay(again: Replayed, commands: Iterable[HandledCommand], events: Iterable[StoredEvent]) -> ReplayReport:
    """Handle all commands again and compare events, verdicts and situations with what was recorded."""
    differences: list[str] = []
    handled = foreign = seen = 0
    written = _by_command(events)
    waiting = next(written, None)
    for stored in commands:
        rows: Sequence[StoredEvent] = ()
        if waiting is not None and waiting[0] == stored.id:
            rows, waiting = waiting[1], next(written, None)
        expected = [row.event() for row in rows]
        if _is_ours(again, stored):
            differences += _compare(again, stored, expected)
        else:
            foreign += 1
            again.record.follow(expected)
        _drive(again, expected)
        handled, seen = handled + 1, seen + len(rows)
        if len(differences) >= SHOWN:
            break
    return ReplayReport(
        commands=handled,
        events=seen,
        foreign=foreign,
        digest=digest(again.record.folded),
        differences=tuple(differences),
    )


def _by_command(events: Iterable[StoredEvent]) -> Iterator[tuple[str, list[StoredEvent]]]:
    return ((command, list(rows)) for command, rows in groupby(events, key=lambda row: row.command))


def _is_ours(again: Replayed, stored: HandledCommand) -> bool:
    seen = stored.command().seen
    return (seen.decider, seen.weights_version) == (again.decider, again.weights_version())


def _drive(again: Replayed, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, WeightsChanged):
            again.reweight(event.spec, event.at)


def _compare(again: Replayed, stored: HandledCommand, expected: Sequence[Event]) -> list[str]:
    name = f"команда {stored.number} ({stored.kind})"
    try:
        found: tuple[Event, ...] = again.dispatcher.handle(stored.command()).events
    except Refused as refusal:
        return [] if stored.state is CommandState.REFUSED else [f"{name}: отклонена при повторе: {refusal}"]
    if stored.state is CommandState.REFUSED:
        return [f"{name}: была отклонена, при повторе принята"]
    again.record.follow(expected)
    if [event_from(type(e).__name__, encode(e)) for e in found] != list(expected):
        return [f"{name}: событий было {len(expected)}, стало {len(found)}, либо они другие"]
    if again.record.tried != again.record.folded:
        return [f"{name}: события те же, а обстановка другая"]
    return []
