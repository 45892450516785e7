"""Who is reached in time, for those who place crews: bands around stations and points, and the residents in them."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from dispatch.api.problems import FieldError, invalid
from dispatch.api.security import CoverReader, Parts
from dispatch.bootstrap.origins import OriginUnknown, limits_s, origins, own_settlements
from routing.types import Profile

MOST_ORIGINS = 500
MOST_BANDS_TEXT = 60

router = APIRouter(tags=["roads"])


class GeoJson(Response):
    """RFC 7946."""

    media_type = "application/geo+json"


@router.get("/api/routing/isochrones", summary="Изохроны и охват жителей", response_class=GeoJson)
def isochrones(
    parts: Parts,
    _: CoverReader,
    station: Annotated[list[str] | None, Query(max_length=MOST_ORIGINS, description="без них и без at все")] = None,
    at: Annotated[list[str] | None, Query(max_length=MOST_ORIGINS, description="точки «широта,долгота»")] = None,
    minutes: Annotated[str, Query(max_length=MOST_BANDS_TEXT, examples=["10,20"])] = "10,20",
    profile: Profile = Profile.SIREN,
) -> Response:
    """Return a GeoJSON FeatureCollection, the largest band first, under the weights in force."""
    try:
        places, limits = origins(parts.region, station or [], at or []), limits_s(minutes)
    except OriginUnknown as error:
        raise invalid([FieldError(field=error.field, message=str(error))]) from None
    found = parts.oracle.isochrones(places, limits, profile, settlements=own_settlements(parts.region))
    return GeoJson(msgspec.json.encode(found.geojson()))
