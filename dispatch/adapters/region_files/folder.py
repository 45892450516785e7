"""The whole folder: every file read, every finding collected, and a `Region` only when there is none."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar

from dispatch.adapters.region_files import rows
from dispatch.adapters.region_files.cells import Cells
from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.frame import FILE as FRAME_FILE
from dispatch.adapters.region_files.frame import read_frame
from dispatch.adapters.region_files.table import Table, read_table
from dispatch.domain.errors import RegionInvalid
from dispatch.domain.places import Station
from dispatch.domain.region import Contradiction, Region, contradictions, of_neighbours

T = TypeVar("T")
POINT = ("lat", "lon")
ORIGIN = ("source", "certainty")
SHIFT = ("shift_start", "shift_end")
COLUMNS = {
    "districts": ("name", *POINT, "residents", *ORIGIN),
    "stations": ("id", "name", "kind", "district", *POINT, *ORIGIN),
    "hospitals": ("id", "name", "district", *POINT, "capabilities", *ORIGIN),
    "faps": ("id", "name", "district", *POINT, *ORIGIN),
    "crews": ("id", "kind", "station", "vehicle_class", *SHIFT, *ORIGIN),
    "complaints": (
        *("code", "name", "group", "urgency", "crew_need", "hospital_need"),
        *("share", "child_share", "words", *ORIGIN),
    ),
    "places": ("name", *POINT, "district", "population", *ORIGIN),
    "standby": ("id", "name", "district", *POINT, *ORIGIN),
    "posts": ("id", "weekdays", "from", "until", "crews", "hardness", *ORIGIN),
}
MAY_HAVE = {"crews": ("equipment",), "complaints": ("equipment_need",)}
MAY_BE_EMPTY = frozenset({"faps", "places", "standby", "posts"})
MAY_BE_MISSING = frozenset({"standby", "posts"})


class Read(Generic[T]):
    """What came out of one CSV: the values, the line of each, and the findings."""

    def __init__(self, folder: Path, table: str, row: Callable[[Cells], T | None]) -> None:
        file = f"{table}.csv"
        missing = table in MAY_BE_MISSING and not (folder / file).exists()
        columns, optional = COLUMNS[table], MAY_HAVE.get(table, ())
        read = Table(file=file, rows=(), findings=()) if missing else read_table(folder, file, columns, optional)
        self.table = table
        self.findings = list(read.findings)
        self.values: list[T] = []
        self.lines: list[int] = []
        for line in read.rows:
            cells = Cells(read.file, line)
            value = row(cells)
            self.findings += cells.findings
            if cells.sound and value is not None:
                self.values.append(value)
                self.lines.append(line.line)
        self.whole = not self.findings and len(self.values) == len(read.rows)
        if self.whole and not read.rows and table not in MAY_BE_EMPTY:
            self.whole = False
            self.findings.append(Finding(file=read.file, line=0, field="", text="нет ни одной строки с данными"))


def load_region(folder: Path) -> Region:
    """Read the region. Raises `RegionInvalid` with every finding when the files are not fit for use."""
    region, findings = _read(folder)
    if region is None or findings:
        raise RegionInvalid(findings)
    return region


def check_region(folder: Path) -> list[str]:
    """All that is wrong with the region's files, in the order of files and lines; nothing for a good folder."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Region | None, list[str]]:
    if not folder.is_dir():
        return None, [f"{folder}: такой папки нет; образец лежит в data/region/leningrad"]
    frame, wrong_in_frame = read_frame(folder)
    stations = Read(folder, "stations", rows.station)
    by_id: dict[str, Station] = {station.id: station for station in stations.values}
    districts = Read(folder, "districts", rows.district)
    hospitals = Read(folder, "hospitals", rows.hospital)
    faps = Read(folder, "faps", rows.fap)
    crews = Read(folder, "crews", lambda cells: rows.crew(cells, by_id, all_stations_read=stations.whole))
    complaints = Read(folder, "complaints", rows.complaint)
    places = Read(folder, "places", rows.place)
    standby = Read(folder, "standby", rows.standby_point)
    posts = Read(folder, "posts", rows.post_hours)
    region = Region(
        name=frame.name,
        utc_offset_s=frame.utc_offset_s,
        box=frame.box,
        neighbours=frame.neighbours,
        attribution=frame.attribution,
        emergency_phone=frame.emergency_phone,
        ambulance_phone=frame.ambulance_phone,
        norms=frame.norms,
        figures=frame.figures,
        districts=tuple(districts.values),
        stations=tuple(stations.values),
        hospitals=tuple(hospitals.values),
        faps=tuple(faps.values),
        crews=of_neighbours(crews.values, frame.neighbours),
        complaints=tuple(needed for needed, _ in complaints.values),
        call_shares=tuple(called for _, called in complaints.values),
        places=tuple(places.values),
        standby=tuple(standby.values),
        seasons=frame.seasons,
        posts=tuple(posts.values),
        duty=frame.duty,
    )
    files: list[Read[Any]] = [districts, stations, hospitals, faps, crews, complaints, places, standby, posts]
    partial = {read.table for read in files if not read.whole}
    if wrong_in_frame:
        partial.add("districts")  # the neighbours' names may be missing
    told = _located(contradictions(region, partial=frozenset(partial)), files)
    return region, _in_order([*wrong_in_frame, *chain.from_iterable(read.findings for read in files), *told])


def _located(contradictory: Iterable[Contradiction], files: list[Read[Any]]) -> Iterator[Finding]:
    """Give each contradiction its file and line; one about a table as a whole stands at the header."""
    lines = {read.table: read.lines for read in files}
    for each in contradictory:
        line = 1 if each.row is None else lines[each.table][each.row]
        yield Finding(file=f"{each.table}.csv", line=line, field=each.field, text=each.text)


def _in_order(findings: Iterable[Finding]) -> list[str]:
    order = [FRAME_FILE, *(f"{table}.csv" for table in COLUMNS)]
    return [str(each) for each in sorted(set(findings), key=lambda each: (order.index(each.file), each))]
