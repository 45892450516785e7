"""The steps of a path, in OSRM's vocabulary: joints at which something happens, not yet tidied up or said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.guidance.choices import Choices, choices, shown_as_way_on
from routing.guidance.path import Driven
from routing.network.topology import bearings

STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 20.0, 45.0, 120.0, 170.0
"""Bounds between straight, slight, plain, sharp and back, as in OSRM's guidance; rounded."""
DECIDING_DEG = 35.0
"""A smaller bend onto a road of the same name is the road's own."""
LASTING_M = 250.0
"""A shorter stretch of another name, such as a bridge, is not announced."""
SLIP_M = 200.0
"""A longer link is a ramp of its own; assumed."""
SWUNG_M = 30.0
"""A bend so soon after a turn belongs to it; assumed."""
FAST = ("motorway", "trunk")
"""Roads that one enters and leaves by ramps."""
BESIDE_M = 60.0
"""So far before it joins a road, a ramp lies plainly to one side of it; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A manoeuvre before it is put into words: at the beginning of the path's edge number `edge`."""

    edge: int
    type: str
    modifier: str | None
    name_at: int
    """the edge whose name the driver will see"""
    leave_by: int | None = None
    since: int | None = None
    """the edge from which the turn began, when not the one before `edge`"""


def steps(path: Driven) -> Iterator[Step]:
    """List what happens along the path, except the arrival."""
    yield Step(edge=0, type="depart", modifier="uturn" if path.turned_at_once else None, name_at=0)
    look = choices(path)
    entered: Step | None = None
    passed = 0
    for joint in _deciding_joints(path, look):
        if joint <= passed:
            continue
        ring_before, ring_after = _on_ring(path, joint - 1), _on_ring(path, joint)
        if _on_ferry(path, joint - 1) != _on_ferry(path, joint):
            boards = _on_ferry(path, joint)
            yield Step(edge=joint, type="ferry" if boards else "exit ferry", modifier=None, name_at=joint)
        elif ring_after and not ring_before:
            entered = Step(edge=joint, type="roundabout", modifier=None, name_at=joint)
        elif ring_before and not ring_after:
            yield _left_ring(path, entered, joint)
            entered = None
        elif not ring_after:
            slip = _slip_end(path, joint) or _swung_end(path, joint)
            passed = slip or joint
            yield turning(path, joint, slip) if slip else _turn(path, joint, look)
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
    off = network.ways.roundabout[network.ways_of(onward)] == 0
    return int((off & shown_as_way_on(network, onward)).sum())


def _on_ring(path: Driven, edge: int) -> bool:
    return bool(path.network.ways.roundabout[path.network.edge_way[path.edges[edge]]])


def _on_ferry(path: Driven, edge: int) -> bool:
    return bool(path.network.way_is_ferry[path.network.edge_way[path.edges[edge]]])


def _deciding_joints(path: Driven, look: Choices) -> list[int]:
    """Find the joints that need a word: real choices, changes of name, rings and ramps. Vectorised."""
    network, ways = path.network, path.network.edge_way[path.edges]
    bend = np.abs(network.turns.angle[path.turns])
    chosen = network.turns.chosen[path.turns] == 1
    renamed = _renamed(path, ways)
    ring = np.diff(network.ways.roundabout[ways].astype(np.int8)) != 0
    against = np.diff(network.edges.contraflow[path.edges].astype(np.int8)) > 0
    ferry = np.diff(network.way_is_ferry[ways].astype(np.int8)) != 0
    ramp = np.diff(network.way_is_link[ways].astype(np.int8)) != 0
    turned = chosen & ((bend > DECIDING_DEG) | (renamed & (bend > STRAIGHT_DEG)) | ramp)
    back = bend >= BACK_DEG
    unclear = chosen & (look.fork | look.leaving)
    return (np.flatnonzero(turned | renamed | ring | ferry | against | back | unclear) + 1).tolist()


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


def _slip_end(path: Driven, joint: int) -> int | None:
    """Find where a slip lane that begins at a joint ends: it is part of one turn between two plain streets."""
    if not _is_link(path, joint) or _is_link(path, joint - 1):
        return None
    end = _link_end(path, joint)
    if end is None or path.line.edge_m[end] - path.line.edge_m[joint] > SLIP_M or _on_ring(path, end):
        return None
    return None if is_fast(path, joint - 1) or is_fast(path, end) else end


def _swung_end(path: Driven, joint: int) -> int | None:
    """Find where a turn ends that the road itself takes farther round, with no choice left: over a median, say."""
    angle, chosen, starts_m = path.network.turns.angle[path.turns], path.network.turns.chosen, path.line.edge_m
    last = joint
    for after in range(joint, len(path.turns)):
        if chosen[path.turns[after]] or starts_m[after + 1] - starts_m[joint] > SWUNG_M or _on_ring(path, after + 1):
            break
        if min(abs(angle[joint - 1]), abs(angle[after])) > DECIDING_DEG and angle[after] * angle[joint - 1] > 0:
            last = after + 1
    return last if last > joint else None


def _link_end(path: Driven, joint: int) -> int | None:
    """Find the first edge after a link, `None` when the path ends on it."""
    return next((edge for edge in range(joint, len(path.edges)) if not _is_link(path, edge)), None)


def _is_link(path: Driven, edge: int) -> bool:
    return bool(path.network.way_is_link[path.network.edge_way[path.edges[edge]]])


def is_fast(path: Driven, edge: int) -> bool:
    """Tell whether an edge of the path is on a road that one enters and leaves by ramps."""
    return path.network.texts[path.network.ways.highway[path.network.edge_way[path.edges[edge]]]] in FAST


def _turn(path: Driven, joint: int, look: Choices) -> Step:
    turn = int(path.turns[joint - 1])
    angle, chosen = float(path.network.turns.angle[turn]), path.network.turns.chosen[turn] == 1
    before, after = _is_link(path, joint - 1), _is_link(path, joint)
    if after and not before and chosen and abs(angle) < SHARP_DEG:
        return Step(edge=joint, type=_ramp(path, joint), modifier=_branch(path, turn), name_at=joint)
    if look.fork[joint - 1] and chosen:
        side_name = "slight right" if look.to_the_right[joint - 1] else "slight left"
        return Step(edge=joint, type="fork", modifier=side_name, name_at=joint)
    modifier = bend_name(angle)
    if before and not after and abs(angle) <= SLIGHT_DEG:
        return Step(edge=joint, type="merge", modifier=_merging(path, joint), name_at=joint)
    if modifier == "straight" and look.leaving[joint - 1] and chosen:
        return Step(edge=joint, type="turn", modifier="straight", name_at=joint)
    if modifier == "straight" or not (chosen or abs(angle) > SLIGHT_DEG):
        return Step(edge=joint, type="continue", modifier=None, name_at=joint)
    return Step(edge=joint, type="turn", modifier=modifier, name_at=joint)


def _merging(path: Driven, joint: int) -> str:
    """Tell which way to change lanes: a ramp on the right of the road leads to the left."""
    line = path.line
    here = line.edge_m[joint]
    lon, lat = (np.interp([here - BESIDE_M, here], line.along_m, axis) for axis in (line.lon, line.lat))
    towards = bearings(lon, lat)[0] - path.network.edges.bearing_out[path.edges[joint]]
    return f"slight {side(float((towards + 180) % 360 - 180))}"


def turning(path: Driven, joint: int, end: int, since: int | None = None) -> Step:
    """One turn out of several: from the edge before `joint` to the edge `end`."""
    since = joint - 1 if since is None else since
    out, into = path.network.edges.bearing_out[path.edges[end]], path.network.edges.bearing_in[path.edges[since]]
    modifier = bend_name(float((out - into + 180) % 360 - 180))
    if modifier == "straight":
        return Step(edge=joint, type="continue", modifier=None, name_at=end, since=since)
    return Step(edge=joint, type="turn", modifier=modifier, name_at=end, since=since)


def _ramp(path: Driven, joint: int) -> str:
    """Only what leads on to a motorway or trunk road is an on ramp."""
    end = _link_end(path, joint)
    leads_on = end is not None and is_fast(path, end) and not is_fast(path, joint - 1)
    return "on ramp" if leads_on else "off ramp"


def _branch(path: Driven, turn: int) -> str:
    """Tell on which side of the other ways on a ramp branches off: its own angle may be next to nothing."""
    turns = path.network.turns
    own = turns.tail[turn]
    angles = turns.angle[turns.first[own] : turns.first[own + 1]]
    others = angles[(np.arange(len(angles)) != turn - turns.first[own]) & (np.abs(angles) < SHARP_DEG)]
    beside = float(others.mean()) if len(others) else 0.0
    return side(float(turns.angle[turn]) - beside)


def side(angle: float) -> str:
    """Name the side of an angle, degrees, positive to the right."""
    return "right" if angle > 0 else "left"


def bend_name(angle: float) -> str:
    """Name a turn by its angle, degrees, positive to the right."""
    size = abs(angle)
    if size <= STRAIGHT_DEG:
        return "straight"
    if size >= BACK_DEG:
        return "uturn"
    strength = "slight " if size <= SLIGHT_DEG else "sharp " if size > SHARP_DEG else ""
    return strength + side(angle)
