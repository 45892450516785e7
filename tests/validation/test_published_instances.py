"""A published instance, given as files, against a simulation of closest-idle dispatch written a second time.

The second one knows nothing of the product: a heap of moments, plain spherical geometry, rules as the literature
states them. Every call must get the same crew at the same time, to a millisecond.
"""

import csv
import heapq
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import acos, asin, cos, degrees, inf, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulations.runner import replicate
from simulations.runner.calls_out import write_calls
from simulations.scenario import read

RADIUS_M, SPEED_MPS = 6_371_000.0, 40 / 3.6
BASES = ((59.90, 30.30), (59.96, 30.40), (60.02, 30.25))
HOSPITALS = ((59.93, 30.35), (59.99, 30.28))
KINDS = {("als", "A"): 0.0, ("als", "B"): 120.0, ("als", "C"): 240.0, ("bls", "B"): 0.0, ("bls", "C"): 0.0}
URGENCY = {"A": 1, "B": 2, "C": 3}

Point = tuple[float, float]


@dataclass
class Ambulance:
    number: int
    kind: str
    base: Point
    left: Point
    bound: Point
    left_at: float = -inf
    busy: bool = False


@dataclass(frozen=True)
class Emergency:
    day: int
    number: int
    at_s: float
    where: Point
    kind: str
    scene_s: float
    hospital: int | None
    handover_s: float


@dataclass
class Day:
    """One independent day of the second simulation."""

    ambulances: list[Ambulance]
    fifo: bool
    nearest_base: bool
    answered: dict[int, tuple[int, float]] = field(default_factory=dict)

    def play(self, emergencies: Sequence[Emergency]) -> dict[int, tuple[int, float]]:
        moments: list[tuple[float, int, int, Any]] = [(e.at_s, 1, e.number, e) for e in emergencies]
        heapq.heapify(moments)
        queue: list[Emergency] = []
        while moments:
            now, kind, _, what = heapq.heappop(moments)
            if kind == 1:
                queue.append(what)
            else:
                what.busy = False
            queue.sort(key=lambda e: (() if self.fifo else (URGENCY[e.kind],)) + (e.at_s, e.number))
            for emergency in list(queue):
                chosen = self.closest(emergency, now)
                if chosen is not None:
                    queue.remove(emergency)
                    heapq.heappush(moments, (self.serve(chosen, emergency, now), 0, chosen.number, chosen))
        return self.answered

    def closest(self, emergency: Emergency, now: float) -> Ambulance | None:
        able = [a for a in self.ambulances if not a.busy and (a.kind, emergency.kind) in KINDS]
        return min(
            able,
            key=lambda a: (seconds(place(a, now), emergency.where) + KINDS[a.kind, emergency.kind], a.number),
            default=None,
        )

    def serve(self, ambulance: Ambulance, emergency: Emergency, now: float) -> float:
        arrives = now + seconds(place(ambulance, now), emergency.where)
        self.answered[emergency.number] = (ambulance.number, arrives)
        ends, where = arrives + emergency.scene_s, emergency.where
        if emergency.hospital is not None:
            where = HOSPITALS[emergency.hospital]
            ends += seconds(emergency.where, where) + emergency.handover_s
        ambulance.busy, ambulance.left, ambulance.left_at = True, where, ends
        bases = BASES if self.nearest_base else (ambulance.base,)
        ambulance.bound = min(bases, key=lambda base: seconds(where, base))
        return ends


def place(ambulance: Ambulance, now: float) -> Point:
    whole = seconds(ambulance.left, ambulance.bound)
    gone = now - ambulance.left_at
    if gone >= whole:
        return ambulance.bound
    return on_the_way(ambulance.left, ambulance.bound, max(gone, 0.0) / whole)


def seconds(a: Point, b: Point) -> float:
    (lat1, lon1), (lat2, lon2) = map(rad, (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_M * asin(sqrt(half)) / SPEED_MPS


def on_the_way(a: Point, b: Point, share: float) -> Point:
    """Interpolate by turning the unit vector of a towards that of b."""
    u, v = (np.array([cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)]) for lat, lon in map(rad, (a, b)))
    across = v - u * float(u @ v)
    turn = acos(min(1.0, float(u @ v))) * share
    w = u * cos(turn) + across / float(np.linalg.norm(across)) * sin(turn)
    return degrees(asin(w[2])), degrees(float(np.arctan2(w[1], w[0])))


def rad(point: Point) -> Point:
    return radians(point[0]), radians(point[1])


def emergencies(seed: int, days: int = 2, count: int = 90) -> list[Emergency]:
    rng = np.random.default_rng(seed)
    return [
        Emergency(
            day=day,
            number=number,
            at_s=round(float(at_s), 3),
            where=(round(float(rng.uniform(59.88, 60.04)), 5), round(float(rng.uniform(30.2, 30.45)), 5)),
            kind=str(rng.choice(["A", "B", "C"], p=[0.2, 0.4, 0.4])),
            scene_s=round(float(rng.exponential(900)), 3),
            hospital=int(rng.integers(2)) if rng.random() < 0.6 else None,
            handover_s=round(float(rng.exponential(600)), 3),
        )
        for day in range(1, days + 1)
        for number, at_s in enumerate(np.sort(rng.uniform(0, 30_000, count)), start=1)
    ]


def fleet() -> list[Ambulance]:
    kinds = ("als", "bls", "bls", "als", "bls", "bls", "bls", "als", "bls", "bls", "bls")
    bases = [BASES[number % 3] for number in range(len(kinds))]
    return [
        Ambulance(number=number, kind=kind, base=base, left=base, bound=base)
        for number, (kind, base) in enumerate(zip(kinds, bases, strict=True), start=1)
    ]


def as_files(folder: Path, came: Sequence[Emergency], *, fifo: bool, nearest_base: bool) -> Path:
    """Write the instance as a planner would."""
    write(folder / "crews.csv", [{"id": a.number, "kind": a.kind, "lat": a.base[0], "lon": a.base[1]} for a in fleet()])
    write(folder / "hospitals.csv", [{"id": f"H{n}", "lat": at[0], "lon": at[1]} for n, at in enumerate(HOSPITALS)])
    write(folder / "types.csv", [{"type": kind, "urgency": urgency} for kind, urgency in URGENCY.items()])
    write(
        folder / "kinds.csv",
        [{"kind": k, "type": t, "serves": "yes", "penalty_s": penalty} for (k, t), penalty in KINDS.items()],
    )
    write(folder / "calls.csv", [row(each) for each in came])
    path = folder / "instance.toml"
    path.write_text(
        f"""
[region]
model = "tables"
crews = "crews.csv"
hospitals = "hospitals.csv"
types = "types.csv"
kinds = "kinds.csv"
[roads]
model = "great-circle"
speed_kmh = 40
radius_m = {RADIUS_M}
[demand]
model = "given"
calls = "calls.csv"
[crewing]
return_to = "{"nearest-base" if nearest_base else "own-base"}"
[policy]
name = "nearest"
parameters = {{ order = "{"fifo" if fifo else "urgency"}" }}
""",
        encoding="utf-8",
    )
    return path


def row(each: Emergency) -> dict[str, Any]:
    return {
        "day": each.day,
        "id": each.number,
        "received_s": each.at_s,
        "lat": each.where[0],
        "lon": each.where[1],
        "type": each.kind,
        "scene_s": each.scene_s,
        "hospital": "" if each.hospital is None else f"H{each.hospital}",
        "handover_s": each.handover_s,
    }


def write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("nearest_base", [True, False])
@pytest.mark.parametrize("fifo", [True, False])
def test_every_call_gets_the_crew_and_the_time_that_closest_idle_dispatch_gives_it(
    tmp_path: Path, seed: int, *, fifo: bool, nearest_base: bool
) -> None:
    came = emergencies(seed)
    scenario = read(as_files(tmp_path, came, fifo=fifo, nearest_base=nearest_base))
    results = [replicate(scenario, replication=number, reasons=True) for number in range(2)]
    write_calls(tmp_path / "out.csv", results, scenario)
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(came)
    for day in (1, 2):
        expected = Day(fleet(), fifo, nearest_base).play([each for each in came if each.day == day])
        got = {int(each["id"]): each for each in rows if int(each["replication"]) == day - 1}
        for number, (crew, arrives) in expected.items():
            assert int(got[number]["crew"]) == crew, json.dumps(got[number], ensure_ascii=False)
            assert float(got[number]["at_scene_s"]) == pytest.approx(arrives, abs=1e-3)
            assert got[number]["reasons"]
    waited = [each for each in rows if float(each["notified_s"]) > float(each["received_s"]) + 1e-6]
    assert waited  # the days are busy enough for the order of the queue to matter
