"""What each peer makes of the extract before it answers: built once by map, in the ignored `.bench`."""

import json
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np
import osmium

from routing.oracle import RoadOracle
from routing.types import Profile
from routing.weights import CLOSED
from tests.benchmarks.peers.environment import run

BUILD_S = 900.0
"""How long one step may take; OSRM's contraction takes 30 to 100 s on the oblast."""
LARGEST_ID = 10**12
"""OSRM keeps node ids in 40 bits; synthetic nodes have larger ones and are moved down to this."""


def laid_out(oracle: RoadOracle, python: Path, folder: Path) -> Mapping[str, float]:
    """Build what is missing and say how many seconds each step took when it was made. Raises `NotMeasured`."""
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "built.json"
    took_s: dict[str, float] = json.loads(done.read_text()) if done.exists() else {}
    extract = folder / "map.osm.pbf"
    if not extract.exists():
        renumbered(Path(oracle.info.path), extract)
        streets(oracle, folder / "streets.npz")
    for name, command in _steps(python, folder, extract):
        if name not in took_s:
            took_s[name] = _seconds(command, folder)
            done.write_text(json.dumps(took_s))
    return took_s


def renumbered(source: Path, target: Path) -> None:
    """Copy an extract with node ids that every peer can hold."""
    part = target.with_suffix(".part.osm.pbf")
    with osmium.SimpleWriter(str(part), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(source)):
            if thing.is_node():
                writer.add_node(thing.replace(id=_small(thing.id)))
            elif thing.is_way():
                writer.add_way(thing.replace(nodes=[_small(node.ref) for node in thing.nodes]))
            else:
                writer.add_relation(thing)
    part.rename(target)


def _small(node: int) -> int:
    return node if node < LARGEST_ID else LARGEST_ID + node % LARGEST_ID


def streets(oracle: RoadOracle, target: Path) -> None:
    """Write the graph of junctions for the peers that know no turns: edges with their seconds."""
    network, ms = oracle._network, oracle._state.profiles[Profile.ORDINARY].metric.weights.edge_ms
    open_ = np.flatnonzero((ms < CLOSED) & (network.edges.copy == 0))
    np.savez(
        target,
        lon=network.junctions.lon * 1e-7,
        lat=network.junctions.lat * 1e-7,
        tail=network.edges.tail[open_],
        head=network.edges.head[open_],
        seconds=ms[open_] / 1000,
    )


def _steps(python: Path, folder: Path, extract: Path) -> list[tuple[str, list[str]]]:
    packages = next(python.parent.parent.glob("lib/python*/site-packages"))
    osrm, valhalla = packages / "osrm", packages / "valhalla" / "bin"
    roads = folder / "map.osrm"
    config = ["sh", "-c", f"{python.parent}/valhalla_build_config --mjolnir-tile-dir tiles > valhalla.json"]
    return [
        ("osrm.extract", [*_osrm(osrm, "extract"), "-p", str(osrm / "share/profiles/car.lua"), str(extract)]),
        ("osrm.copies", ["sh", "-c", "mkdir -p ch mld && cp map.osrm* ch && cp map.osrm* mld"]),
        ("osrm_ch.contract", [*_osrm(osrm, "contract"), f"ch/{roads.name}"]),
        ("osrm_mld.partition", [*_osrm(osrm, "partition"), f"mld/{roads.name}"]),
        ("osrm_mld.customize", [*_osrm(osrm, "customize"), f"mld/{roads.name}"]),
        ("valhalla.config", config),
        ("valhalla.tiles", [str(valhalla / "valhalla_build_tiles"), "-c", "valhalla.json", extract.name]),
    ]


def _osrm(home: Path, step: str) -> list[str]:
    return [str(home / "bin" / f"osrm-{step}")]


def _seconds(command: list[str], folder: Path) -> float:
    begin = perf_counter()
    run(command, Path(command[0]).name, BUILD_S, folder)
    return round(perf_counter() - begin, 2)
