"""Which roads run through an area."""

from collections.abc import Collection, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.network.model import DEGREES, Network
from routing.types import LatLon


def ways_in(network: Network, area: Sequence[LatLon], classes: Collection[str]) -> tuple[int, ...]:
    """List the OSM ids of the ways that touch the polygon, of these highway classes (empty: of all)."""
    polygon = shapely.Polygon([(point.lon, point.lat) for point in area])
    near = _near(network, polygon.bounds)
    if classes:
        wanted = [code for code, text in enumerate(network.texts) if text in classes]
        near = near[np.isin(network.ways.highway[network.pieces.way[near]], wanted)]
    shapely.prepare(polygon)
    touched = near[shapely.intersects(polygon, _lines(network, near))]
    return tuple(np.unique(network.ways.osm_id[network.pieces.way[touched]]).tolist())


def _near(network: Network, bounds: tuple[float, float, float, float]) -> NDArray[np.intp]:
    """Pieces whose boxes meet the polygon's box."""
    west, south, east, north = (bound / DEGREES for bound in bounds)
    pieces, first = network.pieces, network.pieces.first[:-1]
    meets = (np.minimum.reduceat(pieces.lon, first) <= east) & (np.maximum.reduceat(pieces.lon, first) >= west)
    meets &= (np.minimum.reduceat(pieces.lat, first) <= north) & (np.maximum.reduceat(pieces.lat, first) >= south)
    return np.flatnonzero(meets)


def _lines(network: Network, chosen: NDArray[np.intp]) -> NDArray[np.object_]:
    first = network.pieces.first
    spans = [np.arange(first[piece], first[piece + 1]) for piece in chosen]
    if not spans:
        return np.empty(0, object)
    owner = np.repeat(np.arange(len(spans)), [len(span) for span in spans])
    every = np.concatenate(spans)
    dots = np.column_stack([network.pieces.lon[every], network.pieces.lat[every]]) * DEGREES
    return np.asarray(shapely.linestrings(dots, indices=owner))
