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

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from routing.oracle import RoadOracle
from routing.types import LatLon, Profile, Snap, WeightsSpec

SEED = 20_240_601
TABLES = {(163, 60): 2, (163, 2_900): 30, (1_000, 1_000): 70}
"""Origins × destinations → milliseconds: crews to incidents, crews to settlements, planners' tables."""
BULK = 3_000
JAMMED = 500
ROWS = (
    "route.pair_with_path_us",
    "route.pair_us",
    *(f"matrix.{origins}x{destinations}_ms" for origins, destinations in TABLES),
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
CACHE = Path(__file__).resolve().parents[2] / ".doezd" / "cache"
Row = dict[str, Any]


def run(oracle: RoadOracle, cache_dir: Path = CACHE) -> list[Row]:
    """Measure an oracle: medians and 99th percentiles after a warm-up, beside peers on the same graph."""
    rng = np.random.default_rng(SEED)
    rows = [*pairs(oracle, rng), *(matrix(oracle, rng, size) for size in TABLES), bulk(oracle, rng)]
    return [*rows, weights(oracle, rng), jam(oracle, rng), load(oracle, cache_dir), memory(oracle, cache_dir)]


def pairs(oracle: RoadOracle, rng: np.random.Generator) -> list[Row]:
    """A pair with its path of edges, and its seconds alone, from snapped points, after a thousand other pairs."""
    snaps = [oracle.snap(point) for point in scattered(oracle, rng, 2_600)]
    ends = list(zip(snaps[::2], snaps[1::2], strict=True))
    paths = [lambda a=a, b=b: oracle.path(a, b, Profile.SIREN) for a, b in ends]
    seconds = [lambda a=a, b=b: oracle.duration_s(a, b, Profile.SIREN) for a, b in ends[1_000:]]
    peers = pair_peers(oracle, snaps[:8])
    return [
        row("route.pair_with_path_us", timed(paths)[1_000:] * 1e6, target=80, peers=peers),
        row("route.pair_us", timed(seconds) * 1e6, target=50),
    ]


def pair_peers(oracle: RoadOracle, snaps: list[Snap]) -> Mapping[str, float]:
    """The same pairs by networkx and scipy on the expanded graph, µs."""
    graph = oracle.edge_graph(Profile.SIREN)
    ends = [(a.edge, b.edge) for a, b in zip(snaps[::2], snaps[1::2], strict=True)]
    theirs = [lambda a=a, b=b: nx.bidirectional_dijkstra(graph, a, b, weight="ms") for a, b in ends]
    tails, heads, ms = (np.array(column) for column in zip(*graph.edges(data="ms"), strict=True))
    size = oracle.info.edges
    sparse = coo_array((ms.astype(float), (tails, heads)), shape=(size, size)).tocsr()
    whole = [lambda a=a: dijkstra(sparse, indices=a) for a, _ in ends]
    return {
        "networkx.bidirectional_dijkstra": median(timed(theirs, warm=1)) * 1e6,
        "scipy.csgraph.dijkstra one-to-all": median(timed(whole, warm=1)) * 1e6,
    }


def matrix(oracle: RoadOracle, rng: np.random.Generator, size: tuple[int, int]) -> Row:
    """All to all, snapping included."""
    origins, destinations = (scattered(oracle, rng, count) for count in size)
    seconds = timed([lambda: oracle.matrix(origins, destinations, Profile.SIREN)] * 30)
    return row(f"matrix.{size[0]}x{size[1]}_ms", seconds * 1e3, target=TABLES[size])


def bulk(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """A point snapped among thousands."""
    points = scattered(oracle, rng, BULK)
    usable = oracle._state.profiles[Profile.SIREN].usable
    seconds = timed([lambda: oracle._snapper.feet(points, usable)] * 30)
    return row("snap.bulk_us", seconds / BULK * 1e6, target=50)


def weights(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """New weights for the whole region and both profiles, while another thread goes on asking."""
    specs = [WeightsSpec(), WeightsSpec(class_factor={"primary": 0.8})]
    return row("weights.all_ms", reweighted(oracle, rng, specs) * 1e3, target=80)


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


def row(name: str, values: NDArray[np.float64], *, target: float, peers: Mapping[str, float] | None = None) -> Row:
    """One line of the report; the unit is the last part of the name."""
    return {
        "name": name,
        "value": round(median(values), 2),
        "unit": name.rsplit("_", 1)[1].replace("us", "µs"),
        "p99": round(float(np.percentile(values, 99)), 2),
        "target": target,
        "peers": {peer: round(value, 2) for peer, value in (peers or {}).items()},
    }
