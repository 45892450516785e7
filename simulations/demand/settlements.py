"""Where people live: the settlements of a CSV, or the region's own places, with residents that add up by district."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from dispatch.adapters.region_files.cells import Cells
from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.table import read_table
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.durations.sheet import FiguresInvalid

COLUMNS = ("name", "district", "population", "lat", "lon")
CALLS = "calls_per_year"
MAY_BE_THERE = ("town_census", CALLS, "source", "certainty")
KINDS_OF_DISTRICT = ("муниципальный", "муниципальное", "район", "городской", "округ", "образование")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A settlement. `population` is as its source has it; `residents` add up to what its district has published.

    `calls` is how often it calls, where that was counted (None: by its residents).
    """

    name: str
    district: str
    at: LatLon
    population: float
    residents: float = 0.0
    calls: float | None = None


def homes(region: Region, settlements: Path | None) -> list[Home]:
    """Return the settlements, district by district. A district without any lives at its centre.

    Raises `FiguresInvalid` with every finding when the CSV cannot be used.
    """
    known = _own(region) if settlements is None else read_settlements(settlements, region)
    return list(_scaled(region, known))


def read_settlements(path: Path, region: Region) -> list[Home]:
    """Read a CSV of `COLUMNS`. Districts are matched without the words for their kind."""
    read = read_table(path.parent, path.name, COLUMNS, MAY_BE_THERE)
    findings = list(read.findings)
    own = {plain_district(row.name): row.name for row in region.districts}
    found: list[Home] = []
    for row in read.rows:
        cells = Cells(read.file, row)
        text = cells.text("district")
        district = own.get(plain_district(text))
        if text and district is None and text not in region.neighbours:
            cells.wrong("district", f"«{text}»: такого района нет в регионе; есть {', '.join(own.values())}")
        home = Home(
            name=cells.text("name"),
            district=district or "",
            at=cells.point(),
            population=cells.number("population", 0, 1e8),
            calls=cells.number(CALLS, 0, 1e9) if cells.given(CALLS) else None,
        )
        findings += cells.findings
        if cells.sound and district is not None:
            found.append(home)
    if len({home.calls is None for home in found}) > 1:
        findings.append(Finding(file=read.file, line=1, field=CALLS, text="заполните у всех поселений или ни у одного"))
    if not findings and not found:
        findings.append(Finding(file=read.file, line=0, field="", text="нет ни одного поселения этого региона"))
    if findings:
        raise FiguresInvalid(findings)
    return found


def plain_district(name: str) -> str:
    """Return the name without its kind: «Лужский муниципальный район» and «Лужский район» are one."""
    words = name.lower().replace("ё", "е").split()
    return " ".join(word for word in words if word not in KINDS_OF_DISTRICT)


def _own(region: Region) -> Iterator[Home]:
    for place in region.places:
        yield Home(name=place.name, district=place.district, at=place.at, population=place.population)


def _scaled(region: Region, known: Iterable[Home]) -> Iterator[Home]:
    by_district = {name: list(rows) for name, rows in groupby(sorted(known, key=_district), key=_district)}
    for district in region.districts:
        rows: Sequence[Home] = [home for home in by_district.get(district.name, []) if home.population > 0]
        if not rows:
            living = float(district.residents)
            rows = [Home(name=district.name, district=district.name, at=district.centre, population=living)]
        factor = district.residents / sum(home.population for home in rows)
        yield from (replace(home, residents=home.population * factor) for home in rows)


def _district(home: Home) -> str:
    return home.district
