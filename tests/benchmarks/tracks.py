"""How fast tracks are matched. `run` gives rows for the benchmark runner; seeds are fixed."""

from typing import Any

import numpy as np

from routing.oracle import RoadOracle
from routing.tracks.fixes import Fix, Track
from routing.tracks.following import Follower
from routing.tracks.matcher import Matcher
from tests.benchmarks.routing import timed
from tests.unit.routing.driven import Drivers, Receiver, driven, reported, weights_of

SEED = 20_240_601
DRIVES = 40
TARGET = 200.0
Row = dict[str, Any]


def run(oracle: RoadOracle) -> list[Row]:
    """Measure fixes a second on one core: noise of 10 m, a fix every 10 s, whole tracks and one by one."""
    network, rng = oracle._network, np.random.default_rng(SEED)
    weights = weights_of(network)
    matcher = Matcher(network, weights)
    ways = Drivers(network, weights, rng).ways(DRIVES, 3_000, 30_000)
    tracks = [reported(network, driven(network, weights, way), Receiver(), rng) for way in ways]
    sparse = [reported(network, driven(network, weights, way), Receiver(every_s=60), rng) for way in ways]
    return [
        row("match.fixes_per_s", tracks, [lambda t=t: matcher.match(t) for t in tracks]),
        row("match.sparse_fixes_per_s", sparse, [lambda t=t: matcher.match(t) for t in sparse]),
        row("match.following_fixes_per_s", tracks, [lambda t=t: follow(matcher, t) for t in tracks]),
    ]


def follow(matcher: Matcher, track: Track) -> None:
    """Match a track on-line."""
    follower = Follower(matcher)
    for at, lat, lon in zip(track.at.tolist(), track.lat.tolist(), track.lon.tolist(), strict=True):
        follower.push(Fix(at=at, lat=lat, lon=lon))
    follower.finish()


def row(name: str, tracks: list[Track], asks: list[Any]) -> Row:
    """One line of the report. More is better here: the value of a slow track is its 99th percentile."""
    rates = np.array([len(track) for track in tracks]) / timed(asks)
    return {
        "name": name,
        "value": round(float(np.median(rates))),
        "unit": "fixes/s",
        "p99": round(float(np.percentile(rates, 1))),
        "target": TARGET,
        "least": True,
        "peers": {},
    }
