"""A TOML file of a region's figures, each part with its `source` and `certainty`: read whole, or every finding told."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.keys import Keys
from dispatch.adapters.region_files.text import read_text
from dispatch.domain.places import Certainty

ORIGIN = ("source", "certainty")


class FiguresInvalid(Exception):
    """A file of figures cannot be used. `findings` has one line each: file, line, field, and what is allowed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a part of the figures comes from."""

    part: str
    source: str
    certainty: Certainty


class Sheet(Keys):
    """The keys of one file. Raises `FiguresInvalid`: at once when it is unreadable, from `done` when keys are wrong."""

    def __init__(self, path: Path, overrides: Mapping[str, Any] | None = None) -> None:
        text, findings = read_text(path.parent, path.name)
        if findings or text is None:
            raise FiguresInvalid(findings)
        self._overrides = overrides or {}
        self.data = merged(_parsed(path.name, text), self._overrides)
        super().__init__(path.name, text, self.data)

    def has(self, path: str) -> bool:
        """Whether the key or section stands in the file, or in what is laid over it."""
        return _stands(self.data, path)

    def part(self, path: str, allowed: Sequence[str]) -> None:
        """Check a section: no key that nobody reads, and where it is from."""
        self.only(path, (*allowed, *ORIGIN))
        self.origin(path)

    def origin(self, path: str) -> None:
        """Check that a section has a source and its certainty; what is laid over the file need not."""
        if not _stands(self._overrides, path):
            self.text(f"{path}.source")
            self.certainty(f"{path}.certainty")

    def numbers(self, path: str, count: int) -> tuple[float, ...]:
        """Return a list of so many numbers from 0 up; all 1 in place of a wrong one."""
        value: list[Any] | None = self.get(path, list, f"нужен список из {count} чисел")
        if value is None:
            return (1.0,) * count
        good = all(isinstance(item, int | float) and not isinstance(item, bool) and 0 <= item < 1e9 for item in value)
        if len(value) != count or not good:
            self.wrong(path, f"нужен список из {count} чисел от 0; здесь {len(value)}")
            return (1.0,) * count
        return tuple(map(float, value))

    def done(self) -> None:
        """Raise `FiguresInvalid` when anything was wrong."""
        if self.findings:
            raise FiguresInvalid(self.findings)


def origins(path: Path) -> tuple[Origin, ...]:
    """Return the source of every part of the file, in the order of the file, for the report's list of assumptions."""
    return tuple(_origins("", Sheet(path).data))


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the keys of `over`; a table of `over` that names its `kind` replaces the whole table."""
    found = dict(base)
    for key, value in over.items():
        old = found.get(key)
        if not isinstance(value, Mapping):
            found[key] = value
        elif isinstance(old, Mapping) and "kind" not in value:
            found[key] = merged(old, value)
        else:
            kept = {name: part for name, part in dict(old or {}).items() if isinstance(part, Mapping | list)}
            found[key] = {**kept, **value}
    return found


def _stands(table: Mapping[str, Any], path: str) -> bool:
    value: Any = table
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number or nest beyond Python's limits
        at = re.search(r"line (\d+)", str(error))
        why = f"не разбирается как TOML: {error}"
        raise FiguresInvalid([Finding(file=file, line=int(at[1]) if at else 0, field="", text=why)]) from error


def _origins(path: str, table: Mapping[str, Any]) -> Iterator[Origin]:
    if "source" in table:
        yield Origin(part=path, source=str(table["source"]), certainty=Certainty(table.get("certainty", "assumed")))
    for key, value in table.items():
        parts = value if isinstance(value, list) else [value]
        for each in parts:
            if isinstance(each, Mapping):
                yield from _origins(f"{path}.{key}".lstrip("."), each)
