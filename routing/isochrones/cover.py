"""How many residents are reached in time, district by district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Longs
from routing.types import GazetteerEntry

ELSEWHERE = "без района"
"""Settlements whose district nobody has written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Of some settlements: how many people live there, and how many of them within each limit."""

    residents: int
    within: tuple[int, ...]
    """by limit"""

    def shares(self) -> tuple[float | None, ...]:
        """Share of the residents within each limit, `None` where nobody is known to live."""
        return tuple(round(count / self.residents, 4) if self.residents else None for count in self.within)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Who is reached in time. Settlements of unknown population count as empty and are told in `uncounted`."""

    limits_s: tuple[float, ...]
    total: Reached
    districts: Mapping[str, Reached]
    outside: tuple[GazetteerEntry, ...]
    """settlements beyond the largest limit, the most populous first"""
    uncounted: int

    def as_json(self) -> dict[str, Any]:
        """Write it for people and programs."""
        return {
            "minutes": [limit_s / 60 for limit_s in self.limits_s],
            "total": _row(self.total),
            "districts": {name: _row(found) for name, found in self.districts.items()},
            "outside": [
                {"name": place.name, "district": place.district, "residents": place.population}
                for place in self.outside
            ],
            "uncounted": self.uncounted,
        }


def cover(settlements: Sequence[GazetteerEntry], seconds: Floats, limits_s: Sequence[float]) -> Cover:
    """Count residents by the seconds to their settlements, `inf` where no road leads in time."""
    residents = np.array([place.population or 0 for place in settlements], np.int64)
    inside = np.asarray(seconds)[None, :] <= np.array(limits_s)[:, None]
    names = np.array([place.district or ELSEWHERE for place in settlements], object)
    beyond = [place for place, near in zip(settlements, inside[-1], strict=True) if not near]
    return Cover(
        limits_s=tuple(limits_s),
        total=_reached(residents, inside, np.ones(len(residents), bool)),
        districts={name: _reached(residents, inside, names == name) for name in sorted(set(names.tolist()))},
        outside=tuple(sorted(beyond, key=lambda place: -(place.population or 0))),
        uncounted=sum(place.population is None for place in settlements),
    )


def _reached(residents: Longs, inside: NDArray[np.bool_], mine: NDArray[np.bool_]) -> Reached:
    within = (inside[:, mine] * residents[mine]).sum(axis=1)
    return Reached(residents=int(residents[mine].sum()), within=tuple(within.tolist()))


def _row(found: Reached) -> dict[str, Any]:
    return {"residents": found.residents, "within": list(found.within), "shares": list(found.shares())}
