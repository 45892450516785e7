"""What stands on a road and whom it stops: pure functions from tags to values."""

from routing.network.tags import ACCESS_KEYS, Drives, Tags, is_closed

BLOCKS = frozenset({
    "block", "bollard", "jersey_barrier", "debris", "log", "chain", "ditch", "fence", "wall", "hedge", "guard_rail",
    "planter", "rope", "stile", "turnstile", "full-height_turnstile", "kissing_gate", "cycle_barrier",
    "motorcycle_barrier", "bus_trap", "sump_buster", "horse_stile",
})  # fmt: skip
"""What no car gets past unless a tag says so."""
GATES = frozenset({"gate", "swing_gate", "sliding_gate", "sliding_beam", "hampshire_gate", "wicket_gate"})
"""Opened by hand."""
BOOMS = frozenset({"lift_gate", "toll_booth", "sally_port"})
"""Opened by a keeper or a machine."""
BUMPS = frozenset({"bump", "mini_bumps", "hump", "table", "cushion", "dip"})


def passes(tags: Tags) -> Drives:
    """Who gets past a node on the road.

    A closed gate is opened for a siren, a rising bollard is lowered for it; a block of concrete and a gate of which
    the map says that it is locked stop everybody, unless they are kept open for emergencies.
    """
    kind = tags.get("barrier")
    if kind is None:
        return Drives.ALL
    freed = tags.get("emergency") in {"yes", "designated", "official"}
    if tags.get("locked") == "yes" or (kind in BLOCKS and not _is_open(tags)):
        lowered = kind == "bollard" and tags.get("bollard") == "rising"
        return Drives.SIREN if freed or lowered else Drives.NOBODY
    return Drives.SIREN if is_closed(tags) else Drives.ALL


def _is_open(tags: Tags) -> bool:
    return "yes" in {tags.get(key) for key in ACCESS_KEYS}


def is_gate(tags: Tags) -> bool:
    """Tell whether somebody has to get out and open."""
    return tags.get("barrier") in GATES or tags.get("bollard") == "rising"


def is_boom(tags: Tags) -> bool:
    """Tell whether a boom has to be lifted."""
    return tags.get("barrier") in BOOMS


def is_bump(tags: Tags) -> bool:
    """Tell whether a patient would feel it at speed."""
    return tags.get("traffic_calming") in BUMPS
