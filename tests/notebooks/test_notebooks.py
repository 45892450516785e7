"""Every notebook runs as it is kept, and is kept without outputs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LIMIT_S = 280
"""Each takes under a minute on two cores of its own; a shared machine may take its time."""


def test_all_six_are_there() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs"), cell["id"]
        assert cell.get("execution_count") is None, cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_begins_with_how_to_make_it_serious(path: Path) -> None:
    code = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    first = "".join(code[0]["source"])
    assert "SERIOUS = False" in first or "всерьёз" in first


@pytest.mark.timeout(LIMIT_S + 20)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path))
    env = {**os.environ, "DOEZD_RUNS": str(tmp_path / "runs"), "IPYTHONDIR": str(tmp_path / "ipython")}
    run = subprocess.run(
        [sys.executable, "-c", "from nbclient.cli import main; main()", "--inplace", f"--timeout={LIMIT_S}", str(copy)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert not [text for cell in json.loads(copy.read_text(encoding="utf-8"))["cells"] for text in _complaints(cell)]


def _complaints(cell: dict[str, Any]) -> list[str]:
    """What a cell has written to stderr: a deprecation today is an error tomorrow."""
    return ["".join(out["text"]) for out in cell.get("outputs", []) if out.get("name") == "stderr"]
