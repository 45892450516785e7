"""Tables of travel times on disk: what they are called, how they are written whole, and how worlds open them."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.types import LatLon, Profile, WeightsSpec
from simulations.scenario.model import RoadChange
from simulations.travel.trips import Seconds
from simulations.travel.types import NotTabulated


def condition(spec: WeightsSpec, closed: Sequence[RoadChange]) -> str:
    """Name road conditions, speed factors apart: those divide a table's times and need no table of their own."""
    areas = sorted([[(p.lat, p.lon) for p in change.area], sorted(change.classes)] for change in closed)
    said = [sorted(spec.class_factor.items()), sorted(set(spec.closed_ways)), areas]
    moment = {"hour_of_week": spec.hour_of_week, "season": spec.season, "closures": _closures(spec)}
    known = {name: value for name, value in moment.items() if value is not None}
    if not (any(said) or known):
        return "usual"
    said += [known] if known else []  # unsaid when unknown, as before they were known
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


def _closures(spec: WeightsSpec) -> object:
    ordered = sorted(spec.closures, key=lambda closure: closure.id)
    return [msgspec.to_builtins(ordered), spec.utc_offset_s] if ordered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadTables:
    """Where the tables of one map and one set of places lie, and for which conditions. Small enough for every worker.

    `digest` names map, speeds and places; `prepared` are names of conditions. A point farther than `within_m` from
    every place is unknown; 0: only the places themselves are known.
    """

    folder: Path
    digest: str
    prepared: tuple[str, ...]
    within_m: float

    def points(self) -> tuple[LatLon, ...]:
        """Return the places, in the order of the tables' rows and columns."""
        return tuple(LatLon(lat=lat, lon=lon) for lat, lon in np.load(self.places_file).tolist())

    @property
    def places_file(self) -> Path:
        """Where the places lie, degrees (lat, lon)."""
        return self.folder / "places.npy"

    def seconds(self, name: str, profile: Profile) -> Seconds:
        """Map a table into memory, seconds by (destination, origin). Raises `NotTabulated`."""
        if name not in self.prepared:
            raise NotTabulated(
                f"road conditions «{name}» have no table of times: prepare the tables with the scenario that is run"
            )
        # A plain view: each look-up in a `memmap` would cost 2 µs more.
        stored: Seconds = np.load(self.table(name, profile), mmap_mode="r").view(np.ndarray)
        return stored

    def table(self, name: str, profile: Profile) -> Path:
        """Where a table lies."""
        return self.folder / f"{name}-{profile.value}.npy"

    def report_file(self, name: str) -> Path:
        """Where the report of a table lies. It is written last: where it is, the tables are whole."""
        return self.folder / f"{name}.json"

    def report(self, name: str) -> "TablesReport":
        """Read what was found when a table was made."""
        return TablesReport(**json.loads(self.report_file(name).read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesReport:
    """What a planner must know of a table. Lists hold names of places.

    `off_road` are farther than a kilometre from every road, with the metres; `unreachable` cannot be reached from most
    of the others. `waypoints` stand on roads so that a vehicle on its way is known more exactly.
    """

    condition: str
    places: int
    waypoints: int
    closed_ways: int
    off_road: Sequence[tuple[str, float]]
    unreachable: Sequence[str]

    def lines(self) -> list[str]:
        """Say it in Russian."""
        said = [f"мест {self.places}, путевых точек {self.waypoints}, закрыто линий OSM {self.closed_ways}"]
        said += [f"«{name}»: до ближайшей дороги {metres / 1000:.1f} км" for name, metres in self.off_road]
        return said + [f"«{name}»: проезда нет" for name in self.unreachable]


def write_report(tables: RoadTables, report: TablesReport) -> None:
    """Write a report whole."""
    text = json.dumps(asdict(report), ensure_ascii=False, indent=1)
    _write(tables.report_file(report.condition), lambda file: file.write(text.encode()))


def write_array(path: Path, array: NDArray[np.floating]) -> None:
    """Write an array whole: nobody ever sees a part of it."""
    _write(path, lambda file: np.save(file, array))


def _write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            fill(file)
            file.flush()
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
