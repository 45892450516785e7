"""Machine code that is kept on disk: fresh when what it was made of is the same, and never in the way."""

import subprocess
import sys
from pathlib import Path

import pytest

LAYOUT = "from typing import NamedTuple\nclass Pair(NamedTuple):\n    first: int\n    second: int\nSHARE = 10\n"
KERNEL = """
from layout import Pair, SHARE
from routing.network.kernel import kernel

@kernel
def weighed(pair: Pair) -> int:
    return pair.first * SHARE + pair.second
"""
ASK = "import code_of; from layout import Pair; print(code_of.weighed(Pair(first=1, second=2)))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "layout.py").write_text(LAYOUT)
    (tmp_path / "code_of.py").write_text(KERNEL)
    return tmp_path


def asked(folder: Path, question: str = ASK) -> int:
    """Ask in a process of its own, as a service does that starts from an older checkout's folder."""
    where = f"import sys; sys.dont_write_bytecode = True; sys.path.insert(0, {str(folder)!r}); "
    done = subprocess.run([sys.executable, "-c", where + question], capture_output=True, text=True, check=True)
    return int(done.stdout)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*.nb*"))


def test_code_is_compiled_once_until_a_layout_or_a_number_of_another_file_changes(folder):
    assert asked(folder) == 12
    before = {path: path.stat().st_mtime_ns for path in kept(folder)}
    (folder / "code_of.py").touch()  # as any checkout does
    assert asked(folder) == 12
    assert {path: path.stat().st_mtime_ns for path in kept(folder)} == before
    swapped = LAYOUT.replace("first", "third").replace("second", "first").replace("third", "second")
    (folder / "layout.py").write_text(swapped.replace("SHARE = 10", "SHARE = 20"))
    assert asked(folder) == 22


def test_code_kept_for_a_layout_that_has_moved_away_is_compiled_again(folder):
    assert asked(folder) == 12
    (folder / "layout.py").rename(folder / "moved.py")
    (folder / "code_of.py").write_text(KERNEL.replace("layout", "moved"))
    assert asked(folder, ASK.replace("layout", "moved")) == 12


def test_kept_code_that_is_damaged_is_compiled_again(folder):
    assert asked(folder) == 12
    for what in ("*.nbc", "*.nbi"):
        for path in (folder / "__pycache__").glob(what):
            path.write_bytes(path.read_bytes()[:100])
        assert asked(folder) == 12
