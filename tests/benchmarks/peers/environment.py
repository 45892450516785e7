"""A Python of their own for the peers: their wheels are for 3.12 and later. Built once, in the ignored `.bench`."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

LOCK = Path(__file__).with_name("requirements.lock")
OLDEST = "3.12"
ASK_S, INSTALL_S = 10.0, 600.0
"""How long a Python may take to name itself, and the installation to end."""
IS_NEW = f"import sys; sys.exit(sys.version_info < ({OLDEST.replace('.', ', ')}))"


class NotMeasured(Exception):
    """A peer has no figure; the message says why."""


def interpreter(folder: Path) -> Path:
    """Return the Python that has the peers, installed now if it was not before. Raises `NotMeasured`."""
    home = folder / f"env-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    python = home / "bin" / "python"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        _install([str(_newer_python()), "-m", "venv", str(home)])
        _install(
            [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK)]
        )
        (home / "whole").touch()
    return python


def _newer_python() -> Path:
    found = next((each for each in _candidates() if _is_new(each)), None)
    if found is None:
        raise NotMeasured(f"no Python {OLDEST} or later on this machine")
    return found


def _candidates() -> Iterator[Path]:
    """List Pythons of the PATH and of pyenv; its shims stand on the PATH even where nothing is behind them."""
    names = ("python3.13", "python3.12")
    yield from (Path(path) for path in map(shutil.which, names) if path)
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for name in names:
        yield from versions.glob(f"{name.removeprefix('python')}*/bin/{name}")


def _is_new(python: Path) -> bool:
    try:
        return (
            subprocess.run([str(python), "-c", IS_NEW], capture_output=True, timeout=ASK_S, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install(command: list[str]) -> None:
    run(command, "the installation of the peers", INSTALL_S)


def run(command: list[str], what: str, limit_s: float, folder: Path | None = None) -> None:
    """Run a program to its end. Raises `NotMeasured` with the last it said."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=limit_s)
    except subprocess.TimeoutExpired as why:
        raise NotMeasured(f"{what} did not end in {limit_s:g} s") from why
    except subprocess.CalledProcessError as why:
        last = (why.stderr.strip().splitlines() or why.stdout.strip().splitlines() or ["no word"])[-1]
        raise NotMeasured(f"{what} failed: {last}") from why
