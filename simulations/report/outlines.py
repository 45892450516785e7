"""Outlines of districts from the places of calls alone, where no file of borders is given.

Every cell of calls gets what is nearer to it than to any other (Voronoi), within `REACH_KM` of a call; gaps narrower
than twice `GAP_KM` are filled, and the cells of a district are joined. The outline shows where people call from; it is
no border, and the report says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, MultiPoint

from simulations.report.evidence import CELL_DEG, Cell

KM_PER_DEG = 111.195
"""A degree of a great circle on the mean sphere of 6,371 km."""
REACH_KM = 9.0
"""Assumed: beyond so far from the nearest call the map stays white; forests and lakes are nobody's district."""
GAP_KM = 14.0
"""Assumed: between two places not farther apart than this and their reach, the land is somebody's."""
SMOOTHED_KM = 0.4

Points = NDArray[np.float64]


def place_km(lat: Points, lon: Points, centre_lat: float) -> Points:
    """Lay points on a plane, kilometres (equirectangular: within a region its distortion is not seen)."""
    return np.column_stack([lon * KM_PER_DEG * cos(radians(centre_lat)), lat * KM_PER_DEG])


def degrees(shape: Geometry, centre_lat: float) -> Geometry:
    """Lay a shape of `place_km` back on the globe, GeoJSON order."""
    scale = np.array([KM_PER_DEG * cos(radians(centre_lat)), KM_PER_DEG])
    return shapely.transform(shape, lambda plane: np.round(plane / scale, 4))


def middle(cells: Iterable[Cell]) -> Points:
    """Return the middles of cells as rows of latitude and longitude, degrees."""
    return np.array([((cell.lat_100 + 0.5) * CELL_DEG, (cell.lon_100 + 0.5) * CELL_DEG) for cell in cells])


def outlines(cells: Iterable[Cell]) -> Mapping[str, Geometry]:
    """Return district → its outline on the plane of `place_km` about the mean latitude."""
    known = sorted(
        {(cell.lat_100, cell.lon_100): cell for cell in cells}.values(), key=lambda c: (c.lat_100, c.lon_100)
    )
    at = middle(known)
    points = np.asarray(shapely.points(place_km(at[:, 0], at[:, 1], float(at[:, 0].mean()))))
    around = shapely.union_all(shapely.buffer(points, REACH_KM + GAP_KM, quad_segs=8)).buffer(-GAP_KM, quad_segs=8)
    shapes = shapely.intersection(_nearest(points, around), around)
    parts = defaultdict(list)
    for cell, shape in zip(known, shapes, strict=True):
        parts[cell.district].append(shape)
    return {district: shapely.union_all(found).simplify(SMOOTHED_KM) for district, found in sorted(parts.items())}


def _nearest(points: NDArray[np.object_], around: Geometry) -> NDArray[np.object_]:
    """Return for each point what is nearest to it; one point alone has all."""
    if len(points) == 1:
        return np.array([around])
    whole = shapely.box(*shapely.bounds(around))
    return np.array(shapely.voronoi_polygons(MultiPoint(list(points)), extend_to=whole, ordered=True).geoms)
