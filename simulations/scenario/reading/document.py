"""A scenario's TOML with all it extends, as one tree, which remembers the file and line of every key."""

import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.text import read_text
from simulations.scenario.reading.lines import SYNTAX_LINE, line_of, lines_of

CHOICE = {"region": "model", "roads": "model", "demand": "model", "policy": "name"}
"""Sections whose keys depend on one of them: another choice begins the section anew instead of adding to the base."""

GIVEN_BY_HAND = "--set"
EXTENDS = "extends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where something stands. `folder` is what relative paths written there start from."""

    file: str
    line: int
    folder: Path


@dataclass(slots=True, kw_only=True)
class Document:
    """The tree under `data`; `written` knows the places of its keys by dotted path."""

    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def where(self, path: str) -> Written:
        """Return the place of a key, or of the nearest section around it."""
        parts = path.split(".")
        prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        whole = Written(file=self.path.name, line=0, folder=self.path.parent)
        return next((self.written[prefix] for prefix in prefixes if prefix in self.written), whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One file (or what was given by hand) to be laid over the tree."""

    file: str
    folder: Path
    lines: Mapping[str, int]

    def written(self, path: str) -> Written:
        return Written(file=self.file, line=line_of(self.lines, path), folder=self.folder)


def read_document(path: Path, overrides: Mapping[str, Any]) -> Document:
    """Read the file, what it extends, and lay `overrides` (dotted path to value) on top."""
    document = Document(path=path)
    _extend(document, path, ())
    by_hand = _Source(file=GIVEN_BY_HAND, folder=path.parent, lines={})
    for at, value in overrides.items():
        _put(document, at, value, by_hand)
    return document


def _extend(document: Document, path: Path, through: Sequence[Path]) -> None:
    label = _label(document, path)
    text, findings = read_text(path.parent, path.name)
    document.findings += [
        Finding(file=label, line=each.line, field=each.field, text=_without_sample(each.text)) for each in findings
    ]
    data = _parsed(document, label, text)
    lines = lines_of(text or "")
    base = data.pop(EXTENDS, None)
    source = _Source(file=label, folder=path.parent, lines=lines)
    if base is not None:
        _base(document, source, base, (*through, path.resolve()))
    _lay(document, document.data, data, ("", ""), source)


def _base(document: Document, source: _Source, base: object, through: Sequence[Path]) -> None:
    written = source.written(EXTENDS)
    if not isinstance(base, str) or not base:
        text = f"«{base}»: нужен текст в кавычках, путь к файлу сценария"
        document.findings.append(Finding(file=written.file, line=written.line, field=EXTENDS, text=text))
        return
    target = source.folder / base
    if is_file(target) and target.resolve() in through:
        circle = " → ".join(each.name for each in (*through, target))
        text = f"«{base}»: сценарии продолжают друг друга по кругу: {circle}"
        document.findings.append(Finding(file=written.file, line=written.line, field=EXTENDS, text=text))
    elif not is_file(target):
        text = f"«{base}»: такого файла нет; путь считается от папки этого файла"
        document.findings.append(Finding(file=written.file, line=written.line, field=EXTENDS, text=text))
    else:
        _extend(document, target, through)


def _parsed(document: Document, label: str, text: str | None) -> dict[str, Any]:
    try:
        return tomllib.loads((text or "").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number or nest beyond Python's limits
        at = SYNTAX_LINE.search(str(error))
        line = int(at[1]) if at else len((text or "").splitlines())  # what names no line has not been closed
        why = f"не разбирается как TOML: {error}"
        document.findings.append(Finding(file=label, line=line, field="", text=why))
        return {}


def _lay(
    document: Document, into: dict[str, Any], fresh: Mapping[str, Any], at: tuple[str, str], source: _Source
) -> None:
    """Lay `fresh` over `into`: sections are merged, lists of tables are continued, everything else is replaced.

    `at` is the dotted path with its closing dot, in the tree and in the file that `fresh` comes from.
    """
    for key, value in fresh.items():
        path, own = at[0] + key, at[1] + key
        known = into.get(key)
        if isinstance(value, dict) and isinstance(known, dict) and not _other_choice(path, known, value):
            document.written[path] = source.written(own)
            _lay(document, known, value, (f"{path}.", f"{own}."), source)
        elif _tables(value) and _tables(known) and known:
            _note(document, value, (path, own), source, first=len(known))
            into[key] = [*known, *deepcopy(value)]
        else:
            _forget(document, path)
            _note(document, value, (path, own), source)
            into[key] = deepcopy(value)


def _other_choice(path: str, known: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    choice = CHOICE.get(path)
    return choice is not None and choice in fresh and fresh[choice] != known.get(choice)


def _tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _note(document: Document, value: object, at: tuple[str, str], source: _Source, first: int = 0) -> None:
    path, own = at
    if not first:
        document.written[path] = source.written(own)
    if isinstance(value, dict):
        for key, item in value.items():
            _note(document, item, (f"{path}.{key}", f"{own}.{key}"), source)
    elif isinstance(value, list):
        for row, item in enumerate(value):
            _note(document, item, (f"{path}.{first + row}", f"{own}.{row}"), source)


def _forget(document: Document, path: str) -> None:
    for known in [each for each in document.written if each == path or each.startswith(f"{path}.")]:
        del document.written[known]


def _put(document: Document, path: str, value: object, source: _Source) -> None:
    """Lay one value over the tree; a part of the path that is not there yet becomes a section."""
    *parts, last = path.split(".")
    into: Any = document.data
    for part in parts:
        if isinstance(into, list) and part.isdecimal() and int(part) < len(into):
            into = into[int(part)]
        elif isinstance(into, dict):
            into = into.setdefault(part, {})
        else:
            break
    if isinstance(into, dict):
        prefix = "".join(f"{part}." for part in parts)
        _lay(document, into, {last: value}, (prefix, prefix), source)
        return
    text = "такого ключа в сценарии быть не может: путь пишут через точку, номер в списке с нуля"
    document.findings.append(Finding(file=source.file, line=0, field=path, text=text))


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; a name that no folder can have is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _label(document: Document, path: Path) -> str:
    """Name a file as the reader would look for it: by name beside the scenario, else by its path."""
    return path.name if path.parent == document.path.parent else str(path)


def _without_sample(text: str) -> str:
    """The region's sample is no sample of a scenario."""
    return text.split("; образец лежит", maxsplit=1)[0]
