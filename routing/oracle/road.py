"""The road oracle: matrix, route, snap, re-weighting, geocoding, all over one network."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.network.compiler import compiled
from routing.network.edge_graph import edge_graph
from routing.network.model import Network, at
from routing.oracle import areas, following, maps, state, trip
from routing.types import (
    MAX_SNAP_M,
    Alternative,
    Following,
    FoundPlace,
    GazetteerEntry,
    LatLon,
    MapInfo,
    NoRoad,
    PointOutsideMap,
    Profile,
    Route,
    Snap,
    WeightsSpec,
    Whereabouts,
)
from routing.weights import CLOSED, Weigher, weights_version

if TYPE_CHECKING:
    import networkx as nx

    from routing.engine.arrays import Places
    from routing.engine.ends import Path as Driven
    from routing.geocoding.geocoder import Geocoder
    from routing.isochrones.bands import Isochrones
    from routing.isochrones.drawing import Drawing

NAMED_WITHIN_M = 500.0
"""A point farther from a street is not named by it; assumed."""


def compile_map(map_path: Path, cache_dir: Path, progress: Callable[[str], None] = lambda _: None) -> MapInfo:
    """Compile a map into the cache ahead of time. Raises `MapUnreadable`."""
    from routing.snapping import water  # noqa: PLC0415 numba takes half a second to import: who opens no map need not wait

    network = compiled(map_path, cache_dir, progress)
    progress("reading water")
    water.surveyed(map_path, cache_dir, network.checksum)
    return maps.describe(network, map_path)


class RoadOracle:
    """Answers road questions about one map. Safe to use from many threads.

    The straight way between a point and its road is reported (`Snap.distance_m`, `Route.snap_start_m`,
    `Route.snap_end_m`) and never added to a time: only the caller knows how it is covered.
    """

    def __init__(
        self,
        network: Network,
        map_path: Path,
        cache_dir: Path,
        gazetteer: Sequence[GazetteerEntry],
        spec: WeightsSpec,
    ) -> None:
        self._network = network
        self._map_path, self._cache_dir = map_path, cache_dir
        self._gazetteer = tuple(gazetteer)
        from routing.snapping import water  # noqa: PLC0415
        from routing.snapping.snapper import Snapper  # noqa: PLC0415

        self._snapper = Snapper(network, water.surveyed(map_path, cache_dir, network.checksum))
        self._weighing = state.Weighing(network)
        self._reweighting = Lock()
        self._geocoding = Lock()
        self._places: Geocoder | None = None
        self._state = self._weighing.weighed(spec)
        self.info: MapInfo = maps.describe(network, map_path)
        self._try_out()

    @classmethod
    def open(
        cls,
        map_path: Path,
        cache_dir: Path,
        *,
        gazetteer: Sequence[GazetteerEntry] = (),
        spec: WeightsSpec | None = None,
    ) -> "RoadOracle":
        """Load a map, from the cache when it was compiled before. Raises `MapUnreadable`."""
        return cls(compiled(map_path, cache_dir), map_path, cache_dir, gazetteer, spec or WeightsSpec())

    def _try_out(self) -> None:
        """Ask one question of each kind: code that is to be compiled first must not keep the first call waiting."""
        somewhere = at(self._network.junctions.lon[0], self._network.junctions.lat[0])
        snap = Snap(edge=0, offset=0.5, at=somewhere, distance_m=0.0)
        self.path(snap, snap, Profile.SIREN)
        self.matrix([somewhere], [somewhere], Profile.SIREN)
        self.reweight(self._state.spec)

    @property
    def weights_version(self) -> str:
        """Which weights answer now."""
        return self._state.version

    def matrix(
        self, origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile
    ) -> NDArray[np.float64]:
        """Seconds from each origin to each destination, `inf` where no road leads or a point is off the map."""
        now = self._state.profiles[profile]
        return now.metric.matrix(self._met(now, origins), self._met(now, destinations))

    def table(self, origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile) -> NDArray[np.float32]:
        """Return the same as `matrix` in half the memory, for thousands of places by thousands."""
        now = self._state.profiles[profile]
        return now.metric.table(self._met(now, origins), self._met(now, destinations))

    def _met(self, now: state.ProfileState, points: Sequence[LatLon]) -> "Places":
        feet = self._snapper.feet(points, now.usable)
        return now.metric.places(feet.edge, feet.offset)

    def route(
        self,
        origin: LatLon,
        destination: LatLon,
        profile: Profile,
        *,
        maneuvers: bool = True,
        seen: Whereabouts | None = None,
        note: str | None = None,
    ) -> Route:
        """Find the fastest way. Raises `PointOutsideMap` and `NoRoad`.

        `seen` is what a vehicle at the origin tells of itself: one that moves turns round before it goes back. `note`
        is what is known of the entrance, said on arrival.
        """
        at_hand = self._state
        now = at_hand.profiles[profile]
        start, end = self._on_map(now, origin, seen), self._on_map(now, destination)
        path = now.metric.path(trip.setting_out(now.metric, start, profile), now.metric.ends(end))
        if path is None:
            raise NoRoad(
                f"no road for {profile} from ({origin.lat}, {origin.lon}) to ({destination.lat}, {destination.lon}): "
                "look at the closures in force, or choose another point"
            )
        asked = trip.Asked(origin=origin, destination=destination, start=start, end=end, profile=profile, note=note)
        return trip.route(now.metric, path, asked, at_hand.version, maneuvers=maneuvers)

    def follow(
        self, route: Route, position: LatLon, seen: Whereabouts | None = None, *, travelled_m: float = 0.0
    ) -> Following:
        """Tell how a vehicle stands to its route, and find it a new one when it has left it.

        `travelled_m` is what the answer before said. One fix off the route may be the receiver's error: take the new
        route when several in a row say so. Raises `PointOutsideMap` and `NoRoad`.
        """
        return following.followed(self.route, route, position, seen or Whereabouts(), travelled_m)

    def alternatives(
        self, origin: LatLon, destination: LatLon, profile: Profile, *, most: int = 3, note: str | None = None
    ) -> tuple[Alternative, ...]:
        """Find up to `most` ways that really differ, the fastest first. Raises `PointOutsideMap` and `NoRoad`."""
        from routing.oracle import alternatives, differing  # noqa: PLC0415 a matrix worker never needs it

        at_hand = self._state
        now = at_hand.profiles[profile]
        best = self.route(origin, destination, profile, note=note)
        start, end = self._on_map(now, origin), self._on_map(now, destination)
        asked = trip.Asked(origin=origin, destination=destination, start=start, end=end, profile=profile, note=note)
        found = alternatives.ways(now.metric, asked, best, at_hand.version, most)
        return differing.described(self._network, differing.settlements(self._network, self._gazetteer), found)

    def _on_map(self, now: state.ProfileState, point: LatLon, seen: Whereabouts | None = None) -> Snap:
        if seen is None:
            snap = self._snapper.nearest(point, now.usable)
        else:
            snap = self._snapper.moving(point, now.usable, now.metric.weights.edge_ms < CLOSED, seen)
        if snap is None:
            raise PointOutsideMap(
                f"({point.lat}, {point.lon}) is more than {MAX_SNAP_M / 1000:.0f} km from every open road of the map: "
                "check that latitude and longitude are not exchanged, or load a map of that region"
            )
        return snap

    def path(self, origin: Snap, destination: Snap, profile: Profile) -> "Driven | None":
        """Find the edges of the fastest way between two snaps, without geometry; `None` when there is no road."""
        metric = self._state.profiles[profile].metric
        return metric.path(metric.ends(origin), metric.ends(destination))

    def duration_s(self, origin: Snap, destination: Snap, profile: Profile) -> float:
        """Seconds of the fastest way between two snaps, `inf` when there is no road."""
        metric = self._state.profiles[profile].metric
        return metric.duration_ms(metric.ends(origin), metric.ends(destination)) / 1000

    def snap(self, point: LatLon, profile: Profile = Profile.SIREN, seen: Whereabouts | None = None) -> Snap:
        """Find the nearest open road, or the one that a vehicle seen so is on. Raises `PointOutsideMap`."""
        return self._on_map(self._state.profiles[profile], point, seen)

    def isochrones(
        self,
        origins: Sequence[LatLon],
        limits_s: Sequence[float],
        profile: Profile,
        *,
        spec: WeightsSpec | None = None,
        settlements: Sequence[GazetteerEntry] = (),
    ) -> "Isochrones":
        """Draw who is reached from any of the origins within each limit, under the weights in force or others.

        Raises `ValueError` for limits that are none.
        """
        from routing.isochrones.drawing import Question  # noqa: PLC0415 a matrix worker never needs it

        at_hand = self._state
        weights = at_hand.profiles[profile].metric.weights
        return self._drawing.isochrones(
            Question(
                origins=origins,
                limits_s=limits_s,
                profile=profile,
                weights=weights if spec is None else Weigher(self._network, profile).weigh(spec),
                weights_version=at_hand.version if spec is None else weights_version(self._network, spec),
                settlements=settlements,
            )
        )

    @cached_property
    def _drawing(self) -> "Drawing":
        from routing.isochrones.drawing import Drawing  # noqa: PLC0415 a matrix worker never needs it

        return Drawing(self._network, self._snapper, self.info.licence)

    def reweight(self, spec: WeightsSpec) -> str:
        """Put new weights in force and return their version. Queries go on with the old ones meanwhile."""
        with self._reweighting:
            self._state = self._weighing.reweighed(self._state, spec)
            return self._state.version

    def ways_in(self, area: Sequence[LatLon], classes: Collection[str] = ()) -> tuple[int, ...]:
        """List the OSM ids of the ways that touch a polygon, of these highway classes (empty: of all)."""
        return areas.ways_in(self._network, area, classes)

    def left_out(self, reason: str) -> list[int]:
        """List the OSM ids that are not in the network for a reason named in ``info.left_out``."""
        ids = self._network.left_out.get(reason)
        return [] if ids is None else ids.tolist()

    def graph(self) -> "nx.MultiDiGraph[int]":
        """Return the street graph in osmnx's conventions. Slow and large: for people and tests."""
        from routing.network.street_graph import street_graph  # noqa: PLC0415 geopandas takes a second to import

        return street_graph(self._network)

    def edge_graph(self, profile: Profile) -> "nx.DiGraph[int]":
        """Return the expanded graph under the weights in force: nodes are edges, arcs are turns, `ms` on both."""
        weights = self._state.profiles[profile].metric.weights
        return edge_graph(self._network, weights.edge_ms, weights.turn_ms, CLOSED)

    def geocode(self, text: str, *, district: str | None = None, limit: int = 5) -> list[FoundPlace]:
        """Find places by a Russian text, best first."""
        return self._geocoder().find(text, district, limit)

    def reverse(self, point: LatLon) -> FoundPlace | None:
        """Name the street and settlement nearest to a point, `None` far from both."""
        snap = self._snapper.nearest(point, self._state.profiles[Profile.SIREN].usable)
        near = snap is not None and snap.distance_m <= NAMED_WITHIN_M
        return self._geocoder().name_point(point, snap.edge if snap and near else None)

    def warm(self) -> None:
        """Get ready for addresses now, so that the first caller need not wait. Any thread may, at any time, again."""
        self._geocoder()

    def _geocoder(self) -> "Geocoder":
        """Build the geocoder when it is first asked: a matrix worker never needs it."""
        with self._geocoding:
            if self._places is None:
                from routing.geocoding.geocoder import Geocoder  # noqa: PLC0415 a matrix worker never needs it
                from routing.geocoding.survey import surveyed  # noqa: PLC0415

                survey = surveyed(self._map_path, self._cache_dir, self._network.checksum)
                self._places = Geocoder(self._network, self._gazetteer, survey)
            return self._places
