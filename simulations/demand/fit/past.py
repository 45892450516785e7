"""Calls that have happened, as columns: from a CSV, or from the service's own log.

Columns of the CSV: `received_at` (local date and time), `lat`, `lon`, `complaint` (code of the region); and where known
`handling_s, turnout_s, walking_s, scene_s, handover_s, cleaning_s` (seconds; an empty cell is not known), `transported`
(yes, no) and `hospital` (id).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import Region
from simulations.calls import Calls
from simulations.durations import FiguresInvalid
from simulations.scenario.reading.columns import Columns

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

NEEDED = ("received_at", "lat", "lon", "complaint")
STEPS = ("handling_s", "turnout_s", "walking_s", "scene_s", "handover_s", "cleaning_s")
OPTIONAL = (*STEPS, "transported", "hospital")
NOT_KNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PastCalls:
    """One row a call, in order of time. `complaint` indexes the region's `call_shares`, `hospital` its `hospitals`.

    `received_at` is POSIX seconds. In `steps` NaN is not known, in `transported` (0, 1) and `hospital` -1 is.
    """

    received_at: Floats
    lat: Floats
    lon: Floats
    complaint: Codes
    transported: Codes
    hospital: Codes
    steps: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of calls."""
        return len(self.received_at)

    def step(self, name: str) -> Floats:
        """Return the seconds of one step; NaN where it is not known."""
        return self.steps[name] if name in self.steps else np.full(len(self), np.nan)


def read_past_calls(path: Path, region: Region) -> PastCalls:
    """Read a CSV. Raises `FiguresInvalid` with every finding."""
    columns = Columns(path, NEEDED, OPTIONAL)
    if not len(columns):
        raise FiguresInvalid(columns.findings)
    known = {row.complaint: at for at, row in enumerate(region.call_shares)}
    hospitals: dict[str, int] = {row.id: at for at, row in enumerate(region.hospitals)}
    found = PastCalls(
        received_at=columns.moments("received_at") - region.utc_offset_s,
        lat=columns.numbers("lat", region.box.south, region.box.north),
        lon=columns.numbers("lon", region.box.west, region.box.east),
        complaint=columns.codes("complaint", known, "такого повода нет в регионе"),
        transported=columns.codes("transported", {"no": 0, "yes": 1}, "нужно yes или no", empty=NOT_KNOWN),
        hospital=columns.codes("hospital", hospitals, "такого стационара нет", empty=NOT_KNOWN),
        steps={name: _known(columns.numbers(name, 0, default=inf)) for name in STEPS if columns.has(name)},
    )
    if columns.findings:
        raise FiguresInvalid(columns.findings)
    return in_order(found)


def in_order(calls: PastCalls) -> PastCalls:
    """Return the same calls in order of time."""
    order = np.argsort(calls.received_at, kind="stable")
    return PastCalls(
        received_at=calls.received_at[order],
        lat=calls.lat[order],
        lon=calls.lon[order],
        complaint=calls.complaint[order],
        transported=calls.transported[order],
        hospital=calls.hospital[order],
        steps={name: seconds[order] for name, seconds in calls.steps.items()},
    )


def as_past(calls: Calls) -> PastCalls:
    """Return drawn calls as if they had happened and had been written down."""
    at_hospital = calls.transported
    return PastCalls(
        received_at=calls.received_at,
        lat=calls.lat,
        lon=calls.lon,
        complaint=calls.complaint.astype(np.int64),
        transported=calls.transported.astype(np.int64),
        hospital=np.full(len(calls), NOT_KNOWN),
        steps={
            "handling_s": calls.handling_s,
            "turnout_s": calls.turnout_s,
            "walking_s": calls.walking_s,
            "scene_s": calls.scene_s,
            "handover_s": np.where(at_hospital, calls.handover_s, np.nan),
            "cleaning_s": np.where(at_hospital, calls.cleaning_s, np.nan),
        },
    )


def write_past_calls(path: Path, calls: PastCalls, region: Region) -> None:
    """Write the calls as `read_past_calls` reads them."""
    local = np.round((calls.received_at + region.utc_offset_s) * 1_000).astype("datetime64[ms]")
    names, told = [row.complaint for row in region.call_shares], ("no", "yes", "")
    hospitals = [*(str(row.id) for row in region.hospitals), ""]
    columns = (
        local.astype(str).tolist(),
        [f"{lat:.6f}" for lat in calls.lat.tolist()],
        [f"{lon:.6f}" for lon in calls.lon.tolist()],
        [names[code] for code in calls.complaint.tolist()],
        *([_told(seconds) for seconds in calls.step(name).tolist()] for name in STEPS),
        [told[code] for code in calls.transported.tolist()],
        [hospitals[code] for code in calls.hospital.tolist()],
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow((*NEEDED, *OPTIONAL))
        out.writerows(zip(*columns, strict=True))


def _told(seconds: float) -> str:
    return "" if isnan(seconds) else f"{seconds:.1f}"


def _known(seconds: Floats) -> Floats:
    return np.where(np.isinf(seconds), np.nan, seconds)
