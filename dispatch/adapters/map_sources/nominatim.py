"""The box around a place that somebody named, from a Nominatim server."""

from dispatch.adapters.map_sources.refusals import MapNotFetched
from dispatch.adapters.map_sources.web import json_of
from dispatch.domain.region import Box

MARGIN_DEGREES = 0.05
"""Around the place, so that the ways round its border are there: about 5 km; assumed."""


def box_around(url: str, place: str) -> Box:
    """Find a place. Raises `MapNotFetched`."""
    found = json_of(url, {"q": place, "format": "jsonv2", "limit": "1"})
    if not found:
        raise MapNotFetched(f"«{place}»: такого места нет; напишите иначе или задайте --bbox")
    try:
        south, north, west, east = (float(each) for each in found[0]["boundingbox"])
        return Box(
            west=max(-180, west - MARGIN_DEGREES),
            south=max(-90, south - MARGIN_DEGREES),
            east=min(180, east + MARGIN_DEGREES),
            north=min(90, north + MARGIN_DEGREES),
        )
    except (KeyError, TypeError, ValueError) as why:
        raise MapNotFetched(f"{url}: это не ответ Nominatim ({why}); проверьте DOEZD_PLACES_URL") from why
