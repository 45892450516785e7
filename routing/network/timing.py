"""What changes on a way by the clock: who is kept out when, and which speed limit is in force when."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from routing.network import tags as osm
from routing.network.tags import Drives, Tags
from routing.network.timetable import Clause, Mask, Span, clauses, shut, span_of

_SPEED_KEYS = ("maxspeed:motorcar:conditional", "maxspeed:conditional")
_WINTER_ONLY = (("winter_road", "yes"), ("ice_road", "yes"), ("seasonal", "winter"))
_WINTER_KEYS = frozenset(key for key, _ in _WINTER_ONLY)
_ONEWAY = {"yes": 1, "1": 1, "true": 1, "-1": -1, "reverse": -1, "no": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Masks of when a way is shut along and against, `None` where it is not shut by the clock.

    `assumed` is a ferry without a timetable. `who` is kept out by the masks.
    """

    along: Mask | None = None
    against: Mask | None = None
    assumed: bool = False
    who: Drives = Drives.ALL
    speeds: tuple[tuple[Mask, float], ...] = ()
    """when which limit is in force, km/h; of several the last"""


NEVER = Timing()
"""Nothing changes: of nearly all ways, one value for all of them."""


def timing(tags: Tags) -> Timing:
    """Read all that changes by the clock."""
    ferry = osm.is_ferry(tags)
    if not ferry and not any(key.endswith(":conditional") or key in _WINTER_KEYS for key in tags):
        return NEVER
    entry = _ferry_shut(tags) if ferry else _entry_shut(tags)
    along, against = _oneway_shut(tags)
    return Timing(
        along=_either(entry, along),
        against=_either(entry, against),
        assumed=ferry and "opening_hours" not in tags,
        who=Drives.ORDINARY if tags.get("emergency") == "yes" else Drives.ALL,
        speeds=tuple(_speeds(tags)),
    )


def opened(tags: Tags) -> Tags:
    """Return the tags of a way as they are while it is open: what is shut at times is drawn, and shut by its mask."""
    keys = [key for key in osm.ACCESS_KEYS if f"{key}:conditional" in tags]
    times = clauses(tags[f"{keys[0]}:conditional"]) if keys else []
    if osm.is_closed(tags) and not all(osm.closes(each.value) for each in times):
        return {key: value for key, value in tags.items() if key not in osm.ACCESS_KEYS}
    return tags


def _either(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return np.asarray(one | other)


def _entry_shut(tags: Tags) -> Mask | None:
    key = next((each for each in osm.ACCESS_KEYS if f"{each}:conditional" in tags), None)
    changes = [(osm.closes(each.value), each.span) for each in clauses(tags.get(f"{key}:conditional"))]
    entry = shut(osm.is_closed(tags), changes) if changes else None
    winter = span_of("winter")
    if winter is not None and any(tags.get(key) == value for key, value in _WINTER_ONLY):
        return _either(entry, shut(True, [(False, winter)]))
    return entry


def _ferry_shut(tags: Tags) -> Mask | None:
    hours = tags.get("opening_hours")
    span = span_of(hours) if hours else None
    if hours is None:
        return None
    return shut(True, [] if span is None else [(False, span)])


def _oneway_shut(tags: Tags) -> tuple[Mask | None, Mask | None]:
    changes = [
        (_ONEWAY[each.value], each.span) for each in clauses(tags.get("oneway:conditional")) if each.value in _ONEWAY
    ]
    if not changes:
        return None, None
    usual = osm.runs_one_way(tags)
    return _direction_shut(1, usual, changes), _direction_shut(-1, usual, changes)


def _direction_shut(direction: int, usual: int | None, changes: Sequence[tuple[int, Span]]) -> Mask:
    closed = usual is None or usual == -direction
    return shut(closed, [(only == -direction, span) for only, span in changes])


def _speeds(tags: Tags) -> list[tuple[Mask, float]]:
    """Lower limits are in force in all hours that they touch, higher ones in those they cover."""
    usual = osm.maxspeed_kmh(tags.get("maxspeed"))
    changes = [(each, osm.maxspeed_kmh(each.value)) for key in _SPEED_KEYS for each in clauses(tags.get(key))]
    return [(_in_force(each, kmh, usual), kmh) for each, kmh in changes if not isnan(kmh)]


def _in_force(each: Clause, kmh: float, usual: float) -> Mask:
    return each.span.covered if kmh > usual else each.span.touched
