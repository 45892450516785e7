"""A finished replication as a file: a killed worker or a killed run costs no more than what was under way."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulations.results import Results
from simulations.runner.columns import Columns, Flat, assemble
from simulations.runner.files import write_whole
from simulations.runner.task import Keep, Outcome

HEADER = "header"
UNREADABLE = (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile)
"""What reading a torn or foreign file raises; it is computed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The checkpoints of one task below `folder`. What lies there was verified by its checksums before it is used."""

    folder: Path
    keep: Keep

    def path(self, replication: int) -> Path:
        """Where a replication is kept."""
        return self.folder / f"{replication:06}.npz"

    def rows(self, replication: int) -> Path | None:
        """Where the rows of a replication are kept; None when rows are not."""
        return None if self.keep is Keep.FIGURES else self.path(replication)

    def put(self, outcome: Outcome, flat: Flat) -> None:
        """Keep a replication: its figures, and its rows if they are wanted."""
        rows = self.keep is not Keep.FIGURES
        header = {
            "keep": self.keep.value,
            "outcome": [outcome.task, outcome.scenario, outcome.policy, outcome.replication, outcome.digest],
            "figures": dict(outcome.figures),
            "results": flat.header if rows else {},
            "reasons": flat.reasons if self.keep is Keep.REASONS else {"rows": [], "known": []},
        }
        columns: Columns = {HEADER: np.frombuffer(json.dumps(header).encode(), np.uint8)}
        columns |= flat.columns if rows else {}
        write_whole(self.path(outcome.replication), lambda file: np.savez(file, allow_pickle=False, **columns))

    def get(self, replication: int) -> Outcome | None:
        """The outcome of an earlier run; None when there is none, or too little of it was kept, or it is damaged."""
        path = self.path(replication)
        try:
            header, columns = _read(path)
            return self._outcome(header, columns)
        except UNREADABLE:
            return None

    def _outcome(self, header: dict[str, Any], columns: Columns) -> Outcome | None:
        kept, rows = Keep(header["keep"]), self.keep is not Keep.FIGURES
        task, scenario, policy, replication, digest = header["outcome"]
        if list(Keep).index(kept) < list(Keep).index(self.keep):
            return None
        if rows and Flat(columns=columns, header=header["results"], reasons={}).digest != digest:
            return None
        return Outcome(
            task=task,
            scenario=scenario,
            policy=policy,
            replication=replication,
            digest=digest,
            figures=header["figures"],
            rows=self.rows(replication),
        )


def read_rows(path: Path) -> Results:
    """The rows of a kept replication. Raises `OSError`, `ValueError` or `KeyError` for a file that holds none."""
    header, columns = _read(path)
    return assemble(Flat(columns=columns, header=header["results"], reasons=header["reasons"]))


def _read(path: Path) -> tuple[dict[str, Any], Columns]:
    # Opened here: numpy leaves a file open that it cannot read.
    with path.open("rb") as stored, np.load(stored, allow_pickle=False) as file:
        columns = {name: file[name] for name in file.files}
    header: dict[str, Any] = json.loads(columns.pop(HEADER).tobytes())
    return header, columns
