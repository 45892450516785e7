"""The scenario's region: a folder with some tables replaced, or nothing but the tables of an instance."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import TypeVar

from dispatch.adapters.region_files import load_region
from dispatch.adapters.region_files.cells import Cells
from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.table import read_table
from dispatch.domain.crew import Crew
from dispatch.domain.errors import RegionInvalid
from dispatch.domain.incident import Complaint
from dispatch.domain.places import Hospital, Station
from dispatch.domain.region import Region, Settlement
from simulations.scenario.reading import rows
from simulations.scenario.reading.draft import Draft, box_around
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.neutral import districts_of_rows, neutral_region

T = TypeVar("T")
EMBEDDED = Path(__file__).resolve().parents[3] / "data" / "region" / "leningrad"
FOLDER, TABLES = "folder", "tables"
MODELS = (FOLDER, TABLES)
TABLE_KEYS = ("places", "stations", "hospitals", "crews", "types", "kinds")
FRAME_KEYS = ("name", "utc_offset_h")


def read_region(keys: ScenarioKeys) -> Draft | None:
    """Read [region]; None when there is no region to go on with, which the findings say."""
    model = keys.one_of("region.model", MODELS, FOLDER)
    keys.only("region", ("model", *TABLE_KEYS, *(FRAME_KEYS if model == TABLES else ("folder",))))
    base = _instance(keys) if model == TABLES else _folder(keys)
    if base is None:
        return None
    draft = Draft.of(base)
    for table in TABLE_KEYS:
        _replace(keys, draft, table)
        if model == TABLES:
            draft.base = replace(draft.base, districts=districts_of_rows(draft))
    if model == TABLES:
        _complete(keys, draft)
    return draft


def region_folder(keys: ScenarioKeys) -> Path | None:
    """Return the folder of a region of files; None when there is none."""
    if keys.raw("region.model") == TABLES:
        return None
    return keys.folder("region.folder") if keys.given("region.folder") else EMBEDDED


def _folder(keys: ScenarioKeys) -> Region | None:
    folder = region_folder(keys)
    if folder is None:
        return None
    try:
        return load_region(folder)
    except RegionInvalid as invalid:
        keys.elsewhere += [f"{folder.name}/{finding}" for finding in invalid.findings]
        return None


def _instance(keys: ScenarioKeys) -> Region:
    for table in ("crews", "types"):
        if not keys.given(f"region.{table}"):
            keys.wrong(f"region.{table}", f'ключа нет: при model = "{TABLES}" нужна таблица {table}')
    utc_offset_s = keys.number_or("region.utc_offset_h", 0.0, -12, 14) * 3600
    return neutral_region(keys.text_or("region.name", "instance"), utc_offset_s)


def _complete(keys: ScenarioKeys, draft: Draft) -> None:
    """Give an instance its box and weights, and let every crew serve everything where no table says who may."""
    draft.base = replace(draft.base, box=box_around(draft.points().values()))
    total = fsum(share.share for share in draft.shares.values())
    if total > 0:
        draft.shares = {code: replace(share, share=share.share / total) for code, share in draft.shares.items()}
    if not keys.given("region.kinds"):
        everything = dict.fromkeys(draft.complaints, 0.0)
        draft.crews = {name: replace(crew, serves=everything) for name, crew in draft.crews.items()}


def _replace(keys: ScenarioKeys, draft: Draft, table: str) -> None:
    """Take a table of the scenario in the place of the region's own."""
    path = f"region.{table}"
    if not keys.given(path):
        return
    file = keys.file(path)
    if file is None:
        draft.torn.add(table)
        return
    READERS[table](keys, draft, file)


def _places(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    count = iter(range(1_000_000))
    found = _read(keys, draft, file, "places", lambda cells: rows.place(cells, draft, next(count)))
    draft.places = {row.name: row for row in found}


def _stations(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    found = _read(keys, draft, file, "stations", lambda cells: rows.station(cells, draft))
    draft.stations = {row.id: row for row in found}


def _hospitals(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    found = _read(keys, draft, file, "hospitals", lambda cells: rows.hospital(cells, draft))
    draft.hospitals = {row.id: row for row in found}


def _crews(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    any_kind = keys.given("region.kinds") or keys.raw("region.model") == TABLES
    found = _read(keys, draft, file, "crews", lambda cells: rows.crew(cells, draft, any_kind=any_kind))
    draft.crews = {row.id: row for row in found}


def _types(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    found = _read(keys, draft, file, "types", rows.call_type)
    draft.complaints = {needed.code: needed for needed, _ in found}
    draft.shares = {called.complaint: called for _, called in found}


def _kinds(keys: ScenarioKeys, draft: Draft, file: Path) -> None:
    found = _read(keys, draft, file, "kinds", lambda cells: rows.serving(cells, draft))
    known = {row.kind for row in found}
    served = {
        kind: {row.type: row.penalty_s for row in found if row.kind == kind and row.penalty_s is not None}
        for kind in known
    }
    for name, crew in draft.crews.items():
        if crew.kind in served:
            draft.crews[name] = replace(crew, serves=served[crew.kind])
        elif "kinds" not in draft.torn:
            at = draft.where.get(("crews", name), (file.name, 0))
            text = f"«{crew.kind}»: такого вида нет в {file.name}; есть {', '.join(sorted(known))}"
            keys.findings.append(Finding(file=at[0], line=at[1], field="kind", text=text))


def _read(keys: ScenarioKeys, draft: Draft, file: Path, table: str, row: Callable[[Cells], T | None]) -> list[T]:
    """Read one CSV; every id stands in it once."""
    needed, optional = rows.COLUMNS[table]
    read = read_table(file.parent, file.name, needed, optional)
    keys.findings += read.findings
    found = list(
        _sound(keys, draft, read.file, table, ((Cells(read.file, line), line.line, row) for line in read.rows))
    )
    if read.findings or len(found) < len(read.rows):
        draft.torn.add(table)
    elif not read.rows:
        keys.findings.append(Finding(file=read.file, line=0, field="", text="нет ни одной строки с данными"))
    return found


def _sound(
    keys: ScenarioKeys,
    draft: Draft,
    file: str,
    table: str,
    lines: Iterator[tuple[Cells, int, Callable[[Cells], T | None]]],
) -> Iterator[T]:
    for cells, line, row in lines:
        value = row(cells)
        name = _name(value)
        if cells.sound and name is not None and (table, name) in draft.where:
            first = draft.where[table, name][1]
            cells.wrong(rows.COLUMNS[table][0][0], f"«{name}» уже есть в строке {first}: нужно другое")
        keys.findings += cells.findings
        if cells.sound and value is not None:
            if name is not None:
                draft.where[table, name] = (file, line)
            yield value


def _name(value: object) -> str | None:
    """Return what a row is known by."""
    match value:
        case rows.Serving(kind=kind, type=code):
            return f"{kind} × {code}"
        case (Complaint(code=code), _):
            return code
        case Settlement(name=name):
            return name
        case Station(id=name) | Hospital(id=name) | Crew(id=name):
            return name
        case _:
            return None


READERS: dict[str, Callable[[ScenarioKeys, Draft, Path], None]] = {
    "places": _places,
    "stations": _stations,
    "hospitals": _hospitals,
    "crews": _crews,
    "types": _types,
    "kinds": _kinds,
}
