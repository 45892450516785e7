"""The record: an append-only, hash-chained log of events and its fold."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Engine, func, insert, select, update

from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.lease import Lease, check_lease
from dispatch.adapters.sql.schema import COMMANDS, EVENTS, SNAPSHOTS
from dispatch.application.chain import GENESIS, link
from dispatch.application.codec import encode, situation_from
from dispatch.application.log import CommandState, HandledCommand, StoredEvent
from dispatch.domain.errors import IllegalTransition, Refused
from dispatch.domain.messages import Command, Event, IncidentReported, RecommendationMade
from dispatch.domain.situation import Situation, evolve

SNAPSHOT_EVERY = 2_000
"""Events between snapshots: a start folds at most this many (4 µs each)."""

PAGE = 5_000


class ChainBroken(Exception):
    """A row of the log was changed or is missing: the text says where. Restore from the replica."""


class EventLog:
    """Reads the log; any number of processes may."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, seq: int, limit: int = PAGE) -> list[StoredEvent]:
        """Return events with a higher sequence number, in order."""
        query = select(EVENTS).where(EVENTS.c.seq > seq).order_by(EVENTS.c.seq).limit(limit)
        return self._rows(query)

    def of_incident(self, incident: str) -> list[StoredEvent]:
        """Return everything that happened to an incident, open or closed."""
        return self._rows(select(EVENTS).where(EVENTS.c.incident == incident).order_by(EVENTS.c.seq))

    def of_kinds(self, kinds: Collection[str], *, since: float, after: int = 0, limit: int = PAGE) -> list[StoredEvent]:
        """Return events of some kinds since a moment (POSIX seconds), with a higher sequence number, in order."""
        wanted = EVENTS.c.kind.in_(kinds) & (EVENTS.c.at >= since) & (EVENTS.c.seq > after)
        return self._rows(select(EVENTS).where(wanted).order_by(EVENTS.c.seq).limit(limit))

    def latest(self) -> tuple[int, Situation]:
        """Fold the log from the newest snapshot on: (sequence number, situation)."""
        seq, _, situation = self.fold()
        return seq, situation

    def fold(self) -> tuple[int, str, Situation]:
        """Fold and verify the chain from the newest snapshot on. Raises `ChainBroken`."""
        seq, previous, situation = self._snapshot()
        while page := self.after(seq):
            for row in page:
                previous = verify(row, seq, previous)
                situation = evolve(situation, row.event())
                seq = row.seq
        return seq, previous, situation

    def handled(self, after: int, limit: int = PAGE) -> list[HandledCommand]:
        """Return handled commands in the order of handling."""
        query = select(COMMANDS).where(COMMANDS.c.number > after).order_by(COMMANDS.c.number).limit(limit)
        with reading(self._engine) as connection:
            return [
                HandledCommand(
                    number=row.number,
                    id=row.id,
                    at=row.at,
                    actor=row.actor,
                    kind=row.kind,
                    payload=row.body,
                    seen=row.seen,
                    state=CommandState(row.state),
                )
                for row in connection.execute(query)
            ]

    def _snapshot(self) -> tuple[int, str, Situation]:
        with reading(self._engine) as connection:
            row = connection.execute(select(SNAPSHOTS).order_by(SNAPSHOTS.c.seq.desc()).limit(1)).first()
            if row is None:
                return 0, GENESIS, Situation()
            stored = connection.execute(select(EVENTS.c.hash).where(EVENTS.c.seq == row.seq)).scalar()
        if stored != row.hash:
            raise ChainBroken(f"event {row.seq}: its hash is not the one of the snapshot taken there")
        return row.seq, row.hash, situation_from(row.payload)

    def _rows(self, query: object) -> list[StoredEvent]:
        with reading(self._engine) as connection:
            return [StoredEvent(**row._mapping) for row in connection.execute(query)]  # type: ignore[call-overload]  # noqa: SLF001


def verify(row: StoredEvent, previous_seq: int, previous_hash: str) -> str:
    """Return the row's hash. Raises `ChainBroken` when the row does not follow from the previous one."""
    if row.seq != previous_seq + 1:
        raise ChainBroken(f"event {previous_seq + 1} is missing: the next one is {row.seq}")
    about = (row.kind, row.incident, row.crew)
    expected = link(previous_hash, *_linked(row.seq, row.at, row.command, about, row.payload))
    if row.hash != expected:
        raise ChainBroken(f"event {row.seq} ({row.kind}) is not what was written: its hash does not follow")
    return row.hash


def _linked(
    seq: int, at: float, command: str, about: tuple[str, str | None, str | None], payload: str
) -> tuple[str, ...]:
    """Return every column of a row as text. `about` is kind, incident and crew."""
    return (str(seq), repr(float(at)), command, *(name or "" for name in about), payload)


class SqlRecord(EventLog):
    """Writes the log; one decision worker at a time, by its lease."""

    def __init__(self, engine: Engine, lease: Lease | None = None) -> None:
        super().__init__(engine)
        self._lease = lease
        self._seq, self._hash, self._situation = self.fold()
        self._number = self._last_number()
        self._snapshot_seq = self._seq

    @property
    def seq(self) -> int:
        """The sequence number of the last event."""
        return self._seq

    def situation(self) -> Situation:
        """Return the fold of all committed events."""
        return self._situation

    def commit(self, command: Command, events: Sequence[Event], situation: Situation) -> None:
        """Append the events of one command and mark it done, in one transaction. Raises `Fenced`."""
        if not events and self._is_own(command):
            return
        rows, seq, last = self._chain(command, events)
        with self._engine.begin() as connection:
            self._check(connection)
            if rows:
                connection.execute(insert(EVENTS), rows)
            self._mark(connection, command, {"state": CommandState.DONE.value, "last_seq": seq})
        self._seq, self._hash, self._situation = seq, last, situation
        self._number += 1

    def refuse(self, command: Command, refusal: Refused) -> None:
        """Mark a command refused, with its reason; what it saw is kept, so that the refusal can be replayed."""
        legal = list(refusal.legal) if isinstance(refusal, IllegalTransition) else None
        text = json.dumps({"code": refusal.code, "detail": str(refusal), "legal": legal}, ensure_ascii=False)
        with self._engine.begin() as connection:
            self._check(connection)
            self._mark(connection, command, {"state": CommandState.REFUSED.value, "refusal": text})
        self._number += 1

    def snapshot(self, *, every: int = SNAPSHOT_EVERY) -> None:
        """Keep the present situation if `every` events have come since the last time."""
        if self._seq - self._snapshot_seq < every:
            return
        row = {"seq": self._seq, "hash": self._hash, "payload": encode(self._situation)}
        with self._engine.begin() as connection:
            self._check(connection)
            known = connection.execute(select(SNAPSHOTS.c.seq).where(SNAPSHOTS.c.seq == self._seq)).first()
            if known is None:
                connection.execute(insert(SNAPSHOTS), row)
        self._snapshot_seq = self._seq

    def _is_own(self, command: Command) -> bool:
        """Whether the command is the worker's own (a tick): those that change nothing are not kept."""
        query = select(COMMANDS.c.id).where(COMMANDS.c.id == command.id)
        with reading(self._engine) as connection:
            return connection.execute(query).first() is None

    def _chain(self, command: Command, events: Sequence[Event]) -> tuple[list[dict[str, object]], int, str]:
        seq, last, rows = self._seq, self._hash, []
        for event in events:
            seq += 1
            kind, payload = type(event).__name__, encode(event)
            incident, crew = _incident(event), getattr(event, "crew", None)
            last = link(last, *_linked(seq, event.at, command.id, (kind, incident, crew), payload))
            rows.append(
                {
                    "seq": seq,
                    "at": float(event.at),
                    "command": command.id,
                    "kind": kind,
                    "incident": incident,
                    "crew": crew,
                    "payload": payload,
                    "hash": last,
                }
            )
        return rows, seq, last

    def _mark(self, connection: Connection, command: Command, ending: dict[str, object]) -> None:
        handled = {"number": self._number + 1, "at": command.at, "seen": encode(command.seen), **ending}
        changed = connection.execute(
            update(COMMANDS)
            .where(COMMANDS.c.id == command.id, COMMANDS.c.state == CommandState.PENDING.value)
            .values(**handled)
        )
        if changed.rowcount == 0:
            # The worker's own commands (ticks, the region at the start) do not come through the inbox.
            row = {
                "id": command.id,
                "received_at": command.at,
                "actor": command.actor,
                "priority": 0,
                "kind": type(command.body).__name__,
                "body": encode(command.body),
            }
            connection.execute(insert(COMMANDS), {**row, **handled})

    def _check(self, connection: Connection) -> None:
        if self._lease is not None:
            check_lease(connection, self._lease)

    def _last_number(self) -> int:
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(COMMANDS.c.number))).scalar() or 0


def _incident(event: Event) -> str | None:
    match event:
        case IncidentReported(incident=incident):
            return incident.id
        case RecommendationMade(recommendation=made):
            return made.incident
        case _:
            return getattr(event, "incident", None) or getattr(event, "transport", None)
