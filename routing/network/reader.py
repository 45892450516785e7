"""Read an OSM file with pyosmium: roads, the nodes that matter to a driver, restrictions and places."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from routing.network import tags as osm
from routing.types import MapUnreadable

SETTLEMENTS = ("city", "town", "village", "hamlet", "suburb", "isolated_dwelling")
KEYS = ("highway", "route", "place", "barrier", "railway", "restriction")
_KM = re.compile(r"(\d+)(?:[.,]\d+)?(?: ?(?:km|км))?")

Progress = Callable[[str], None]
"""Told what the compiler is doing, in English, one phase at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWay:
    """One drivable way as OSM has it. `nodes` are OSM ids; `along` and `against` say who drives."""

    osm_id: int
    tags: Mapping[str, str]
    nodes: list[int]
    along: osm.Drives
    against: osm.Drives


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRestriction:
    """A turn restriction over one node."""

    kind: str
    from_way: int
    via_node: int
    to_way: int
    frees_siren: bool


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
    """What was read from the file, before any modelling. Filled by `read_map` only."""

    ways: list[RawWay] = field(default_factory=list)
    at: dict[int, tuple[int, int]] = field(default_factory=dict)
    """OSM node id → (lon, lat) in 1e-7 degrees"""
    barriers: dict[int, osm.Drives] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    level_crossings: set[int] = field(default_factory=set)
    milestones: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """OSM node id → (kilometre, lon, lat)"""
    restrictions: list[RawRestriction] = field(default_factory=list)
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

    raw = RawMap()
    try:
        raw.date = _date(path)
        wanted = osmium.filter.KeyFilter(*KEYS)
        for thing in osmium.FileProcessor(str(path)).with_locations().with_filter(wanted):
            _take(raw, thing)
    except (RuntimeError, OSError, UnicodeDecodeError) as why:
        raise MapUnreadable(
            f"{path} cannot be read as an OSM file ({why}): fetch it again or give another with --map"
        ) from why
    raw.date = raw.date or _day(raw.newest_s)
    if not raw.ways:
        raise MapUnreadable(f"{path} holds no drivable road: give an OSM extract with highways (--map)")
    return raw


def _date(path: Path) -> str | None:
    import osmium  # noqa: PLC0415 needed only to compile a map

    with osmium.io.Reader(str(path)) as reader:
        header = reader.header()
    return header.get("osmosis_replication_timestamp") or header.get("timestamp") or None


def _day(newest_s: float) -> str | None:
    """Say of what time the newest object is; osmium gives 1970 to objects without a timestamp."""
    return datetime.fromtimestamp(newest_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if newest_s > 0 else None


def _take(raw: RawMap, thing: Any) -> None:
    raw.newest_s = max(raw.newest_s, thing.timestamp.timestamp())
    if thing.is_node():
        _take_node(raw, thing)
    elif thing.is_way():
        _take_way(raw, thing)
    elif thing.is_relation():
        _take_relation(raw, thing)


def _take_node(raw: RawMap, node: Any) -> None:
    tags: dict[str, str] = dict(node.tags)
    if tags.get("place") in SETTLEMENTS and "name" in tags:
        raw.places.append(_place(tags, node.location))
    passes = osm.passes_barrier(tags)
    if passes != osm.Drives.ALL:
        raw.barriers[node.id] = passes
    if tags.get("highway") == "traffic_signals":
        raw.signals.add(node.id)
    if tags.get("railway") == "level_crossing":
        raw.level_crossings.add(node.id)
    kilometre = _KM.fullmatch(tags.get("distance", "").strip() or tags.get("pk", "").strip())
    if tags.get("highway") == "milestone" and kilometre:
        raw.milestones[node.id] = (int(kilometre[1]), node.location.x, node.location.y)


def _place(tags: Mapping[str, str], location: Any) -> RawPlace:
    people = tags.get("population", "").replace(" ", "")
    return RawPlace(
        name=tags.get("name:ru", tags["name"]),
        kind=tags["place"],
        lat=location.lat,
        lon=location.lon,
        population=int(people) if people.isdigit() else None,
    )


def _take_way(raw: RawMap, way: Any) -> None:
    tags = dict(way.tags)
    if "highway" not in tags:
        return
    may = osm.who_drives(tags)
    ways = osm.directions(tags)
    if may == osm.Drives.NOBODY:
        reason = "access" if tags["highway"] in osm.ROAD_CLASSES else "class"
        raw.leave_out(reason, way.id)
    elif ways is None:
        raw.leave_out("reversible", way.id)
    else:
        _keep_way(raw, way, tags, ways)


def _keep_way(raw: RawMap, way: Any, tags: dict[str, str], ways: tuple[osm.Drives, osm.Drives]) -> None:
    nodes: list[int] = []
    for node in way.nodes:
        where = node.location
        if not where.valid():
            continue  # an extract cuts ways at its edge: the node outside has no coordinates
        if not nodes or nodes[-1] != node.ref:
            nodes.append(node.ref)
            raw.at[node.ref] = (where.x, where.y)
    if len(nodes) < 2:
        raw.leave_out("geometry", way.id)
        return
    raw.schematic |= tags.get("schematic") == "yes"
    raw.ways.append(RawWay(osm_id=way.id, tags=tags, nodes=nodes, along=ways[0], against=ways[1]))


def _take_relation(raw: RawMap, relation: Any) -> None:
    tags = dict(relation.tags)
    if tags.get("type") != "restriction" or "restriction" not in tags:
        return
    if "motorcar" in tags.get("except", "").split(";"):
        return
    found = {m.role: m.ref for m in relation.members if (m.role, m.type) in _PLAIN}
    if len(relation.members) != 3 or len(found) != 3 or tags["restriction"][:3] not in {"no_", "onl"}:
        raw.leave_out("restriction", relation.id)
        return
    raw.restrictions.append(
        RawRestriction(
            kind=tags["restriction"],
            from_way=found["from"],
            via_node=found["via"],
            to_way=found["to"],
            frees_siren="emergency" in tags.get("except", "").split(";"),
        )
    )


_PLAIN = {("from", "w"), ("via", "n"), ("to", "w")}
