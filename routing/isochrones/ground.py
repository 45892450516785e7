"""The plane that bands are drawn on: Mercator, scaled to metres in the middle of the map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.isochrones.simplifying import kept
from routing.network.model import DEGREES, Floats, Longs, Network
from routing.snapping.grid import mercator
from routing.types import EARTH_RADIUS_M

THIN_M = 10.0
"""How far a road may be moved to make it simpler, a tenth of the finest cell; assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Points of all pieces, thinned. Piece `p` has the points from ``first[p]`` to ``first[p + 1]``."""

    x: Floats
    y: Floats
    along: Floats
    """by point: the share of its piece that lies before it"""
    first: Longs
    box: tuple[Floats, Floats, Floats, Floats]
    """west, south, east and north, by piece"""
    metres: float
    """of the plane for a unit of the projection"""

    def degrees(self, xy: Floats) -> Floats:
        """Turn points of the plane into longitude and latitude."""
        on_sphere = xy / self.metres
        return np.column_stack([np.degrees(on_sphere[:, 0]), np.degrees(np.arctan(np.sinh(on_sphere[:, 1])))])


def ground(network: Network) -> Ground:
    """Lay out the map's roads on the plane."""
    pieces = network.pieces
    x, y = mercator(pieces.lon * DEGREES, pieces.lat * DEGREES)
    metres = float(EARTH_RADIUS_M / np.cosh((y.min() + y.max()) / 2))
    x, y, first = x * metres, y * metres, np.asarray(pieces.first)
    stays = kept(np.column_stack([x, y]), first, THIN_M, closed=False)
    along = _along(x, y, first)[stays]
    x, y, first = x[stays], y[stays], np.concatenate([[0], np.cumsum(stays)])[first]
    least = (np.minimum.reduceat(x, first[:-1]), np.minimum.reduceat(y, first[:-1]))
    most = (np.maximum.reduceat(x, first[:-1]), np.maximum.reduceat(y, first[:-1]))
    return Ground(x=x, y=y, along=along, first=first, box=(*least, *most), metres=metres)


def _along(x: Floats, y: Floats, first: NDArray[np.int64]) -> Floats:
    """Share of its piece before each point."""
    passed = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    begin, end = passed[first[:-1]], passed[first[1:] - 1]
    counts = np.diff(first)
    whole = np.repeat(np.maximum(end - begin, np.finfo(float).tiny), counts)
    return np.asarray(np.clip((passed - np.repeat(begin, counts)) / whole, 0, 1))
