"""The folder of a scenario that has been brought over: scenario.toml and its CSVs."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import pi
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from routing.types import Profile
from simulations.scenario.jemss.calling import CallSet
from simulations.scenario.jemss.city import PRIORITIES, City

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
FILE = "scenario.toml"
DAY_H, DAY_MIN, DAY_S = 24.0, 1_440.0, 86_400.0
METRES = 1_000.0
URGENCY = dict(zip(PRIORITIES, Urgency, strict=False))
SOURCE = "перенесено из JEMSS.jl (github.com/uoa-ems-research/JEMSS.jl), Apache-2.0"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tabulated:
    """Places with the seconds between them; `stations`, `hospitals` and `calls` (one array a set) are rows of them."""

    xy: Floats
    seconds: Mapping[Profile, Floats]
    stations: Rows
    hospitals: Rows
    calls: Sequence[Rows]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brought:
    """What is to be written. `places` None: points and straight lines."""

    title: str
    city: City
    calls: Sequence[CallSet]
    turnout_s: Sequence[Floats]
    places: Tabulated | None
    warm_up_days: float
    horizon_days: float | None
    fifo: bool
    imported: Mapping[str, object]


def write(brought: Brought, folder: Path, notes: Sequence[str]) -> None:
    """Write the folder, over what may be there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text("\n".join(_toml(brought, notes)) + "\n", encoding="utf-8")
    _table(folder / "stations.csv", ("id", *_spot(brought)), _stations(brought))
    _table(folder / "hospitals.csv", ("id", *_spot(brought)), _hospitals(brought))
    crews = ((each.name, each.kind, f"s{each.station + 1}") for each in brought.city.ambulances)
    _table(folder / "crews.csv", ("id", "kind", "station"), crews)
    _table(folder / "types.csv", ("type", "urgency"), ((name, int(level)) for name, level in URGENCY.items()))
    _table(folder / "calls.csv", _call_columns(brought), _calls(brought))
    if brought.places is not None:
        _table(folder / "places.csv", ("id", "lat", "lon"), _place_rows(brought.places))
        _table(folder / "seconds.csv", ("from", "to", "seconds", "profile"), _second_rows(brought.places))


def _toml(brought: Brought, notes: Sequence[str]) -> Iterator[str]:
    city = brought.city
    yield f"title = {_text(brought.title)}"
    yield f"warm_up_h = {brought.warm_up_days * DAY_H!r}"
    if brought.horizon_days is not None:
        yield f"horizon_days = {brought.horizon_days!r}"
    yield from (f"source = {_text(SOURCE)}", 'certainty = "assumed"', "", "[region]", 'model = "tables"')
    yield from (f'{table} = "{table}.csv"' for table in ("stations", "hospitals", "crews", "types"))
    if brought.places is not None:
        yield from ('places = "places.csv"', "", "[roads]", 'model = "matrix"', 'seconds = "seconds.csv"')
    else:
        speeds = ", ".join(f"{of} = {city.off_road(of) / DAY_H!r}" for of in Profile)
        radius_m = city.scale.y_km * 180 / pi * METRES
        yield from ("", "[roads]", 'model = "great-circle"', f"speed_kmh = {{ {speeds} }}", f"radius_m = {radius_m!r}")
    yield from ("", "[demand]", 'model = "given"', 'calls = "calls.csv"')
    yield from ("", "[crewing]", 'return_to = "own-base"', "sent_while_returning = true")
    yield from (
        "",
        "[policy]",
        'name = "nearest"',
        f'parameters = {{ order = "{"fifo" if brought.fifo else "urgency"}" }}',
    )
    yield from ("", "[targets_min]")
    for name, days in city.targets_days.items():
        if name in URGENCY:
            yield f"p{int(URGENCY[name])} = {days * DAY_MIN!r}"
    yield from ("", "[imported]", *(f"{key} = {_value(value)}" for key, value in brought.imported.items()))
    yield f"notes = {_value(list(notes))}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\t", " ")
    return f'"{escaped}"'


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return _text(str(value))


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _spot(brought: Brought) -> tuple[str, ...]:
    return ("lat", "lon") if brought.places is None else ("place",)


def _stations(brought: Brought) -> Iterator[tuple[object, ...]]:
    rows = None if brought.places is None else brought.places.stations
    return _spots("s", brought.city.stations, rows)


def _hospitals(brought: Brought) -> Iterator[tuple[object, ...]]:
    rows = None if brought.places is None else brought.places.hospitals
    return _spots("h", brought.city.hospitals, rows)


def _spots(letter: str, xy: Floats, rows: Rows | None) -> Iterator[tuple[object, ...]]:
    for at, (x, y) in enumerate(xy.tolist()):
        yield (f"{letter}{at + 1}", *((y, x) if rows is None else (f"p{rows[at] + 1}",)))


def _place_rows(places: Tabulated) -> Iterator[tuple[object, ...]]:
    for at, (x, y) in enumerate(places.xy.tolist()):
        yield f"p{at + 1}", y, x


def _second_rows(places: Tabulated) -> Iterator[tuple[object, ...]]:
    """Leave the profile empty where both take equally long."""
    siren, ordinary = places.seconds[Profile.SIREN], places.seconds[Profile.ORDINARY]
    same = bool((siren == ordinary).all())
    for profile, seconds in places.seconds.items():
        if same and profile is Profile.ORDINARY:
            return
        for begin, end in np.argwhere(np.isfinite(seconds)).tolist():
            yield f"p{begin + 1}", f"p{end + 1}", seconds[begin, end].item(), "" if same else profile.value


def _call_columns(brought: Brought) -> tuple[str, ...]:
    return (
        *("day", "id", "received_s", *_spot(brought), "type", "handling_s", "turnout_s"),
        *("scene_s", "transported", "hospital", "handover_s"),
    )


def _calls(brought: Brought) -> Iterator[tuple[object, ...]]:
    for day, calls in enumerate(brought.calls):
        rows = None if brought.places is None else brought.places.calls[day]
        turnout_s = brought.turnout_s[day].tolist()
        for at in range(len(calls)):
            x, y = calls.xy[at].tolist()
            yield (
                *(day + 1, at + 1, calls.received_s[at].item()),
                *((y, x) if rows is None else (f"p{rows[at] + 1}",)),
                *(PRIORITIES[calls.priority[at]], calls.handling_s[at].item(), turnout_s[at]),
                calls.scene_s[at].item(),
                "yes" if calls.transported[at] else "no",
                f"h{calls.hospital[at] + 1}" if calls.hospital[at] >= 0 and calls.transported[at] else "",
                calls.handover_s[at].item() if calls.transported[at] else 0,
            )
