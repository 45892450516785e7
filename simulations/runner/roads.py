"""The tables of travel times that worlds look up, made once for each scenario, in a process that ends thereafter."""

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from dispatch.config import ROOT, Settings
from routing.mapfile import find_map
from routing.types import LatLon
from simulations.demand import demand_points
from simulations.runner.parcel import packed, unpacked
from simulations.scenario import given_days
from simulations.scenario.model import GivenCalls, GreatCircle, RoadMap, Scenario, SuppliedMatrix
from simulations.travel import RoadTables, prepare


def map_of(roads: RoadMap | GreatCircle | SuppliedMatrix) -> Path | None:
    """The map file that a scenario drives on: its own, or the one that the service would load; None without a map."""
    return find_map(roads.path or Settings().map, ROOT) if isinstance(roads, RoadMap) else None


def prepared(scenario: Scenario, cache: Path) -> RoadTables | None:
    """Make what is missing of a scenario's tables; None when it needs none.

    The road graph (720 MB for the oblast) is loaded by a process of its own, and is gone when the worlds begin.
    """
    map_path = map_of(scenario.roads)
    if map_path is None:
        return None
    with suppress(_NotMade):  # mostly they are: then no process need begin
        return prepare(scenario, places_of(scenario), _refuse, map_path=map_path, cache=cache)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as apart:
        return apart.submit(_prepare, packed(scenario), map_path, cache).result()


def places_of(scenario: Scenario) -> Mapping[str, LatLon]:
    """Where the calls of a scenario come from, by a name that a report can print."""
    if isinstance(scenario.demand, GivenCalls):
        return _of_given(scenario)
    points = demand_points(scenario)
    return {name: LatLon(lat=lat, lon=lon) for name, lat, lon in zip(points.ids, points.lat, points.lon, strict=True)}


def _of_given(scenario: Scenario) -> Mapping[str, LatLon]:
    at = dict.fromkeys(
        (lat, lon) for day in given_days(scenario) for lat, lon in zip(day.lat.tolist(), day.lon.tolist(), strict=True)
    )
    return {f"вызов {number} ({lat}, {lon})": LatLon(lat=lat, lon=lon) for number, (lat, lon) in enumerate(at)}


class _NotMade(Exception):
    """Some table is missing, so that the map must be opened."""


def _refuse(path: Path) -> NoReturn:
    raise _NotMade(f"{path}: open it in a process of its own")


def _prepare(parcel: bytes, map_path: Path, cache: Path) -> RoadTables:
    from routing.oracle import RoadOracle  # noqa: PLC0415 (a world never loads it)

    scenario: Scenario = unpacked(parcel)
    return prepare(
        scenario, places_of(scenario), lambda path: RoadOracle.open(path, cache), map_path=map_path, cache=cache
    )
