"""Proof that the record explains itself: every command handled again gives the events that were written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dispatch.application.codec import digest, encode, event_from
from dispatch.application.log import CommandState, HandledCommand, StoredEvent
from dispatch.application.service import Dispatcher
from dispatch.domain.errors import Refused
from dispatch.domain.messages import Event, WeightsChanged
from dispatch.domain.situation import Situation, evolve
from routing.types import WeightsSpec

SHOWN = 20
"""Differences after which the comparison stops: the first one is the one that matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What the replay found. `digest` is of the situation that the log folds to."""

    commands: int
    events: int
    digest: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The dispatcher on an empty record, and what it needs to stand where the live one stood."""

    dispatcher: Dispatcher
    situation: Callable[[], Situation]
    reweight: Callable[[WeightsSpec], object]
    weights_version: Callable[[], str]


def replay(again: Replayed, commands: Iterable[HandledCommand], events: Sequence[StoredEvent]) -> ReplayReport:
    """Handle all commands again and compare events, verdicts and the final situation with what was recorded."""
    written: dict[str, list[StoredEvent]] = {}
    for row in events:
        written.setdefault(row.command, []).append(row)
    differences: list[str] = []
    handled = seen = 0
    for stored in commands:
        expected = written.get(stored.id, [])
        differences += _compare(again, stored, expected)
        handled, seen = handled + 1, seen + len(expected)
        if len(differences) >= SHOWN:
            break
    folded = Situation()
    for row in events[:seen]:
        folded = evolve(folded, row.event())
    if not differences and digest(folded) != digest(again.situation()):
        differences.append("обстановка после повтора не та, что в записи")
    return ReplayReport(commands=handled, events=seen, digest=digest(folded), differences=tuple(differences))


def _compare(again: Replayed, stored: HandledCommand, expected: Sequence[StoredEvent]) -> list[str]:
    name = f"команда {stored.number} ({stored.kind})"
    command = stored.command()
    if command.seen.weights_version != again.weights_version():
        return [
            f"{name}: решала с весами {command.seen.weights_version}, сейчас {again.weights_version()}: другая карта?"
        ]
    try:
        found: tuple[Event, ...] = again.dispatcher.handle(command).events
    except Refused as refusal:
        return [] if stored.state is CommandState.REFUSED else [f"{name}: отклонена при повторе: {refusal}"]
    if stored.state is CommandState.REFUSED:
        return [f"{name}: была отклонена, при повторе принята"]
    for event in found:
        if isinstance(event, WeightsChanged):
            again.reweight(event.spec)
    same = [event_from(type(e).__name__, encode(e)) for e in found]
    if same == [row.event() for row in expected]:
        return []
    return [f"{name}: событий было {len(expected)}, стало {len(found)}, либо они другие"]
