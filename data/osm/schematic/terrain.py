"""Where no road can lie: lakes, the sea, and rivers away from bridges."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from schematic.projection import Vertex

SHORE_TOLERANCE_M = 300
"""Natural Earth's shores are about half a kilometre exact: the water is taken this much smaller."""

EMBANKMENT_M = 150
"""Half a river and its bank, about the centre line: the Neva is 300 to 600 m wide."""

NO_SHAPE = shapely.GeometryCollection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """Water as areas, large rivers as centre lines, both on the plane."""

    water: BaseGeometry = NO_SHAPE
    rivers: BaseGeometry = NO_SHAPE

    def __post_init__(self) -> None:
        shapely.prepare(self.water)
        shapely.prepare(self.rivers)

    def wet_m(self, line: BaseGeometry) -> float:
        """Return the metres of the line that lie in water."""
        return line.intersection(self.water).length if self.water.intersects(line) else 0.0

    def river_crossings(self, line: BaseGeometry) -> int:
        """Count how often the line meets a river."""
        return shapely.get_num_geometries(line.intersection(self.rivers)) if self.meets_river(line) else 0

    def meets_river(self, line: BaseGeometry) -> bool:
        """Say whether a bridge would be needed."""
        return bool(self.rivers.intersects(line))

    def blocks(self, line: BaseGeometry) -> bool:
        """Say whether only a corridor, which knows its bridges, may pass here."""
        return bool(self.water.intersects(line)) or self.meets_river(line)

    def is_buildable(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each row of an (n, 2) array whether a street can pass there."""
        is_dry = ~shapely.contains_xy(self.water, xy[:, 0], xy[:, 1])
        if self.rivers.is_empty:
            return is_dry
        return is_dry & ~shapely.dwithin(shapely.points(xy), self.rivers, EMBANKMENT_M)


def with_land_under(water: BaseGeometry, towns: Iterable[tuple[Vertex, float]]) -> BaseGeometry:
    """Return the water without discs (centre, radius in metres) round the towns that would stand in it.

    The island of Kotlin with Kronstadt is missing from Natural Earth, and some shores run behind their villages.
    """
    drowned = [shapely.Point(centre).buffer(radius_m) for centre, radius_m in towns]
    drowned = [disc for disc in drowned if water.contains(disc.centroid)]
    return water.difference(shapely.union_all(drowned))
