"""The roster: the crews by id, and beside it, as arrays, what a decision asks of all of them at once."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import Crew, CrewStatus, Shift
from dispatch.domain.ids import CrewId, StationId, natural
from routing.types import LatLon


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """What some crews of the roster have in common: what they can do and with what, or the table of what they serve."""

    capabilities: frozenset[CrewCapability]
    serves: Mapping[str, float] | None
    neighbour: bool = False
    vehicle_class: str = ""
    equipment: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RosterColumns:
    """What only a new roster changes, in the order of the roster. `shift` and `skill` index `shifts` and `skills`.

    Compared and hashed by identity, so that what follows from it can be remembered.
    """

    row: Mapping[CrewId, int]
    ids: NDArray[np.object_]
    homes: NDArray[np.object_]
    home_lat: NDArray[np.float64]
    home_lon: NDArray[np.float64]
    stations: tuple[StationId, ...]
    shift: NDArray[np.intp]
    shifts: tuple[Shift, ...]
    skill: NDArray[np.intp]
    skills: tuple[Skill, ...]

    def remaining_s(self, now: float, utc_offset_s: float) -> NDArray[np.float64]:
        """Seconds until the end of each crew's shift; 0 when it is not on shift, or not yet to be sent."""
        left = [shift.sendable_s(now, utc_offset_s) for shift in self.shifts]
        return np.array(left, dtype=np.float64)[self.shift]


class FreeCrews(Struct, frozen=True, kw_only=True, eq=False):
    """Crews that are free and on shift, in the order of the roster: rows in it, and what is left of their shifts."""

    rows: NDArray[np.intp]
    ids: list[CrewId]
    remaining_s: NDArray[np.float64]


class Roster(dict[CrewId, Crew]):
    """The crews by id, in the order of their ids. Never changed in place: `with_crew` returns the next one.

    A crew's way through a call changes its status seven times and its shift never, so that the next roster shares
    `columns`, and mostly `free` (bool, one per crew), with the one before.
    """

    __slots__ = ("_asked", "columns", "free")

    columns: RosterColumns
    free: NDArray[np.bool_]
    _asked: tuple[float, float, FreeCrews] | None

    def __init__(self, crews: Mapping[CrewId, Crew] | None = None) -> None:
        super().__init__(sorted((crews or {}).items(), key=lambda row: natural(row[0])))
        self.columns = _columns(self)
        self.free = np.array([crew.status is CrewStatus.AVAILABLE for crew in self.values()], dtype=np.bool_)
        self._asked = None

    def free_crews(self, now: float, utc_offset_s: float) -> FreeCrews:
        """The crews that are free and on shift.

        The answer is kept: the dispatcher asks for the roads of these crews, and the policy that is given them asks
        again who they are.
        """
        if self._asked is None or self._asked[:2] != (now, utc_offset_s):
            remaining_s = self.columns.remaining_s(now, utc_offset_s)
            (rows,) = (self.free & (remaining_s > 0)).nonzero()
            free = FreeCrews(rows=rows, ids=self.columns.ids[rows].tolist(), remaining_s=remaining_s[rows])
            self._asked = now, utc_offset_s, free
        return self._asked[2]

    def with_crew(self, crew: Crew) -> "Roster":
        """Return the roster in which a known crew has another state; all else about it is as it was."""
        following = Roster.__new__(Roster)
        following.update(self)
        following[crew.id] = crew
        following.columns = self.columns
        following.free = self.free
        following._asked = None  # noqa: SLF001 (its own class)
        is_free = crew.status is CrewStatus.AVAILABLE
        if is_free is not (self[crew.id].status is CrewStatus.AVAILABLE):
            following.free = self.free.copy()
            following.free[self.columns.row[crew.id]] = is_free
        return following


def _columns(crews: Mapping[CrewId, Crew]) -> RosterColumns:
    skills: dict[Hashable, Skill] = {}
    for crew in crews.values():
        skills.setdefault(_same(crew), skill_of(crew))
    place = {skill: index for index, skill in enumerate(skills)}
    shifts: dict[Shift, int] = {}
    for crew in crews.values():
        shifts.setdefault(crew.shift, len(shifts))
    return RosterColumns(
        row={crew: row for row, crew in enumerate(crews)},
        ids=_objects(list(crews)),
        homes=_objects([crew.home for crew in crews.values()]),
        home_lat=np.array([crew.home.lat for crew in crews.values()], dtype=np.float64),
        home_lon=np.array([crew.home.lon for crew in crews.values()], dtype=np.float64),
        stations=tuple(crew.station for crew in crews.values()),
        shift=np.array([shifts[crew.shift] for crew in crews.values()], dtype=np.intp),
        shifts=tuple(shifts),
        skill=np.array([place[_same(crew)] for crew in crews.values()], dtype=np.intp),
        skills=tuple(skills.values()),
    )


def skill_of(crew: Crew) -> Skill:
    """Return what a crew can do, and with what."""
    return Skill(crew.capabilities, crew.serves, crew.neighbour, crew.vehicle_class, crew.equipment)


def _same(crew: Crew) -> Hashable:
    """What crews of one skill share: crews that serve by a table share the table itself."""
    table = 0 if crew.serves is None else id(crew.serves)
    return crew.capabilities, table, crew.neighbour, crew.vehicle_class, crew.equipment


def _objects(values: list[CrewId] | list[LatLon]) -> NDArray[np.object_]:
    found = np.empty(len(values), dtype=np.object_)
    found[:] = values
    return found
