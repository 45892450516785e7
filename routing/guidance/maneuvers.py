"""The manoeuvres of a path, put into words: only those at which a driver has something to decide."""

import numpy as np

from routing.guidance.naming import name_ahead, shown_name
from routing.guidance.phrases import CATALOGUE, say
from routing.guidance.steps import Driven, Step, side, steps
from routing.guidance.tidying import tidied
from routing.network.topology import bearings
from routing.types import LatLon, Maneuver, great_circle_m

BESIDE_M = 5.0
"""A destination nearer to the road than this has no side."""


def maneuvers(path: Driven) -> tuple[Maneuver, ...]:
    """Tell a driver what to do along the path."""
    told = tidied(path, list(steps(path)))
    at_m = [float(path.line.edge_m[step.edge]) for step in told] + [path.line.length_m] * 2
    at_s = [float(path.starts_s[step.edge]) for step in told] + [path.duration_s] * 2
    told.append(_arrival(path))
    return tuple(_maneuver(path, step, at_m, at_s, i) for i, step in enumerate(told))


def _maneuver(path: Driven, step: Step, at_m: list[float], at_s: list[float], i: int) -> Maneuver:
    name, ref = name_ahead(path, step.name_at)
    shown = None if step.type == "arrive" else shown_name(name, ref)
    kind = (step.type, "exit" if step.leave_by else step.modifier)
    since_last_m = at_m[i] - at_m[i - 1] if i else 0.0
    said = say(
        kind if kind in CATALOGUE else (step.type, None),
        distance_m=since_last_m,
        name=shown,
        leave_by=step.leave_by,
    )
    begin = len(path.line.lon) - 1 if step.type == "arrive" else int(path.line.edge_point[step.edge])
    return Maneuver(
        type=step.type,
        modifier=step.modifier,
        text_ru=said.ru,
        text_en=said.en,
        name=name,
        ref=ref,
        distance_m=round(at_m[i + 1] - at_m[i], 1),
        duration_s=round(at_s[i + 1] - at_s[i], 1),
        at=LatLon(lat=float(path.line.lat[begin]), lon=float(path.line.lon[begin])),
        begin=begin,
    )


def _arrival(path: Driven) -> Step:
    last = len(path.edges) - 1
    return Step(edge=last, type="arrive", modifier=_arrival_side(path), name_at=last)


def _arrival_side(path: Driven) -> str | None:
    """Which side of the road the destination is on, seen in the direction of travel."""
    lon, lat = path.line.lon, path.line.lat
    end = LatLon(lat=float(lat[-1]), lon=float(lon[-1]))
    moving = np.flatnonzero(np.diff(path.line.along_m) > 0)
    if great_circle_m(end, path.destination) < BESIDE_M or not len(moving):
        return None
    k = moving[-1]
    course = bearings(lon[k : k + 2], lat[k : k + 2])[0]
    aside = bearings(np.array([end.lon, path.destination.lon]), np.array([end.lat, path.destination.lat]))[0]
    return side((aside - course + 180) % 360 - 180)
