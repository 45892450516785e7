"""How fast the roads answer. `run` gives rows for the benchmark runner; seeds are fixed."""

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
CREWS, INCIDENTS = 163, 60
CACHE = Path(__file__).resolve().parents[2] / ".doezd" / "cache"
Row = dict[str, Any]


def run(oracle: RoadOracle, cache_dir: Path = CACHE) -> list[Row]:
    """Measure an oracle: medians and 99th percentiles after a warm-up, beside peers on the same graph."""
    rng = np.random.default_rng(SEED)
    return [pair(oracle, rng), matrix(oracle, rng), weights(oracle, rng), load(oracle, cache_dir)]


def pair(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """A pair with its path of edges, from snapped points."""
    snaps = [oracle.snap(point) for point in scattered(oracle, rng, 600)]
    asks = [lambda a=a, b=b: oracle.path(a, b, Profile.SIREN) for a, b in zip(snaps[::2], snaps[1::2], strict=True)]
    return row("route.pair_with_path_us", timed(asks) * 1e6, target=300, peers=pair_peers(oracle, snaps[:8]))


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


def matrix(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """All crews to all incidents, snapping included."""
    crews, incidents = scattered(oracle, rng, CREWS), scattered(oracle, rng, INCIDENTS)
    seconds = timed([lambda: oracle.matrix(crews, incidents, Profile.SIREN)] * 30)
    return row("matrix.163x60_ms", seconds * 1e3, target=60)


def weights(oracle: RoadOracle, rng: np.random.Generator) -> Row:
    """New weights for the whole region and both profiles, while another thread goes on asking."""
    specs = [WeightsSpec(), WeightsSpec(class_factor={"primary": 0.8})]
    snaps = [oracle.snap(point) for point in scattered(oracle, rng, 40)]
    with asking(oracle, snaps):
        seconds = timed([lambda spec=spec: oracle.reweight(spec) for spec in specs * 8])
    oracle.reweight(WeightsSpec())
    return row("weights.all_ms", seconds * 1e3, target=400)


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
    """Open a compiled map, all told: checksum, memory map, hierarchy, both metrics, snapping index."""
    path = Path(oracle.info.path)
    return row("map.load_ms", timed([lambda: RoadOracle.open(path, cache_dir)] * 3, warm=1) * 1e3, target=2_000)


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
