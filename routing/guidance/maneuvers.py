"""The manoeuvres of a path, put into words: only those at which a driver has something to decide."""

from itertools import pairwise

import numpy as np

from routing.guidance.announcing import AT_ONCE_M, Approach, Sentence, announcements
from routing.guidance.naming import Named, name_ahead, sign_ahead
from routing.guidance.path import Driven
from routing.guidance.phrases import AGAINST, CATALOGUE, Words, heading, nth
from routing.guidance.steps import Step, side, steps
from routing.guidance.tidying import tidied
from routing.network.topology import bearings
from routing.types import LatLon, Maneuver, great_circle_m

BESIDE_M = 5.0
"""A destination nearer to the road than this has no side."""
SETTING_OUT_M = 50.0
"""The direction in which so much of the way leads is the one to set out in; assumed."""


def maneuvers(path: Driven) -> tuple[Maneuver, ...]:
    """Tell a driver what to do along the path."""
    told = [*tidied(path, list(steps(path))), _arrival(path)]
    names = [Named() if step.type == "arrive" else name_ahead(path, step.name_at) for step in told]
    sentences = [_sentence(path, step, name) for step, name in zip(told, names, strict=True)]
    approaches = _approaches(path, told)
    return tuple(
        _maneuver(path, told[i], names[i], sentences[i : i + 2], approaches[i : i + 2]) for i in range(len(told))
    )


def _approaches(path: Driven, told: list[Step]) -> list[Approach]:
    """The way to each step, nothing before the first one, and nothing after the last one."""
    at = [(float(path.line.edge_m[step.edge]), float(path.starts_s[step.edge])) for step in told[:-1]]
    ends = [at[0], *at, *[(path.line.length_m, path.duration_s)] * 2]
    return [Approach(length_m=b[0] - a[0], duration_s=b[1] - a[1]) for a, b in pairwise(ends)]


def _maneuver(path: Driven, step: Step, name: Named, said: list[Sentence], ways: list[Approach]) -> Maneuver:
    """Assemble one; `said` and `ways` are its own and, but for the arrival, those of the next."""
    here, to_it, onward = said[0], ways[0], ways[1]
    listed = here.said(to_it.length_m)
    begin = len(path.line.lon) - 1 if step.type == "arrive" else int(path.line.edge_point[step.edge])
    at_once = len(said) > 1 and onward.length_m <= AT_ONCE_M
    return Maneuver(
        type=step.type,
        modifier=step.modifier,
        text_ru=listed.ru,
        text_en=listed.en,
        name=name.name,
        ref=name.ref,
        distance_m=round(onward.length_m, 1),
        duration_s=round(onward.duration_s, 1),
        at=LatLon(lat=float(path.line.lat[begin]), lon=float(path.line.lon[begin])),
        begin=begin,
        announcements=announcements(here, to_it, said[1] if at_once else None),
    )


def _sentence(path: Driven, step: Step, name: Named) -> Sentence:
    called = name.called
    sign = sign_ahead(path, step.name_at if step.leave_by else step.edge, name) if step.type in _SIGNED else None
    towards = heading(_setting_out(path)) if step.type == "depart" else None
    leave_by = nth(step.leave_by) if step.leave_by else None
    against = AGAINST if step.type != "arrive" and path.against(step.edge) else None
    note = path.note if step.type == "arrive" else None
    return Sentence(
        phrase=CATALOGUE[step.type, "exit" if step.leave_by else step.modifier],
        ru=Words(
            onto=called.onto if called else None,
            along=called.along if called else None,
            sign=sign.onto if sign else None,
            against=against.ru if against else None,
            heading=towards.ru if towards else None,
            exit=leave_by.ru if leave_by else None,
            note=note,
        ),
        en=Words(
            name=called.en if called else None,
            sign=sign.en if sign else None,
            against=against.en if against else None,
            heading=towards.en if towards else None,
            exit=leave_by.en if leave_by else None,
            note=note,
        ),
    )


_SIGNED = {"turn", "fork", "on ramp", "off ramp", "roundabout", "exit roundabout"}


def _setting_out(path: Driven) -> float:
    """Bearing of the beginning of the way, degrees."""
    line = path.line
    if not line.length_m:
        return float(path.network.edges.bearing_out[path.edges[0]])
    lon, lat = (np.interp([0.0, SETTING_OUT_M], line.along_m, axis) for axis in (line.lon, line.lat))
    return float(bearings(lon, lat)[0])


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
