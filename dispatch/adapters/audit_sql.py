"""The audit trail of patients' cards in SQL: append-only, each row chained to the one before by its hash."""

from sqlalchemy import Column, Connection, Engine, Float, Integer, MetaData, String, Table, insert, select

from dispatch.application.chain import GENESIS, link
from dispatch.application.patient_context import AuditAction, AuditEntry
from dispatch.domain.ids import IncidentId

_metadata = MetaData()
AUDIT = Table(
    "patient_audit",
    _metadata,
    # Not autoincremented: a gap would hide a deleted row. The number is the previous one plus one.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("action", String(16), nullable=False),
    Column("who", String(120), nullable=False),
    Column("role", String(40), nullable=False),
    Column("incident", String(80), nullable=False, index=True),
    Column("patient_ref", String(32)),
    Column("sections", String(600), nullable=False),
    Column("outcome", String(400), nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("legal_basis", String(80), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
CHAINED = tuple(column.name for column in AUDIT.columns if column.name != "hash")
OUTCOME_LENGTH = 400


class SqlAuditTrail:
    """`AuditTrail` in one table of the given database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self) -> None:
        """Make the table where it is not."""
        _metadata.create_all(self._engine)

    def append(self, entry: AuditEntry) -> None:
        """Write one row. Two writers at once: one of them fails on `seq` and its caller tries again."""
        with self._engine.begin() as connection:
            seq, previous = _last(connection)
            row = _row(entry, seq + 1)
            connection.execute(insert(AUDIT).values(**row, hash=_hash(previous, row)))

    def withdrawn(self, incident: IncidentId) -> frozenset[str]:
        """Patients whose card was withdrawn from this incident."""
        query = select(AUDIT.c.patient_ref).where(
            AUDIT.c.incident == incident,
            AUDIT.c.action == AuditAction.WITHDRAW.value,
            AUDIT.c.patient_ref.is_not(None),
        )
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def newest(self, limit: int) -> list[dict[str, object]]:
        """The last accesses, newest first."""
        query = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def verify(self) -> int | None:
        """The first `seq` that does not follow from the rows before it; None: the chain is whole."""
        previous, expected = GENESIS, 1
        with self._engine.connect() as connection:
            for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings():
                if row["seq"] != expected or row["hash"] != _hash(previous, dict(row)):
                    return expected
                previous, expected = row["hash"], expected + 1
        return None


def _last(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _row(entry: AuditEntry, seq: int) -> dict[str, object]:
    return {
        "seq": seq,
        "at": entry.at,
        "action": entry.action.value,
        "who": entry.who,
        "role": entry.role,
        "incident": entry.incident,
        "patient_ref": entry.patient_ref,
        "sections": " ".join(entry.sections),
        "outcome": str(entry.outcome)[:OUTCOME_LENGTH],
        "purpose": entry.purpose.value,
        "legal_basis": entry.legal_basis,
    }


def _hash(previous: str, row: dict[str, object]) -> str:
    # `repr` keeps None apart from an empty text and a float exact in both databases.
    return link(previous, *(repr(row[name]) for name in CHAINED))
