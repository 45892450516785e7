"""A large CSV by columns: as fast as half a million rows ask for, and every wrong cell told with its line."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.text import read_text

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNKNOWN, EMPTY = -10, -11
SPELT_OTHERWISE = {
    "latitude": "lat",
    "longitude": "lon",
    "lng": "lon",
    "y": "lat",
    "x": "lon",
    "call_id": "id",
    "replication": "day",
    "arrival": "received_s",
    "arrival_time": "received_s",
    "time": "received_s",
    "priority": "urgency",
    "call_type": "type",
    "complaint": "type",
    "service_time": "scene_s",
    "on_scene": "scene_s",
    "destination": "hospital",
    "origin": "from",
    "duration": "seconds",
}
"""What others call our columns: named in the finding, never guessed."""

TOLD = 20
"""Wrong cells of one column that are told one by one; of the others, the number."""


class Columns:
    """The columns of one file as text, read into arrays by name. What is wrong gathers in `findings`.

    A wrong cell reads as a stand-in, so that the rest of the file is still looked at.
    """

    def __init__(self, path: Path, needed: Sequence[str], optional: Sequence[str]) -> None:
        self.file = path.name
        self.findings: list[Finding] = []
        self.lines: list[int] = []
        self._cells: Mapping[str, Sequence[str]] = {}
        text, findings = read_text(path.parent, path.name)
        self.findings += [
            Finding(file=f.file, line=f.line, field=f.field, text=f.text.split("; образец лежит")[0]) for f in findings
        ]
        if text is not None:
            self._read(text, needed, optional)

    def __len__(self) -> int:
        """Return the number of rows that have a cell for every column."""
        return len(self.lines)

    def _read(self, text: str, needed: Sequence[str], optional: Sequence[str]) -> None:
        header, columns = self._plain(text) or self._quoted(text)
        self._check(header, needed, optional)
        self._cells = dict(zip(header, columns, strict=True))
        if not self.lines:
            self.wrong(0, "", "нет ни одной строки с данными")

    def _plain(self, text: str) -> tuple[list[str], list[Sequence[str]]] | None:
        """Cut a file without quotes and torn rows, as large files are, ten times as fast; None when it is another."""
        head, *rows = text.replace("\r\n", "\n").rstrip().split("\n")
        header = [name.strip() for name in head.split(",")]
        width = len(header)
        if width < 2 or '"' in text or "\r" in head or any(row.count(",") != width - 1 for row in rows):
            return None
        cells = ",".join(rows).split(",") if rows else []
        self.lines = list(range(2, len(rows) + 2))
        return header, [cells[column::width] for column in range(width)]

    def _quoted(self, text: str) -> tuple[list[str], list[Sequence[str]]]:
        reader = csv.reader(StringIO(text, newline=""))
        header: list[str] = []
        rows: list[list[str]] = []
        try:
            header = [name.strip() for name in next(reader, [])]
            rows = list(self._whole(reader, len(header)))
        except csv.Error as error:
            self.lines = self.lines[: len(rows)]
            self.wrong(reader.line_num, "", f"строка не разбирается как CSV ({error})")
        return header, list(zip(*rows, strict=True)) or [()] * len(header)

    def _whole(self, reader: Iterator[list[str]], width: int) -> Iterator[list[str]]:
        for cells in reader:
            line: int = reader.line_num  # type: ignore[attr-defined]
            if len(cells) == width:
                self.lines.append(line)
                yield cells
            elif any(map(str.strip, cells)):
                self.wrong(line, "", f"полей {len(cells)}, нужно {width}; запятую внутри текста берут в кавычки")

    def _check(self, header: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
        known = [*needed, *optional]
        for name in needed:
            if name not in header:
                self.wrong(1, name, f"столбца нет; нужны {', '.join(needed)}; можно {', '.join(optional)}")
        for at, name in enumerate(header):
            if name not in known:
                text = f"лишний столбец{_meant(name, known)}; допустимы {', '.join(known)}"
                self.wrong(1, name or f"№ {at + 1}", text)
            elif name in header[:at]:
                self.wrong(1, name, "столбец стоит дважды")

    def wrong(self, line: int, field: str, text: str) -> None:
        """Note one finding."""
        self.findings.append(Finding(file=self.file, line=line, field=field, text=text))

    def wrong_rows(self, field: str, rows: Sequence[int], why: Callable[[int], str]) -> None:
        """Note the first wrong rows of a column, and how many there are besides."""
        for row in rows[:TOLD]:
            self.wrong(self.lines[row], field, why(row))
        if len(rows) > TOLD:
            self.wrong(self.lines[rows[TOLD]], field, f"и ещё строк с такой ошибкой: {len(rows) - TOLD}")

    def has(self, field: str) -> bool:
        """Whether the file has the column."""
        return field in self._cells

    def texts(self, field: str) -> list[str]:
        """Stripped texts; empty ones where the column is missing."""
        return [cell.strip() for cell in self._cells.get(field, ())] or [""] * len(self)

    def names(self, field: str) -> list[str]:
        """Stripped texts, none of them empty."""
        found = self.texts(field)
        if self.has(field):
            self.wrong_rows(field, [row for row, cell in enumerate(found) if not cell], lambda _: "пусто")
        return found

    def numbers(self, field: str, low: float, high: float = inf, default: float | None = None) -> Floats:
        """Return numbers from `low` to `high`; the default where column or cell is empty (None: it must be filled)."""
        if not self.has(field):
            return np.full(len(self), low if default is None else default)
        cells = self._cells[field]
        if default is not None:
            cells = [cell if cell.strip() else str(default) for cell in cells]
        found = self._parsed(field, cells)
        ends = found <= high if high < inf or default == inf else found < high
        bad = np.flatnonzero(~((found >= low) & ends) & ~np.isnan(found))
        span = f"не меньше {low:g}" if high == inf else f"от {low:g} до {high:g}"
        self.wrong_rows(field, bad.tolist(), lambda row: f"«{cells[row].strip()}»: нужно число {span}")
        clipped: Floats = np.clip(np.where(np.isnan(found), low, found), low, high)
        return clipped

    def _parsed(self, field: str, cells: Sequence[str]) -> Floats:
        try:
            found = np.array(cells, dtype=np.float64)
        except ValueError:
            found = np.array([_number(cell) for cell in cells])
        bad = np.flatnonzero(np.isnan(found)).tolist()
        self.wrong_rows(field, bad, lambda row: _why_no_number(cells[row].strip()))
        return found

    def codes(self, field: str, known: Mapping[str, int], what: str, *, empty: int | None = None) -> Codes:
        """Return the row of each name in `known`; `empty` where nothing is written (None: something must be).

        A name that is not known reads as 0.
        """
        cells = self.texts(field)
        found = np.array([known.get(cell, UNKNOWN) if cell else EMPTY for cell in cells], dtype=np.int64)
        bad = np.flatnonzero(found == UNKNOWN).tolist()
        self.wrong_rows(field, bad, lambda row: f"«{cells[row]}»: {what}{_near(cells[row], known)}")
        if empty is None and self.has(field):
            self.wrong_rows(field, np.flatnonzero(found == EMPTY).tolist(), lambda _: "пусто")
        found[found == UNKNOWN] = 0
        found[found == EMPTY] = 0 if empty is None else empty
        return found

    def flags(self, field: str) -> Flags:
        """Return ``yes`` or ``no``; empty is no."""
        return self.codes(field, {"no": 0, "yes": 1}, "нужно yes или no", empty=0).astype(np.bool_)

    def moments(self, field: str) -> Floats:
        """Return seconds since 1970 by the clock on the wall; NaN for what is no date and time."""
        cells = self.texts(field)
        found: Floats = np.array([_moment(cell) for cell in cells])
        why = "нужны дата и время региона без пояса: 2025-01-13T08:00:00"
        self.wrong_rows(field, np.flatnonzero(np.isnan(found)).tolist(), lambda row: f"«{cells[row]}»: {why}")
        return found


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _moment(cell: str) -> float:
    try:
        return float(np.datetime64(cell, "ms").astype(np.int64)) / 1000 if _local(cell) else np.nan
    except ValueError:
        return np.nan


def _local(cell: str) -> bool:
    """Whether it is a date and time, and says no zone."""
    return len(cell) >= 16 and cell[10:11] in {"T", " "} and not any(sign in cell[10:] for sign in "Z+-")


def _why_no_number(cell: str) -> str:
    if not cell:
        return "пусто"
    return f"«{cell}»: нужно число{'; дробную часть отделяют точкой' if ',' in cell else ''}"


def _meant(name: str, known: Sequence[str]) -> str:
    other = SPELT_OTHERWISE.get(name.lower())
    near = [other] if other in known else get_close_matches(name.lower(), known, n=1)
    return f", похоже на {near[0]}" if near else ""


def _near(name: str, known: Mapping[str, int]) -> str:
    found = get_close_matches(name, list(known), n=1)
    return f", похоже на {found[0]}" if found else ""
