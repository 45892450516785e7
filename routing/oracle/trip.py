"""From a path of edges to a route with geometry, distances and manoeuvres."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routing.engine.ends import End, Ends, Path
from routing.guidance.line import Line, strung
from routing.guidance.maneuvers import maneuvers as guided
from routing.guidance.path import Driven, turns_between
from routing.network.model import Longs, Network, at
from routing.types import LatLon, Profile, Route, Snap, Waiting
from routing.weights import speed_table

if TYPE_CHECKING:
    from routing.closures.driving import Timed, Way
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


def route(
    metric: "Metric", path: Path, asked: Asked, version: str, *, maneuvers: bool, timed: "Timed | None" = None
) -> Route:
    """Assemble the answer; `timed` says when a path is driven whose weights change under way."""
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
        maneuvers=guided(_driven(metric, path, asked, line, timed)) if maneuvers else (),
        profile=asked.profile,
        weights_version=version,
        destination=asked.destination,
        note=asked.note,
        waits=_waits(metric.network, timed) if timed else (),
    )


def _waits(network: Network, timed: "Timed") -> tuple[Waiting, ...]:
    tails = [(int(network.edges.tail[timed.path.edges[place]]), wait_ms) for place, wait_ms in timed.waits_ms]
    return tuple(
        Waiting(at=at(network.junctions.lon[tail], network.junctions.lat[tail]), wait_s=wait_ms / 1_000)
        for tail, wait_ms in tails
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


def ways_out(network: Network, start: Snap, profile: Profile) -> "list[Way]":
    """All ways to begin, with what turning round first takes; the same as `setting_out`."""
    from routing.closures.driving import ways  # noqa: PLC0415 only a trip that closures change under way needs it

    around_ms = round(1000 * float(speed_table()["turn_s"][profile]["around"])) if start.moving else 0
    found = ways(network, start.edge, start.offset, copies=True)
    ahead = network.edges.forward[start.edge]
    return [way if network.edges.forward[way.edge] == ahead else replace(way, late_ms=around_ms) for way in found]


def _driven(metric: "Metric", path: Path, asked: Asked, line: Line, timed: "Timed | None") -> Driven:
    starts_ms = timed.starts_ms if timed else _starts_ms(metric, path)
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


def _starts_ms(metric: "Metric", path: Path) -> Longs:
    """Time each edge's beginning: turns weigh what the edge before them takes, and the turn itself."""
    spent_ms = metric.weights.passing_ms(turns_between(metric.network, path.edges))
    return np.concatenate([[0], np.cumsum(spent_ms) - path.begin.passed_ms])


def _along(network: Network, end: End, snap: Snap) -> bool:
    """Tell whether a trip begins or ends in the direction of the snap's edge, on it or on a copy of it."""
    return bool(network.edges.forward[end.edge] == network.edges.forward[snap.edge])


def _share(network: Network, end: End, snap: Snap) -> float:
    """Return the share of the edge passed at an end, which may be the snap's edge or its reverse."""
    return snap.offset if _along(network, end, snap) else 1 - snap.offset


def _synthetic_m(metric: "Metric", path: Path, line: Line) -> float:
    invented = metric.network.edge_synthetic[path.edges]
    if not invented.any():
        return 0.0
    ends_m = np.append(line.edge_m[1:], line.length_m)
    return float((ends_m - line.edge_m)[invented].sum())
