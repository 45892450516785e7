"""Which posts are short of crews, counted after each command: on the record, so that every screen knows since when."""

from bisect import bisect_right
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.crew import DAY_S
from dispatch.domain.ids import StationId
from dispatch.domain.posts import PostHours, PostsCounted, ShortPost, wanted_now
from dispatch.domain.roster import RosterColumns
from dispatch.domain.situation import Situation
from dispatch.policy.posts import idle_at


def posts_counted(situation: Situation) -> PostsCounted | None:
    """Return which posts are short now; None when that is known already."""
    if not situation.posts.hours:
        return PostsCounted(at=situation.now, short={}) if situation.posts.short else None
    short = _short(situation)
    return None if short == situation.posts.short else PostsCounted(at=situation.now, short=short)


def _short(situation: Situation) -> Mapping[StationId, ShortPost]:
    wanted = wanted_now(situation.posts.hours, situation.now, situation.utc_offset_s)
    known, idle = situation.posts.short, idle_at(situation, wanted)
    return {
        post: ShortPost(
            since=known[post].since if post in known else situation.now, crews=idle[post], wanted=need.crews
        )
        for post, need in wanted.items()
        if idle[post] < need.crews
    }


class _Watched(Struct, frozen=True, eq=False):
    """What can change a post's count: the times of day at which hours or shifts begin and end, and its own crews."""

    hours: tuple[PostHours, ...]
    columns: RosterColumns
    edges: list[float]
    rows: NDArray[np.intp]


class PostWatch:
    """Tells cheaply whether a command can have changed anything about the posts: a simulated year has millions."""

    def __init__(self) -> None:
        self._watched = _Watched((), Situation().roster.columns, [], np.empty(0, dtype=np.intp))

    def may_differ(self, before: Situation, after: Situation) -> bool:
        """Whether the posts must be counted anew after `after`, if they were counted in `before`."""
        if not after.posts.hours and not after.posts.short:
            return False
        known = self._known(after)
        return (
            before.posts.hours is not known.hours
            or before.roster.columns is not known.columns
            or before.standby is not after.standby
            or not _as_free(before, after, known.rows)
            or _passed(before, after, known.edges)
        )

    def _known(self, situation: Situation) -> _Watched:
        hours, columns = situation.posts.hours, situation.roster.columns
        if self._watched.hours is not hours or self._watched.columns is not columns:
            self._watched = _Watched(hours, columns, _edges(hours, columns), _rows(hours, columns))
        return self._watched


def _edges(hours: tuple[PostHours, ...], columns: RosterColumns) -> list[float]:
    of_posts = {edge for row in hours for edge in (row.from_s, row.until_s)}
    of_shifts = {
        edge % DAY_S
        for shift in columns.shifts
        for edge in (shift.start_s, shift.start_s + shift.takeover_s, shift.end_s)
    }
    return sorted({0.0} | of_posts | of_shifts)


def _rows(hours: tuple[PostHours, ...], columns: RosterColumns) -> NDArray[np.intp]:
    posts = {row.post for row in hours}
    return np.array([row for row, station in enumerate(columns.stations) if station in posts], dtype=np.intp)


def _as_free(before: Situation, after: Situation, rows: NDArray[np.intp]) -> bool:
    """Whether the same crews are free of those that belong to a post, or stand by anywhere but at home."""
    was, free = before.roster.free, after.roster.free
    if was is free:
        return True
    row = after.roster.columns.row
    return bool((was[rows] == free[rows]).all()) and all(was[row[crew]] == free[row[crew]] for crew in after.standby)


def _passed(before: Situation, after: Situation, edges: list[float]) -> bool:
    """Whether an edge lies between two moments; midnight is one."""
    if after.now - before.now >= DAY_S:
        return True
    was, clock = ((at + after.utc_offset_s) % DAY_S for at in (before.now, after.now))
    return bisect_right(edges, was) != bisect_right(edges, clock)
