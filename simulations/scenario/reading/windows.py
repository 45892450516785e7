"""When something holds: begin, end (local date and time), and daily (two times of day)."""

from dataclasses import dataclass
from math import inf

from simulations.scenario.model import Window
from simulations.scenario.reading.keys import ScenarioKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The scenario's start, POSIX seconds, and the region's offset from UTC."""

    start_at: float
    utc_offset_s: float


def read_window(keys: ScenarioKeys, path: str, clock: Clock) -> Window:
    """Read begin, end and daily of a section; without them it holds all the time."""
    begin_s = _since_start(keys, f"{path}.begin", clock, -inf)
    end_s = _since_start(keys, f"{path}.end", clock, inf)
    if end_s <= begin_s:
        keys.wrong(f"{path}.end", "конец не позже начала (begin)")
    return Window(begin_s=max(begin_s, 0.0), end_s=max(end_s, 0.0), daily=_daily(keys, f"{path}.daily"))


def read_begin_s(keys: ScenarioKeys, path: str, clock: Clock) -> float:
    """Read a moment that must be given, as seconds after the start."""
    return _since_start(keys, path, clock, None)


def _since_start(keys: ScenarioKeys, path: str, clock: Clock, default: float | None) -> float:
    if default is not None and not keys.given(path):
        return default
    moment = keys.moment(path, clock.utc_offset_s)
    return 0.0 if moment is None else moment - clock.start_at


def _daily(keys: ScenarioKeys, path: str) -> tuple[float, float] | None:
    if not keys.given(path):
        return None
    value = keys.get(path, list, 'нужны два времени суток: ["22:00", "06:00"]') or []
    if len(value) != 2:
        keys.wrong(path, 'нужны два времени суток: ["22:00", "06:00"]')
        return None
    return keys.time_of_day_s(f"{path}.0"), keys.time_of_day_s(f"{path}.1")
