"""Short one-way streets that a siren may enter from their end, if it must.

The law lets it (Traffic Rules of the Russian Federation, 3.1: signs and markings do not bind a vehicle with blue lights
and siren that makes sure it is let pass); good sense does so only where the drive against the arrow is short, and
never on a carriageway of a divided road.
"""

import numpy as np
from numpy.typing import NDArray

from routing.network.model import DEGREES, Floats, Longs, Pieces
from routing.network.reader import RawMap, RawWay
from routing.network.tags import Drives, is_roundabout, lane_count
from routing.network.topology import bearings, ranges
from routing.types import EARTH_RADIUS_M

CLASSES = frozenset({"tertiary", "unclassified", "residential", "living_street", "service"})
LONGEST_M = 200.0
"""From junction to junction; assumed: what can be seen from end to end."""
DIVIDED_M = 40.0
"""A one-way street with another one nearer than this that runs the other way is half of a divided road; assumed."""
OPPOSITE_DEG = 150.0
STEP_M = 20.0


def contraflow(raw: RawMap, drawn: Pieces) -> NDArray[np.bool_]:
    """Tell which pieces a siren may drive against their arrow."""
    one_way = np.array([way.along != way.against for way in raw.ways], bool)[drawn.way]
    lawful = np.array([_is_ordinary(way) for way in raw.ways], bool)[drawn.way]
    found: NDArray[np.bool_] = np.asarray(one_way & lawful & (drawn.length_m <= LONGEST_M))
    if found.any():
        found[_divided(raw, drawn, np.flatnonzero(one_way), found)] = False
    return found


def _is_ordinary(way: RawWay) -> bool:
    """Tell whether a street is a minor one of its own. What is not from a survey may hide a divided road."""
    tags = way.tags
    minor = tags.get("highway") in CLASSES and not is_roundabout(tags)
    narrow = not lane_count(tags.get("lanes")) > 2
    both = {way.along, way.against} == {Drives.ALL, Drives.NOBODY}
    divided = tags.get("dual_carriageway") == "yes"
    timed = "oneway:conditional" in tags
    return minor and narrow and both and not divided and not timed and "synthetic" not in tags


def _divided(raw: RawMap, drawn: Pieces, one_way: Longs, found: NDArray[np.bool_]) -> Longs:
    """List those of the `found` pieces that have an opposite one beside them."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 half a second to import, needed only to compile a map

    backwards = np.array([way.along == Drives.NOBODY for way in raw.ways], bool)[drawn.way]
    piece, at_m, bearing = _samples(drawn, one_way)
    bearing = np.where(backwards[piece], bearing + 180, bearing)
    mine = np.flatnonzero(found[piece])
    near = np.asarray(cKDTree(at_m).query_ball_point(at_m[mine], DIVIDED_M), object)
    own = np.repeat(mine, [len(each) for each in near])
    other = np.concatenate([np.asarray(each, np.int64) for each in near])
    off = np.abs((bearing[own] - bearing[other] + 180) % 360 - 180)
    return np.unique(piece[own[off >= OPPOSITE_DEG]])


def _samples(drawn: Pieces, which: Longs) -> tuple[Longs, Floats, Floats]:
    """Lay points along pieces: piece, metres on a plane, bearing."""
    segments = (drawn.first[which + 1] - drawn.first[which] - 1).astype(np.intp)
    begin = ranges(drawn.first[which].astype(np.intp), segments)
    lon, lat = drawn.lon * DEGREES, drawn.lat * DEGREES
    metres = np.radians(1) * EARTH_RADIUS_M
    plane = np.column_stack([lon * metres * np.cos(np.radians(lat.mean())), lat * metres])
    step = plane[begin + 1] - plane[begin]
    counts = np.maximum(1, np.ceil(np.hypot(step[:, 0], step[:, 1]) / STEP_M)).astype(np.intp)
    segment = np.repeat(np.arange(len(begin)), counts)
    share = (ranges(np.zeros(len(begin), np.intp), counts) + 0.5) / counts[segment]
    points = plane[begin[segment]] + share[:, None] * step[segment]
    return np.repeat(which, segments)[segment], points, bearings(lon, lat)[begin][segment]
