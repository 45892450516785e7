"""The manoeuvres of a path, in OSRM's vocabulary: only those at which a driver has something to decide."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.guidance.line import Line
from routing.guidance.phrases import CATALOGUE, say
from routing.network.model import Floats, Longs, Network
from routing.network.topology import bearings
from routing.types import LatLon, Maneuver, great_circle_m

STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 20.0, 45.0, 120.0, 170.0
"""Bounds between straight, slight, plain, sharp and back, as in OSRM's guidance; rounded."""
DECIDING_DEG = 35.0
"""A smaller bend onto a road of the same name is the road's own."""
JUNCTION_M = 60.0
"""Inside a wide junction the pieces of road have no names yet."""
LASTING_M = 250.0
"""A shorter stretch of another name, such as a bridge, is not announced."""
BESIDE_M = 5.0
"""A destination nearer to the road than this has no side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A manoeuvre before it is put into words: at the beginning of the path's edge number `edge`."""

    edge: int
    type: str
    modifier: str | None
    name_at: int
    """the edge whose name the driver will see"""
    leave_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Driven:
    """A path as guidance needs it. `starts_s` is the time at which each edge begins, from the start."""

    network: Network
    edges: Longs
    line: Line
    starts_s: Floats
    duration_s: float
    destination: LatLon


def maneuvers(path: Driven) -> tuple[Maneuver, ...]:
    """Tell a driver what to do along the path."""
    steps = list(_steps(path))
    at_m = [float(path.line.edge_m[step.edge]) for step in steps] + [path.line.length_m] * 2
    at_s = [float(path.starts_s[step.edge]) for step in steps] + [path.duration_s] * 2
    steps.append(_arrival(path))
    return tuple(_maneuver(path, step, at_m, at_s, i) for i, step in enumerate(steps))


def _maneuver(path: Driven, step: Step, at_m: list[float], at_s: list[float], i: int) -> Maneuver:
    way = path.network.edge_way[path.edges[_named_ahead(path, step.name_at)]]
    name, ref = (path.network.text(codes[way]) for codes in (path.network.ways.name, path.network.ways.ref))
    shown = None if step.type == "arrive" else " · ".join(text for text in (name, ref) if text)
    kind = (step.type, "exit" if step.leave_by else step.modifier)
    since_last_m = at_m[i] - at_m[i - 1] if i else 0.0
    said = say(
        kind if kind in CATALOGUE else (step.type, None),
        distance_m=since_last_m,
        name=shown,
        leave_by=step.leave_by,
    )
    begin = len(path.line.lon) - 1 if step.type == "arrive" else int(path.line.edge_point[step.edge])
    return Maneuver(
        type=step.type,
        modifier=step.modifier,
        text_ru=said.ru,
        text_en=said.en,
        name=name,
        ref=ref,
        distance_m=round(at_m[i + 1] - at_m[i], 1),
        duration_s=round(at_s[i + 1] - at_s[i], 1),
        at=LatLon(lat=float(path.line.lat[begin]), lon=float(path.line.lon[begin])),
        begin=begin,
    )


def _named_ahead(path: Driven, edge: int) -> int:
    """Find the edge that gives a road its name: this one, or the first named one just after the junction."""
    starts, ways = path.line.edge_m, path.network.ways
    for ahead in range(edge, len(path.edges)):
        way = path.network.edge_way[path.edges[ahead]]
        if starts[ahead] - starts[edge] > JUNCTION_M:
            break
        if ways.name[way] or ways.ref[way]:
            return ahead
    return edge


def _steps(path: Driven) -> Iterator[Step]:
    yield Step(edge=0, type="depart", modifier=None, name_at=0)
    entered: Step | None = None
    for joint in _deciding_joints(path):
        ring_before, ring_after = _on_ring(path, joint - 1), _on_ring(path, joint)
        if ring_after and not ring_before:
            entered = Step(edge=joint, type="roundabout", modifier=None, name_at=joint)
        elif ring_before and not ring_after:
            yield _left_ring(path, entered, joint)
            entered = None
        elif not ring_after:
            yield _turn(path, joint)
    if entered:
        yield entered


def _left_ring(path: Driven, entered: Step | None, joint: int) -> Step:
    """Name the exit at the entry; a path that begins on the ring only leaves it."""
    if entered is None:
        return Step(edge=joint, type="exit roundabout", modifier=None, name_at=joint)
    passed = sum(_exits(path, edge) for edge in range(entered.edge, joint))
    return replace(entered, name_at=joint, leave_by=max(1, passed))


def _exits(path: Driven, edge: int) -> int:
    """Count the ways off the ring at the end of one of its edges."""
    turns, network = path.network.turns, path.network
    own = path.edges[edge]
    onward = turns.head[turns.first[own] : turns.first[own + 1]]
    return int((network.ways.roundabout[network.ways_of(onward)] == 0).sum())


def _on_ring(path: Driven, edge: int) -> bool:
    return bool(path.network.ways.roundabout[path.network.edge_way[path.edges[edge]]])


def _deciding_joints(path: Driven) -> list[int]:
    """Find the joints that need a word: real choices, changes of name, rings and ramps. Vectorised."""
    network, ways = path.network, path.network.edge_way[path.edges]
    turns = turns_between(network, path.edges)
    bend = np.abs(network.turns.angle[turns])
    chosen = network.turns.chosen[turns] == 1
    renamed = _renamed(path, ways)
    ring = np.diff(network.ways.roundabout[ways].astype(np.int8)) != 0
    ramp = np.diff(network.way_is_link[ways].astype(np.int8)) != 0
    turned = chosen & ((bend > DECIDING_DEG) | (renamed & (bend > STRAIGHT_DEG)) | (ramp & (bend > 5)))
    back = bend >= BACK_DEG
    return (np.flatnonzero(turned | renamed | ring | back) + 1).tolist()


def _renamed(path: Driven, ways: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Tell at which joints the road takes another name that lasts.

    A road keeps its identity while its name or its number stays; bridges and other short or unnamed
    stretches do not change it.
    """
    network = path.network
    name, ref = network.ways.name[ways], network.ways.ref[ways]
    begins = np.flatnonzero((np.diff(name, prepend=-1) != 0) | (np.diff(ref, prepend=-1) != 0))
    lasts_m = np.diff(path.line.edge_m[begins], append=path.line.length_m)
    renamed = np.zeros(len(ways), bool)
    current = {int(name[0]), int(ref[0])} - {0}
    for edge, length_m in zip(begins[1:].tolist(), lasts_m[1:].tolist(), strict=True):
        new = {int(name[edge]), int(ref[edge])} - {0}
        if new & current or (new and length_m >= LASTING_M):
            renamed[edge] = bool(current) and not new & current
            current = new
    return renamed[1:]


def turns_between(network: Network, edges: Longs) -> NDArray[np.int64]:
    """Find the turns of a path: as many as its edges, less one."""
    tails, heads = edges[:-1], edges[1:]
    turns = network.turns.first[tails].copy()
    while len(wrong := np.flatnonzero(network.turns.head[turns] != heads)):
        turns[wrong] += 1  # an edge has a handful of turns, and the one wanted is among them
    return turns


def _turn(path: Driven, joint: int) -> Step:
    turn = int(turns_between(path.network, path.edges[joint - 1 : joint + 1])[0])
    angle, chosen = float(path.network.turns.angle[turn]), path.network.turns.chosen[turn] == 1
    before, after = path.network.way_is_link[path.network.ways_of(path.edges[joint - 1 : joint + 1])]
    if after and not before and chosen and abs(angle) < SHARP_DEG:
        side = "straight" if abs(angle) <= 5 else _side(angle)
        return Step(edge=joint, type=_ramp(path, joint), modifier=side, name_at=joint)
    modifier = bend_name(angle)
    if modifier == "straight" or not chosen:
        kind = "merge" if before and not after else "continue"
        return Step(edge=joint, type=kind, modifier=None, name_at=joint)
    return Step(edge=joint, type="turn", modifier=modifier, name_at=joint)


def _ramp(path: Driven, joint: int) -> str:
    """Leaving a motorway or trunk road is an off ramp, any other link leads on to one."""
    highway = path.network.texts[path.network.ways.highway[path.network.edge_way[path.edges[joint - 1]]]]
    return "off ramp" if highway in {"motorway", "trunk"} else "on ramp"


def _side(angle: float) -> str:
    return "right" if angle > 0 else "left"


def bend_name(angle: float) -> str:
    """Name a turn by its angle, degrees, positive to the right."""
    size = abs(angle)
    if size <= STRAIGHT_DEG:
        return "straight"
    if size >= BACK_DEG:
        return "uturn"
    strength = "slight " if size <= SLIGHT_DEG else "sharp " if size > SHARP_DEG else ""
    return strength + _side(angle)


def _arrival(path: Driven) -> Step:
    last = len(path.edges) - 1
    return Step(edge=last, type="arrive", modifier=_arrival_side(path), name_at=last)


def _arrival_side(path: Driven) -> str | None:
    """Which side of the road the destination is on, seen in the direction of travel."""
    lon, lat = path.line.lon, path.line.lat
    end = LatLon(lat=float(lat[-1]), lon=float(lon[-1]))
    moving = np.flatnonzero(np.diff(path.line.along_m) > 0)
    if great_circle_m(end, path.destination) < BESIDE_M or not len(moving):
        return None
    k = moving[-1]
    course = bearings(lon[k : k + 2], lat[k : k + 2])[0]
    aside = bearings(np.array([end.lon, path.destination.lon]), np.array([end.lat, path.destination.lat]))[0]
    return _side((aside - course + 180) % 360 - 180)
