"""How the ground can be reached from the bases: the roads behind cover and standby moves."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.ids import StationId
from routing.types import LatLon


class Reach(Struct, frozen=True, kw_only=True, eq=False):
    """Seconds with siren from each base to each point of the ground, and of ordinary driving from base to base.

    Shapes (bases, points) and (bases, bases); `inf` is no road. `weight` sums to 1: the shares of the points in the
    calls. Compared and hashed by identity, so that what follows from it can be remembered.
    """

    bases: tuple[StationId, ...]
    row: Mapping[StationId, int]
    at: tuple[LatLon, ...]
    to_points_s: NDArray[np.float64]
    between_s: NDArray[np.float64]
    weight: NDArray[np.float64]
    by_hour: NDArray[np.float64] | None
    weights_version: str
