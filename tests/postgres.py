"""A PostgreSQL server of one's own: made, used and thrown away in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

WAIT_S = 60


class Postgres:
    """A running server; each test takes a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def fresh_database(self) -> str:
        """Create an empty database and return its SQLAlchemy URL."""
        name = f"t{next(self._numbers)}"
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://doezd@/{database}?host={self._folder}"


def programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`; None when this machine has no server."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "pg_ctl").exists() and (f / "initdb").exists()), None)


@contextmanager
def running_postgres(bin_: Path) -> Iterator[Postgres]:
    """Start a server on a unix socket; end it by its own data folder."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data = folder / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
    try:
        _run(bin_ / "initdb", "-D", data, "-U", "doezd", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(bin_ / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "-t", WAIT_S, "start")
        try:
            yield Postgres(folder)
        finally:
            _run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "-t", WAIT_S, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *words: object) -> None:
    command = [str(program), *map(str, words)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=WAIT_S + 30, check=True
    )
