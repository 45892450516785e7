"""Opening the database with the settings that keep what was acknowledged."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from dispatch.adapters.sql.schema import METADATA
from dispatch.application.ports import RecordUnavailable

READ_ONLY = "doezd_read_only"
BUSY_MS = 5_000
"""Longer than any write takes, shorter than a sender waits: a record that stays locked is said to be so."""


def open_database(url: str, *, checkpoints: bool) -> Engine:
    """Open SQLite or PostgreSQL and create what is missing.

    `checkpoints` is True in the one process that may move SQLite's write-ahead log into the file: SQLite before 3.51.3
    can lose a reset of the log when two connections do so.
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, checkpoints=checkpoints)
    try:
        METADATA.create_all(engine)
    except DBAPIError as error:
        engine.dispose()
        raise RecordUnavailable(f"база {engine.url.render_as_string()}: {error.orig}") from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that takes no write lock."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        yield connection


def _prepare_sqlite(engine: Engine, *, checkpoints: bool) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        # NORMAL lost acknowledged rows in 10 power cuts out of 10, FULL none.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        if not checkpoints:
            connection.execute("PRAGMA wal_autocheckpoint=0")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that begins by reading and then writes would fail as busy without waiting.
        read_only = connection.get_execution_options().get(READ_ONLY)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
