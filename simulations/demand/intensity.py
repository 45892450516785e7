"""How many calls a second each process has at each moment: a group of complaints from an origin, or a burst."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import CallShare, Region
from simulations.demand import calendar
from simulations.demand.points import Origin
from simulations.demand.profile import Profile
from simulations.scenario.model import DemandChange, Window

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAY_S, HOUR_S = 86_400.0, 3_600.0
ROAD_GROUP, TRANSFER_GROUP = "road", "transfer"
AT_HOME = frozenset({ROAD_GROUP, TRANSFER_GROUP, "other"})
"""Groups that a summer's guests do not bring with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The calls of one group from one origin. `share` is their part of all calls of a year."""

    group: str
    origin: Origin
    share: float

    @property
    def name(self) -> str:
        """What its streams are called by."""
        return f"{self.origin}/{self.group}"


def processes(call_shares: Sequence[CallShare], profile: Profile) -> list[Process]:
    """Return every process; their shares add up to one when the complaints' do."""
    shares: dict[str, float] = {}
    for row in call_shares:
        shares[row.group] = shares.get(row.group, 0.0) + row.share
    summer = profile.dacha.share if profile.dacha else 0.0
    guests = sum(share for group, share in shares.items() if group not in AT_HOME)
    return [
        process
        for group, share in shares.items()
        for process in _of_group(group, share, profile, summer / guests if guests else 0.0)
        if process.share > 0
    ]


def _of_group(group: str, share: float, profile: Profile, summer: float) -> Iterator[Process]:
    if group == TRANSFER_GROUP:
        yield Process(group=group, origin=Origin.HOSPITAL, share=share)
    elif group == ROAD_GROUP:
        yield Process(group=group, origin=Origin.ROAD, share=share * profile.outside_share)
        yield Process(group=group, origin=Origin.RESIDENT, share=share * (1 - profile.outside_share))
    elif group in AT_HOME:
        yield Process(group=group, origin=Origin.RESIDENT, share=share)
    else:
        yield Process(group=group, origin=Origin.RESIDENT, share=share * (1 - summer))
        yield Process(group=group, origin=Origin.DACHA, share=share * summer)


def shares_by_origin(found: Sequence[Process]) -> dict[Origin, float]:
    """Return each origin's part of a year's calls."""
    return {origin: sum(row.share for row in found if row.origin is origin) for origin in Origin}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """The local hours of a horizon. `first_s` is the beginning of the first hour, POSIX seconds."""

    hours: calendar.Hours
    first_s: float

    def index(self, at: Floats) -> NDArray[np.intp]:
        """Return the hour in which each moment (POSIX seconds) lies."""
        return ((at - self.first_s) // HOUR_S).astype(np.intp)

    def hour_of_day(self, at: Floats) -> NDArray[np.intp]:
        """Return the local hour of day of each moment."""
        return self.hours.hour[self.index(at)].astype(np.intp)


def clock(region: Region, profile: Profile, start_at: float, ends_at: float) -> Clock:
    """Return the local hours from the one in which the horizon begins to the one in which it ends."""
    begin_h = floor((start_at + region.utc_offset_s) / HOUR_S)
    count = floor((ends_at + region.utc_offset_s) / HOUR_S) - begin_h + 2
    begin = np.datetime64("1970-01-01T00", "h") + begin_h
    return Clock(hours=calendar.hours_from(begin, count, profile), first_s=begin_h * HOUR_S - region.utc_offset_s)


def rhythms(found: Sequence[Process], profile: Profile, hours: calendar.Hours) -> dict[str, Floats]:
    """Return for each process by name the calls of each hour, the mean hour of a year being 1."""
    year = calendar.whole_year(profile)
    return {process.name: _rhythm(process, profile, hours, year) for process in found}


def _rhythm(process: Process, profile: Profile, hours: calendar.Hours, year: calendar.Hours) -> Floats:
    of = calendar.dacha if process.origin is Origin.DACHA else calendar.residents
    mean = float(of(year, profile, process.group).mean())
    return of(hours, profile, process.group) / mean if mean else np.zeros(len(hours.hour))


def applies(change: DemandChange, process: Process) -> bool:
    """Whether the change is about these complaints."""
    return not change.groups or process.group in change.groups


def holds(window: Window, after_s: Floats, local_s: Floats) -> Flags:
    """Whether the window is open at moments that are `after_s` into the scenario and `local_s` after local midnight."""
    inside = (after_s >= window.begin_s) & (after_s < window.end_s)
    if window.daily is None:
        return np.asarray(inside, dtype=np.bool_)
    begin, end = window.daily
    of_day = (local_s >= begin) & (local_s < end) if begin < end else (local_s >= begin) | (local_s < end)
    return np.asarray(inside & of_day, dtype=np.bool_)
