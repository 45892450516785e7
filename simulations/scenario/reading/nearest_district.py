"""The district of a point, where nothing better is known: that of the nearest settlement or district centre."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from dispatch.domain.region import Region

Floats = NDArray[np.float64]


def districts_of(region: Region, lat: Floats, lon: Floats) -> NDArray[np.intp]:
    """Return the row in `region.districts` for each point."""
    order = {row.name: at for at, row in enumerate(region.districts)}
    if len(order) == 1:
        return np.zeros(len(lat), np.intp)
    known = [(row.centre, order[row.name]) for row in region.districts]
    known += [(row.at, order[row.district]) for row in region.places if row.district in order]
    tree = cKDTree(_on_sphere(np.array([at.lat for at, _ in known]), np.array([at.lon for at, _ in known])))
    nearest = tree.query(_on_sphere(lat, lon))[1]
    found: NDArray[np.intp] = np.array([row for _, row in known], np.intp)[nearest]
    return found


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Points of the unit sphere: straight lines between them order as the way over ground does."""
    up, east = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(up) * np.cos(east), np.cos(up) * np.sin(east), np.sin(up)])
