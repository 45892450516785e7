"""region.toml: the region's frame, norms and figures."""

import re
import tomllib
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from dispatch.adapters.region_files.duty import read_duty
from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.keys import Keys
from dispatch.adapters.region_files.seasons import read_seasons
from dispatch.adapters.region_files.text import read_text
from dispatch.domain.duty import DutyRules
from dispatch.domain.region import Box, Figure, Norms
from dispatch.domain.roads import SeasonBegin

FILE = "region.toml"
SECTIONS = ("name", "utc_offset_h", "neighbours", "box", "map", "phones", "norms", "figures", "roads", "crews", "duty")
"""`crews` holds the rule of spread_crews.py; it is not read here."""
NORM_KEYS = {
    "emergency_arrival_min": "emergency_arrival_s",
    "urgent_arrival_min": "urgent_arrival_s",
    "urgent_latest_min": "urgent_latest_s",
    "answer_latest_s": "answer_latest_s",
    "answer_mean_s": "answer_mean_s",
    "service_notified_s": "service_notified_s",
    "service_acknowledged_s": "service_acknowledged_s",
    "card_entered_min": "card_entered_s",
    "crew_notified_min": "crew_notified_s",
}
"""Key of the file → field of `Norms`; the file says minutes where people say minutes."""
WORLD = Box(west=-180, south=-90, east=180, north=90)
"""Stands in for a box that could not be read, so that no row is blamed for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What region.toml says."""

    name: str
    utc_offset_s: float
    box: Box
    neighbours: tuple[str, ...]
    attribution: tuple[str, ...]
    emergency_phone: str
    ambulance_phone: str
    norms: Norms
    figures: tuple[Figure, ...]
    duty: DutyRules | None
    seasons: tuple[SeasonBegin, ...]


def read_frame(folder: Path) -> tuple[Frame, list[Finding]]:
    """Read region.toml. With findings, the frame is made of stand-ins where the file was wrong."""
    text, findings = read_text(folder, FILE)
    data: dict[str, Any] = {}
    try:
        data = tomllib.loads((text or "").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number or nest beyond Python's limits
        at = re.search(r"line (\d+)", str(error))
        why = f"не разбирается как TOML: {error}"
        findings.append(Finding(file=FILE, line=int(at[1]) if at else 0, field="", text=why))
    keys = Keys(FILE, text or "", data)
    frame = _frame(keys)
    return frame, findings + (keys.findings if data else [])  # an unreadable file lacks every key: said once


def _frame(keys: Keys) -> Frame:
    keys.only("", SECTIONS)
    return Frame(
        name=keys.text("name"),
        utc_offset_s=keys.number("utc_offset_h", -12, 14) * 3600,
        box=_box(keys),
        neighbours=keys.texts("neighbours"),
        attribution=keys.texts("map.attribution"),
        emergency_phone=keys.text("phones.emergency"),
        ambulance_phone=keys.text("phones.ambulance"),
        norms=_norms(keys),
        figures=tuple(_figure(keys, code) for code in keys.names("figures")),
        seasons=read_seasons(keys),
        duty=read_duty(keys),
    )


def _box(keys: Keys) -> Box:
    known = len(keys.findings)
    west, east = keys.number("box.west", -180, 180), keys.number("box.east", -180, 180)
    south, north = keys.number("box.south", -90, 90), keys.number("box.north", -90, 90)
    if len(keys.findings) == known and west < east and south < north:
        return Box(west=west, south=south, east=east, north=north)
    if len(keys.findings) == known:
        keys.wrong("box", "рамка пуста: нужно west < east и south < north")
    return WORLD


def _norms(keys: Keys) -> Norms:
    keys.only("norms", NORM_KEYS)
    values: dict[str, float] = {}
    sources: dict[str, str] = {}
    for key, field in NORM_KEYS.items():
        keys.certainty(f"norms.{key}.certainty")
        sources[field] = keys.text(f"norms.{key}.source")
        values[field] = keys.number(f"norms.{key}.value", 0, inf) * (60 if key.endswith("_min") else 1)
    return Norms(**values, sources=sources)


def _figure(keys: Keys, code: str) -> Figure:
    path = f"figures.{code}"
    return Figure(
        code=code,
        value=keys.number(f"{path}.value", 0, inf),
        unit=keys.text(f"{path}.unit"),
        source=keys.text(f"{path}.source"),
        certainty=keys.certainty(f"{path}.certainty"),
    )
