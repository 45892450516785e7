"""Cells of one row into values. Every wrong cell is found, not only the first."""

import re
from collections.abc import Sequence
from math import inf, isfinite

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.table import Row
from dispatch.domain.places import Certainty
from routing.types import LatLon

TIME = re.compile(r"(\d{1,2}):(\d\d)(?::00)?")


class Cells:
    """Readers for one row.

    A wrong cell becomes a finding and reads as a harmless stand-in, so that the rest of the row is still looked at.
    The value built from such a row is thrown away: ask `sound`.
    """

    def __init__(self, file: str, row: Row) -> None:
        self._file = file
        self._row = row
        self.findings: list[Finding] = []
        self.sound = True

    def wrong(self, field: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.findings.append(Finding(file=self._file, line=self._row.line, field=field, text=text))
        self.sound = False

    def spoil(self) -> None:
        """Mark the row unusable for a reason that has been told elsewhere."""
        self.sound = False

    def given(self, field: str) -> bool:
        """Whether an optional column is there and its cell is filled."""
        return bool(self._row.cells.get(field))

    def text(self, field: str) -> str:
        """Any text; not empty."""
        value = self._row.cells.get(field)
        if value is None:
            self.spoil()  # the header's finding has said that the column is missing
        elif not value:
            self.wrong(field, "пусто")
        return value or ""

    def number(self, field: str, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        value = self.text(field)
        if not value:
            return low
        try:
            number = float(value)
        except ValueError:
            hint = "; дробную часть отделяют точкой" if "," in value else ""
            self.wrong(field, f"«{value}»: нужно число{hint}")
            return low
        if not (isfinite(number) and low <= number <= high):
            self.wrong(field, f"«{value}»: нужно число {_span(low, high)}")
            return low
        return number

    def whole(self, field: str, low: int, high: float = inf) -> int:
        """A whole number from `low` up, written with digits only."""
        value = self.text(field)
        if value and not re.fullmatch(r"[0-9]{1,12}", value):
            self.wrong(field, f"«{value}»: нужно целое число, одни цифры")
        elif value and not low <= int(value) <= high:
            self.wrong(field, f"«{value}»: нужно число {_span(low, high)}")
        return int(value) if value and self.sound else low

    def point(self) -> LatLon:
        """`lat` and `lon`, degrees. Whether they lie in the region is the region's question."""
        return LatLon(lat=self.number("lat", -90, 90), lon=self.number("lon", -180, 180))

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        """One of the allowed words."""
        value = self.text(field)
        if value in allowed:
            return value
        if value:
            self.wrong(field, f"«{value}»: допустимо {', '.join(allowed)}")
        return allowed[0]

    def some_of(self, field: str, allowed: Sequence[str]) -> list[str]:
        """One or more of the allowed words, parted by ``;``."""
        values = self.words(field)
        for value in values:
            if value not in allowed:
                self.wrong(field, f"«{value}»: допустимо {', '.join(allowed)}; несколько через «;»")
        return [value for value in values if value in allowed]

    def words(self, field: str) -> list[str]:
        """Texts parted by ``;``."""
        return [part.strip() for part in self.text(field).split(";") if part.strip()]

    def time_of_day_s(self, field: str) -> float:
        """Seconds after midnight of ``HH:MM``."""
        value = self.text(field)
        match = TIME.fullmatch(value)
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return int(match[1]) * 3600.0 + int(match[2]) * 60.0
        if value:
            self.wrong(field, f"«{value}»: нужно время ЧЧ:ММ от 00:00 до 23:59")
        return 0.0

    def certainty(self) -> Certainty:
        """``fact`` or ``assumed``."""
        return Certainty(self.one_of("certainty", [*Certainty]))


def _span(low: float, high: float) -> str:
    return f"не меньше {low:g}" if high == inf else f"от {low:g} до {high:g}"
