"""What a report needs to know of the replications of one arm, gathered one by one: no call is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from simulations.metrics import Waits, Yardstick
from simulations.report.spread import NOTHING, Spread
from simulations.results import CallRows, CrewRows, Results

CELL_DEG = 0.01
"""Calls are counted in cells of about a kilometre: fine enough to draw a district, too coarse to find a person."""

DAY_S, HOUR_S, HOURS = 86_400.0, 3_600.0, 24

Tally = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the map by its corner in hundredths of a degree, and the district it is counted for."""

    lat_100: int
    lon_100: int
    district: str


@dataclass(slots=True, kw_only=True)
class CrewWork:
    """What a crew did in all replications together. Seconds."""

    kind: str
    station: str
    on_shift_s: float = 0.0
    busy_s: float = 0.0
    overtime_s: float = 0.0
    driving_s: float = 0.0
    calls: int = 0


@dataclass(slots=True, kw_only=True)
class HospitalWork:
    """Who was brought to a hospital in all replications together, and how long the crews queued there."""

    patients: int = 0
    queue_s: float = 0.0
    queue: Spread = NOTHING


@dataclass(slots=True, kw_only=True)
class Evidence:
    """All replications of one arm together. `cells` counts calls, emergencies, and emergencies beyond the norm."""

    counted_s: float = 0.0
    by_hour: Tally = field(default_factory=lambda: np.zeros((HOURS, 2), dtype=np.int64))
    """Calls, and those within the norm, by the local hour in which they came."""
    doezd: dict[Urgency, Spread] = field(default_factory=lambda: dict.fromkeys(Urgency, NOTHING))
    cells: dict[Cell, Tally] = field(default_factory=dict)
    crews: dict[str, CrewWork] = field(default_factory=dict)
    hospitals: dict[str, HospitalWork] = field(default_factory=dict)

    @property
    def days(self) -> float:
        """Counted days of all replications together."""
        return self.counted_s / DAY_S


def gathered(results: Iterable[Results], yardstick: Yardstick) -> Evidence:
    """Gather replications as they come."""
    found = Evidence()
    for one in results:
        _take(found, one, yardstick)
    return found


def _take(found: Evidence, one: Results, yardstick: Yardstick) -> None:
    waits = Waits.of(one, yardstick.ends_at)
    urgency = one.calls.urgency[one.calls.counted]
    found.counted_s += one.counted_s
    for level in Urgency:
        found.doezd[level] += Spread.of(waits.seconds[urgency == level])
    hour = ((one.calls.received_at[one.calls.counted] + yardstick.utc_offset_s) % DAY_S // HOUR_S).astype(np.int64)
    found.by_hour[:, 0] += np.bincount(hour, minlength=HOURS)
    found.by_hour[:, 1] += np.bincount(hour[waits.seconds <= yardstick.norm_s], minlength=HOURS)
    _take_cells(found.cells, one.calls, waits, yardstick.norm_s)
    _take_crews(found.crews, one.crews)
    _take_hospitals(found.hospitals, one.calls)


def _take_cells(cells: dict[Cell, Tally], rows: CallRows, waits: Waits, norm_s: float) -> None:
    counted = rows.counted
    keys = np.column_stack(
        [_hundredths(rows.lat[counted]), _hundredths(rows.lon[counted]), rows.district[counted].astype(np.int64)]
    )
    emergency = rows.urgency[counted] <= Urgency.P2
    found, place = np.unique(keys, axis=0, return_inverse=True)
    weights = (None, emergency, emergency & waits.late(norm_s))
    sums = [np.bincount(place, of, len(found)).astype(np.int64) for of in weights]
    for (lat, lon, district), *tally in zip(found.tolist(), *sums, strict=True):
        cell = Cell(lat_100=lat, lon_100=lon, district=rows.districts[district])
        cells[cell] = cells.get(cell, 0) + np.array(tally)


def _take_crews(crews: dict[str, CrewWork], rows: CrewRows) -> None:
    for at, name in enumerate(rows.ids):
        work = crews.setdefault(name, CrewWork(kind=rows.kinds[at], station=rows.stations[at]))
        work.on_shift_s += float(rows.on_shift_s[at])
        work.busy_s += float(rows.busy_s[at])
        work.overtime_s += float(rows.overtime_s[at])
        work.driving_s += float(rows.driving_s[at])
        work.calls += int(rows.calls[at])


def _take_hospitals(hospitals: dict[str, HospitalWork], rows: CallRows) -> None:
    there = rows.counted & ~np.isnan(rows.at_destination_at) & (rows.hospital >= 0)
    for code in np.unique(rows.hospital[there]).tolist():
        queue = rows.queue_at_hospital_s[there & (rows.hospital == code)]
        known = queue[~np.isnan(queue)]
        work = hospitals.setdefault(rows.hospitals[code], HospitalWork())
        work.patients += queue.size
        work.queue_s += float(known.sum())
        work.queue += Spread.of(known)


def _hundredths(degrees: NDArray[np.float64]) -> Tally:
    return np.floor(degrees / CELL_DEG).astype(np.int64)
