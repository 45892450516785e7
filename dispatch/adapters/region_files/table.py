"""A CSV file into rows of cells, with the line each row stands on."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.text import read_text

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row by column, stripped. A column that the file lacks is absent."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows that have a cell for each column of the header, and what is wrong with the others."""

    file: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read_table(folder: Path, file: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Read one CSV. Order of columns is free; BOM, CRLF and empty lines are fine; `optional` ones may be left out."""
    text, findings = read_text(folder, file)
    if text is None:
        return Table(file=file, rows=(), findings=tuple(findings))
    delimiter = _delimiter(text)
    if delimiter != ",":
        name = "табуляция" if delimiter == "\t" else f"«{delimiter}»"
        findings.append(Finding(file=file, line=1, field="", text=f"разделитель {name}: нужна запятая"))
    header, rows, torn = _rows(text, file, delimiter)
    findings += [*_header(file, header, columns, optional), *torn]
    return Table(file=file, rows=tuple(rows), findings=tuple(findings))


def _delimiter(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _rows(text: str, file: str, delimiter: str) -> tuple[list[str], list[Row], list[Finding]]:
    header: list[str] = []
    rows: list[Row] = []
    findings: list[Finding] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for line, cells in _filled(reader):
            if not header:
                header = cells
            elif len(cells) != len(header):
                why = f"полей {len(cells)}, нужно {len(header)}; запятую внутри текста берут в кавычки"
                findings.append(Finding(file=file, line=line, field="", text=why))
            else:
                rows.append(Row(line=line, cells=dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        why = f"строка не разбирается как CSV ({error})"
        findings.append(Finding(file=file, line=reader.line_num, field="", text=why))
    return header, rows, findings


def _filled(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Line (of the row's first cell) and stripped cells of each row that is not empty."""
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, stripped


def _header(file: str, header: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> Iterator[Finding]:
    expected = ", ".join(columns) + (f"; можно {', '.join(optional)}" if optional else "")
    for column in columns:
        if column not in header:
            yield Finding(file=file, line=1, field=column, text=f"столбца нет; нужны {expected}")
    for at, column in enumerate(header):
        if column not in columns and column not in optional:
            yield Finding(file=file, line=1, field=column or f"№ {at + 1}", text=f"лишний столбец; нужны {expected}")
        elif column in header[:at]:
            yield Finding(file=file, line=1, field=column, text="столбец стоит дважды")
