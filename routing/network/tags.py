"""What OSM's tags mean for a driver in Russia: pure functions from tags to values."""

import re
from collections.abc import Mapping
from enum import IntFlag
from math import nan

Tags = Mapping[str, str]


class Drives(IntFlag):
    """Who may drive somewhere. Whatever is open to everybody is open to a siren."""

    NOBODY = 0
    SIREN = 1
    ORDINARY = 2
    ALL = 3


ROAD_CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link",
    "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
    "living_street", "service", "road",
)  # fmt: skip
"""OSM highway classes that a car may use unless a tag says otherwise."""

IMPLIED_KMH = {
    "RU:urban": 60.0,
    "RU:rural": 90.0,
    "RU:motorway": 110.0,
    "RU:living_street": 20.0,
    "walk": 5.0,
    "none": 130.0,
}
"""Speed limits by zone: Traffic Rules of the Russian Federation, 10.2 and 10.3."""

MILE_KM = 1.609344
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh)?")
_CLOSED = frozenset({"no", "private", "agricultural", "forestry", "emergency", "psv"})
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_EMERGENCY = frozenset({"yes", "designated", "official"})
_BLOCKS = frozenset({"block", "bollard", "jersey_barrier", "debris", "log", "chain"})


def maxspeed_kmh(value: str | None) -> float:
    """Legal speed in km/h, `nan` when the tag is absent or unreadable."""
    text = (value or "").strip()
    if text in IMPLIED_KMH:
        return IMPLIED_KMH[text]
    found = _SPEED.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        return nan
    return float(found[1]) * (MILE_KM if found[2] == "mph" else 1.0)


def lane_count(value: str | None) -> float:
    """Lanes of the whole carriageway, `nan` when unknown."""
    text = (value or "").strip()
    return float(text) if text.isdigit() and int(text) > 0 else nan


def is_roundabout(tags: Tags) -> bool:
    """Tell whether the way is the ring of a roundabout."""
    return tags.get("junction") in {"roundabout", "circular"}


def is_urban(tags: Tags) -> bool | None:
    """Built-up area or not, as far as the way itself says so; `None` is unknown."""
    zones = (tags.get(key) for key in ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:traffic"))
    zone = next((z for z in zones if z in {"RU:urban", "RU:living_street", "RU:rural", "RU:motorway"}), None)
    if zone is not None:
        return zone in {"RU:urban", "RU:living_street"}
    return True if tags.get("highway") == "living_street" else None


def who_drives(tags: Tags) -> Drives:
    """Read class and access: the most specific key wins, an emergency permission is for the siren only."""
    open_to_cars = tags.get("highway") in ROAD_CLASSES and not _is_closed(tags)
    if tags.get("service") == "emergency_access":
        return Drives.SIREN
    if open_to_cars:
        return Drives.ALL
    return Drives.SIREN if tags.get("emergency") in _EMERGENCY else Drives.NOBODY


def _is_closed(tags: Tags) -> bool:
    keys = ("motorcar", "motor_vehicle", "vehicle", "access")
    return next((tags[key] for key in keys if key in tags), "yes") in _CLOSED


def directions(tags: Tags) -> tuple[Drives, Drives] | None:
    """Who drives along the way and who against it; `None` when the direction changes by the clock."""
    may = who_drives(tags)
    against = Drives.SIREN if tags.get("oneway:emergency") == "no" else Drives.NOBODY
    oneway = tags.get("oneway")
    if oneway in {"reversible", "alternating"}:
        return None
    if oneway in _BACKWARD:
        return against & may, may
    implied = tags.get("highway") == "motorway" or is_roundabout(tags)
    if oneway in _FORWARD or (oneway is None and implied):
        return may, against & may
    return may, may


def passes_barrier(tags: Tags) -> Drives:
    """Who gets past a node on the road. A closed gate opens for a siren, a block of concrete does not."""
    if "barrier" not in tags:
        return Drives.ALL
    if tags["barrier"] in _BLOCKS:
        opened = "yes" in {tags.get(key) for key in ("motorcar", "motor_vehicle", "vehicle", "access")}
        return Drives.ALL if opened else Drives.NOBODY
    return Drives.SIREN if _is_closed(tags) else Drives.ALL
