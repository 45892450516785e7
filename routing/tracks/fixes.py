"""What a vehicle reports: fixes, raw and unjudged. A bad fix is a value here; `cleaning` names what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import nan

import numpy as np

from routing.network.model import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One report of a receiver; `at` is POSIX seconds, the heading is clockwise from north.

    `accuracy_m` is the radius that holds the true place in 68 of 100 cases, as Android and iOS give it.
    """

    at: float
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


@dataclass(frozen=True, kw_only=True)
class Track:
    """Fixes as columns, in the order of arrival; `nan` is unknown. Raises `ValueError` for unequal columns."""

    at: Floats
    lat: Floats
    lon: Floats
    accuracy_m: Floats
    speed_mps: Floats
    heading_deg: Floats

    def __post_init__(self) -> None:
        shapes = {item.name: getattr(self, item.name).shape for item in fields(self)}
        if len(set(shapes.values())) > 1 or self.at.ndim != 1:
            raise ValueError(f"the columns of a track must be of one length, one value a fix, they are {shapes}")

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def of(cls, fixes: Iterable[Fix]) -> "Track":
        """Turn fixes into columns."""
        rows = list(fixes)
        names = [item.name for item in fields(cls)]
        return cls(**{name: np.array([_number(getattr(row, name)) for row in rows], float) for name in names})

    @classmethod
    def bare(cls, at: Floats, lat: Floats, lon: Floats) -> "Track":
        """Make a track of places and times alone."""
        unknown = np.full(len(at), nan)
        return cls(at=at, lat=lat, lon=lon, accuracy_m=unknown, speed_mps=unknown, heading_deg=unknown)


def _number(value: float | None) -> float:
    return nan if value is None else float(value)
