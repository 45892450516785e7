"""Calls of JEMSS: read from a file, or drawn from a generator's distributions and its raster of density."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulations.scenario.errors import ImportImpossible
from simulations.scenario.jemss.city import PRIORITIES, Bounds
from simulations.scenario.jemss.config import Config, Generator, resolved
from simulations.scenario.jemss.expression import Distribution, draw, evaluate
from simulations.scenario.jemss.tables import number, read_tables

Floats = NDArray[np.float64]
DAY_S = 86_400.0
BATCH = 4_096
MOST_CALLS = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CallSet:
    """One calls file, in order of time. Seconds; `priority` is a row of `PRIORITIES`, `hospital` -1: the nearest."""

    received_s: Floats
    priority: NDArray[np.int64]
    xy: Floats
    handling_s: Floats
    scene_s: Floats
    transported: NDArray[np.bool_]
    handover_s: Floats
    hospital: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of calls."""
        return len(self.received_s)


def read_calls(config: Config, bounds: Bounds, rng: np.random.Generator, most: int | None) -> list[CallSet]:
    """Read or draw at most so many sets of calls. Raises `ImportImpossible`."""
    if "calls" in config.files:
        return [_from_file(config.files["calls"])]
    if config.caller is None:
        raise ImportImpossible([f"{config.path.name} поле calls: файла нет, и нет gen_config.xml, который его создаёт"])
    generator = config.caller
    sets = int(generator.number("numCallsFiles", 1))
    config.notes.append("вызовы разыграны здесь по тем же распределениям: зёрна Julia на других языках не повторить")
    if most is not None and most < sets:
        config.notes.append(f"наборов вызовов {sets}, взято {most}")
        sets = most
    density = _density(config, generator, bounds)
    return [_drawn(generator, density, rng) for _ in range(sets)]


def _from_file(path: Path) -> CallSet:
    tables = read_tables(path)
    rows = sorted(tables.get("calls", ()), key=lambda row: number(path, row, "arrivalTime"))
    start = number(path, tables["sim"][0], "startTime") if tables.get("sim") else 0.0
    column = {
        name: np.array([number(path, row, *fields) for row in rows])
        for name, fields in {
            "arrival": ("arrivalTime",),
            "x": ("x",),
            "y": ("y",),
            "handling": ("dispatchDelay",),
            "scene": ("onSceneDuration",),
            "transported": ("transport", "transfer"),
            "handover": ("handoverDuration", "transferDuration"),
            "hospital": ("hospitalIndex",),
        }.items()
    }
    names = {**{name: at for at, name in enumerate(PRIORITIES)}, **{f"{at + 1}": at for at in range(len(PRIORITIES))}}
    return CallSet(
        received_s=(column["arrival"] - start) * DAY_S,
        priority=np.array([names[row["priority"]] for row in rows], np.int64),
        xy=np.column_stack([column["x"], column["y"]]),
        handling_s=column["handling"] * DAY_S,
        scene_s=column["scene"] * DAY_S,
        transported=column["transported"] > 0,
        handover_s=column["handover"] * DAY_S,
        hospital=np.maximum(column["hospital"].astype(np.int64) - 1, -1),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Density:
    """Cells with their share of the calls; a call lies anywhere in its cell. Sizes in the map's degrees."""

    centres: Floats
    size: Floats
    shares: Floats

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Draw points."""
        cells = rng.choice(len(self.shares), count, p=self.shares)
        found: Floats = self.centres[cells] + (rng.random((count, 2)) - 0.5) * self.size
        return found


def _density(config: Config, generator: Generator, bounds: Bounds) -> Density | Bounds:
    named = generator.text("callDensityRaster/filename")
    if not named:
        return bounds
    path = resolved(named, generator.path.parent)
    if path.suffix != ".xyz" or not path.is_file():
        config.notes.append(f"растра плотности {path.name} нет или он не .xyz: вызовы равномерны по карте (допущение)")
        return bounds
    return _raster(path, bounds if generator.text("cropRaster") == "true" else None)


def _raster(path: Path, crop: Bounds | None) -> Density:
    try:
        cells = np.loadtxt(path, ndmin=2)
    except ValueError as error:
        raise ImportImpossible([f"{path.name}: нужны строки «x y плотность»: {error}"]) from error
    size = np.array([_step(cells[:, 0]), _step(cells[:, 1])])
    if crop is not None:
        inside = (cells[:, 0] >= crop.x[0]) & (cells[:, 0] <= crop.x[1])
        cells = cells[inside & (cells[:, 1] >= crop.y[0]) & (cells[:, 1] <= crop.y[1])]
    weights = np.maximum(cells[:, 2], 0.0)
    if not weights.sum() > 0:
        raise ImportImpossible([f"{path.name}: плотность нигде не больше нуля"])
    return Density(centres=cells[:, :2], size=size, shares=weights / weights.sum())


def _step(values: Floats) -> float:
    steps = np.diff(np.unique(values))
    return float(steps.min()) if len(steps) else 0.0


def _drawn(generator: Generator, density: Density | Bounds, rng: np.random.Generator) -> CallSet:
    arrivals = _arrivals(generator, rng)
    count = len(arrivals)
    drawn = {
        tag: draw(_distribution(generator, tag), rng, count)
        for tag in ("priority", "dispatchDelay", "onSceneDuration", "transport", "handoverDuration")
    }
    return CallSet(
        received_s=arrivals * DAY_S,
        priority=drawn["priority"].astype(np.int64) - 1,
        xy=density.draw(rng, count),
        handling_s=np.maximum(drawn["dispatchDelay"], 0.0) * DAY_S,
        scene_s=np.maximum(drawn["onSceneDuration"], 0.0) * DAY_S,
        transported=drawn["transport"] > 0,
        handover_s=np.maximum(drawn["handoverDuration"], 0.0) * DAY_S,
        hospital=np.full(count, -1, np.int64),
    )


def _distribution(generator: Generator, tag: str) -> Distribution:
    older: Mapping[str, str] = {"transport": "transfer", "handoverDuration": "transferDuration"}
    found = generator.value(tag if generator.has(tag) or tag not in older else older[tag])
    if isinstance(found, float):
        raise ImportImpossible([f"{generator.path.name} поле {tag}: нужно распределение, здесь число {found:g}"])
    distribution: Distribution = found
    return distribution


def _arrivals(generator: Generator, rng: np.random.Generator) -> Floats:
    """Draw the moments of arrival, days after the start: so many, or up to a moment, or to the first one after it."""
    between = _distribution(generator, "interarrivalTime")
    start = generator.number("startTime", 0.0)
    if generator.has("numCalls"):
        return np.cumsum(draw(between, rng, int(generator.number("numCalls", 0))))
    last, first_after = generator.number("maxCallArrivalTime", inf), generator.number("minLastCallArrivalTime", inf)
    until = min(last, first_after) - start
    if until == inf:
        names = "numCalls, maxCallArrivalTime или minLastCallArrivalTime"
        raise ImportImpossible([f"{generator.path.name}: не сказано, сколько вызовов: нужно {names}"])
    return _up_to(between, rng, until, one_more=last == inf)


def _up_to(between: Distribution, rng: np.random.Generator, until: float, *, one_more: bool) -> Floats:
    moments = np.zeros(0)
    while not len(moments) or moments[-1] <= until:
        if len(moments) > MOST_CALLS:
            raise ImportImpossible([f"вызовов больше {MOST_CALLS}: уменьшите срок"])
        begin = moments[-1] if len(moments) else 0.0
        moments = np.concatenate([moments, begin + np.cumsum(draw(between, rng, BATCH))])
    return moments[: np.searchsorted(moments, until, side="right") + one_more]


def mobilisation(config: Config) -> Distribution | None:
    """Return how long an ambulance takes to set off, in days; None where it sets off at once."""
    if "mobilisationDelay" not in config.files:
        return None
    row = read_tables(config.files["mobilisationDelay"])["mobilisationDelay"][0]
    if row.get("use") != "true":
        return None
    found: Distribution = evaluate(row["distribution"])
    return found
