"""From a path of edges to a route with geometry, distances and manoeuvres."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routing.engine.ends import End, Ends, Path
from routing.guidance.line import Line, strung
from routing.guidance.maneuvers import maneuvers as guided
from routing.guidance.path import Driven, turns_between
from routing.network.model import Network
from routing.types import LatLon, Profile, Route, Snap
from routing.weights import speed_table

if TYPE_CHECKING:
    from routing.engine.metric import Metric


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The question a route answers, and where it meets the roads."""

    origin: LatLon
    destination: LatLon
    start: Snap
    end: Snap
    profile: Profile
    note: str | None = None


def route(metric: "Metric", path: Path, asked: Asked, version: str, *, maneuvers: bool) -> Route:
    """Assemble the answer."""
    begin, end = (_share(metric.network, *pair) for pair in ((path.begin, asked.start), (path.end, asked.end)))
    line = strung(metric.network, path.edges, begin, end)
    return Route(
        geometry=line.points(),
        edges=path.edges,
        duration_s=path.duration_ms / 1000,
        distance_m=line.length_m,
        snap_start_m=asked.start.distance_m,
        snap_end_m=asked.end.distance_m,
        synthetic_m=_synthetic_m(metric, path, line),
        maneuvers=guided(_driven(metric, path, asked, line)) if maneuvers else (),
        profile=asked.profile,
        weights_version=version,
        destination=asked.destination,
        note=asked.note,
    )


def setting_out(metric: "Metric", start: Snap, profile: Profile) -> Ends:
    """All ways to begin; a vehicle that moves has to turn round first to go back where it came from."""
    found = metric.ends(start)
    if not start.moving:
        return found
    around_ms = round(1000 * float(speed_table()["turn_s"][profile]["around"]))
    return tuple(
        end if _along(metric.network, end, start) else replace(end, passed_ms=end.passed_ms - around_ms)
        for end in found
    )


def _driven(metric: "Metric", path: Path, asked: Asked, line: Line) -> Driven:
    """Time each edge's beginning: turns weigh what the edge before them takes, and the turn itself."""
    spent_ms = metric.weights.passing_ms(turns_between(metric.network, path.edges))
    starts_ms = np.concatenate([[0], np.cumsum(spent_ms) - path.begin.passed_ms])
    return Driven(
        network=metric.network,
        edges=path.edges,
        line=line,
        starts_s=starts_ms / 1000,
        duration_s=path.duration_ms / 1000,
        destination=asked.destination,
        turned_at_once=asked.start.moving and not _along(metric.network, path.begin, asked.start),
        note=asked.note,
    )


def _along(network: Network, end: End, snap: Snap) -> bool:
    """Tell whether a trip begins or ends in the direction of the snap's edge, on it or on a copy of it."""
    return bool(network.edges.forward[end.edge] == network.edges.forward[snap.edge])


def _share(network: Network, end: End, snap: Snap) -> float:
    """Return the share of the edge passed at an end, which may be the snap's edge or its reverse."""
    return snap.offset if _along(network, end, snap) else 1 - snap.offset


def _synthetic_m(metric: "Metric", path: Path, line: Line) -> float:
    invented = metric.network.ways.synthetic[metric.network.ways_of(path.edges)] > 0
    return float(np.diff(line.edge_m, append=line.length_m)[invented].sum())
