"""Settlements of the map."""

from dataclasses import dataclass
from math import pi, sqrt

from schematic.projection import Vertex, distance_m

OBLAST_AND_CITY = frozenset({"42", "66"})
"""GeoNames' codes of the Leningrad Oblast and of Saint Petersburg."""

METROPOLIS_RADIUS_M = 10_500
METROPOLIS_BLOCK_M = 285
METROPOLIS_FROM_PEOPLE = 1_000_000
"""Saint Petersburg: its suburbs are places of their own, so a disc with the old city in it, in coarse blocks."""

SMALLEST_RADIUS_M = 260

DISTRICT_CENTRES = (
    "Бокситогорск", "Волосово", "Волхов", "Всеволожск", "Выборг", "Гатчина", "Кингисепп", "Кириши", "Кировск",
    "Лодейное Поле", "Ломоносов", "Луга", "Подпорожье", "Приозёрск", "Сланцы", "Тихвин", "Тосно",
)  # fmt: skip
"""Centres of the 17 districts; Lomonosov's lies in Saint Petersburg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How closely people live in places below a size: per square kilometre, and metres between streets."""

    below_people: float
    people_per_km2: int
    block_m: int


DENSITIES = (
    Density(below_people=5_000, people_per_km2=1_800, block_m=150),
    Density(below_people=20_000, people_per_km2=2_600, block_m=170),
    Density(below_people=60_000, people_per_km2=3_600, block_m=190),
    Density(below_people=float("inf"), people_per_km2=4_500, block_m=210),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A settlement, or a named part of a town.

    Parameters
    ----------
    name
        GeoNames' Latin name, by which corridors call it.
    kind
        OSM's `place` value.
    """

    geoname_id: int
    name: str
    name_ru: str
    admin1: str
    at: Vertex
    population: int
    kind: str

    @property
    def is_inside(self) -> bool:
        """Whether it lies in the oblast or in Saint Petersburg."""
        return self.admin1 in OBLAST_AND_CITY

    @property
    def is_metropolis(self) -> bool:
        """Whether it is Saint Petersburg, whose suburbs are places of their own."""
        return self.population >= METROPOLIS_FROM_PEOPLE

    @property
    def is_district_centre(self) -> bool:
        """Whether a district is governed from it."""
        return self.is_inside and self.name_ru in DISTRICT_CENTRES

    @property
    def density(self) -> Density:
        """The row of the table for its size."""
        return next(row for row in DENSITIES if self.population < row.below_people)

    @property
    def radius_m(self) -> float:
        """Radius of the disc that its people need."""
        if self.is_metropolis:
            return METROPOLIS_RADIUS_M
        return max(SMALLEST_RADIUS_M, 1_000 * sqrt(self.population / (pi * self.density.people_per_km2)))

    @property
    def block_m(self) -> int:
        """Metres between two parallel streets."""
        return METROPOLIS_BLOCK_M if self.is_metropolis else self.density.block_m

    def covers(self, vertex: Vertex, *, share: float = 1.0) -> bool:
        """Say whether the vertex lies in this share of its disc."""
        return distance_m(self.at, vertex) < share * self.radius_m
