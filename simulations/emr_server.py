"""`python -m simulations.emr_server`: a real FHIR R4 server on 127.0.0.1 with synthetic patients."""

import argparse
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import uvicorn
from sekmet.config import Settings, SimulatorSettings, ValidationSettings
from sekmet.main import create_app

from simulations.patients import synthetic_records

HOST = "127.0.0.1"
LOADED_KEY = "doezd-synthetic-patients"
RECORDS_VERSION = "1"
"""Raise it when the synthetic records change, so that a kept data folder is filled anew."""


class QuietServer(uvicorn.Server):
    """Says one line when it listens, and ends with status 0 on SIGTERM and SIGINT."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: Any = None) -> None:
        """Say that the server listens."""
        await super().startup(sockets=sockets)
        print(self._greeting, flush=True)  # noqa: T201 - the one line that a parent process waits for

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn's own raises the signal once more at the end, and the process would die of it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        yield


def settings(port: int, data_dir: Path) -> Settings:
    """Without the simulator, without a log of what was asked, lenient on writing."""
    return Settings(
        base_url=f"http://{HOST}:{port}/fhir",
        host=HOST,
        port=port,
        data_dir=str(data_dir),
        validation=ValidationSettings(inbound="warn"),
        simulator=SimulatorSettings(enabled=False),
        log_inbound=False,
    )


def fill(store: Any, today: date) -> int:
    """Load the synthetic records once per day, for they are dated from today; returns how many were loaded."""
    mark = f"{RECORDS_VERSION} {today.isoformat()}"
    if store.kv_get(LOADED_KEY) == mark:
        return 0
    records = synthetic_records(today)
    store.reset()
    with store.transaction():
        for record in records:
            store.update(record)
    # Without statistics SQLite takes the wrong index: 1,870 ms a search against 41 ms.
    store.query("ANALYZE")
    store.kv_set(LOADED_KEY, mark)
    return len(records)


def serve(port: int, data_dir: Path, today: date) -> None:
    """Run until SIGTERM."""
    app = create_app(settings(port, data_dir))
    # The server's own set-up lets requests into the log, and a client that has waited long enough is no fault.
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("sekmet.fhir").setLevel(logging.CRITICAL)
    fill(app.state.ctx.store, today)
    config = uvicorn.Config(app, host=HOST, port=port, log_level="error", access_log=False, lifespan="off")
    QuietServer(config, f"EMR with synthetic patients: http://{HOST}:{port}/fhir").run()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulations.emr_server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--today", type=date.fromisoformat, help="the day from which the records are dated")
    asked = parser.parse_args()
    today = asked.today or datetime.now(UTC).date()  # noqa: TID251 - a process of its own, with its own clock
    serve(asked.port, asked.data_dir, today)


if __name__ == "__main__":
    main()
