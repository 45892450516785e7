"""Between degrees and a plane of whole metres."""

from collections.abc import Sequence
from math import hypot

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

Vertex = tuple[int, int]
"""East and north in whole metres: equal vertices are one junction, and nothing is lost between platforms."""

PLANE = "+proj=laea +lat_0=60 +lon_0=31.5 +datum=WGS84"
"""Lambert azimuthal equal-area about the middle of the oblast: lengths are within 0.1 % everywhere in it."""

_PROJECTION = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)


def to_vertex(*, lat: float, lon: float) -> Vertex:
    """Project one point of the Earth."""
    x_m, y_m = _PROJECTION.transform(lon, lat)
    return round(x_m), round(y_m)


def to_degrees(vertices: Sequence[Vertex]) -> NDArray[np.float64]:
    """Return (longitude, latitude) rows, rounded to the 0.1 m that the file keeps."""
    xy = np.asarray(vertices, dtype=np.float64).reshape(-1, 2)
    lon, lat = _PROJECTION.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
    return np.column_stack([lon, lat]).round(6)


def to_plane(geometry: BaseGeometry) -> BaseGeometry:
    """Project a shape given in degrees."""
    return shapely.transform(
        geometry,
        lambda degrees: np.column_stack(_PROJECTION.transform(degrees[:, 0], degrees[:, 1])),
    )


def distance_m(a: Vertex, b: Vertex) -> float:
    """Straight line on the plane."""
    return hypot(a[0] - b[0], a[1] - b[1])
