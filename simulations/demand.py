"""A day of calls: when, where, about what. A non-homogeneous Poisson process over the region's settlements. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon

DAY_S = 86_400.0
HOUR_S = 3_600.0

HOUR_WEIGHTS = (
    *(0.70, 0.58, 0.50, 0.45, 0.45, 0.52, 0.68, 0.88),
    *(1.10, 1.28, 1.36, 1.36, 1.30, 1.22, 1.18, 1.16),
    *(1.18, 1.24, 1.34, 1.40, 1.36, 1.24, 1.06, 0.86),
)
"""Calls of each hour of the local day beside the mean hour. Not published for the oblast, so assumed: quiet before
dawn, a morning rise, an evening peak."""

RESIDENTS_PER_KM2 = 3_000.0
"""Density by which a settlement's population becomes the disc over which its calls are spread. Assumed."""

METRES_PER_DEGREE = 111_320.0
ADULT_FROM_YEARS, OLDEST_YEARS = 18, 98
ADULT_AGE_YEARS = (58.0, 20.0)
"""Mean and standard deviation of a grown patient's age. Assumed: the elderly call more often."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How much is called for. `calls_per_day` None: as the region has published.

    `hour_weights` are relative, one for each local hour. Raises `ValueError` when they cannot be a profile.
    """

    calls_per_day: float | None = None
    hour_weights: tuple[float, ...] = HOUR_WEIGHTS

    def __post_init__(self) -> None:
        if len(self.hour_weights) != 24 or min(self.hour_weights) < 0 or not sum(self.hour_weights):
            raise ValueError("hour_weights: 24 weights from 0 up, not all of them 0")
        if self.calls_per_day is not None and self.calls_per_day < 0:
            raise ValueError(f"calls_per_day={self.calls_per_day}: from 0 up")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCall:
    """One call of a drawn day. `at_s` is seconds after local midnight; `complaint` is a code of the region's table."""

    at_s: float
    at: LatLon
    district: str
    settlement: str
    complaint: str
    urgency: Urgency
    age_years: int
    male: bool

    @property
    def child(self) -> bool:
        """Whether the patient is a child."""
        return self.age_years < ADULT_FROM_YEARS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A settlement that calls. `weight` is its share of the region's calls."""

    name: str
    district: str
    at: LatLon
    radius_m: float
    weight: float


AS_PUBLISHED = Demand()


def draw_day(region: Region, rng: np.random.Generator, demand: Demand = AS_PUBLISHED) -> list[DrawnCall]:
    """Draw the calls of one day in order of time: districts by residents, settlements by population.

    The same generator state gives the same day.
    """
    mean = region.figure("calls_per_day") if demand.calls_per_day is None else demand.calls_per_day
    count = int(rng.poisson(mean))
    at_s = _moments(rng, count, demand)
    sources = _sources(region)
    chosen = rng.choice(len(sources), count, p=_shares([source.weight for source in sources]))
    asked = rng.choice(len(region.call_shares), count, p=_shares([row.share for row in region.call_shares]))
    lats, lons = _scattered(region, sources, chosen, rng)
    ages = _ages(region, asked, rng)
    male = rng.random(count) < 0.5
    urgency = {row.code: row.urgency for row in region.complaints}
    return [
        DrawnCall(
            at_s=float(at_s[i]),
            at=LatLon(lat=float(lats[i]), lon=float(lons[i])),
            district=sources[chosen[i]].district,
            settlement=sources[chosen[i]].name,
            complaint=(code := region.call_shares[asked[i]].complaint),
            urgency=urgency[code],
            age_years=int(ages[i]),
            male=bool(male[i]),
        )
        for i in range(count)
    ]


def _moments(rng: np.random.Generator, count: int, demand: Demand) -> Floats:
    """Given their number, the moments of a Poisson process are independent draws from its profile."""
    hours = rng.choice(24, count, p=_shares(demand.hour_weights))
    return np.sort((hours + rng.random(count)) * HOUR_S)


def _sources(region: Region) -> list[_Source]:
    return list(_called_from(region))


def _called_from(region: Region) -> Iterator[_Source]:
    for district in region.districts:
        places = [place for place in region.places if place.district == district.name and place.population > 0]
        living = sum(place.population for place in places)
        for place in places:
            yield _Source(
                name=place.name,
                district=district.name,
                at=place.at,
                radius_m=_radius_m(place.population),
                weight=district.residents * place.population / living,
            )
        if not places:
            radius_m = _radius_m(district.residents)
            yield _Source(
                name=district.name,
                district=district.name,
                at=district.centre,
                radius_m=radius_m,
                weight=district.residents,
            )


def _radius_m(population: int) -> float:
    return float(1_000.0 * np.sqrt(population / RESIDENTS_PER_KM2 / np.pi))


def _scattered(
    region: Region, sources: Sequence[_Source], chosen: Rows, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Spread the calls evenly over the discs of their settlements, inside the region's box."""
    radius_m = np.array([source.radius_m for source in sources])[chosen] * np.sqrt(rng.random(len(chosen)))
    angle = rng.random(len(chosen)) * 2 * np.pi
    lats = np.array([source.at.lat for source in sources])[chosen]
    lons = np.array([source.at.lon for source in sources])[chosen]
    north = radius_m * np.sin(angle) / METRES_PER_DEGREE
    east = radius_m * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(lats)))
    box = region.box
    return np.clip(lats + north, box.south, box.north), np.clip(lons + east, box.west, box.east)


def _ages(region: Region, asked: Rows, rng: np.random.Generator) -> Rows:
    child = rng.random(len(asked)) < np.array([row.child_share for row in region.call_shares])[asked]
    young = rng.integers(0, ADULT_FROM_YEARS, len(asked))
    grown = np.clip(rng.normal(*ADULT_AGE_YEARS, len(asked)), ADULT_FROM_YEARS, OLDEST_YEARS)
    return np.where(child, young, grown.astype(int))


def _shares(weights: Sequence[float]) -> Floats:
    return np.array(weights, dtype=np.float64) / sum(weights)
