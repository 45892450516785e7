"""Making the tables of travel times, once, by the process that starts the worlds. Only it loads the road graph."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import Region
from routing.mapfile import FORMAT as MAP_FORMAT
from routing.mapfile import checksum_of
from routing.types import LatLon, PointOutsideMap, Profile, WeightsSpec
from simulations.scenario import given_transports
from simulations.scenario.model import RoadChange, Scenario
from simulations.timeline import ORDINARY_ROADS, RoadState, road_states
from simulations.travel.gathering import gathered
from simulations.travel.places import Places
from simulations.travel.store import RoadTables, TablesReport, condition, write_array, write_report
from simulations.travel.trips import Seconds
from simulations.travel.types import NothingClosed
from simulations.travel.waypoints import placed

if TYPE_CHECKING:
    from routing.oracle import RoadOracle

MOST_PLACES = 6_000
"""With the waypoints 290 MB a table at most, of which a world reads the rows of its calls, bases and hospitals."""
MOST_WAYPOINTS = 2_500
"""More of them would tell more exactly where vehicles are; docs/validation.md has what these leave unknown."""
FAR_M = 1_000.0
"""A place farther from every road is named in the report; assumed."""
FORMAT = 1
"""Raise it whenever the tables, or the way they are computed, change."""
MOST = 0.5
"""A place is cut off when a smaller share of the others reaches it; assumed."""

Opener = Callable[[Path], "RoadOracle"]


def prepare(
    scenario: Scenario, points: Mapping[str, LatLon], opener: Opener, *, map_path: Path, cache: Path
) -> RoadTables:
    """Make what is missing of a scenario's tables and say where they lie. `points` are its calls' places, by name.

    Bases and hospitals are added; points beyond `MOST_PLACES` share rows with their neighbours. The map is opened only
    when something is missing. Raises `NothingClosed` and `MapUnreadable`.
    """
    standing = dict(_standing(scenario))
    own, within_m = gathered(points, MOST_PLACES - len(standing))
    named = {**standing, **own}
    states = {condition(s.weights, s.closed): s for s in _states(scenario)}
    digest = _digest(map_path, list(named.values()), scenario.region)
    tables = RoadTables(
        folder=cache / f"times-{digest}", digest=digest, prepared=tuple(sorted(states)), within_m=within_m
    )
    missing = {name: states[name] for name in tables.prepared if not tables.report_file(name).exists()}
    if missing:
        _make(tables, opener(map_path), scenario.region, named, missing)
    return tables


def _standing(scenario: Scenario) -> Iterator[tuple[str, LatLon]]:
    """Name where crews and hospitals stand, where helicopters land, and where planned transport goes."""
    for crew in scenario.region.crews:
        yield f"бригада {crew.id}", crew.home
        yield f"база бригады {crew.id}", crew.home
    for station in scenario.region.stations:
        yield f"подстанция {station.name}", station.at
    for point in scenario.region.standby:
        yield f"точка {point.name}", point.at
    for hospital in scenario.region.hospitals:
        yield f"стационар {hospital.name}", hospital.at
    for site in scenario.air.sites if scenario.air else ():
        yield f"площадка {site.name}", site.at
    for request in given_transports(scenario):
        yield f"перевозка {request.id}, откуда", request.origin
        yield f"перевозка {request.id}, куда", request.destination


def _states(scenario: Scenario) -> list[RoadState]:
    until_s = scenario.warm_up_s + scenario.horizon_s
    return [ORDINARY_ROADS, *(state for _, state in road_states(scenario, until_s))]


def _digest(map_path: Path, points: Sequence[LatLon], region: Region) -> str:
    """Name all that the times depend on: map, speeds, formats, places, and the bases and hospitals between waypoints.

    One more crew at a base that has one already changes nothing: scenarios that differ in that share their tables.
    """
    digest = hashlib.sha256(f"{FORMAT} {MAP_FORMAT} {checksum_of(map_path)}".encode())
    digest.update((files("routing") / "speeds.toml").read_bytes())
    bases, hospitals = [crew.home for crew in region.crews], [hospital.at for hospital in region.hospitals]
    for places in (points, bases, hospitals):
        different = [(point.lat, point.lon) for point in dict.fromkeys(places)]
        digest.update(f"{len(different)}".encode())
        digest.update(np.array(different).tobytes())
    return digest.hexdigest()[:16]


def _make(
    tables: RoadTables,
    oracle: "RoadOracle",
    region: Region,
    named: Mapping[str, LatLon],
    missing: Mapping[str, RoadState],
) -> None:
    if not tables.places_file.exists():
        write_array(tables.places_file, _with_waypoints(oracle, region, list(named.values())))
    try:
        _tabulate_all(tables, oracle, named, missing)
    finally:
        oracle.reweight(WeightsSpec())


def _tabulate_all(
    tables: RoadTables, oracle: "RoadOracle", named: Mapping[str, LatLon], missing: Mapping[str, RoadState]
) -> None:
    for name, state in missing.items():
        shut = {way for change in state.closed for way in _ways_closed(oracle, change)}
        closed = tuple(sorted({*state.weights.closed_ways, *shut}))
        oracle.reweight(replace(state.weights, speed_factor={}, closed_ways=closed))
        report = _tabulated(tables, oracle, named, name)
        write_report(tables, replace(report, closed_ways=len(closed)))


def _with_waypoints(oracle: "RoadOracle", region: Region, points: Sequence[LatLon]) -> NDArray[np.float64]:
    """Return the different points and those on the ways back, degrees (lat, lon)."""
    places = Places(points).points
    bases = Places(crew.home for crew in region.crews).points
    hospitals = Places(hospital.at for hospital in region.hospitals).points
    known = Places([*places, *placed(oracle, places, hospitals, bases, MOST_WAYPOINTS)]).points
    return np.array([(point.lat, point.lon) for point in known])


def _ways_closed(oracle: "RoadOracle", change: RoadChange) -> tuple[int, ...]:
    ways = oracle.ways_in(change.area, change.classes)
    if not ways:
        what = ", ".join(change.classes) or "любого класса"
        raise NothingClosed(
            f"«{change.name}»: внутри контура нет ни одной дороги ({what}): "
            "проверьте, что широта и долгота не переставлены, или расширьте контур и классы"
        )
    return ways


def _tabulated(tables: RoadTables, oracle: "RoadOracle", named: Mapping[str, LatLon], name: str) -> TablesReport:
    points, known = tables.points(), Places(named.values())
    cut_off: set[int] = set()
    for profile in Profile:
        to = _seconds(oracle, points, profile)
        cut_off |= set(np.flatnonzero(_hard_to_reach(to)).tolist())
        write_array(tables.table(name, profile), to)
    return TablesReport(
        condition=name,
        places=len(known),
        waypoints=len(points) - len(known),
        closed_ways=0,
        off_road=_off_road(oracle, named),
        unreachable=[name for name, point in named.items() if known.row(point) in cut_off],
    )


def _seconds(oracle: "RoadOracle", points: Sequence[LatLon], profile: Profile) -> Seconds:
    """Ask for all times, seconds by (destination, origin): what a decision reads lies side by side then."""
    return np.ascontiguousarray(oracle.table(points, points, profile).T)


def _hard_to_reach(to: Seconds) -> NDArray[np.bool_]:
    """Tell which places most others do not reach, or do not get reached from."""
    roads = np.isfinite(to)
    alone = (roads.mean(axis=0) < MOST) | (roads.mean(axis=1) < MOST)
    return np.asarray(alone)


def _off_road(oracle: "RoadOracle", named: Mapping[str, LatLon]) -> list[tuple[str, float]]:
    found = {name: _from_road_m(oracle, point) for name, point in named.items()}
    return sorted(((name, m) for name, m in found.items() if m > FAR_M), key=lambda row: -row[1])


def _from_road_m(oracle: "RoadOracle", point: LatLon) -> float:
    try:
        return oracle.snap(point).distance_m
    except PointOutsideMap:
        return inf
