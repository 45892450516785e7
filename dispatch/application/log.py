"""What the record holds, as values: stored events, pending and handled commands, call cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.application.codec import body_from, event_from, seen_from
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import Command, CommandBody, Event


class CommandState(StrEnum):
    """How far a command has come. Every command ends as done or refused."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """A row of the log. `seq` has no gaps and is the id on every stream."""

    seq: int
    at: float
    kind: str
    payload: str
    command: str
    incident: str | None
    crew: str | None
    hash: str

    def event(self) -> Event:
        """Read the event itself."""
        return event_from(self.kind, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommand:
    """A command on its way into the record. A lower `priority` is handled first."""

    id: CommandId
    received_at: float
    actor: str
    priority: int
    body: CommandBody
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCommand:
    """A command that waits for the decision worker."""

    id: CommandId
    received_at: float
    priority: int
    actor: str
    kind: str
    payload: str

    def body(self) -> CommandBody:
        """Read the body."""
        return body_from(self.kind, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """How a command ended. `refusal` is None, or `{code, detail, legal}`."""

    id: CommandId
    state: CommandState
    last_seq: int | None
    refusal: Mapping[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledCommand:
    """A command in the order in which it was handled, with what it saw: enough to handle it again."""

    number: int
    id: str
    at: float
    actor: str
    kind: str
    payload: str
    seen: str
    state: CommandState

    def command(self) -> Command:
        """Rebuild the command."""
        return Command(
            id=CommandId(self.id),
            at=self.at,
            actor=self.actor,
            seen=seen_from(self.seen),
            body=body_from(self.kind, self.payload),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A 112 card as it came. `problem` is None when it opened an incident."""

    id: str
    received_at: float
    source: str
    idempotency_key: str | None
    raw: str
    incident: str | None
    problem: str | None
    answer: str | None
