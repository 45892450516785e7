"""Where each key of a TOML text stands."""

import re
from collections.abc import Mapping

SECTION = re.compile(r"\s*\[([^\[\]]+)\]")
ENTRY = re.compile(r"\s*\[\[([^\[\]]+)\]\]")
KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
SYNTAX_LINE = re.compile(r"line (\d+)")


def lines_of(text: str) -> Mapping[str, int]:
    """Line of each section, of each entry of a list of tables (``add_crew.0``), and of each key, by dotted path."""
    lines: dict[str, int] = {}
    entries: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if entry := ENTRY.match(line):
            name = _path(entry[1])
            section = f"{name}.{entries.get(name, 0)}."
            entries[name] = entries.get(name, 0) + 1
            lines.setdefault(name, number)
            lines.setdefault(section[:-1], number)
        elif header := SECTION.match(line):
            section = _path(header[1]) + "."
            lines.setdefault(section[:-1], number)
        elif key := KEY.match(line):
            lines.setdefault(section + _path(key[1]), number)
    return lines


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Line of the key, or of the nearest section around it; 0 when nothing of it is written."""
    parts = path.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((lines[prefix] for prefix in prefixes if prefix in lines), 0)


def _path(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
