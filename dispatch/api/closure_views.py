"""What the screens are shown of closures and of the weights in force."""

from typing import Any, assert_never

from dispatch.api.moments import iso
from dispatch.api.views import point
from dispatch.domain.road_messages import ClosureLifted, ClosureSet
from dispatch.domain.roads import StatedClosure, is_over
from dispatch.domain.situation import Situation
from routing.oracle import RoadOracle, is_in_force, next_turn
from routing.types import ClosedArea, ClosedEdges, ClosedRoad, ClosedWays, Closing, Closure, ClosureUnresolved, Season

Json = dict[str, Any]

MOST_LINES = 3_000
"""More lines than these are no longer told apart on a screen: the outline says as much. Assumed."""

STATE_RU = {
    "in-force": "действует",
    "ahead": "ещё не началось",
    "between": "сейчас открыто по расписанию",
    "over": "кончилось",
}
SEASON_RU = {Season.WINTER: "зима", Season.SPRING: "весна", Season.SUMMER: "лето", Season.AUTUMN: "осень"}


def closures_view(oracle: RoadOracle, situation: Situation, now: float) -> Json:
    """Return every closure that stands, those in force first, and the weights in force."""
    stated = sorted(situation.roads.closures.values(), key=lambda each: (-each.at, each.closure.id))
    shown = [closure_view(oracle, situation, each, now) for each in stated]
    order = list(STATE_RU)
    shown.sort(key=lambda view: order.index(view["state"]))
    return {"closures": shown, "conditions": conditions_view(oracle, situation)}


def closure_view(oracle: RoadOracle, situation: Situation, stated: StatedClosure, now: float) -> Json:
    """Return one closure: what was said, whether it is in force, and what of this map it closes."""
    closure, state = stated.closure, _state(stated.closure, now, situation.utc_offset_s)
    return {
        "id": closure.id,
        "where": where_view(closure),
        "begins_at": iso(closure.begins_at),
        "ends_at": iso(closure.ends_at),
        "timetable": closure.timetable,
        "profiles": [profile.value for profile in closure.profiles],
        "speed_factor": closure.speed_factor,
        "reason": closure.reason,
        "state": state,
        "state_ru": STATE_RU[state],
        "turns_at": iso(next_turn([closure], now, situation.utc_offset_s)),
        "by": stated.by,
        "at": iso(stated.at),
        "revision": stated.revision,
        **_closed(oracle, closure),
    }


def closing_view(closing: Closing) -> Json:
    """Return what of the map is closed. `shape` is a GeoJSON MultiLineString; None: too much of it to be drawn."""
    lines = [[[round(at.lon, 6), round(at.lat, 6)] for at in line] for line in closing.lines[: MOST_LINES + 1]]
    return {
        "length_km": round(closing.length_km, 2),
        "ways": len(closing.ways),
        "stretches": closing.edges,
        "streets": list(closing.names),
        "shape": {"type": "MultiLineString", "coordinates": lines} if len(lines) <= MOST_LINES else None,
    }


def where_view(closure: Closure) -> Json:
    """Return what was named, as it is sent in."""
    match closure.where:
        case ClosedArea(corners=corners, classes=classes):
            ring = [[round(at.lon, 6), round(at.lat, 6)] for at in (*corners, corners[0])]
            return {"area": {"type": "Polygon", "coordinates": [ring]}, "classes": list(classes)}
        case ClosedRoad(road=road, from_km=from_km, to_km=to_km, near=near):
            return {"road": road, "from_km": from_km, "to_km": to_km, "near": point(near) if near else None}
        case ClosedWays(ways=ways):
            return {"ways": list(ways)}
        case ClosedEdges(edges=edges):
            return {"edges": [list(edge) for edge in edges]}
        case _:
            assert_never(closure.where)


def conditions_view(oracle: RoadOracle, situation: Situation) -> Json:
    """Return which weights are in force, in words that a dispatcher can check against the clock and the window."""
    weights = situation.weights
    return {
        "hour_of_week": weights.hour_of_week,
        "season": weights.season.value if weights.season else None,
        "season_ru": SEASON_RU[weights.season] if weights.season else None,
        "speed_factor": {profile.value: factor for profile, factor in weights.speed_factor.items()},
        "class_factor": dict(weights.class_factor),
        "closed_ways": len(weights.closed_ways),
        "closures_in_force": len(oracle.closures_in_force),
        "since": iso(situation.roads.weighed_at or None),
        "weights_version": oracle.weights_version,
    }


def history_view(seq: int, event: ClosureSet | ClosureLifted) -> Json:
    """Return what was said of a closure, by whom."""
    match event:
        case ClosureSet(closure=closure, revision=revision):
            said = {"what": "set", "revision": revision, "reason": closure.reason, "where": where_view(closure)}
            times = {"begins_at": iso(closure.begins_at), "ends_at": iso(closure.ends_at)}
            said |= {**times, "timetable": closure.timetable, "speed_factor": closure.speed_factor}
        case ClosureLifted(reason=reason):
            said = {"what": "lifted", "reason": reason}
        case _:
            assert_never(event)
    return {"seq": seq, "at": iso(event.at), "by": event.by, **said}


def _state(closure: Closure, now: float, utc_offset_s: float) -> str:
    if is_over(closure, now):
        return "over"
    if closure.begins_at is not None and closure.begins_at > now:
        return "ahead"
    return "in-force" if is_in_force(closure, now, utc_offset_s) else "between"


def _closed(oracle: RoadOracle, closure: Closure) -> Json:
    """Return what of this map it closes, or that this map has nothing of it: another one may have been loaded since."""
    try:
        return {**closing_view(oracle.closed_by(closure)), "problem": None}
    except ClosureUnresolved as problem:
        nothing = {"length_km": 0.0, "ways": 0, "stretches": 0, "streets": [], "shape": None}
        return {**nothing, "problem": f"на загруженной карте этого нет ({problem.field})"}
