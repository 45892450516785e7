"""`python asked.py PEER FOLDER`: ask one peer the questions of FOLDER, in the Python that has it.

Answers go to ``answers-PEER.json``, each as soon as it is known, so that what has been measured outlives a crash. An
answer is a list of seconds, or the reason why there is none.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

Point = tuple[float, float]
"""Longitude and latitude."""
PATIENCE_S = 60.0
"""A table that would take longer than this is not asked for."""
MOST = 15
ENOUGH_S = 10.0
"""A question is repeated so often, or until so much time is spent."""


class Peer(Protocol):
    """An engine that answers from points, snapping included."""

    def route(self, a: Point, b: Point, *, geometry: bool) -> object:
        """Find the way, with all points of its line or without."""

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> object:
        """Seconds from each origin to each destination."""

    def reweigh(self) -> object:
        """Put other weights on the whole region, ready to be asked."""


class Unable(Exception):
    """The peer has no such answer; the message says why."""


class Osrm:
    """OSRM by its own bindings, its car profile; `generate_hints` off, which is faster."""

    def __init__(self, folder: Path, algorithm: str) -> None:
        import osrm  # noqa: PLC0415 each peer is imported by the process that asks it

        self._osrm, self._algorithm = osrm, algorithm
        self._roads = folder / algorithm.lower() / "map.osrm"
        self._engine = self._opened()

    def _opened(self) -> Any:
        return self._osrm.OSRM(
            algorithm=self._algorithm,
            storage_config=str(self._roads),
            use_shared_memory=False,
            max_locations_distance_table=-1,
        )

    def route(self, a: Point, b: Point, *, geometry: bool) -> object:
        overview = "full" if geometry else "false"
        asked = self._osrm.RouteParameters(coordinates=[a, b], overview=overview, generate_hints=False)
        return self._engine.Route(asked)

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> object:
        every, first = [*origins, *destinations], len(origins)
        sources, aims = list(range(first)), list(range(first, len(every)))
        asked = self._osrm.TableParameters(coordinates=every, sources=sources, destinations=aims, generate_hints=False)
        return self._engine.Table(asked)

    def reweigh(self) -> object:
        if self._algorithm == "CH":
            raise Unable("contracted when its map was made")
        program = Path(self._osrm.__file__).parent / "bin" / "osrm-customize"
        subprocess.run([str(program), str(self._roads)], check=True, capture_output=True)
        self._engine = self._opened()
        return self._engine


class Valhalla:
    """Valhalla by its own bindings, `auto`, no directions."""

    def __init__(self, folder: Path) -> None:
        import valhalla  # noqa: PLC0415 as above

        config = json.loads((folder / "valhalla.json").read_text())
        config["mjolnir"]["tile_dir"] = str(folder / "tiles")
        config["service_limits"]["auto"] |= {"max_matrix_location_pairs": 10**7, "max_matrix_distance": 1e9}
        config["logging"] = {"type": ""}
        asked = folder / "valhalla-asked.json"
        asked.write_text(json.dumps(config))
        self._actor = valhalla.Actor(str(asked))

    def route(self, a: Point, b: Point, *, geometry: bool) -> object:
        shape = "polyline6" if geometry else "no_shape"
        asked = {"locations": self._places([a, b]), "costing": "auto", "directions_type": "none", "shape_format": shape}
        return self._actor.route(asked)

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> object:
        return self._actor.matrix(
            {"sources": self._places(origins), "targets": self._places(destinations), "costing": "auto"}
        )

    def reweigh(self) -> object:
        raise Unable("takes traffic tiles, not weights")

    def _places(self, points: Sequence[Point]) -> list[dict[str, float]]:
        return [{"lon": lon, "lat": lat} for lon, lat in points]


class Pandana:
    """pandana on the graph of junctions with our seconds: it knows no turns and no places within a street."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415 as above

        self._streets = dict(np.load(folder / "streets.npz"))
        self._network = self.reweigh()

    def route(self, a: Point, b: Point, *, geometry: bool) -> object:
        if geometry:
            raise Unable("lists junctions only")
        here, there = self._network.get_node_ids([a[0], b[0]], [a[1], b[1]])
        return self._network.shortest_path_length(here, there)

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> object:
        here, there = (list(self._network.get_node_ids(*zip(*each, strict=True))) for each in (origins, destinations))
        from_, to = [a for a in here for _ in there], [b for _ in here for b in there]
        return self._network.shortest_path_lengths(from_, to)

    def reweigh(self) -> Any:
        import pandana  # noqa: PLC0415 as above
        import pandas as pd  # noqa: PLC0415 as above

        roads, weights = self._streets, pd.DataFrame({"seconds": self._streets["seconds"]})
        nodes = (pd.Series(roads["lon"]), pd.Series(roads["lat"]))
        ends = (pd.Series(roads["tail"]), pd.Series(roads["head"]))
        return pandana.Network(*nodes, *ends, weights, twoway=False)


PEERS: dict[str, Callable[[Path], Peer]] = {
    "OSRM CH": lambda folder: Osrm(folder, "CH"),
    "OSRM MLD": lambda folder: Osrm(folder, "MLD"),
    "Valhalla": Valhalla,
    "pandana": Pandana,
}


def main(name: str, folder: Path) -> None:
    """Ask all questions, one after the other; who fails at a table is not asked for a larger one."""
    questions: dict[str, Any] = json.loads((folder / "questions.json").read_text())
    peer, answers = PEERS[name](folder), folder / f"answers-{name}.json"
    found: dict[str, Any] = {}
    for question, ask in _asks(peer, questions).items():
        hopeless = next((why for table, why in found.items() if "table" in table and isinstance(why, str)), None)
        found[question] = hopeless if hopeless and "table" in question else _answer(ask)
        answers.write_text(json.dumps(found))


def _asks(peer: Peer, questions: dict[str, Any]) -> dict[str, Callable[[], list[float]]]:
    pairs, tries = [(tuple(a), tuple(b)) for a, b in questions["pairs"]], questions["tries"]

    def routes(*, geometry: bool) -> list[float]:
        return [
            min(_seconds(lambda a=a, b=b: peer.route(a, b, geometry=geometry)) for _ in range(tries)) for a, b in pairs
        ]

    asks: dict[str, Callable[[], list[float]]] = {
        "route": lambda: routes(geometry=False),
        "route with geometry": lambda: routes(geometry=True),
        "weights": lambda: _repeated(peer.reweigh),
    }
    for size, (origins, destinations) in questions["tables"].items():
        ends = [tuple(at) for at in origins], [tuple(at) for at in destinations]
        asks[f"table {size}"] = lambda ends=ends: _table(peer, *ends)
    return asks


def _answer(ask: Callable[[], list[float]]) -> list[float] | str:
    try:
        return ask()
    except Unable as why:
        return str(why)
    except Exception as why:  # noqa: BLE001 whatever a peer fails by is its answer
        return f"{type(why).__name__}: {why}"


def _table(peer: Peer, origins: list[Point], destinations: list[Point]) -> list[float]:
    """Try a twentieth of the rows first: a table that would take too long is not asked for."""
    some = origins[: max(1, len(origins) // 20)]
    expected_s = _seconds(lambda: peer.table(some, destinations)) * len(origins) / len(some)
    if expected_s > PATIENCE_S:
        raise Unable(f"would take about {expected_s:.0f} s")
    return _repeated(lambda: peer.table(origins, destinations))


def _repeated(ask: Callable[[], object]) -> list[float]:
    took: list[float] = []
    while not took or (len(took) < MOST and sum(took) < ENOUGH_S):
        took.append(_seconds(ask))
    return took


def _seconds(ask: Callable[[], object]) -> float:
    begin = perf_counter()
    ask()
    return perf_counter() - begin


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
