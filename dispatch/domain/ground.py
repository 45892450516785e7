"""The ground that crews are to cover: where calls come from, and where crews may stand by."""

from collections.abc import Mapping

from msgspec import Struct, field

from dispatch.domain.ids import StationId
from routing.types import LatLon

HOURS = 24


class Ground(Struct, frozen=True, kw_only=True):
    """Places that calls come from, and bases.

    `weight` is the relative frequency of calls from each of `points`; `by_hour` has the same for each local hour of the
    day, 24 rows, or none when the hours do not differ. Nothing is covered on an empty ground.
    """

    bases: Mapping[StationId, LatLon] = field(default_factory=dict)
    points: tuple[LatLon, ...] = ()
    weight: tuple[float, ...] = ()
    by_hour: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        if len(self.weight) != len(self.points):
            raise ValueError(f"weight has {len(self.weight)} rows, points has {len(self.points)}")
        if self.by_hour and [len(row) for row in self.by_hour] != [len(self.points)] * HOURS:
            raise ValueError(f"by_hour: {HOURS} rows of {len(self.points)} weights, or none")
        if min(self.weight, default=0.0) < 0 or (self.weight and not sum(self.weight) > 0):
            raise ValueError("weight: frequencies of calls, none below zero and not all of them zero")

    def __bool__(self) -> bool:
        return bool(self.points) and bool(self.bases)
