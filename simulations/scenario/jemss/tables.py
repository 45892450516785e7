"""CSV files that hold several tables one after the other: a name, a header, rows, an empty line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from simulations.scenario.errors import ImportImpossible

Rows = Sequence[Mapping[str, str]]


def read_tables(path: Path) -> Mapping[str, Rows]:
    """Return the rows of each table by name. Raises `ImportImpossible` when the file cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [[cell.strip() for cell in line] for line in csv.reader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportImpossible([f"{path.name}: файл не читается: {error}"]) from error
    return dict(_tables(lines))


def _tables(lines: Sequence[Sequence[str]]) -> Iterator[tuple[str, Rows]]:
    block: list[Sequence[str]] = []
    for line in [*lines, ()]:
        if any(line):
            block.append(line)
        elif block:
            yield _table(block)
            block = []


def _table(block: Sequence[Sequence[str]]) -> tuple[str, Rows]:
    header = block[1] if len(block) > 1 else ()
    rows = [{name: cell for name, cell in zip(header, line, strict=False) if name} for line in block[2:]]
    return block[0][0], rows


def number(path: Path, row: Mapping[str, str], *fields: str) -> float:
    """Return the number in the first of the columns that the row has. Raises `ImportImpossible` when there is none."""
    cell = next((row[field] for field in fields if row.get(field)), "")
    try:
        return float(cell)
    except ValueError as error:
        raise ImportImpossible([f"{path.name} поле {fields[0]}: «{cell}»: нужно число"]) from error
