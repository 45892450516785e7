"""`python -m tests.benchmarks [ONLY]`: measure, show beside the targets and the peers, keep in .bench/latest.json.

ONLY is the name of a part (routing, geocoding, tracks, deciding, transport, world, service) or the beginning of a row's
name; the other rows stay as they were.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dispatch.config import ROOT, Settings
from routing.mapfile import find_map
from routing.oracle import RoadOracle
from tests.benchmarks import deciding, geocoding, routing, service, tracks, transport, world

LATEST = ROOT / ".bench" / "latest.json"
WIDTH = 140
"""Columns of text where no terminal says how many it has."""
CACHE = ROOT / ".doezd" / "cache"
Row = dict[str, Any]


def main(only: str | None) -> int:
    """Measure the parts asked for; 2 when there is no such part."""
    chosen = [part for name, (rows, part) in PARTS.items() if only is None or wanted(only, name, rows)]
    if not chosen:
        Console(stderr=True).print(f"нет такого замера: {only}; есть {', '.join(PARTS)}", markup=False)
        return 2
    path = find_map(Settings().map, ROOT)
    known: list[Row] = json.loads(LATEST.read_text()) if LATEST.exists() else []
    for part in chosen:
        stamp = {"map": path.name, "date": datetime.now(UTC).isoformat(timespec="seconds")}
        before = busy()
        fresh = [found | stamp for found in part(path)]
        known = merged(known, [found | {"machine": machine(before, busy())} for found in fresh])
        LATEST.parent.mkdir(exist_ok=True)
        LATEST.write_text(json.dumps(known, ensure_ascii=False, indent=1))
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    console.print(table(known))
    console.print(beside(known))
    return 0


def wanted(only: str, part: str, rows: tuple[str, ...]) -> bool:
    """Whether ONLY names the part, or one of its rows by its beginning."""
    return only == part or any(name.startswith(only) for name in rows)


def merged(known: list[Row], fresh: list[Row]) -> list[Row]:
    """Return the known rows with the fresh ones in their places."""
    new = {found["name"]: found for found in fresh}
    return [new.pop(old["name"], old) for old in known] + list(new.values())


def measure_routing(path: Path) -> list[Row]:
    """Roads, on the compiled map."""
    return routing.run(RoadOracle.open(path, CACHE), cache_dir=CACHE)


def measure_geocoding(path: Path) -> list[Row]:
    """Addresses, on the compiled map."""
    return geocoding.run(RoadOracle.open(path, CACHE))


def measure_tracks(path: Path) -> list[Row]:
    """Tracks of vehicles, on the compiled map."""
    return tracks.run(RoadOracle.open(path, CACHE))


def measure_deciding(path: Path) -> list[Row]:
    """Decisions, on the compiled map."""
    return deciding.run(RoadOracle.open(path, CACHE))


def measure_transport(_: Path) -> list[Row]:
    """Plans of transport, on a plane."""
    return transport.run()


def measure_service(_: Path) -> list[Row]:
    """The whole service; it looks for its map by the same rule."""
    return service.run()


PARTS: Mapping[str, tuple[tuple[str, ...], Callable[[Path], list[Row]]]] = {
    "routing": (routing.ROWS, measure_routing),
    "geocoding": (geocoding.ROWS, measure_geocoding),
    "tracks": (("match.fixes_per_s",), measure_tracks),
    "deciding": (deciding.ROWS, measure_deciding),
    "world": (
        ("world.year_nearest_s", "world.year_full_s", "world.speedup_2_cores", "world.memory_mb"),
        world.run,
    ),
    "service": (("call.to_notified_p99_ms", "service.memory_mb", "service.second_start_s"), measure_service),
    "transport": (transport.ROWS, measure_transport),
}


def busy() -> float:
    """Return the load average of the last minute."""
    return os.getloadavg()[0]


def machine(before: float, after: float) -> str:
    """Return the processor, its cores, and how busy the machine was before and after the measurement."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} cores, load {before:.1f} before, {after:.1f} after"


def table(rows: list[Row]) -> Table:
    """Show the rows; a missed target is named."""
    shown = Table(caption="\n".join(sorted({found["machine"] for found in rows})))
    shown.add_column("", no_wrap=True)
    for head in ("median", "p95", "p99", "min–max", "target"):
        shown.add_column(head, justify="right", no_wrap=True)
    shown.add_column("")
    for found in rows:
        spread = f"{_number(found.get('min'))}–{_number(found.get('max'))}" if "min" in found else ""
        shown.add_row(
            f"{found['name']}, {found['unit']}",
            _number(found.get("median", found["value"])),
            _number(found.get("p95")),
            _number(found.get("p99")),
            spread,
            _number(found["target"]),
            verdict(found),
        )
    return shown


def verdict(found: Row) -> str:
    """Say whether a row keeps its target; some rows have none, and some could not be measured."""
    if found["value"] is None:
        return f"не измерено / not measured: {found['note']}"
    if found["target"] is None:
        return ""
    met = found["value"] >= found["target"] if found.get("least") else found["value"] <= found["target"]
    return "ok" if met and not found.get("never_notified") else "ПРОМАХ / MISSED"


def beside(rows: list[Row]) -> Table:
    """Show what peers need for the same, one a line: how many times ours, or why there is no figure."""
    shown = Table(title="peers, in the same run on the same extract")
    for head in ("", "peer"):
        shown.add_column(head, no_wrap=True)
    for head in ("ours", "theirs", "times ours"):
        shown.add_column(head, justify="right", no_wrap=head != "theirs")
    for found in rows:
        for name, value in found["peers"].items():
            measured = not isinstance(value, str)
            times = f"{value / found['value']:.1f}" if measured and found["value"] else ""
            theirs = f"{value:,g}" if measured else value
            shown.add_row(f"{found['name']}, {found['unit']}", name, _number(found["value"]), theirs, times)
    return shown


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
