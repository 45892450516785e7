"""Who is reached in time, for those who place crews: bands around stations and points, and the residents in them."""

from dataclasses import replace
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from dispatch.api.problems import FieldError, invalid
from dispatch.api.security import CoverReader, Parts
from dispatch.bootstrap.origins import OriginUnknown, limits_s, origins, own_settlements
from routing.types import HOURS_OF_WEEK, Profile, Season, WeightsSpec

MOST_ORIGINS = 500
MOST_BANDS_TEXT = 60

router = APIRouter(tags=["roads"])


class GeoJson(Response):
    """RFC 7946."""

    media_type = "application/geo+json"


def asked_weights(
    request: Request,
    hour_of_week: Annotated[
        int | None, Query(ge=0, lt=HOURS_OF_WEEK, description="час недели, 0: понедельник с полуночи; без него: сейчас")
    ] = None,
    season: Annotated[Season | None, Query(description="без него: нынешнее время года")] = None,
) -> WeightsSpec | None:
    """Return the weights in force as they are at another hour or season; None: as they are now."""
    if hour_of_week is None and season is None:
        return None
    now: WeightsSpec = request.app.state.live.state()[1].weights
    hour = now.hour_of_week if hour_of_week is None else hour_of_week
    return replace(now, hour_of_week=hour, season=season or now.season)


@router.get("/api/routing/isochrones", summary="Изохроны и охват жителей", response_class=GeoJson)
def isochrones(
    parts: Parts,
    _: CoverReader,
    spec: Annotated[WeightsSpec | None, Depends(asked_weights)],
    station: Annotated[list[str] | None, Query(max_length=MOST_ORIGINS, description="без них и без at все")] = None,
    at: Annotated[list[str] | None, Query(max_length=MOST_ORIGINS, description="точки «широта,долгота»")] = None,
    minutes: Annotated[str, Query(max_length=MOST_BANDS_TEXT, examples=["10,20"])] = "10,20",
    profile: Profile = Profile.SIREN,
) -> Response:
    """Return a GeoJSON FeatureCollection, the largest band first, under the weights in force or those of an hour."""
    try:
        places, limits = origins(parts.region, station or [], at or []), limits_s(minutes)
    except OriginUnknown as error:
        raise invalid([FieldError(field=error.field, message=str(error))]) from None
    found = parts.oracle.isochrones(
        places, limits, profile, spec=spec, at=parts.clock.now(), settlements=own_settlements(parts.region)
    )
    return GeoJson(msgspec.json.encode(found.geojson()))
