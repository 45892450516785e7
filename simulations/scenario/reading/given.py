"""Calls of a file with their own durations: every day of it is a replication of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.adapters.region_files.finding import Finding
from dispatch.domain.ids import HospitalId, natural
from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls
from simulations.scenario.errors import ScenarioInvalid
from simulations.scenario.model import GivenCalls, Scenario
from simulations.scenario.reading.columns import Columns
from simulations.scenario.reading.nearest_district import districts_of

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

NEEDED = ("id", "type", "scene_s")
SPARE_S = ("handover_s", "handling_s", "turnout_s", "walking_s", "cleaning_s")
OPTIONAL = (
    *("day", "received_s", "received_at", "lat", "lon", "place", "urgency", "true_urgency", "hospital", "transported"),
    *(*SPARE_S, "patience_s", "district", "child"),
)
NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the file says, row by row in its own order. `received_s` counts from the start of the scenario.

    `day` numbers the days in order of their names; `hospital` is -1 where none is named.
    """

    days: tuple[str, ...]
    day: Rows
    ids: list[str]
    received_s: Floats
    lat: Floats
    lon: Floats
    district: Rows
    complaint: Rows
    urgency: Rows
    true_urgency: Rows
    hospital: Rows
    transported: NDArray[np.bool_]
    child: NDArray[np.bool_]
    scene_s: Floats
    spare_s: Mapping[str, Floats]
    patience_s: Floats

    @property
    def last_s(self) -> float:
        """When the last call of any day comes, seconds after the start."""
        return float(self.received_s.max(initial=0.0))


def given_days(scenario: Scenario) -> tuple[Calls, ...]:
    """Read the calls that a scenario is given, one `Calls` a day. Raises `ScenarioInvalid` with every finding."""
    if not isinstance(scenario.demand, GivenCalls):
        raise ScenarioInvalid([f'{scenario.path.name} поле demand.model: нужно "given", здесь вызовы разыгрываются'])
    given, findings = read_given(scenario.demand.path, scenario.region, scenario.start_at)
    if given is None or findings:
        raise ScenarioInvalid([str(finding) for finding in findings])
    return tuple(_calls(given, scenario, rows) for rows in _by_day(given))


def read_given(path: Path, region: Region, start_at: float) -> tuple[Given | None, list[Finding]]:
    """Read the file and say all that is wrong with it; None when there is nothing to go on with."""
    columns = Columns(path, NEEDED, OPTIONAL)
    if not len(columns):
        return None, columns.findings
    complaints = {row.code: at for at, row in enumerate(region.complaints)}
    hospitals: dict[str, int] = {row.id: at for at, row in enumerate(region.hospitals)}
    kind = columns.codes("type", complaints, "такого типа вызова нет")
    usual = np.array([int(row.urgency) for row in region.complaints])[kind] if complaints else np.ones(len(kind), int)
    hospital = columns.codes("hospital", hospitals, "такого стационара нет", empty=NOWHERE)
    lat, lon = _points(columns, region)
    days, day = _days(columns)
    graded = _urgency(columns, "urgency", usual)
    given = Given(
        days=days,
        day=day,
        ids=columns.names("id"),
        received_s=_received_s(columns, region, start_at),
        lat=lat,
        lon=lon,
        district=_districts(columns, region, lat, lon),
        complaint=kind,
        urgency=graded,
        true_urgency=_urgency(columns, "true_urgency", graded),
        hospital=hospital,
        transported=(hospital != NOWHERE) | columns.flags("transported"),
        child=columns.flags("child"),
        scene_s=columns.numbers("scene_s", 0),
        spare_s={field: columns.numbers(field, 0, default=0.0) for field in SPARE_S},
        patience_s=columns.numbers("patience_s", 0, default=inf),
    )
    _once(columns, given)
    return given, columns.findings


def _urgency(columns: Columns, field: str, usual: Rows) -> Rows:
    levels = {str(int(level)): int(level) for level in Urgency}
    found = columns.codes(field, levels, f"нужно {', '.join(levels)}", empty=0)
    return np.where(found == 0, usual, found)


def _points(columns: Columns, region: Region) -> tuple[Floats, Floats]:
    if columns.has("place"):
        if columns.has("lat") or columns.has("lon"):
            columns.wrong(1, "place", "место задано дважды: оставьте place или lat и lon")
        known: dict[str, LatLon] = {row.id: row.at for row in region.hospitals}
        known |= {row.id: row.at for row in region.stations}
        known |= {row.name: row.at for row in region.places}
        rows = columns.codes("place", {name: at for at, name in enumerate(known)}, "такого места нет")
        at = list(known.values()) or [LatLon(lat=0.0, lon=0.0)]
        return np.array([each.lat for each in at])[rows], np.array([each.lon for each in at])[rows]
    for field in ("lat", "lon"):
        if not columns.has(field):
            columns.wrong(1, field, "столбца нет: нужны lat и lon или place")
    return columns.numbers("lat", -90, 90), columns.numbers("lon", -180, 180)


def _received_s(columns: Columns, region: Region, start_at: float) -> Floats:
    if columns.has("received_s") == columns.has("received_at"):
        why = "оставьте один из двух" if columns.has("received_s") else "столбца нет: нужен received_s или received_at"
        columns.wrong(1, "received_s", f"{why} столбцов времени" if columns.has("received_s") else why)
    if not columns.has("received_at") or columns.has("received_s"):
        return columns.numbers("received_s", 0)
    if columns.has("day"):
        columns.wrong(1, "day", "день с received_at не сочетается: пишите received_s или уберите day")
    found = columns.moments("received_at") - (start_at + region.utc_offset_s)
    early = np.flatnonzero(found < 0).tolist()
    columns.wrong_rows("received_at", early, lambda _: "раньше начала сценария (start)")
    since: Floats = np.maximum(np.nan_to_num(found), 0.0)
    return since


def _districts(columns: Columns, region: Region, lat: Floats, lon: Floats) -> Rows:
    known = {row.name: at for at, row in enumerate(region.districts)}
    if columns.has("district"):
        return columns.codes("district", known, "такого района нет")
    return districts_of(region, lat, lon)


def _days(columns: Columns) -> tuple[tuple[str, ...], Rows]:
    if not columns.has("day"):
        return ("",), np.zeros(len(columns), np.intp)
    names = columns.names("day")
    days = tuple(sorted(set(names), key=natural))
    order = {name: at for at, name in enumerate(days)}
    return days, np.array([order[name] for name in names], np.intp)


def _once(columns: Columns, given: Given) -> None:
    """Every id stands once a day."""
    seen: set[tuple[int, str]] = set()
    again = [row for row, key in enumerate(zip(given.day.tolist(), given.ids, strict=True)) if _twice(seen, key)]
    columns.wrong_rows("id", again, lambda row: f"«{given.ids[row]}» уже есть в этот день: нужно другое")


def _twice(seen: set[tuple[int, str]], key: tuple[int, str]) -> bool:
    known = key in seen
    seen.add(key)
    return known


def _by_day(given: Given) -> Iterator[Rows]:
    """Rows of each day in order of time; calls of one moment in natural order of their ids."""
    order = np.lexsort((given.received_s, given.day))
    edges = np.searchsorted(given.day[order], np.arange(len(given.days) + 1))
    for begin, end in pairwise(edges):
        yield _tied(given, order[begin:end])


def _tied(given: Given, rows: Rows) -> Rows:
    moments = given.received_s[rows]
    if (np.diff(moments) > 0).all():
        return rows
    return np.array(
        [
            row
            for _, same in groupby(rows.tolist(), key=lambda row: given.received_s[row])
            for row in sorted(same, key=lambda row: natural(given.ids[row]))
        ],
        np.intp,
    )


def _calls(given: Given, scenario: Scenario, rows: Rows) -> Calls:
    region, count = scenario.region, len(rows)
    hospitals: list[HospitalId | None] = [*(row.id for row in region.hospitals), None]
    return Calls(
        ids=tuple([given.ids[row] for row in rows.tolist()]),
        received_at=given.received_s[rows] + scenario.start_at,
        lat=given.lat[rows],
        lon=given.lon[rows],
        districts=tuple(row.name for row in region.districts),
        district=given.district[rows].astype(np.int16),
        complaints=tuple(row.code for row in region.complaints),
        complaint=given.complaint[rows].astype(np.int16),
        urgency=given.urgency[rows].astype(np.int16),
        true_urgency=given.true_urgency[rows].astype(np.int16),
        child=given.child[rows],
        handling_s=given.spare_s["handling_s"][rows],
        turnout_s=given.spare_s["turnout_s"][rows],
        walking_s=given.spare_s["walking_s"][rows],
        scene_s=given.scene_s[rows],
        transported=given.transported[rows],
        handover_s=given.spare_s["handover_s"][rows],
        cleaning_s=given.spare_s["cleaning_s"][rows],
        patience_s=np.minimum(given.patience_s[rows], scenario.patience_s),
        record_s=np.full(count, inf),
        hospital=tuple([hospitals[at] for at in given.hospital[rows].tolist()]),
        flags=(frozenset(),) * count,
    )
