"""Roads: a route, a matrix, an address; GeoJSON in and out. And the weights, for those who may change them."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from numpy.typing import NDArray
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.problems import FieldError, Problem, invalid
from dispatch.api.security import Parts, RoadAsker, RoadChanger
from dispatch.api.views import point
from dispatch.domain.road_messages import ChangeWeights
from routing.types import LatLon, NoRoad, PointOutsideMap, Profile, Route, TimeSpread, WeightsSpec, as_point

MAX_CELLS = 1_000_000

router = APIRouter(tags=["roads"])

Place = Annotated[
    dict[str, Any] | list[float],
    Field(examples=[{"type": "Point", "coordinates": [30.1228, 59.5689]}, {"lat": 59.5689, "lon": 30.1228}]),
]
Places = Annotated[
    dict[str, Any] | list[Any],
    Field(examples=[{"type": "MultiPoint", "coordinates": [[30.1228, 59.5689], [28.7528, 60.7096]]}]),
]


# The bounds of `WeightsSpec`, said here once more so that the answer names the field.
Factor = Annotated[float, Field(ge=0.01, le=10, allow_inf_nan=False)]


Alternatives = Annotated[int, Query(ge=1, le=3, description="сколько путей показать, считая лучший")]


Departure = Annotated[
    AwareDatetime | None,
    Field(description="когда выезжают: перекрытия, что начнутся или кончатся в пути, считаются по своему часу"),
]


class RouteBody(BaseModel):
    """From where to where, and how; without `departs_at` at once."""

    model_config = ConfigDict(extra="forbid")

    origin: Place
    destination: Place
    profile: Profile = Profile.SIREN
    departs_at: Departure = None


class MatrixBody(BaseModel):
    """From each origin to each destination; without `departs_at` by the roads as they are now, for ever."""

    model_config = ConfigDict(extra="forbid")

    origins: Places
    destinations: Places
    profile: Profile = Profile.SIREN
    departs_at: Departure = None


class WeightsBody(BaseModel):
    """What is slower, faster or closed from now on; it replaces what was said before."""

    model_config = ConfigDict(extra="forbid")

    speed_factor: dict[Profile, Factor] = Field({}, examples=[{"siren": 0.8}])
    class_factor: dict[str, Factor] = Field({}, examples=[{"unclassified": 0.7}])
    closed_ways: list[int] = Field([], max_length=10_000, examples=[[4400001]])


@router.post("/api/routing/route", summary="Путь по дорогам")
def route(body: RouteBody, parts: Parts, _: RoadAsker, alternatives: Alternatives = 1) -> dict[str, Any]:
    """Return a GeoJSON Feature: the line, its time, length and manoeuvres; and what other ways there are, if asked."""
    origin, destination = read_point("origin", body.origin), read_point("destination", body.destination)
    spread = parts.oracle.spread(body.profile)
    at = parts.clock.now() if body.departs_at is None else body.departs_at.timestamp()
    try:
        if alternatives == 1:
            return route_feature(parts.oracle.route(origin, destination, body.profile, departs_at=at), spread)
        found = parts.oracle.alternatives(origin, destination, body.profile, most=alternatives, departs_at=at)
    except (PointOutsideMap, NoRoad) as error:
        raise Problem(422, str(error), code=type(error).__name__) from None
    best, *others = (
        {**route_feature(way.route, spread), "differs": way.differs_ru, "differs_en": way.differs_en} for way in found
    )
    return {**best, "alternatives": others}


@router.post("/api/routing/matrix", summary="Таблица времён")
def matrix(body: MatrixBody, parts: Parts, _: RoadAsker) -> dict[str, Any]:
    """Return seconds, origins × destinations: the median, and what nine of ten drives take; null where no road is."""
    origins, destinations = read_points("origins", body.origins), read_points("destinations", body.destinations)
    if len(origins) * len(destinations) > MAX_CELLS:
        raise Problem(413, f"таблица больше {MAX_CELLS} клеток: спросите по частям", code="too-large")
    spread = parts.oracle.spread(body.profile)
    at = body.departs_at.timestamp() if body.departs_at else None
    median_s = spread.median_s(parts.oracle.matrix(origins, destinations, body.profile, departs_at=at))
    return {
        "seconds": _cells(median_s),
        "p90_seconds": _cells(spread.p90_of_all_s(median_s)),
        "profile": body.profile.value,
        "weights_version": parts.oracle.weights_version,
    }


def _cells(seconds: NDArray[np.float64]) -> list[list[float | None]]:
    return [[round(s, 1) if np.isfinite(s) else None for s in row] for row in seconds.tolist()]


@router.put("/api/routing/weights", summary="Изменить дорожные условия")
async def weights(
    request: Request, body: WeightsBody, parts: Parts, user: RoadChanger, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Re-weight the whole region; queries go on meanwhile. Kept in the record."""
    spec = WeightsSpec(
        speed_factor=body.speed_factor, class_factor=body.class_factor, closed_ways=tuple(body.closed_ways)
    )
    await done(request, user, ChangeWeights(spec=spec), idempotency_key)
    return {"weights_version": parts.oracle.weights_version}


@router.get("/api/geocode", summary="Найти адрес")
def geocode(
    parts: Parts,
    _: RoadAsker,
    q: Annotated[str, Query(min_length=1, max_length=300, examples=["Гатчина, Чкалова"])],
    district: str | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> list[dict[str, Any]]:
    """Find places offline by a fuzzy Russian address, best first."""
    return [
        {
            "label": place.label,
            "at": point(place.at),
            "precision": place.precision,
            "settlement": place.settlement,
            "district": place.district,
            "confidence": round(place.confidence, 3),
        }
        for place in parts.oracle.geocode(q, district=district, limit=limit)
    ]


def route_feature(found: Route, spread: TimeSpread) -> dict[str, Any]:
    """Write a route as GeoJSON; `eta_p50_s` and `eta_p90_s` say what half and nine of ten such drives really take."""
    median_s = spread.median_s(np.array(found.duration_s)).item()
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(p.lon, 6), round(p.lat, 6)] for p in found.geometry],
        },
        "properties": {
            "duration_s": round(found.duration_s, 1),
            "eta_p50_s": round(median_s, 1),
            "eta_p90_s": round(spread.p90_s(median_s), 1),
            "distance_m": round(found.distance_m, 1),
            "snap_start_m": round(found.snap_start_m, 1),
            "snap_end_m": round(found.snap_end_m, 1),
            "synthetic_m": round(found.synthetic_m, 1),
            "profile": found.profile.value,
            "weights_version": found.weights_version,
            "note": found.note,
            "maneuvers": [
                {
                    "type": m.type,
                    "modifier": m.modifier,
                    "text": m.text_ru,
                    "text_en": m.text_en,
                    "name": m.name,
                    "ref": m.ref,
                    "distance_m": round(m.distance_m, 1),
                    "duration_s": round(m.duration_s, 1),
                    "at": point(m.at),
                    "begin": m.begin,
                    "announcements": [
                        {"before_m": round(a.before_m, 1), "text": a.text_ru, "text_en": a.text_en}
                        for a in m.announcements
                    ],
                }
                for m in found.maneuvers
            ],
        },
    }


def read_point(name: str, value: object) -> LatLon:
    """Read a GeoJSON Point, `[lon, lat]` or `{lat, lon}`. Raises a 422 problem that names the field."""
    try:
        if isinstance(value, dict) and value.get("type") == "Feature":
            value = value["geometry"]
        if isinstance(value, dict) and "coordinates" in value:
            value = value["coordinates"]
        return as_point(value)  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, IndexError) as error:
        message = f"нужна точка GeoJSON ([долгота, широта]) или {{lat, lon}}: {error}"
        raise invalid([FieldError(field=name, message=message)]) from None


def read_points(name: str, value: object) -> list[LatLon]:
    """Read a MultiPoint, a FeatureCollection or a list of points."""
    if isinstance(value, dict):
        value = value.get("coordinates") or value.get("features")
    if not isinstance(value, list) or not value:
        raise invalid([FieldError(field=name, message="нужен непустой список точек или MultiPoint")])
    return [read_point(f"{name}.{index}", item) for index, item in enumerate(value)]
