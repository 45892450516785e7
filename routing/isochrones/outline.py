"""From reached and unreached roads to areas on the map."""

from collections.abc import Iterable
from itertools import accumulate

import contourpy
import numpy as np
import shapely

from routing.isochrones import field
from routing.isochrones.ground import Ground
from routing.isochrones.portions import Portions
from routing.isochrones.simplifying import kept
from routing.network.model import Floats, Longs, Singles

ASIDE_M = 300.0
"""Ground farther than this from a reached road is not in the band, so that lakes, rivers and bogs stay holes: four
minutes on foot; assumed."""
SMOOTHING = 0.25
"""How far an outline may be moved to make it simpler, in cells; assumed."""


def traced(on: Ground, reached: Portions, unreached: Portions, cell_m: float) -> shapely.MultiPolygon:
    """Outline, on the plane, the ground within `ASIDE_M` of a reached road and nearer to it than to an unreached one.

    That is where a trip, which begins and ends at the nearest road, keeps the limit.
    """
    frame = field.window(on, reached, ASIDE_M, cell_m)
    near = field.distances_m(on, reached, frame, ASIDE_M)
    far = field.distances_m(on, unreached, frame, ASIDE_M)
    excess = np.maximum(near - np.float32(ASIDE_M), (near - far) / 2)
    excess[excess == 0] = np.float32(1e-3)  # an outline through a grid point would touch itself there
    return _polygons(_drawn(frame, excess))


def nested(bands: Iterable[shapely.MultiPolygon]) -> list[shapely.MultiPolygon]:
    """Make each band contain the smaller one before it, which simplifying may have moved outwards."""
    return list(accumulate(bands, lambda smaller, larger: _polygons(shapely.union(larger, smaller))))


def _drawn(frame: field.Window, excess: Singles) -> shapely.Geometry:
    """Draw the line where the excess is zero, on the plane."""
    shapes = contourpy.contour_generator(z=excess, fill_type=contourpy.FillType.OuterOffset).filled(-np.inf, 0)
    corner = np.array([frame.west, frame.south])
    found = [
        _polygon((corner + points) * frame.cell_m, offsets.astype(np.int64), frame)
        for points, offsets in zip(*shapes, strict=True)
    ]
    whole = shapely.MultiPolygon([polygon for polygon in found if polygon is not None])
    return whole if whole.is_valid else shapely.make_valid(whole)


def _polygon(points: Floats, first: Longs, frame: field.Window) -> shapely.Polygon | None:
    """Make a polygon of an outer ring and its holes, `None` of a speck."""
    stays = kept(points, first, SMOOTHING * frame.cell_m, closed=True)
    ends = np.concatenate([[0], np.cumsum(stays)])[first]
    rings = np.split(points[stays], ends[1:-1])
    outer, *holes = rings
    if len(outer) < 4:
        return None
    return shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4])


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep the polygons of whatever an operation returned."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty])
