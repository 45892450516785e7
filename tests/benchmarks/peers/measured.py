"""What peers need for the very questions that our roads are asked, in the same run."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routing.oracle import RoadOracle
from routing.types import LatLon
from tests.benchmarks.peers import environment, ground
from tests.benchmarks.peers.environment import NotMeasured

ASKED = Path(__file__).with_name("asked.py")
NAMES = ("OSRM CH", "OSRM MLD", "Valhalla", "pandana")
ANSWER_S = 300.0
"""How long one peer may take for all its answers."""
Answers = Mapping[str, Mapping[str, Any]]
"""By peer, then by question: seconds by repetition, or why there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What everybody is asked; tables by size, as ``163x60``."""

    pairs: Sequence[tuple[LatLon, LatLon]]
    tables: Mapping[str, tuple[Sequence[LatLon], Sequence[LatLon]]]
    tries: int
    """each pair is asked so often, and the least counts"""

    def written(self, folder: Path) -> None:
        """Leave the questions where the peers look for them."""
        tables = {size: [_points(each) for each in ends] for size, ends in self.tables.items()}
        pairs = [_points(pair) for pair in self.pairs]
        (folder / "questions.json").write_text(json.dumps({"pairs": pairs, "tables": tables, "tries": self.tries}))


def answers(oracle: RoadOracle, questions: Questions, bench: Path) -> Answers:
    """Ask all peers; where one cannot be asked, its answer to everything is why."""
    folder = bench / "peers" / oracle.info.checksum[:16]
    try:
        python = environment.interpreter(bench / "peers")
        made_s = ground.laid_out(oracle, python, folder)
    except NotMeasured as why:
        return {name: dict.fromkeys(_asked(questions), str(why)) for name in NAMES}
    questions.written(folder)
    found = {name: _answers(name, python, folder, questions) for name in NAMES}
    found["OSRM CH"]["weights"] = [made_s["osrm_ch.contract"]]
    return found


def _asked(questions: Questions) -> list[str]:
    return ["route", "route with geometry", *(f"table {size}" for size in questions.tables), "weights"]


def _answers(name: str, python: Path, folder: Path, questions: Questions) -> dict[str, Any]:
    path = folder / f"answers-{name}.json"
    path.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [str(python), str(ASKED), name, str(folder)], capture_output=True, text=True, timeout=ANSWER_S, check=False
        )
        silence = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        silence = f"not answered in {ANSWER_S:g} s"
    known = json.loads(path.read_text()) if path.exists() else {}
    return dict.fromkeys(_asked(questions), silence) | known


def _points(points: Sequence[LatLon]) -> list[tuple[float, float]]:
    return [(at.lon, at.lat) for at in points]
