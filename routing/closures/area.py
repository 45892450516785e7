"""Which roads run through an area."""

from collections.abc import Collection, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES, Network
from routing.types import AreaCrossesItself, AreaWithoutRoads, ClosedArea, LatLon

Pieces = NDArray[np.intp]


def ways_in(network: Network, area: Sequence[LatLon], classes: Collection[str]) -> tuple[int, ...]:
    """List the OSM ids of the ways that touch the polygon, of these highway classes (empty: of all)."""
    touched = _touching(network, shapely.Polygon([(point.lon, point.lat) for point in area]), classes)
    return tuple(np.unique(network.ways.osm_id[network.pieces.way[touched]]).tolist())


def pieces_of(network: Network, area: ClosedArea) -> Pieces:
    """List the pieces of road that touch an area. Raises `AreaCrossesItself` and `AreaWithoutRoads`."""
    polygon = shapely.Polygon([(point.lon, point.lat) for point in area.corners])
    if not polygon.is_valid:
        raise AreaCrossesItself(
            f"corners: the sides of the area cross or touch each other ({shapely.is_valid_reason(polygon)}): "
            "give the corners in the order in which one walks round"
        )
    touched = _touching(network, polygon, area.classes)
    if not len(touched):
        first = area.corners[0]
        raise AreaWithoutRoads(
            f"corners: the area around ({first.lat}, {first.lon}) touches no road{_of(area.classes)} of the map: "
            "check that latitude and longitude are not exchanged, draw it larger, or leave `classes` out"
        )
    return touched


def _of(classes: Collection[str]) -> str:
    return f" of the classes {', '.join(classes)}" if classes else ""


def _touching(network: Network, polygon: shapely.Polygon, classes: Collection[str]) -> Pieces:
    near = _near(network, polygon.bounds)
    if classes:
        wanted = [code for code, text in enumerate(network.texts) if text in classes]
        near = near[np.isin(network.ways.highway[network.pieces.way[near]], wanted)]
    shapely.prepare(polygon)
    return near[shapely.intersects(polygon, lines(network, near))]


def _near(network: Network, bounds: tuple[float, float, float, float]) -> Pieces:
    """Pieces whose boxes meet the polygon's box."""
    west, south, east, north = (bound / DEGREES for bound in bounds)
    pieces, first = network.pieces, network.pieces.first[:-1]
    meets = (np.minimum.reduceat(pieces.lon, first) <= east) & (np.maximum.reduceat(pieces.lon, first) >= west)
    meets &= (np.minimum.reduceat(pieces.lat, first) <= north) & (np.maximum.reduceat(pieces.lat, first) >= south)
    return np.flatnonzero(meets)


def lines(network: Network, chosen: Pieces) -> NDArray[np.object_]:
    """Draw pieces of road, in degrees, longitude first."""
    first = network.pieces.first
    spans = [np.arange(first[piece], first[piece + 1]) for piece in chosen]
    if not spans:
        return np.empty(0, object)
    owner = np.repeat(np.arange(len(spans)), [len(span) for span in spans])
    every = np.concatenate(spans)
    dots = np.column_stack([network.pieces.lon[every], network.pieces.lat[every]]) * DEGREES
    return np.asarray(shapely.linestrings(dots, indices=owner))
