"""One process of the service under the supervisor: started, watched, restarted, ended by its own id."""

import ctypes
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BACKOFF_S = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits before the first, second … restart; a part that ran for `STEADY_S` begins anew."""

STEADY_S = 30.0
STOP_S = 8.0
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True, kw_only=True)
class Part:
    """A child process that should always run. `once` is True for one that may end well."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    once: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    failures: int = 0
    started_at: float = 0.0
    _due_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the process; its words go to its own log file."""
        self.started_at = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 (the service's own programs)
                list(self.argv),
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the parts in order
                preexec_fn=_die_with_parent,  # noqa: PLW1509 (one system call, no locks)
            )

    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> str | None:
        """Restart a dead process when its time has come. Returns what to tell, if anything."""
        if self.process is None or self.running():
            return None
        if self.once and self.process.returncode == 0:
            self.process = None
            return None
        now = time.monotonic()
        if not self._due_at:
            self.failures = 1 if now - self.started_at > STEADY_S else self.failures + 1
            self._due_at = now + BACKOFF_S[min(self.failures, len(BACKOFF_S)) - 1]
            return f"{self.name}: процесс остановился (код {self.process.returncode}), перезапуск; журнал {self.log}"
        if now >= self._due_at:
            self._due_at = 0.0
            self.start()
        return None

    def stop(self) -> None:
        """End the process: ask, wait, then force."""
        if self.process is None or not self.running():
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_S)
