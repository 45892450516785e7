"""Where a helicopter may land, read from the region's `landing_sites.csv`."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from routing.types import LatLon

COLUMNS = ("id", "name", "kind", "district", "lat", "lon", "lit", "source", "certainty")
LIT = {"yes": True, "no": False}
CERTAINTIES = ("fact", "assumed")


class SitesUnreadable(ValueError):
    """The table of landing sites is not fit for use; the message names the line and the field."""


class SiteKind(StrEnum):
    """What kind of place it is."""

    HOSPITAL_PAD = "hospital-pad"
    AIRFIELD = "airfield"
    FIELD = "field"
    """a stadium or a meadow that was looked at beforehand"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingSite:
    """A place to land. `lit` says whether it has lamps for the night."""

    id: str
    name: str
    kind: SiteKind
    district: str
    at: LatLon
    lit: bool
    source: str
    certainty: str


def read_sites(path: Path) -> tuple[LandingSite, ...]:
    """Read the table. Raises `SitesUnreadable` at the first mistake."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise SitesUnreadable(f"{path.name}:1 столбцы {rows.fieldnames}: нужны {', '.join(COLUMNS)}")
        sites = tuple(_site(row, f"{path.name}:{rows.line_num}") for row in rows)
    ids = [site.id for site in sites]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise SitesUnreadable(f"{path.name} поле id: повторяется {', '.join(twice)}")
    return sites


def _site(row: dict[str, str], line: str) -> LandingSite:
    _known(row, line, "kind", tuple(SiteKind))
    _known(row, line, "lit", tuple(LIT))
    _known(row, line, "certainty", CERTAINTIES)
    for field in ("id", "name", "source"):
        if not row[field]:
            raise SitesUnreadable(f"{line} поле {field}: пусто")
    return LandingSite(
        id=row["id"],
        name=row["name"],
        kind=SiteKind(row["kind"]),
        district=row["district"],
        at=_point(row, line),
        lit=LIT[row["lit"]],
        source=row["source"],
        certainty=row["certainty"],
    )


def _known(row: dict[str, str], line: str, field: str, allowed: tuple[str, ...]) -> None:
    if row[field] not in allowed:
        raise SitesUnreadable(f"{line} поле {field}: «{row[field]}»: допустимо {', '.join(allowed)}")


def _point(row: dict[str, str], line: str) -> LatLon:
    try:
        return LatLon(lat=float(row["lat"]), lon=float(row["lon"]))
    except (TypeError, ValueError) as error:
        raise SitesUnreadable(f"{line} поля lat, lon: {error}") from None
