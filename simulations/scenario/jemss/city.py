"""A city of JEMSS: its map, stations, hospitals, ambulances, priorities and travel, read or generated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.types import Profile
from simulations.scenario.errors import ImportImpossible
from simulations.scenario.jemss.config import Config, Generator
from simulations.scenario.jemss.network import Network, Scale, graph_of, read_network
from simulations.scenario.jemss.tables import number, read_tables

Floats = NDArray[np.float64]
CLASSES = {"1": "als", "2": "bls"}
PRIORITIES = ("highPriority", "medPriority", "lowPriority")
ARC_FACTORS = (1.0, 1.1)
"""A generated arc takes its straight time times an even draw from this span (JEMSS, gen_sim_files.jl)."""

ROAD_TO_OFF_ROAD = 1.5
"""Speed on generated roads beside the speed off the road, where no speeds are written (as above)."""

CLASS_DEFAULT = "als"
OFF_ROAD_KM_PER_DAY = 1_200.0
"""What every generated city of JEMSS's own tests has: 50 km/h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The rectangle of the map, in degrees (or whatever its nodes are measured in)."""

    x: tuple[float, float]
    y: tuple[float, float]

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Draw points evenly."""
        return np.column_stack([rng.uniform(*self.x, count), rng.uniform(*self.y, count)])

    @property
    def middle(self) -> Floats:
        """The middle, as one row."""
        return np.array([[sum(self.x) / 2, sum(self.y) / 2]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambulance:
    """One ambulance; `station` is a row of the stations."""

    name: str
    station: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Speeds off the road by mode, km a day; the mode (row) of each priority in the first set; how many `sets`."""

    off_road: tuple[float, ...]
    mode_of: Mapping[str, int]
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class City:
    """Everything but the calls. `network` None: nothing but straight lines."""

    bounds: Bounds
    scale: Scale
    stations: Floats
    hospitals: Floats
    ambulances: tuple[Ambulance, ...]
    targets_days: Mapping[str, float]
    travel: Travel
    network: Network | None

    def mode(self, profile: Profile) -> int:
        """Return the mode that stands for the profile: with the siren as to high priority, else as to low."""
        return self.travel.mode_of.get(PRIORITIES[0] if profile is Profile.SIREN else PRIORITIES[-1], 0)

    def off_road(self, profile: Profile) -> float:
        """Return the speed off the road, km a day."""
        return self.travel.off_road[self.mode(profile)]


def read_city(config: Config, rng: np.random.Generator) -> City:
    """Read what is there, and have the generator make the rest. Raises `ImportImpossible`."""
    bounds, scale = _map(config)
    stations = _points(config, "stations", "numStations", bounds, rng)
    travel = _travel(config)
    return City(
        bounds=bounds,
        scale=scale,
        stations=stations,
        hospitals=_points(config, "hospitals", "numHospitals", bounds, rng),
        ambulances=_ambulances(config, len(stations), rng),
        targets_days=_targets(config),
        travel=travel,
        network=_network(config, bounds, scale, rng),
    )


def _needed(config: Config, what: str) -> Generator:
    if config.generator is None:
        raise ImportImpossible(
            [f"{config.path.name} поле {what}: файла нет, и нет gen_config.xml, который его создаёт"]
        )
    return config.generator


def _map(config: Config) -> tuple[Bounds, Scale]:
    if "map" in config.files:
        path = config.files["map"]
        row = read_tables(path)["map"][0]
        of = {key: number(path, row, key) for key in ("xMin", "xMax", "yMin", "yMax", "xScale", "yScale")}
    else:
        generator = _needed(config, "map")
        of = {key: generator.number(key, np.nan) for key in ("xMin", "xMax", "yMin", "yMax", "xScale", "yScale")}
    if any(np.isnan(value) for value in of.values()):
        raise ImportImpossible([f"{config.path.name} поле map: нет границ карты (xMin … yScale)"])
    bounds = Bounds(x=(of["xMin"], of["xMax"]), y=(of["yMin"], of["yMax"]))
    return bounds, Scale(x_km=of["xScale"], y_km=of["yScale"])


def _points(config: Config, what: str, count: str, bounds: Bounds, rng: np.random.Generator) -> Floats:
    if what in config.files:
        path = config.files[what]
        rows = read_tables(path)[what]
        return np.array([(number(path, row, "x"), number(path, row, "y")) for row in rows])
    generator = _needed(config, what)
    return bounds.draw(rng, int(generator.number(count, 0))) if generator.has(count) else bounds.middle


def _ambulances(config: Config, stations: int, rng: np.random.Generator) -> tuple[Ambulance, ...]:
    if "ambulances" not in config.files:
        count = int(_needed(config, "ambulances").number("numAmbs", 1))
        bases = rng.integers(0, stations, count).tolist()
        return tuple(Ambulance(name=f"{at + 1}", station=base, kind=CLASS_DEFAULT) for at, base in enumerate(bases))
    path = config.files["ambulances"]
    return tuple(_ambulance(path, row, stations) for row in read_tables(path)["ambulances"])


def _ambulance(path: Path, row: Mapping[str, str], stations: int) -> Ambulance:
    station = int(number(path, row, "stationIndex")) - 1
    if not 0 <= station < stations:
        raise ImportImpossible([f"{path.name} поле stationIndex: «{station + 1}»: подстанций {stations}"])
    return Ambulance(name=row["index"], station=station, kind=CLASSES.get(row.get("class", ""), CLASS_DEFAULT))


def _targets(config: Config) -> Mapping[str, float]:
    if "priorities" in config.files:
        path = config.files["priorities"]
        rows = read_tables(path)["priorities"]
        return {row["name"]: number(path, row, "targetResponseDuration", "targetResponseTime") for row in rows}
    generator = config.generator
    named = [tag for tag in ("targetResponseDuration", "targetResponseTime") if generator and generator.has(tag)]
    return dict.fromkeys(PRIORITIES, float(generator.value(named[0]))) if generator and named else {}


def _travel(config: Config) -> Travel:
    if "travel" not in config.files:
        off_road = _needed(config, "travel").number("offRoadSpeed", np.nan)
        if np.isnan(off_road):
            off_road = OFF_ROAD_KM_PER_DAY
            config.notes.append("скорость не задана: 50 км/ч по прямой (допущение)")
        return Travel(off_road=(off_road,), mode_of=dict.fromkeys(PRIORITIES, 0), sets=1)
    path = config.files["travel"]
    tables = read_tables(path)
    modes = {row["travelModeIndex"]: at for at, row in enumerate(tables["travelModes"])}
    first = [row for row in tables["travelSets"] if row["travelSetIndex"] == tables["travelSets"][0]["travelSetIndex"]]
    return Travel(
        off_road=tuple(number(path, row, "offRoadSpeed") for row in tables["travelModes"]),
        mode_of={row["priority"]: modes[row["travelModeIndex"]] for row in first},
        sets=len({row["travelSetIndex"] for row in tables["travelSets"]}),
    )


def _network(config: Config, bounds: Bounds, scale: Scale, rng: np.random.Generator) -> Network | None:
    """Read the network. Where only nodes or only arcs are generated, they are those of the generator's grid."""
    if {"nodes", "arcs"} <= config.files.keys():
        return read_network(config.files["nodes"], config.files["arcs"])
    generator = config.generator
    if generator is None or not generator.has("xNodes"):
        return None
    columns, rows = int(generator.number("xNodes", 1)), int(generator.number("yNodes", 1))
    xy = _grid(bounds, columns, rows)
    if "arcs" in config.files:
        return _with_arcs(config.files["arcs"], xy)
    pairs = _neighbours(columns, rows)
    km = np.array([scale.distances_km(xy[[a]], xy[[b]])[0, 0] for a, b in pairs])
    times = [km / speed * rng.uniform(*ARC_FACTORS, len(pairs)) for speed in _road_speeds(generator)]
    return Network(xy=xy, graphs=tuple(graph_of(len(xy), pairs, of.tolist(), both_ways=True) for of in times))


def _with_arcs(arcs: Path, xy: Floats) -> Network:
    rows = read_tables(arcs)["arcs"]
    pairs = [(int(number(arcs, row, "fromNode")) - 1, int(number(arcs, row, "toNode")) - 1) for row in rows]
    modes = [name for name in rows[0] if name.startswith("mode_")]
    both_ways = read_tables(arcs)["miscData"][0].get("arcForm") == "undirected"
    times = [[number(arcs, row, mode) for row in rows] for mode in modes]
    return Network(xy=xy, graphs=tuple(graph_of(len(xy), pairs, of, both_ways=both_ways) for of in times))


def _road_speeds(generator: Generator) -> Sequence[float]:
    if generator.has("travelModeSpeeds"):
        return [float(speed) for speed in np.atleast_1d(generator.value("travelModeSpeeds"))]
    return [generator.number("offRoadSpeed", OFF_ROAD_KM_PER_DAY) * ROAD_TO_OFF_ROAD]


def _grid(bounds: Bounds, columns: int, rows: int) -> Floats:
    """Nodes in the middle of equal cells, along x first."""
    x = bounds.x[0] + (np.arange(columns) + 0.5) / columns * (bounds.x[1] - bounds.x[0])
    y = bounds.y[0] + (np.arange(rows) + 0.5) / rows * (bounds.y[1] - bounds.y[0])
    return np.array([(east, north) for north, east in product(y.tolist(), x.tolist())])


def _neighbours(columns: int, rows: int) -> list[tuple[int, int]]:
    right = [(row * columns + at, row * columns + at + 1) for row in range(rows) for at in range(columns - 1)]
    above = [(row * columns + at, (row + 1) * columns + at) for row in range(rows - 1) for at in range(columns)]
    return right + above
