"""The tables of the record. `events` and `commands` only grow; names, phones and addresses live in `cards` alone."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()

KEY_LENGTH = 401
"""The author's name, a colon, and the sender's key of at most 200."""

CARDS = Table(
    "cards",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("received_at", Float(53), nullable=False),
    Column("source", String(200), nullable=False),
    Column("idempotency_key", String(KEY_LENGTH), unique=True),
    Column("raw", Text, nullable=False),
    Column("incident", String(64), index=True),
    Column("problem", Text),
    Column("answer", Text),
)

COMMANDS = Table(
    "commands",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("received_at", Float(53), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("idempotency_key", String(KEY_LENGTH), unique=True),
    Column("kind", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("number", BigInteger, unique=True),
    Column("at", Float(53)),
    Column("seen", Text),
    Column("last_seq", BigInteger),
    Column("refusal", Text),
    Index("commands_pending", "state", "priority", "received_at"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Float(53), nullable=False),
    Column("command", String(64), nullable=False, index=True),
    Column("kind", String(64), nullable=False),
    Column("incident", String(64), index=True),
    Column("crew", String(64)),
    Column("payload", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("payload", Text, nullable=False),
)

LEASES = Table(
    "leases",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("expires_at", Float(53), nullable=False),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("user", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("crew", String(64)),
    Column("expires_at", Float(53), nullable=False),
)
