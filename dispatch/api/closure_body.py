"""A closure as it comes in, checked field by field: what it closes, when it is in force, for whom, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dispatch.api.problems import FieldError, Problem, invalid
from dispatch.api.roads import read_point
from routing.types import (
    AreaCrossesItself,
    AreaWithoutRoads,
    ClosedArea,
    ClosedEdges,
    ClosedRoad,
    ClosedWays,
    Closure,
    ClosureId,
    ClosureUnresolved,
    EdgesUnknown,
    KilometreBeyond,
    LatLon,
    Profile,
    RoadUnknown,
    TimetableUnreadable,
    WaysUnknown,
)

MOST_CORNERS = 1_000
"""Every hour the record keeps the weights whole, closures included: an outline of more corners is drawn too finely.
Assumed."""

MOST_WAYS = 10_000
KINDS = ("area", "road", "ways", "edges")

UNRESOLVED_RU: dict[type[ClosureUnresolved], str] = {
    AreaCrossesItself: "стороны контура пересекаются: дайте вершины в порядке обхода",
    AreaWithoutRoads: "контур не задевает ни одной дороги карты: проверьте, не переставлены ли широта и долгота, "
    "нарисуйте его шире или уберите classes",
    RoadUnknown: "такой дороги на карте нет, или их несколько: проверьте номер или название и дайте точку near рядом "
    "с нужной, либо обведите контуром",
    KilometreBeyond: "такого километра у дороги нет: посмотрите её длину или обведите участок контуром",
    WaysUnknown: "таких линий OSM на карте нет: проверьте номера",
    EdgesUnknown: "таких участков на карте нет: проверьте номера узлов OSM",
    TimetableUnreadable: "это не расписание OSM opening_hours: нужно, например, «Apr 10-Nov 30 02:00-04:55» или "
    "«Mo-Fr 22:00-06:00»",
}
"""Says in Russian what `routing` says in English."""

FIELDS = {"where.corners": "where.area", "where.from_km": "where.from_km"}
"""Where a field is called otherwise on the wire."""

Kilometre = Annotated[float, Field(ge=0, le=5_000, allow_inf_nan=False)]


class WhereBody(BaseModel):
    """What is closed: exactly one of an area, a road, OSM ways, directed stretches between OSM nodes."""

    model_config = ConfigDict(extra="forbid")

    area: dict[str, Any] | list[Any] | None = Field(None, description="GeoJSON Polygon или список [долгота, широта]")
    classes: list[str] = Field([], max_length=50, description="только дороги этих классов OSM")
    road: str | None = Field(None, max_length=200, description="номер или название")
    from_km: Kilometre | None = None
    to_km: Kilometre | None = None
    near: dict[str, Any] | list[Any] | None = None
    ways: list[int] | None = Field(None, max_length=MOST_WAYS)
    edges: list[tuple[int, int]] | None = Field(None, max_length=MOST_WAYS)


class ClosureBody(BaseModel):
    """A closure, or with `speed_factor` a jam that leaves this share of the speed."""

    model_config = ConfigDict(extra="forbid")

    where: WhereBody
    begins_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    timetable: str | None = Field(None, max_length=500, description="OSM opening_hours, местное время: когда закрыто")
    profiles: list[Profile] = Field(list(Profile), max_length=len(Profile), description="кто не проедет")
    speed_factor: Annotated[float, Field(ge=0.01, lt=1, allow_inf_nan=False)] | None = None
    reason: str = Field(min_length=1, max_length=1_000)


class NewClosureBody(ClosureBody):
    """A closure that gets an id, unless it brings one."""

    id: str | None = Field(None, min_length=1, max_length=64, pattern=r"^[\w.\-]+$")


class ChangedClosureBody(ClosureBody):
    """A closure said anew. `revision` is the one that the author has seen."""

    revision: int | None = Field(None, ge=0)


def read_closure(body: ClosureBody, closure_id: str) -> Closure:
    """Read what was sent. Raises a 422 problem that names the field."""
    begins_at, ends_at = _posix(body.begins_at), _posix(body.ends_at)
    if begins_at is not None and ends_at is not None and begins_at >= ends_at:
        raise wrong("ends_at", "конец не позже начала (begins_at): поменяйте их местами")
    if not body.profiles:
        raise wrong("profiles", "назовите, кто не проедет: siren, ordinary или оба")
    return Closure(
        id=ClosureId(closure_id),
        where=_where(body.where),
        begins_at=begins_at,
        ends_at=ends_at,
        timetable=body.timetable or None,
        profiles=tuple(profile for profile in Profile if profile in body.profiles),
        speed_factor=body.speed_factor,
        reason=body.reason,
    )


def wrong(field: str, message: str) -> Problem:
    """Return the problem of one field."""
    return invalid([FieldError(field=field, message=message)])


def unresolved(problem: ClosureUnresolved) -> Problem:
    """Return the problem of a closure of which this map, or the calendar, has nothing."""
    return wrong(FIELDS.get(problem.field, problem.field), UNRESOLVED_RU[type(problem)])


def _where(body: WhereBody) -> ClosedArea | ClosedRoad | ClosedWays | ClosedEdges:
    given = [kind for kind in KINDS if getattr(body, kind) is not None]
    if len(given) != 1:
        raise wrong("where", f"нужно что-то одно: {', '.join(KINDS)}")
    if body.area is not None:
        return ClosedArea(corners=_corners(body.area), classes=tuple(sorted({*body.classes})))
    if body.classes:
        raise wrong("where.classes", "классы выбирают внутри контура: дайте area")
    if body.road is not None:
        return _road(body, body.road)
    if not (body.ways or body.edges):
        raise wrong(f"where.{given[0]}", "список пуст: назовите хотя бы один участок")
    if body.ways:
        return ClosedWays(ways=tuple(sorted({*body.ways})))
    return ClosedEdges(edges=tuple(sorted({*(body.edges or ())})))


def _road(body: WhereBody, road: str) -> ClosedRoad:
    if not road.strip():
        raise wrong("where.road", "назовите номер или название дороги")
    if body.from_km is not None and body.to_km is not None and body.from_km >= body.to_km:
        raise wrong("where.to_km", "последний километр не дальше первого (from_km): поменяйте их местами")
    near = None if body.near is None else read_point("where.near", body.near)
    return ClosedRoad(road=road.strip(), from_km=body.from_km, to_km=body.to_km, near=near)


def _corners(value: object) -> tuple[LatLon, ...]:
    ring = _ring(value)
    if not isinstance(ring, list) or not ring:
        raise wrong("where.area", "нужен GeoJSON Polygon или список вершин [долгота, широта]")
    if len(ring) > MOST_CORNERS + 1:
        raise wrong("where.area", f"вершин {len(ring)}, можно не больше {MOST_CORNERS}: нарисуйте контур проще")
    corners = [read_point(f"where.area.{number}", corner) for number, corner in enumerate(ring)]
    if corners[0] == corners[-1]:
        corners.pop()
    if len({*corners}) < 3:
        raise wrong("where.area", "нужны три разные вершины или больше")
    return tuple(corners)


def _ring(value: object) -> object:
    """Return the outer ring: holes in a closed area are closed as well."""
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict):
        return value
    rings = value.get("coordinates")
    if value.get("type") != "Polygon" or not isinstance(rings, Sequence) or len(rings) != 1:
        raise wrong("where.area", "нужен GeoJSON Polygon из одного кольца, без дыр")
    return rings[0]


def _posix(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
