"""What an isochrone question is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from routing.isochrones.cover import Cover
from routing.types import LatLon, Profile

DIGITS = 6
"""Of a degree, a tenth of a metre: fewer would make outlines of neighbouring bands cross."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The ground from which, or to which, a trip keeps the limit. Longitude and latitude, degrees."""

    limit_s: float
    area: shapely.MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Isochrones:
    """Bands around one or several places: who is reached by anybody. Each band contains the smaller ones.

    `lost` are the origins farther from every road than the map reaches; `cover` is `None` when no settlements were
    handed in.
    """

    origins: tuple[LatLon, ...]
    lost: tuple[LatLon, ...]
    profile: Profile
    weights_version: str
    licence: str
    bands: tuple[Band, ...]
    cover: Cover | None

    def geojson(self) -> dict[str, Any]:
        """Write a FeatureCollection, the largest band first, so that the smaller ones are drawn over it."""
        return {
            "type": "FeatureCollection",
            "attribution": self.licence,
            "profile": self.profile.value,
            "weights_version": self.weights_version,
            "origins": [_position(at) for at in self.origins],
            "lost": [_position(at) for at in self.lost],
            "features": [self._feature(place) for place in reversed(range(len(self.bands)))],
            **({"cover": self.cover.as_json()} if self.cover else {}),
        }

    def _feature(self, place: int) -> dict[str, Any]:
        band = self.bands[place]
        properties: dict[str, Any] = {"limit_s": band.limit_s, "minutes": band.limit_s / 60}
        if self.cover:
            properties |= {"residents": self.cover.total.within[place], "share": self.cover.total.shares()[place]}
        return {"type": "Feature", "geometry": _geometry(band.area), "properties": properties}


def _position(at: LatLon) -> list[float]:
    return [round(at.lon, DIGITS), round(at.lat, DIGITS)]


def _geometry(area: shapely.MultiPolygon) -> dict[str, Any]:
    """Write a MultiPolygon that stays valid when its digits are cut: outer rings anticlockwise, as RFC 7946 asks."""
    parts = shapely.get_parts(shapely.set_precision(area, 10.0**-DIGITS))
    polygons = [shapely.geometry.polygon.orient(polygon) for polygon in parts]
    rings = [[_ring(ring) for ring in (polygon.exterior, *polygon.interiors)] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: shapely.LinearRing) -> Sequence[Sequence[float]]:
    rounded: list[list[float]] = shapely.get_coordinates(ring).round(DIGITS).tolist()
    return rounded
