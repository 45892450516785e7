"""Keys of a scenario into values. Every wrong key is found, with its file and line."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from math import isfinite
from pathlib import Path
from typing import Any

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.keys import Keys, near
from dispatch.domain.places import Certainty
from routing.types import LatLon
from simulations.durations import FiguresInvalid, origins
from simulations.scenario.model import Source
from simulations.scenario.reading.document import Document, Written, is_file, is_folder

ORIGIN = ("source", "certainty")
"""Every section may say where it is from; the report lists it among the assumptions."""


class ScenarioKeys(Keys):
    """Readers for the keys of a scenario, by dotted path; a number in the path is a row of a list."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.path.name, "", document.data)
        self._document = document
        self.findings = list(document.findings)
        self.elsewhere: list[str] = []
        """Findings that other readers have already put into words."""
        self.sources: list[Source] = []

    def wrong(self, path: str, text: str) -> None:
        """Note what is wrong with a key, where it is written."""
        written = self._document.where(path)
        self.findings.append(Finding(file=written.file, line=written.line, field=path, text=text))

    def unknown(self, path: str, name: str, known: Collection[str], what: str) -> None:
        """Note a name that nobody knows, with the nearest one that is known."""
        self.wrong(path, f"«{name}»: {what}{near(name, known)}")

    def where(self, path: str) -> Written:
        """Return where a key is written."""
        return self._document.where(path)

    def raw(self, path: str) -> Any:
        """Return what is written at the path, as TOML has it; None when nothing is."""
        value: Any = self._data
        for part in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return value

    def whole(self, path: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.number(path, low, high)
        if value != int(value):
            self.wrong(path, f"«{value:g}»: нужно целое число")
        return int(value)

    def whole_or(self, path: str, default: int, low: int, high: int) -> int:
        """Return a whole number, or the default where nothing is written."""
        return self.whole(path, low, high) if self.given(path) else default

    def text_or(self, path: str, default: str) -> str:
        """Return a text, or the default where nothing is written."""
        return self.text(path) if self.given(path) else default

    def texts_or(self, path: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts, or the default where nothing is written."""
        return self.texts(path) if self.given(path) else tuple(default)

    def all_of(self, path: str, allowed: Collection[str], where: str) -> tuple[str, ...]:
        """Return a list of known names; `where` says where they are known from."""
        values = self.texts_or(path)
        for value in values:
            if value not in allowed:
                self.wrong(path, f"«{value}»: такого нет {where}{near(value, allowed)}")
        return tuple(value for value in values if value in allowed)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the keys of a section; of none that is not written."""
        return super().names(path) if self.given(path) else ()

    def rows(self, path: str) -> tuple[str, ...]:
        """Return the paths of the entries of a list of tables (``[[…]]``)."""
        value = self.raw(path)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, Mapping) for item in value)):
            self.wrong(path, f"нужен список разделов: [[{path}]]")
            return ()
        return tuple(f"{path}.{row}" for row in range(len(value or ())))

    def only(self, path: str, allowed: Collection[str]) -> None:
        """Note every key of the section (the empty path is the file) that nobody reads, with the nearest known one."""
        known = [*allowed, *ORIGIN] if path else list(allowed)
        for name in self.names(path) if path else tuple(self._data):
            if name not in known:
                text = f"лишний ключ{near(name, known)}; допустимы {', '.join(allowed)}"
                self.wrong(f"{path}.{name}".lstrip("."), text)
        self.keep_source(path)

    def file(self, path: str) -> Path | None:
        """Return a file that is named at the path, seen from the folder where it is named; None when there is none."""
        name = self.text(path)
        if not name:
            return None
        found = self._document.where(path).folder / name
        if not is_file(found):
            self.wrong(path, f"«{name}»: такого файла нет; путь считается от папки файла, где он написан")
            return None
        return found

    def folder(self, path: str) -> Path | None:
        """Return a folder that is named at the path; None when there is none."""
        name = self.text(path)
        found = self._document.where(path).folder / name
        if name and not is_folder(found):
            self.wrong(path, f"«{name}»: такой папки нет; путь считается от папки файла, где он написан")
        return found if name and is_folder(found) else None

    def moment(self, path: str, utc_offset_s: float) -> float | None:
        """Return POSIX seconds of a local date and time; None when it is none."""
        value = self.raw(path)
        if isinstance(value, str):
            value = _from_iso(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if not isinstance(value, datetime):
            said = f"«{self.raw(path)}»" if self.given(path) else "ключа нет"
            self.wrong(path, f"{said}: нужны дата и время региона: 2025-01-13T08:00:00 или 2025-01-13")
            return None
        local = value if value.tzinfo else value.replace(tzinfo=timezone(timedelta(seconds=utc_offset_s)))
        try:
            return local.timestamp()
        except (OverflowError, ValueError):
            self.wrong(path, f"«{value}»: дата вне календаря")
            return None

    def point(self, path: str) -> LatLon:
        """Return `lat` and `lon` of the section, degrees."""
        lat = self.number(f"{path}.lat", -90, 90)
        return LatLon(lat=lat, lon=self.number(f"{path}.lon", -180, 180))

    def spot(self, path: str, places: Mapping[str, LatLon]) -> LatLon | None:
        """Return the point that a section names: `place`, or `lat` and `lon`; None when there is none."""
        if not self.given(f"{path}.place"):
            known = len(self.findings)
            at = self.point(path)
            return at if len(self.findings) == known else None
        name = self.text(f"{path}.place")
        if self.given(f"{path}.lat") or self.given(f"{path}.lon"):
            self.wrong(f"{path}.place", "место задано дважды: оставьте place или lat и lon")
        if name and name not in places:
            self.unknown(f"{path}.place", name, places, "такого места нет")
        return places.get(name)

    def section(self, path: str) -> dict[str, Any]:
        """Return a whole section as it is written; an empty one when nothing is."""
        return dict(self.get(path, Mapping, "нужен раздел") or {}) if self.given(path) else {}

    def pairs(self, path: str) -> tuple[LatLon, ...]:
        """Return a list of [lat, lon]."""
        value = self.get(path, list, "нужен список точек [[широта, долгота], …]") or []
        found = [_pair(item) for item in value]
        if None in found:
            self.wrong(path, "нужен список точек [[широта, долгота], …] в градусах")
        return tuple(each for each in found if each is not None)

    def keep_source(self, path: str) -> None:
        """Note where a section says that it comes from."""
        prefix = f"{path}." if path else ""
        if self.given(f"{prefix}source"):
            certainty = self.certainty(f"{prefix}certainty") if self.given(f"{prefix}certainty") else Certainty.ASSUMED
            text = self.text(f"{prefix}source")
            self.sources.append(Source(part=path, text=text, assumed=certainty is Certainty.ASSUMED))

    def keep_origins(self, path: Path) -> None:
        """Note where the parts of a file of figures come from; what is wrong with the file, its own reader says."""
        try:
            found = origins(path)
        except FiguresInvalid:
            return
        for origin in found:
            part = f"{path.name}: {origin.part}"
            assumed = origin.certainty is Certainty.ASSUMED
            self.sources.append(Source(part=part, text=origin.source, assumed=assumed))


def _pair(item: object) -> LatLon | None:
    match item:
        case [int() | float() as lat, int() | float() as lon] if isfinite(lat) and isfinite(lon):
            return LatLon(lat=lat, lon=lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
        case _:
            return None


def _from_iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
