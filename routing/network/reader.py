"""Read an OSM file with pyosmium: roads, the nodes that matter to a driver, restrictions and places."""

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from sys import intern
from typing import Any

from routing.network import barriers
from routing.network import tags as osm
from routing.network.extract import Extract, readable
from routing.network.restrictions import RawRestriction, is_restriction, restrictions
from routing.network.timing import Timing, opened, timing
from routing.types import MapUnreadable

SETTLEMENTS = ("city", "town", "village", "hamlet", "suburb", "isolated_dwelling")
KEYS = ("highway", "route", "place", "barrier", "railway", "type", "traffic_calming")
_KM = re.compile(r"(\d+)(?:[.,]\d+)?(?: ?(?:km|км))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWay:
    """One drivable way as OSM has it. `nodes` is how many it has; `along` and `against` say who drives."""

    osm_id: int
    tags: Mapping[str, str]
    nodes: int
    along: osm.Drives
    against: osm.Drives
    timing: Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlace:
    """A settlement. Degrees; `population` is `None` when unknown."""

    name: str
    kind: str
    lat: float
    lon: float
    population: int | None


@dataclass(slots=True, kw_only=True)
class RawMap:
    """What was read from the file, before any modelling. Filled by `read_map` only.

    The nodes of all ways stand one after the other, in arrays: a country has more of them than objects fit.
    """

    ways: list[RawWay] = field(default_factory=list)
    node: "array[int]" = field(default_factory=lambda: array("q"))
    """OSM id"""
    lon: "array[int]" = field(default_factory=lambda: array("i"))
    """1e-7 degrees"""
    lat: "array[int]" = field(default_factory=lambda: array("i"))
    barriers: dict[int, osm.Drives] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    level_crossings: set[int] = field(default_factory=set)
    gates: set[int] = field(default_factory=set)
    booms: set[int] = field(default_factory=set)
    bumps: set[int] = field(default_factory=set)
    yields: dict[int, str] = field(default_factory=dict)
    """OSM node id → for whom: forward, backward or both"""
    stops: dict[int, str] = field(default_factory=dict)
    milestones: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """OSM node id → (kilometre, lon, lat)"""
    restrictions: list[RawRestriction] = field(default_factory=list)
    signs_read: int = 0
    """relations that the restrictions were read from"""
    places: list[RawPlace] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    date: str | None = None
    newest_s: float = 0.0
    """when the newest object was changed, 0 when no object says"""
    schematic: bool = False

    def leave_out(self, reason: str, osm_id: int) -> None:
        """Note an OSM object that the network will not have."""
        self.left_out.setdefault(reason, []).append(osm_id)


def read_map(path: Path) -> RawMap:
    """Read the roads of an OSM file (.pbf or XML). Raises `MapUnreadable`."""
    import osmium  # noqa: PLC0415 needed only to compile a map

    extract, raw = Extract(path), RawMap()
    with readable(path):
        raw.date = extract.date()
        for thing in extract.things(osmium.filter.KeyFilter(*KEYS)):
            _take(raw, extract, thing)
    raw.date = raw.date or _day(raw.newest_s)
    if not raw.ways:
        raise MapUnreadable(f"{path} holds no drivable road: give an OSM extract with highways (--map)")
    return raw


def _day(newest_s: float) -> str | None:
    """Say of what time the newest object is; osmium gives 1970 to objects without a timestamp."""
    return datetime.fromtimestamp(newest_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if newest_s > 0 else None


def _take(raw: RawMap, extract: Extract, thing: Any) -> None:
    raw.newest_s = max(raw.newest_s, thing.timestamp.timestamp())
    if thing.is_node():
        _take_node(raw, thing)
    elif thing.is_way():
        _take_way(raw, extract, thing)
    elif thing.is_relation():
        _take_relation(raw, thing)


def _take_node(raw: RawMap, node: Any) -> None:
    tags: dict[str, str] = dict(node.tags)
    if tags.get("place") in SETTLEMENTS and "name" in tags:
        raw.places.append(_place(tags, node.location))
    passes = barriers.passes(tags)
    if passes != osm.Drives.ALL:
        raw.barriers[node.id] = passes
    for places, is_there in (
        (raw.signals, tags.get("highway") == "traffic_signals"),
        (raw.level_crossings, tags.get("railway") == "level_crossing"),
        (raw.gates, barriers.is_gate(tags)),
        (raw.booms, barriers.is_boom(tags)),
        (raw.bumps, barriers.is_bump(tags)),
    ):
        if is_there:
            places.add(node.id)
    _take_priority(raw, node.id, tags)
    kilometre = _KM.fullmatch(tags.get("distance", "").strip() or tags.get("pk", "").strip())
    if tags.get("highway") == "milestone" and kilometre:
        raw.milestones[node.id] = (int(kilometre[1]), node.location.x, node.location.y)


def _take_priority(raw: RawMap, node: int, tags: Mapping[str, str]) -> None:
    """Note a sign whose direction is known: without one nobody can tell which of two roads it stands on."""
    signs = {"give_way": raw.yields, "stop": raw.stops}.get(tags.get("highway", ""))
    direction = tags.get("direction")
    if signs is not None and direction in {"forward", "backward", "both"}:
        signs[node] = str(direction)


def _place(tags: Mapping[str, str], location: Any) -> RawPlace:
    people = tags.get("population", "").replace(" ", "")
    return RawPlace(
        name=tags.get("name:ru", tags["name"]),
        kind=tags["place"],
        lat=location.lat,
        lon=location.lon,
        population=int(people) if people.isdigit() else None,
    )


def _take_way(raw: RawMap, extract: Extract, way: Any) -> None:
    tags = {intern(tag.k): intern(tag.v) for tag in way.tags}  # a million streets say the same few words
    if "highway" not in tags and not osm.is_ferry(tags):
        return
    shown = opened(tags)
    may = osm.who_drives(shown)
    ways = (may, may) if "oneway:conditional" in tags else osm.directions(shown)
    if may == osm.Drives.NOBODY:
        raw.leave_out(_reason(tags), way.id)
    elif ways is None:
        raw.leave_out("reversible", way.id)
    else:
        _keep_way(raw, way.id, extract.vertices(way), tags, ways)


def _reason(tags: Mapping[str, str]) -> str:
    if osm.is_ferry(tags):
        return "ferry"
    return "access" if tags["highway"] in osm.ROAD_CLASSES else "class"


def _keep_way(
    raw: RawMap,
    osm_id: int,
    drawn: list[tuple[int, int, int]],
    tags: dict[str, str],
    ways: tuple[osm.Drives, osm.Drives],
) -> None:
    nodes, lon, lat = zip(*(each for each, _ in groupby(drawn)), strict=True) if drawn else ((), (), ())
    if len(nodes) < 2:
        raw.leave_out("geometry", osm_id)
        return
    raw.node.extend(nodes)
    raw.lon.extend(lon)
    raw.lat.extend(lat)
    raw.schematic |= tags.get("schematic") == "yes"
    along, against = ways
    raw.ways.append(
        RawWay(osm_id=osm_id, tags=tags, nodes=len(nodes), along=along, against=against, timing=timing(tags))
    )


def _take_relation(raw: RawMap, relation: Any) -> None:
    tags = dict(relation.tags)
    if not is_restriction(tags):
        return
    signs = restrictions(relation.id, tags, ((m.role, m.type, m.ref) for m in relation.members))
    if signs is None:
        raw.leave_out("restriction", relation.id)
    elif signs:
        raw.signs_read += 1
        raw.restrictions.extend(signs)
