"""Past calls as a scenario of given calls: the recorded time once more, in the world, to hold the world against it."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from dispatch.domain.region import Region
from simulations.demand.fit.past import PastCalls

DAY_S = 86_400.0
COLUMNS = ("id", "received_s", "lat", "lon", "type", "scene_s", "hospital", "transported")
STEPS = ("handling_s", "turnout_s", "walking_s", "handover_s", "cleaning_s")
SCENARIO = """\
# Записанные вызовы с их собственными длительностями: мир повторяет то, что было. Все ключи: docs/scenarios.md.

title = "По записи службы"
start = {start}

[region]
folder = "{region}"

[demand]
model = "given"
calls = "calls.csv"
source = "запись службы: {count} вызовов, дошедших до конца"
certainty = "fact"

[policy]
name = "{policy}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What was written. `left_out` calls had not come to their end, so that their time at the patient is not known."""

    path: Path
    calls: int
    left_out: int


def write_scenario(calls: PastCalls, region: Region, region_folder: Path, out: Path, policy: str) -> Rewritten:
    """Write calls.csv and scenario.toml into a folder, which is made. Raises `ValueError` without a finished call."""
    known = np.flatnonzero(~np.isnan(calls.step("scene_s")))
    if not len(known):
        raise ValueError("в записи нет ни одного законченного вызова: повторять нечего / no finished call on record")
    out.mkdir(parents=True, exist_ok=True)
    midnight = np.floor((calls.received_at[known[0]] + region.utc_offset_s) / DAY_S) * DAY_S
    with (out / "calls.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow((*COLUMNS, *STEPS))
        table.writerows(_row(calls, region, float(midnight), row) for row in known.tolist())
    start = datetime.fromtimestamp(float(midnight), UTC).strftime("%Y-%m-%dT%H:%M:%S")
    path = out / "scenario.toml"
    text = SCENARIO.format(start=start, region=region_folder.resolve(), count=len(known), policy=policy)
    path.write_text(text, encoding="utf-8")
    return Rewritten(path=path, calls=len(known), left_out=len(calls) - len(known))


def _row(calls: PastCalls, region: Region, midnight: float, row: int) -> list[str]:
    """Return a call as the scenario wants it; a step that is not known takes no time."""
    taken = calls.transported[row] == 1
    named = taken and calls.hospital[row] >= 0
    steps = (float(calls.step(name)[row]) for name in STEPS)
    return [
        str(row + 1),
        repr(float(calls.received_at[row]) + region.utc_offset_s - midnight),
        repr(float(calls.lat[row])),
        repr(float(calls.lon[row])),
        region.call_shares[calls.complaint[row]].complaint,
        repr(float(calls.step("scene_s")[row])),
        str(region.hospitals[calls.hospital[row]].id) if named else "",
        "yes" if taken and not named else "no",
        *("0" if np.isnan(seconds) else repr(seconds) for seconds in steps),
    ]
