"""When what holds: the windows of a scenario, laid on its clock. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from routing.types import Profile, WeightsSpec
from simulations.scenario.model import RoadChange, RoadMap, Scenario, Window

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadState:
    """What the roads are like: all changes in force together. `closed` are the changes that close an area."""

    weights: WeightsSpec
    closed: tuple[RoadChange, ...] = ()


ORDINARY_ROADS = RoadState(weights=WeightsSpec())


def usual_roads(scenario: Scenario) -> RoadState:
    """Return what the roads are like while nothing happens to them."""
    roads = scenario.roads
    if not isinstance(roads, RoadMap):
        return ORDINARY_ROADS
    return RoadState(weights=WeightsSpec(hour_of_week=roads.hour_of_week, season=roads.season))


def holds(window: Window, at_s: float, local_midnight_s: float) -> bool:
    """Whether the window holds `at_s` after the start; `local_midnight_s` is the start's own time of day, seconds."""
    if not window.begin_s <= at_s < window.end_s:
        return False
    if window.daily is None:
        return True
    begin, end = window.daily
    time_of_day = (local_midnight_s + at_s) % DAY_S
    return begin <= time_of_day < end if begin <= end else time_of_day >= begin or time_of_day < end


def time_of_start_s(scenario: Scenario) -> float:
    """Return the local time of day at which the scenario starts, seconds after midnight."""
    return (scenario.start_at + scenario.region.utc_offset_s) % DAY_S


def turns(windows: Iterable[Window], until_s: float, local_midnight_s: float) -> list[float]:
    """Return every moment, seconds after the start, at which one of the windows may begin or end; 0 is always one."""
    found = {0.0}
    for window in windows:
        found |= {edge for edge in (window.begin_s, window.end_s) if isfinite(edge)}
        for time_of_day in window.daily or ():
            first = (time_of_day - local_midnight_s) % DAY_S
            found |= {first + day * DAY_S for day in range(int(until_s // DAY_S) + 1)}
    return sorted(moment for moment in found if 0 <= moment <= until_s)


def road_states(scenario: Scenario, until_s: float) -> list[tuple[float, RoadState]]:
    """Return what the roads are like, each from its second after the start on; the first from 0, neighbours differ."""
    midnight = time_of_start_s(scenario)
    found: list[tuple[float, RoadState]] = []
    for moment in turns((change.window for change in scenario.road_changes), until_s, midnight):
        in_force = [c for c in scenario.road_changes if holds(c.window, moment, midnight)]
        state = _together(usual_roads(scenario), in_force)
        if not found or found[-1][1] != state:
            found.append((moment, state))
    return found


def _together(usual: RoadState, changes: Sequence[RoadChange]) -> RoadState:
    if not changes:
        return usual
    speed: dict[Profile, float] = {}
    by_class: dict[str, float] = {}
    for change in changes:
        for profile, factor in change.weights.speed_factor.items():
            speed[profile] = speed.get(profile, 1.0) * factor
        for name, factor in change.weights.class_factor.items():
            by_class[name] = by_class.get(name, 1.0) * factor
    ways = sorted({way for change in changes for way in change.weights.closed_ways})
    return RoadState(
        weights=replace(usual.weights, speed_factor=speed, class_factor=by_class, closed_ways=tuple(ways)),
        closed=tuple(change for change in changes if change.area),
    )
