"""The inbox: call cards and commands, acknowledged only after the commit."""

import json

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.schema import CARDS, COMMANDS
from dispatch.application.codec import encode
from dispatch.application.log import CommandResult, CommandState, NewCommand, PendingCommand, StoredCard
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import CommandBody

PENDING_LIMIT = 1_000


class SqlInbox:
    """Takes what comes from outside and never forgets it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep_card(self, card: StoredCard, command: NewCommand | None) -> StoredCard:
        """Keep a card, and its command if it has one, in one transaction.

        Returns the card that stands under this idempotency key: the one given, or the one that came before.
        """
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(CARDS), _card_row(card))
                if command is not None:
                    _insert_command(connection, command)
        except IntegrityError:
            known = self.card_by_key(card.idempotency_key)
            if known is None:
                raise
            return known
        return card

    def put(self, command: NewCommand) -> CommandId:
        """Keep a command. Returns the id under its idempotency key: its own, or that of the one that came before."""
        try:
            with self._engine.begin() as connection:
                _insert_command(connection, command)
        except IntegrityError:
            with reading(self._engine) as connection:
                query = select(COMMANDS.c.id).where(COMMANDS.c.idempotency_key == command.idempotency_key)
                known = connection.execute(query).scalar()
            if known is None:
                raise
            return CommandId(known)
        return command.id

    def is_same(self, command: str, body: CommandBody) -> bool:
        """Whether the command that stands under this id wishes just this."""
        query = select(COMMANDS.c.kind, COMMANDS.c.body).where(COMMANDS.c.id == command)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return row is not None and (row.kind, row.body) == (type(body).__name__, encode(body))

    def card_by_key(self, key: str | None) -> StoredCard | None:
        """Return the card that came with this idempotency key."""
        return None if key is None else self._card(CARDS.c.idempotency_key == key)

    def card_of(self, incident: str) -> StoredCard | None:
        """Return the card that opened the incident."""
        return self._card(CARDS.c.incident == incident)

    def rejected(self, limit: int) -> list[StoredCard]:
        """Return the newest cards that led to no incident."""
        query = select(CARDS).where(CARDS.c.problem.is_not(None)).order_by(CARDS.c.received_at.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [StoredCard(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001

    def pending(self) -> list[PendingCommand]:
        """Return commands that wait, first the most urgent, then the oldest."""
        query = (
            select(COMMANDS)
            .where(COMMANDS.c.state == CommandState.PENDING.value)
            .order_by(COMMANDS.c.priority, COMMANDS.c.received_at, COMMANDS.c.id)
            .limit(PENDING_LIMIT)
        )
        with reading(self._engine) as connection:
            return [_pending(row) for row in connection.execute(query)]

    def take(self, command: str) -> PendingCommand | None:
        """Return the command if it still waits."""
        query = select(COMMANDS).where(COMMANDS.c.id == command, COMMANDS.c.state == CommandState.PENDING.value)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else _pending(row)

    def result(self, command: str) -> CommandResult | None:
        """Return how a command ended, or that it is pending; None when there is no such command."""
        with reading(self._engine) as connection:
            row = connection.execute(select(COMMANDS).where(COMMANDS.c.id == command)).first()
        if row is None:
            return None
        return CommandResult(
            id=CommandId(row.id),
            state=CommandState(row.state),
            last_seq=row.last_seq,
            refusal=json.loads(row.refusal) if row.refusal else None,
        )

    def _card(self, condition: object) -> StoredCard | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(CARDS).where(condition)).first()  # type: ignore[arg-type]
        return None if row is None else StoredCard(**row._mapping)  # noqa: SLF001


def _card_row(card: StoredCard) -> dict[str, object]:
    row = {name: getattr(card, name) for name in StoredCard.__slots__}
    return {name: _storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _storable(text: str) -> str:
    """Write out what PostgreSQL cannot keep in a text: halves of characters, and NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")


def _insert_command(connection: Connection, command: NewCommand) -> None:
    connection.execute(
        insert(COMMANDS),
        {
            "id": command.id,
            "received_at": command.received_at,
            "actor": command.actor,
            "priority": command.priority,
            "idempotency_key": command.idempotency_key,
            "kind": type(command.body).__name__,
            "body": encode(command.body),
            "state": CommandState.PENDING.value,
        },
    )


def _pending(row: object) -> PendingCommand:
    return PendingCommand(
        id=CommandId(row.id),  # type: ignore[attr-defined]
        received_at=row.received_at,  # type: ignore[attr-defined]
        priority=row.priority,  # type: ignore[attr-defined]
        actor=row.actor,  # type: ignore[attr-defined]
        kind=row.kind,  # type: ignore[attr-defined]
        payload=row.body,  # type: ignore[attr-defined]
    )
