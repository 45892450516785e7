"""From what somebody typed to the places that isochrones begin at, and the settlements they are to reach."""

from collections.abc import Sequence

from dispatch.bootstrap.region import gazetteer
from dispatch.domain.region import Region
from routing.types import GazetteerEntry, LatLon

MOST_MINUTES = 360.0
"""As `routing` has it: a longer limit is a mistake of units."""


class OriginUnknown(ValueError):
    """A station or a point that is none; `field` says which question it answered."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def origins(region: Region, stations: Sequence[str], points: Sequence[str]) -> list[LatLon]:
    """Find stations by id and read points «широта,долгота»; all stations when neither is given.

    Raises `OriginUnknown`.
    """
    known = {str(station.id): station.at for station in region.stations}
    if not stations and not points:
        return list(known.values())
    for station in stations:
        if station not in known:
            raise OriginUnknown("station", f"нет подстанции «{station}»; есть: {', '.join(sorted(known))}")
    return [*(known[station] for station in stations), *(_point(text) for text in points)]


def own_settlements(region: Region) -> list[GazetteerEntry]:
    """Return the settlements whose residents the service answers for: neighbours have services of their own."""
    return [place for place in gazetteer(region) if place.district not in region.neighbours]


def limits_s(text: str) -> list[float]:
    """Read minutes «10,20». Raises `OriginUnknown`."""
    try:
        minutes = [float(word) for word in text.split(",")]
    except ValueError:
        minutes = []
    if not minutes or not all(0 < each <= MOST_MINUTES for each in minutes):
        raise OriginUnknown("minutes", f"«{text}»: нужны минуты через запятую, больше 0 и до {MOST_MINUTES:.0f}: 10,20")
    return [each * 60 for each in minutes]


def _point(text: str) -> LatLon:
    try:
        lat, lon = (float(word) for word in text.split(","))
        return LatLon(lat=lat, lon=lon)
    except ValueError:
        raise OriginUnknown("at", f"«{text}»: нужны широта и долгота в градусах через запятую: 59.57,30.13") from None
