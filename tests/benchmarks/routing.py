"""How fast the roads answer. `run` gives rows for the benchmark runner; seeds are fixed."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, Snap, WeightsSpec
from tests.benchmarks.peers import measured
from tests.benchmarks.peers.graphs import on_the_graph
from tests.benchmarks.peers.measured import Answers, Questions

SEED = 20_240_601
TABLES = {(163, 60): 2, (163, 2_900): 30, (1_000, 1_000): 70}
"""Origins × destinations → milliseconds: crews to incidents, crews to settlements, planners' tables."""
BULK = 3_000
JAMMED = 500
PEERS_TABLES = ((163, 60), (1_000, 1_000))
PEERS_PAIRS = 200
TRIES = 3
"""Each pair is asked so often, and the least counts: what else the machine does shows least in it."""
ISOCHRONES_S = (600.0, 1_200.0, 1_800.0)
ROWS = (
    "route.pair_with_path_us",
    "route.pair_us",
    "route.with_geometry_us",
    "route.geometry_vs_osrm_x",
    *(f"matrix.{origins}x{destinations}_ms" for origins, destinations in TABLES),
    "matrix.1000x1000_vs_osrm_x",
    "isochrones.station_p95_ms",
    "snap.bulk_us",
    "weights.all_ms",
    "weights.jam500_ms",
    "map.load_ms",
    "map.memory_mb",
)
OPENED = """
import sys
from pathlib import Path
from routing.oracle import RoadOracle
oracle = RoadOracle.open(Path(sys.argv[1]), Path(sys.argv[2]))
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("Pss:")))
"""
ROOT = Path(__file__).resolve().parents[2]
CACHE, BENCH = ROOT / ".doezd" / "cache", ROOT / ".bench"
VERSUS = (
    ("route.geometry_vs_osrm_x", "route.with_geometry_us", "route with geometry", 10),
    ("matrix.1000x1000_vs_osrm_x", "matrix.1000x1000_ms", "table 1000x1000", 5),
)
"""Rows, what of ours and of OSRM's contraction hierarchies they compare, and how many times faster ours has to be."""
Row = dict[str, Any]


def run(oracle: RoadOracle, cache_dir: Path = CACHE) -> list[Row]:
    """Measure an oracle: medians and percentiles after a warm-up, beside peers that are asked the same."""
    rng = np.random.default_rng(SEED)
    ends = {size: tuple(scattered(oracle, rng, count) for count in size) for size in TABLES}
    asked = questions(oracle, rng, ends)
    theirs = measured.answers(oracle, asked, BENCH) | on_the_graph(oracle, asked)
    rows = [*pairs(oracle, rng, theirs), drawn(oracle, asked, theirs)]
    rows += [matrix(oracle, *ends[size], theirs) for size in TABLES]
    rows += [versus(rows, theirs, *each) for each in VERSUS]
    rows += [isochrones(oracle, rng), bulk(oracle, rng), weights(oracle, rng, theirs), jam(oracle, rng)]
    return [*rows, load(oracle, cache_dir), memory(oracle, cache_dir)]


def questions(oracle: RoadOracle, rng: np.random.Generator, ends: Mapping[tuple[int, int], Any]) -> Questions:
    """What all are asked: pairs with a road between them, and tables."""
    points = scattered(oracle, rng, 3 * PEERS_PAIRS)
    joined = [pair for pair in zip(points[::2], points[1::2], strict=True) if is_joined(oracle, *pair)]
    tables = {f"{size[0]}x{size[1]}": ends[size] for size in PEERS_TABLES}
    return Questions(pairs=joined[:PEERS_PAIRS], tables=tables, tries=TRIES)


def is_joined(oracle: RoadOracle, a: LatLon, b: LatLon) -> bool:
    """Tell whether there is a road."""
    return bool(np.isfinite(oracle.matrix([a], [b], Profile.ORDINARY))[0, 0])


def pairs(oracle: RoadOracle, rng: np.random.Generator, theirs: Answers) -> list[Row]:
    """A pair with its path of edges, and its seconds alone, from snapped points, after a thousand other pairs."""
    snaps = [oracle.snap(point) for point in scattered(oracle, rng, 2_600)]
    ends = list(zip(snaps[::2], snaps[1::2], strict=True))
    paths = [lambda a=a, b=b: oracle.path(a, b, Profile.SIREN) for a, b in ends]
    seconds = [lambda a=a, b=b: oracle.duration_s(a, b, Profile.SIREN) for a, b in ends[1_000:]]
    return [
        row("route.pair_with_path_us", timed(paths)[1_000:] * 1e6, target=80),
        row("route.pair_us", timed(seconds) * 1e6, target=50, peers=peers_of(theirs, "route", 1e6)),
    ]


def drawn(oracle: RoadOracle, asked: Questions, theirs: Answers) -> Row:
    """A route from points with all the points of its line: snapping included, manoeuvres not."""
    asks = [lambda a=a, b=b: oracle.route(a, b, Profile.ORDINARY, maneuvers=False) for a, b in asked.pairs]
    seconds = np.min([timed(asks) for _ in range(TRIES)], axis=0)
    peers = peers_of(theirs, "route with geometry", 1e6)
    return row("route.with_geometry_us", seconds * 1e6, target=None, peers=peers)


def matrix(oracle: RoadOracle, origins: list[LatLon], destinations: list[LatLon], theirs: Answers) -> Row:
    """All to all, snapping included."""
    size = len(origins), len(destinations)
    seconds = timed([lambda: oracle.matrix(origins, destinations, Profile.SIREN)] * 30)
    peers = peers_of(theirs, f"table {size[0]}x{size[1]}", 1e3)
    return row(f"matrix.{size[0]}x{size[1]}_ms", seconds * 1e3, target=TABLES[size], peers=peers)


def versus(rows: list[Row], theirs: Answers, name: str, ours: str, question: str, target: float) -> Row:
    """How many times OSRM's time is ours; the median on either side."""
    found = next(each for each in rows if each["name"] == ours)
    scale = 1e3 if ours.endswith("_ms") else 1e6
    said = theirs["OSRM CH"].get(question, "not asked")
    if isinstance(said, str):
        return {"name": name, "value": None, "unit": "x", "target": target, "least": True, "peers": {}, "note": said}
    return row(name, np.array(said) * scale / found["value"], target=target) | {"least": True}


def isochrones(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """One place, three bands; the 95th percentile over places counts."""
    asks = [lambda at=at: oracle.isochrones([at], ISOCHRONES_S, Profile.SIREN) for at in scattered(oracle, rng, 30)]
    found = row("isochrones.station_p95_ms", timed(asks) * 1e3, target=None)
    return found | {"median": found["value"], "value": found["p95"]}


def bulk(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """A point snapped among thousands."""
    points = scattered(oracle, rng, BULK)
    usable = oracle._state.profiles[Profile.SIREN].usable
    seconds = timed([lambda: oracle._snapper.feet(points, usable)] * 30)
    return row("snap.bulk_us", seconds / BULK * 1e6, target=50)


def weights(oracle: RoadOracle, rng: np.random.Generator, theirs: Answers) -> Row:
    """New weights for the whole region and both profiles, while another thread goes on asking."""
    specs = [WeightsSpec(), WeightsSpec(class_factor={"primary": 0.8})]
    ms = reweighted(oracle, rng, specs) * 1e3
    return row("weights.all_ms", ms, target=80, peers=peers_of(theirs, "weights", 1e3))


def jam(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """About 500 edges side by side closed and opened again, both profiles, while another thread goes on asking."""
    specs = [WeightsSpec(), WeightsSpec(closed_ways=around(oracle, rng, JAMMED))]
    return row("weights.jam500_ms", reweighted(oracle, rng, specs) * 1e3, target=3)


def reweighted(oracle: RoadOracle, rng: np.random.Generator, specs: list[WeightsSpec]) -> NDArray[np.float64]:
    """Seconds by re-weighting."""
    snaps = [oracle.snap(point) for point in scattered(oracle, rng, 40)]
    with asking(oracle, snaps):
        seconds = timed([lambda spec=spec: oracle.reweight(spec) for spec in specs * 15])
    oracle.reweight(WeightsSpec())
    return seconds


def around(oracle: RoadOracle, rng: np.random.Generator, edges: int) -> tuple[int, ...]:
    """Ways nearest to a place, as many as have no more than so many edges."""
    network = oracle._network
    east, north = network.junctions.lon[network.edges.tail], network.junctions.lat[network.edges.tail]
    middle = rng.integers(0, network.edge_count)
    nearest = np.argsort(np.hypot((east - east[middle]) * 0.5, (north - north[middle]) * 1.0))
    chosen: dict[int, int] = {}
    for way in network.ways.osm_id[network.edge_way[nearest]].tolist():
        size = len(network.edges_of([way]))
        if way not in chosen and sum(chosen.values()) + size <= edges:
            chosen[way] = size
        if sum(chosen.values()) >= 0.98 * edges:
            break
    return tuple(chosen)


@contextmanager
def asking(oracle: RoadOracle, snaps: list[Snap]) -> Iterator[None]:
    """Keep one thread asking for paths at the pace of a busy hour: a hundred a second."""
    stop = Event()

    def ask() -> None:
        while not stop.wait(0.01):
            oracle.path(snaps[0], snaps[1], Profile.SIREN)
            snaps.append(snaps.pop(0))

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask)
        try:
            yield
        finally:
            stop.set()
            asked.result()


def load(oracle: RoadOracle, cache_dir: Path) -> Row:
    """Open a compiled map, all told: checksum, memory map, both metrics, snapping index."""
    path = Path(oracle.info.path)
    return row("map.load_ms", timed([lambda: RoadOracle.open(path, cache_dir)] * 5, warm=1) * 1e3, target=1_000)


def memory(oracle: RoadOracle, cache_dir: Path) -> Row:
    """Resident memory (Pss) of a process of its own that has opened the map."""
    asked = subprocess.run(
        [sys.executable, "-c", OPENED, oracle.info.path, str(cache_dir)], check=True, capture_output=True, text=True
    )
    return row("map.memory_mb", np.array([int(asked.stdout) / 1024]), target=500)


def scattered(oracle: RoadOracle, rng: np.random.Generator, count: int) -> list[LatLon]:
    """Points spread as the streets are: near the ends of random edges."""
    graph_points = oracle._network.junctions
    at = rng.integers(0, len(graph_points.osm_id), count)
    lats, lons = graph_points.lat[at] * 1e-7, graph_points.lon[at] * 1e-7
    north, east = rng.normal(0, 0.0005, (2, count))
    pairs = zip(lats + north, lons + 2 * east, strict=True)
    return [LatLon(lat=float(lat), lon=float(lon)) for lat, lon in pairs]


def timed(asks: list[Callable[[], object]], warm: int = 3) -> NDArray[np.float64]:
    """Seconds by call."""
    for ask in asks[:warm]:
        ask()
    return np.array([_seconds(ask) for ask in asks])


def _seconds(ask: Callable[[], object]) -> float:
    begin = perf_counter()
    ask()
    return perf_counter() - begin


def median(values: NDArray[np.float64]) -> float:
    return float(np.median(values))


def peers_of(theirs: Answers, question: str, scale: float) -> Mapping[str, float | str]:
    """Medians by peer, or why there are none."""
    said = {peer: found[question] for peer, found in theirs.items() if question in found}
    return {
        peer: each if isinstance(each, str) else round(median(np.array(each)) * scale, 2) for peer, each in said.items()
    }


def row(
    name: str, values: NDArray[np.float64], *, target: float | None, peers: Mapping[str, float | str] | None = None
) -> Row:
    """One line of the report; the unit is the last part of the name."""
    at = {"min": 0, "p95": 95, "p99": 99, "max": 100}
    return {
        "name": name,
        "value": round(median(values), 2),
        "unit": name.rsplit("_", 1)[1].replace("us", "µs"),
        **{label: round(float(np.percentile(values, share)), 2) for label, share in at.items()},
        "target": target,
        "peers": dict(peers or {}),
    }
