"""The planners' world: a year of the oblast on one core, its memory, and what a second core brings."""

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from dispatch.config import ROOT
from simulations.runner import RealWorld, Task, prepared, run_many
from simulations.scenario import read
from simulations.scenario.model import PolicyChoice, Scenario
from simulations.travel import RoadTables

SCENARIO = ROOT / "data" / "scenarios" / "today.toml"
CACHE = ROOT / ".doezd" / "cache"
DAY_S, YEAR_DAYS = 86_400.0, 365
YEARS = 2
"""Runs of the year with `nearest`, each in a process of its own; the fuller year is run once."""

SHARED_DAYS, SHARED_RUNS, SHARED_TIMES = 14, 16, 2
"""What is shared between the cores: replications of two weeks; twice with one process and with two, in turn."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A simulated year: wall seconds of the world alone and with its calls drawn, calls, peak memory of the process."""

    world_s: float
    whole_s: float
    calls: int
    memory_mb: float


def run(_: Path) -> list[Row]:
    """Make the tables of travel times, then measure the worlds."""
    scenario = replace(read(SCENARIO), warm_up_s=0.0, horizon_s=YEAR_DAYS * DAY_S)
    tables = prepared(scenario, CACHE)
    nearest = [alone(scenario, tables, "nearest") for _ in range(YEARS)]
    full = [alone(scenario, tables, "matching")]
    shared = replace(scenario, horizon_s=SHARED_DAYS * DAY_S)
    gains = [speed_up(shared) for _ in range(SHARED_TIMES)]
    calls = f"{nearest[0].calls} calls, {len(scenario.region.crews)} crews, calls drawn in the same time"
    return [
        row("world.year_nearest_s", [year.whole_s for year in nearest], "s", 90, calls),
        row("world.year_full_s", [year.whole_s for year in full], "s", 900, f"{calls}; matching"),
        row("world.speedup_2_cores", gains, "x", 1.8, f"{SHARED_RUNS} × {SHARED_DAYS} days", least=True),
        row("world.memory_mb", [year.memory_mb for year in (*nearest, *full)], "MB", 600, "peak of the process"),
    ]


def row(name: str, values: list[float], unit: str, target: float, note: str, *, least: bool = False) -> Row:
    """Return a row with the median; the worst stands in place of the 99th percentile: there are few values."""
    return {
        "name": name,
        "value": round(float(np.median(values)), 2),
        "unit": unit,
        "p99": round(min(values) if least else max(values), 2),
        "target": target,
        "least": least,
        "peers": {},
        "values": [round(value, 2) for value in values],
        "note": note,
    }


def alone(scenario: Scenario, tables: RoadTables | None, policy: str) -> Year:
    """Run the year in a fresh process, as a worker of the pool would."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_year, scenario, tables, policy).result()


def _year(scenario: Scenario, tables: RoadTables | None, policy: str) -> Year:
    began = time.perf_counter()
    world = RealWorld(Task.of(scenario, PolicyChoice(name=policy)), tables)
    calls = world.calls(0)
    drawn = time.perf_counter()
    world.results(0, reasons=False)
    ended = time.perf_counter()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Year(world_s=ended - drawn, whole_s=ended - began, calls=len(calls), memory_mb=peak_mb)


def speed_up(scenario: Scenario) -> float:
    """Return how much faster two processes run the replications than one, their starts and all files included."""
    return timed(scenario, 1) / timed(scenario, 2)


def timed(scenario: Scenario, workers: int) -> float:
    """Run the replications through the pool and return the seconds."""
    task = Task.of(scenario, PolicyChoice(name="nearest"), range(SHARED_RUNS))
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        run_many([task], workers=workers, checkpoints=Path(folder), cache=CACHE)
        return time.perf_counter() - began
