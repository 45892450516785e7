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
_ZONE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]+)?:(urban|living_street|rural|motorway)")
"""A zone of the traffic rules of any country. Only Russia's limits are known here: elsewhere the table's hold."""
_CLOSED = frozenset({"no", "private", "agricultural", "forestry", "emergency", "psv", "bus"})
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The most specific first."""
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_EMERGENCY = frozenset({"yes", "designated", "official"})
_BUS = frozenset({"yes", "designated", "official"})
_BUS_LANES = re.compile(r"designated|lane|[1-9]")
_BUS_LANE_KEYS = re.compile(r"(bus|psv):lanes(:(forward|backward))?|lanes:(bus|psv)(:\w+)?|busway(:(left|right|both))?")
_BUS_AGAINST = (
    ("oneway:bus", "no"),
    ("oneway:psv", "no"),
    ("busway", "opposite_lane"),
    ("busway:left", "opposite_lane"),
)


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


def street_name(tags: Tags) -> str | None:
    """Name as signs in Russia have it, `None` where a program wrote that there is none."""
    name = tags.get("name:ru") or tags.get("name")
    return None if name == "nan" else name


def level(tags: Tags) -> int:
    """Level above the ground: what the map says, else one up for a bridge and one down for a tunnel."""
    said = tags.get("layer", "").strip()
    if re.fullmatch(r"[+-]?[1-9]", said):
        return int(said)
    return (tags.get("bridge", "no") != "no") - (tags.get("tunnel", "no") not in {"no", "building_passage"})


def is_urban(tags: Tags) -> bool | None:
    """Built-up area or not, as far as the way itself says so; `None` is unknown."""
    zones = (tags.get(key) for key in ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:traffic"))
    found = (_ZONE.fullmatch(zone or "") for zone in zones)
    zone = next((each[1] for each in found if each), None)
    if zone is not None:
        return zone in {"urban", "living_street"}
    return True if tags.get("highway") == "living_street" else None


def who_drives(tags: Tags) -> Drives:
    """Read class and access: the most specific key wins; permissions for emergencies and buses are for the siren."""
    if tags.get("service") == "emergency_access":
        return Drives.SIREN
    if is_ferry(tags):
        return Drives.ALL if takes_cars(tags) else Drives.NOBODY
    if tags.get("highway") in ROAD_CLASSES and not is_closed(tags):
        return Drives.ALL
    return Drives.SIREN if tags.get("emergency") in _EMERGENCY or is_for_buses(tags) else Drives.NOBODY


def is_closed(tags: Tags) -> bool:
    """Tell whether a sign keeps cars out."""
    return closes(next((tags[key] for key in ACCESS_KEYS if key in tags), "yes"))


def closes(access: str) -> bool:
    """Tell whether a value of an access tag keeps cars out."""
    return access in _CLOSED


def is_for_buses(tags: Tags) -> bool:
    """Tell whether only buses may drive: a road that blue lights open (Traffic Rules 3.1, 18.2)."""
    if tags.get("highway") == "busway":
        return True
    permitted = tags.get("bus") in _BUS or tags.get("psv") in _BUS or _access(tags) in {"bus", "psv"}
    return permitted and tags.get("highway") in ROAD_CLASSES and is_closed(tags)


def _access(tags: Tags) -> str | None:
    return next((tags[key] for key in ACCESS_KEYS if key in tags), None)


def has_bus_lane(tags: Tags) -> bool:
    """Tell whether some lane is for buses."""
    return any(_BUS_LANE_KEYS.fullmatch(key) and _BUS_LANES.search(tags[key]) for key in tags)


def is_ferry(tags: Tags) -> bool:
    """Tell whether the way is a line over water."""
    return tags.get("route") == "ferry" and "highway" not in tags


def takes_cars(tags: Tags) -> bool:
    """Tell whether a ferry says that it takes cars: many of them are for people only, and most of those do not say."""
    return _access(tags) is not None and not is_closed(tags)


def directions(tags: Tags) -> tuple[Drives, Drives] | None:
    """Who drives along the way and who against it; `None` when the direction changes by the clock."""
    may = who_drives(tags)
    freed = tags.get("oneway:emergency") == "no" or any(tags.get(key) == value for key, value in _BUS_AGAINST)
    against = Drives.SIREN if freed else Drives.NOBODY
    along_only = runs_one_way(tags)
    if along_only is None:
        return None
    if along_only == 0:
        return may, may
    return (may, against & may) if along_only > 0 else (against & may, may)


def runs_one_way(tags: Tags) -> int | None:
    """1 along the way only, -1 against it only, 0 in both directions, `None` when that changes by the clock."""
    oneway = tags.get("oneway")
    if oneway in {"reversible", "alternating"}:
        return None
    if oneway in _BACKWARD:
        return -1
    implied = tags.get("highway") == "motorway" or is_roundabout(tags)
    return int(oneway in _FORWARD or (oneway is None and implied))


def span_s(text: str | None) -> float:
    """Seconds of ``H:MM``, of minutes, or of ISO 8601 (``PT1H30M``); `nan` when absent or unreadable."""
    iso = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", text or "")
    clock = re.fullmatch(r"(?:(\d+):)?(\d+)", text or "")
    found = iso or clock
    seconds = 3600.0 * int(found[1] or 0) + 60.0 * int(found[2] or 0) if found else 0.0
    return seconds or nan
