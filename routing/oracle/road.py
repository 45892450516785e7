"""The road oracle: matrix, route, snap, re-weighting, geocoding, all over one network."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.closures import area, shown, timing
from routing.closures.standing import hindrance
from routing.guidance.line import strung
from routing.network.compiler import compiled
from routing.network.edge_graph import edge_graph
from routing.network.model import Network, at
from routing.network.progress import Phase, Progress, unheard
from routing.oracle import departing, following, maps, state, trip
from routing.types import (
    MAX_SNAP_M,
    Alternative,
    Closing,
    Closure,
    ClosureId,
    Following,
    FoundPlace,
    GazetteerEntry,
    LatLon,
    LearntRoads,
    MapInfo,
    NoRoad,
    PointOutsideMap,
    Profile,
    Route,
    Snap,
    TimeSpread,
    WeightsSpec,
    Whereabouts,
)
from routing.weights import CLOSED, Weigher, Weights, hindered, weights_version

if TYPE_CHECKING:
    import networkx as nx

    from routing.closures.driving import Timed
    from routing.closures.road import NamedRoads
    from routing.engine.ends import Path as Driven
    from routing.geocoding.geocoder import Geocoder
    from routing.isochrones.bands import Isochrones
    from routing.isochrones.drawing import Drawing

NAMED_WITHIN_M = 500.0
"""A point farther from a street is not named by it; assumed."""


def compile_map(map_path: Path, cache_dir: Path, progress: Progress = unheard) -> MapInfo:
    """Compile a map into the cache ahead of time. Raises `MapUnreadable`."""
    from routing.geocoding import survey  # noqa: PLC0415 a second to import: who opens no map need not wait
    from routing.snapping import water  # noqa: PLC0415

    network = compiled(map_path, cache_dir, progress)
    progress(Phase.WATER)
    water.surveyed(map_path, cache_dir, network.checksum)
    progress(Phase.HOUSES)
    survey.surveyed(map_path, cache_dir, network.checksum)
    progress(Phase.DONE)
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
        learnt: Path | None = None,
    ) -> None:
        self._network = network
        self._map_path, self._cache_dir = map_path, cache_dir
        self._gazetteer = tuple(gazetteer)
        from routing.learning.in_force import InForce  # noqa: PLC0415 it imports numba, like what follows
        from routing.snapping import water  # noqa: PLC0415
        from routing.snapping.snapper import Snapper  # noqa: PLC0415

        self._snapper = Snapper(network, water.surveyed(map_path, cache_dir, network.checksum))
        self._learnt = InForce.open(network, learnt)
        self._weighing = state.Weighing(network, self._learnt, self._roads_by_name)
        self._reweighting = Lock()
        self._departures = departing.Departures(self._weighing, self._reweighting)
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
        learnt: Path | None = None,
        at: float | None = None,
    ) -> "RoadOracle":
        """Load a map, from the cache when it was compiled before. Raises `MapUnreadable`.

        `learnt` is the folder of what tracks have taught; what of it cannot be used is not in force, and said in
        `learnt.problem`. `at` is the moment of which the closures of `spec` are taken, as in `reweight`.
        """
        spec = spec or WeightsSpec()
        oracle = cls(compiled(map_path, cache_dir), map_path, cache_dir, gazetteer, spec, learnt)
        if at is not None:
            oracle.reweight(spec, at)
        return oracle

    def _try_out(self) -> None:
        """Ask one question of each kind: code that is to be compiled first must not keep the first call waiting."""
        from routing.closures.crossing import try_out  # noqa: PLC0415 numba takes half a second to import

        try_out()
        somewhere = at(self._network.junctions.lon[0], self._network.junctions.lat[0])
        snap = Snap(edge=0, offset=0.5, at=somewhere, distance_m=0.0)
        self.path(snap, snap, Profile.SIREN)
        self.matrix([somewhere], [somewhere], Profile.SIREN)
        strung(self._network, np.array([0]), 0.0, 1.0)
        self.reweight(self._state.spec)

    @property
    def weights_version(self) -> str:
        """Which weights answer now."""
        return self._state.version

    @property
    def learnt(self) -> LearntRoads:
        """What of the crews' tracks is in force."""
        return self._learnt.info

    def spread(self, profile: Profile) -> TimeSpread:
        """Say how far times are to be trusted under the weights in force."""
        return self._state.spreads[profile]

    def matrix(
        self,
        origins: Sequence[LatLon],
        destinations: Sequence[LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> NDArray[np.float64]:
        """Seconds from each origin to each destination, `inf` where no road leads or a point is off the map.

        `departs_at` is the moment (POSIX) at which all set out, see `route`.
        """
        departure = self._departures.of(self._state, profile, departs_at)
        begin, end = (self._snapper.feet(points, departure.usable) for points in (origins, destinations))
        if departure.trips is not None:
            return departure.trips.matrix(begin, end)
        metric = departure.metric
        return metric.matrix(metric.places(begin.edge, begin.offset), metric.places(end.edge, end.offset))

    def table(self, origins: Sequence[LatLon], destinations: Sequence[LatLon], profile: Profile) -> NDArray[np.float32]:
        """Return the same as `matrix` in half the memory, for thousands of places by thousands."""
        now = self._state.profiles[profile]
        begin, end = (self._snapper.feet(points, now.usable) for points in (origins, destinations))
        return now.metric.table(now.metric.places(begin.edge, begin.offset), now.metric.places(end.edge, end.offset))

    def route(  # noqa: PLR0913 a question in full; all but its three parts are said by name
        self,
        origin: LatLon,
        destination: LatLon,
        profile: Profile,
        *,
        maneuvers: bool = True,
        seen: Whereabouts | None = None,
        note: str | None = None,
        departs_at: float | None = None,
    ) -> Route:
        """Find the fastest way. Raises `PointOutsideMap` and `NoRoad`.

        `seen` is what a vehicle at the origin tells of itself: one that moves turns round before it goes back. `note`
        is what is known of the entrance, said on arrival. With `departs_at` (POSIX seconds) closures that begin or end
        within six hours are respected as they stand when the vehicle comes to them, and it waits before one where that
        is shorter than going round; without it, all that is in force now stays in force.
        """
        at_hand = self._state
        departure = self._departures.of(at_hand, profile, departs_at)
        start, end = self._on_map(departure, origin, seen), self._on_map(departure, destination)
        path, timed = _way(departure, start, end, profile)
        if path is None:
            raise NoRoad(
                f"no road for {profile} from ({origin.lat}, {origin.lon}) to ({destination.lat}, {destination.lon}): "
                "look at the closures in force, or choose another point"
            )
        asked = trip.Asked(origin=origin, destination=destination, start=start, end=end, profile=profile, note=note)
        return trip.route(departure.metric, path, asked, at_hand.version, maneuvers=maneuvers, timed=timed)

    def follow(
        self,
        route: Route,
        position: LatLon,
        seen: Whereabouts | None = None,
        *,
        travelled_m: float = 0.0,
        departs_at: float | None = None,
    ) -> Following:
        """Tell how a vehicle stands to its route, and find it a new one when it has left it.

        `travelled_m` is what the answer before said; `departs_at` is now, when closures that turn are to be respected.
        One fix off the route may be the receiver's error: take the new route when several in a row say so. Raises
        `PointOutsideMap` and `NoRoad`.
        """
        find = partial(self.route, departs_at=departs_at)
        return following.followed(find, route, position, seen or Whereabouts(), travelled_m)

    def alternatives(
        self,
        origin: LatLon,
        destination: LatLon,
        profile: Profile,
        *,
        most: int = 3,
        note: str | None = None,
        departs_at: float | None = None,
    ) -> tuple[Alternative, ...]:
        """Find up to `most` ways that really differ, the fastest first. Raises `PointOutsideMap` and `NoRoad`.

        `departs_at` as in `route`; the ways after the first take no road on which a closure begins or ends meanwhile.
        """
        from routing.oracle import alternatives, differing  # noqa: PLC0415 a matrix worker never needs it

        at_hand = self._state
        departure = self._departures.of(at_hand, profile, departs_at)
        best = self.route(origin, destination, profile, note=note, departs_at=departs_at)
        start, end = self._on_map(departure, origin), self._on_map(departure, destination)
        asked = trip.Asked(origin=origin, destination=destination, start=start, end=end, profile=profile, note=note)
        found = alternatives.ways(departure.metric, asked, best, at_hand.version, most)
        return differing.described(self._network, differing.settlements(self._network, self._gazetteer), found)

    def _on_map(
        self, now: state.ProfileState | departing.Departure, point: LatLon, seen: Whereabouts | None = None
    ) -> Snap:
        if seen is None:
            snap = self._snapper.nearest(point, now.usable)
        else:
            snap = self._snapper.moving(point, now.usable, now.weights.edge_ms < CLOSED, seen)
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
        at: float | None = None,
        settlements: Sequence[GazetteerEntry] = (),
    ) -> "Isochrones":
        """Draw who is reached from any of the origins within each limit, under the weights in force or others.

        `at` is the moment of which the closures of `spec` are taken, as in `reweight`. Raises `ValueError` for limits
        that are none.
        """
        from routing.isochrones.drawing import Question  # noqa: PLC0415 a matrix worker never needs it

        at_hand = self._state
        weights = at_hand.profiles[profile].metric.weights
        return self._drawing.isochrones(
            Question(
                origins=origins,
                limits_s=limits_s,
                profile=profile,
                weights=weights if spec is None else self._weights(spec, at, profile),
                weights_version=at_hand.version if spec is None else self._version(spec, at),
                settlements=settlements,
            )
        )

    def _weights(self, spec: WeightsSpec, at: float | None, profile: Profile) -> Weights:
        with self._reweighting:
            standing = self._weighing.in_force(spec, at)
        free = Weigher(self._network, profile, self._learnt.factors).weigh(spec)
        return hindered(free, hindrance(standing, profile))

    def _version(self, spec: WeightsSpec, at: float | None) -> str:
        in_force = [each.id for each in spec.closures if timing.is_in_force(each, at, spec.utc_offset_s)]
        return weights_version(self._network, spec, self._learnt.info.version, in_force)

    @cached_property
    def _drawing(self) -> "Drawing":
        from routing.isochrones.drawing import Drawing  # noqa: PLC0415 a matrix worker never needs it

        return Drawing(self._network, self._snapper, self.info.licence)

    def reweight(self, spec: WeightsSpec, at: float | None = None) -> str:
        """Put new weights in force and return their version. Queries go on with the old ones meanwhile.

        Closures are taken as they stand at the moment `at`, POSIX seconds; without it those that have times are not in
        force. What this map does not have of them is told in `closure_problems`, and closes nothing.
        """
        with self._reweighting:
            self._state = self._weighing.reweighed(self._state, spec, at)
            return self._state.version

    @property
    def closures_in_force(self) -> tuple[ClosureId, ...]:
        """Name the closures that stand in the weights that answer now."""
        return tuple(each.closure.id for each in self._state.standing)

    @property
    def closure_problems(self) -> Mapping[ClosureId, str]:
        """Say what closures of the weights in force name and this map does not have."""
        return self._state.problems

    def next_turn(self, at: float) -> float | None:
        """Return the next moment after `at` when a closure begins or ends: weights are then to be put in force anew."""
        spec = self._state.spec
        return timing.next_turn(spec.closures, at, spec.utc_offset_s)

    def closed_by(self, closure: Closure) -> Closing:
        """Tell what a closure would close, before it is set.

        Raises the `ClosureUnresolved` of what it names and this map, or the calendar, does not have.
        """
        if closure.timetable is not None:
            timing.checked(closure.timetable)
        with self._reweighting:
            found = self._weighing.resolver.resolved(closure)
        if found.problem is not None:
            raise found.problem
        return shown.closing(self._network, found.edges)

    def cut_off_by(self, closure: Closure) -> tuple[str, ...]:
        """Name the settlements, the largest first, that a siren could no longer reach from the largest one."""
        from routing.oracle import cutting, differing  # noqa: PLC0415 a matrix worker never needs it

        places = differing.settlements(self._network, self._gazetteer)
        with self._reweighting:
            return cutting.cut_off(self._weighing, self._state, self._snapper, closure, places)

    def _roads_by_name(self) -> "NamedRoads":
        return self._named_roads

    @cached_property
    def _named_roads(self) -> "NamedRoads":
        from routing.closures.road import NamedRoads  # noqa: PLC0415 only a closure by a road's name needs them
        from routing.geocoding import index  # noqa: PLC0415
        from routing.geocoding.roads import Roads  # noqa: PLC0415

        known = index.settlements(self._network, self._gazetteer)
        return NamedRoads(network=self._network, numbered=Roads(self._network, index.centre(self._network, known)))

    def ways_in(self, corners: Sequence[LatLon], classes: Collection[str] = ()) -> tuple[int, ...]:
        """List the OSM ids of the ways that touch a polygon, of these highway classes (empty: of all)."""
        return area.ways_in(self._network, corners, classes)

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
        self.warm_roads()
        self._geocoder()

    def warm_roads(self) -> None:
        """Get ready for closures by a road's name, as `warm` does for addresses."""
        self._roads_by_name()

    def _geocoder(self) -> "Geocoder":
        """Build the geocoder when it is first asked: a matrix worker never needs it."""
        with self._geocoding:
            if self._places is None:
                from routing.geocoding.geocoder import Geocoder  # noqa: PLC0415 a matrix worker never needs it
                from routing.geocoding.survey import surveyed  # noqa: PLC0415

                survey = surveyed(self._map_path, self._cache_dir, self._network.checksum)
                self._places = Geocoder(self._network, self._gazetteer, survey)
            return self._places


def _way(
    departure: departing.Departure, start: Snap, end: Snap, profile: Profile
) -> "tuple[Driven | None, Timed | None]":
    """Find the fastest path, and its times where they are not those of the weights."""
    metric = departure.metric
    if departure.trips is None:
        return metric.path(trip.setting_out(metric, start, profile), metric.ends(end)), None
    timed = departure.trips.path(trip.ways_out(metric.network, start, profile), end)
    return (timed.path, timed) if timed else (None, None)
