"""Keys of a TOML file into values. Every wrong key is found, with its line."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from math import inf
from sys import float_info
from typing import Any

from dispatch.adapters.region_files.finding import Finding
from dispatch.domain.places import Certainty


class Keys:
    """Readers for the keys of the file, by dotted path. A wrong one is noted and reads as a stand-in."""

    def __init__(self, file: str, text: str, data: Mapping[str, Any]) -> None:
        self._file = file
        self._data = data
        self._lines = _lines(text)
        self.findings: list[Finding] = []

    def wrong(self, path: str, text: str) -> None:
        """Note what is wrong with a key, on its line or its section's."""
        parts = path.split(".")
        prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        line = next((self._lines[prefix] for prefix in prefixes if prefix in self._lines), 0)
        self.findings.append(Finding(file=self._file, line=line, field=path, text=text))

    def get(self, path: str, kind: type | tuple[type, ...], what: str) -> Any:
        """Return the value at the path when it is of the kind; None and a finding when not."""
        value = self.raw(path)
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.wrong(path, "ключа нет" if value is None else f"«{value}»: {what}")
        return None

    def raw(self, path: str) -> Any:
        """Return what is written at the path, as TOML has it; None when nothing is."""
        value: Any = self._data
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def given(self, path: str) -> bool:
        """Whether anything is written at the path."""
        return self.raw(path) is not None

    def text(self, path: str) -> str:
        """Return a text, not empty."""
        value: str | None = self.get(path, str, "нужен текст в кавычках")
        if value is not None and not value.strip():
            self.wrong(path, "пусто")
        return value or ""

    def number(self, path: str, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        value: float | None = self.get(path, (int, float), "нужно число")
        if value is None:
            return low
        if not (abs(value) <= float_info.max and low <= value <= high):  # also false for nan
            span = f"не меньше {low:g}" if high == inf else f"от {low:g} до {high:g}"
            self.wrong(path, f"«{value}»: нужно число {span}")
            return low
        return float(value)

    def number_or(self, path: str, default: float, low: float = 0.0, high: float = inf) -> float:
        """Return a number from `low` to `high`, or the default where nothing is written."""
        return self.number(path, low, high) if self.given(path) else default

    def one_of(self, path: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Return one of the allowed words."""
        if default is not None and not self.given(path):
            return default
        value = self.text(path)
        if value and value not in allowed:
            self.wrong(path, f"«{value}»: допустимо {', '.join(allowed)}{near(value, allowed)}")
        return value if value in allowed else allowed[0]

    def flag(self, path: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.raw(path)
        if value is not None and not isinstance(value, bool):
            self.wrong(path, f"«{value}»: нужно true или false")
        return value if isinstance(value, bool) else default

    def time_of_day_s(self, path: str) -> float:
        """Return seconds after midnight of a time of day: 08:00:00, or the text "08:00"."""
        value = self.raw(path)
        if isinstance(value, str):
            value = _clock(value)
        if not isinstance(value, time):
            self.wrong(path, f'«{self.raw(path)}»: нужно время суток: "08:00"')
            return 0.0
        return value.hour * 3600.0 + value.minute * 60.0 + value.second

    def texts(self, path: str) -> tuple[str, ...]:
        """Return a list of texts; may be empty."""
        value = self.get(path, list, 'нужен список ["…", "…"]')
        if value is not None and not all(isinstance(item, str) for item in value):
            self.wrong(path, "в списке нужны тексты в кавычках")
            return ()
        return tuple(value or ())

    def names(self, path: str) -> tuple[str, ...]:
        """Return the keys of a section."""
        return tuple(self.get(path, Mapping, "нужен раздел") or ())

    def certainty(self, path: str) -> Certainty:
        """Return ``fact`` or ``assumed``."""
        value = self.text(path)
        if value and value not in [*Certainty]:
            self.wrong(path, f"«{value}»: допустимо {', '.join(Certainty)}")
            return Certainty.ASSUMED
        return Certainty(value or Certainty.ASSUMED)

    def only(self, path: str, allowed: Collection[str]) -> None:
        """Note every key of the section (the empty path is the file) that nobody reads."""
        for name in self.names(path) if path else self._data:
            if name not in allowed:
                self.wrong(f"{path}.{name}".lstrip("."), f"лишний ключ; допустимы {', '.join(allowed)}")


def near(name: str, known: Collection[str]) -> str:
    """Return a hint at the known name that is most like a wrong one; nothing when none is."""
    found = get_close_matches(name, list(known), n=1)
    return f", похоже на {found[0]}" if found else ""


def _clock(value: str) -> time | None:
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None


def _lines(text: str) -> dict[str, int]:
    """Line of each section and of each key written at the start of a line, by dotted path."""
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            section = header[1].strip() + "."
            lines.setdefault(section[:-1], number)
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            lines.setdefault(section + key[1], number)
    return lines
