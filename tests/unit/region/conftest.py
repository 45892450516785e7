from pathlib import Path
from shutil import copytree

import pytest

LENINGRAD = Path(__file__).parents[3] / "data" / "region" / "leningrad"


class Folder:
    """A copy of the default region that a test may spoil, one cell at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def text(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.path / file).write_text(text, encoding="utf-8", newline="")

    def spoil(self, file: str, line: int, old: str, new: str) -> None:
        lines = self.text(file).split("\n")
        assert old in lines[line - 1], f"{file}:{line} has no «{old}»: {lines[line - 1]}"
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
        self.write(file, "\n".join(lines))


@pytest.fixture(scope="session")
def leningrad() -> Path:
    return LENINGRAD


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(Path(copytree(LENINGRAD, tmp_path / "region")))
