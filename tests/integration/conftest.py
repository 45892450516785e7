"""Real servers for the contracts: SQLite on disk, PostgreSQL and Valkey of the tests' own."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from dispatch.adapters.redis_bus import RedisBus
from dispatch.adapters.sql.database import open_database
from dispatch.application.ports import BusUnavailable
from dispatch.config import Settings
from dispatch.runtime.embedded import valkey_argv
from tests.postgres import Postgres, programs, running_postgres

START_S = 20.0


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that nobody else uses."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server program (pg_ctl, initdb) on this machine")
    with running_postgres(found) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh_database()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database, opened as the decision worker opens it."""
    found = open_database(database_url, checkpoints=True)
    yield found
    found.dispose()


class Valkey:
    """A Valkey server in a folder: it can die and come back with what it had."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(data=folder)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server as the supervisor does, and wait for its first answer."""
        self._process = subprocess.Popen(
            valkey_argv(self._settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + START_S
        while not self._answers():
            assert time.monotonic() < until, f"Valkey has not answered for {START_S:.0f} s"
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill the server with signal 9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(START_S)
            self._process = None

    def bus(self, area: str | None = None) -> RedisBus:
        """Return a bus in an area of its own."""
        return RedisBus(self._settings.redis, area=area or uuid4().hex)

    def _answers(self) -> bool:
        try:
            self.bus().ping()
        except BusUnavailable:
            return False
        return True


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Valkey that stays up; every bus has its own area."""
    yield from _valkey()


@pytest.fixture
def mortal_valkey() -> Iterator[Valkey]:
    """A Valkey that a test may kill."""
    yield from _valkey()


def _valkey() -> Iterator[Valkey]:
    folder = Path(tempfile.mkdtemp(prefix="vk-"))
    server = Valkey(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
